// A service that a test plays: a client whose `fetch` is answered by the end of the path.

import { connect, wasm } from "./told.mjs";

export const STARTED = 'data: {"type":"STARTED","run_id":"r"}\n\n';
export const CANCELLED = { run_id: "r", status: "CANCELLED", cancelled_at: null, message: "Run cancelled" };

/** A body that gives this text and then ends, breaks off, or stays open. */
export function body(text, then) {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      if (then === "end") controller.close();
      if (then === "break") setImmediate(() => controller.error(new TypeError("terminated")));
    },
  });
}

/** A client of a service that answers by the end of the path, and what that was sent. */
export async function service(answers) {
  const sent = [];
  const fetch = async (url, init) => {
    const path = new URL(url).pathname;
    sent.push(path);
    const [, answer] = Object.entries(answers).find(([end]) => path.endsWith(end)) ?? [];
    if (!answer) throw new TypeError(`nothing answers ${path}`);
    return answer(init, sent.filter((each) => each === path).length);
  };
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch, maxRetries: 2 });
  return { client, sent, times: (end) => sent.filter((path) => path.endsWith(end)).length };
}

/** Once everything that was asked for has been begun. */
export const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

export const open = () => new Response(body(STARTED, "stay"));
export const started = async (run) => {
  while (run.runId === null) await turn();
};
