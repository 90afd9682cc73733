// What calls come to when answers are refused, break off or come too late, by way of the built package and a `fetch` that is told
// what to answer.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { PKG, WASM } from "./server.mjs";

const { connect } = await import(pathToFileURL(join(PKG, "index.js")).href);
const wasm = await readFile(join(PKG, WASM));

const PARAMS = { url: "http://shop.test", goal: "Go" };
const STARTED = 'data: {"type":"STARTED","run_id":"r"}\n\n';
const CANCELLED = { run_id: "r", status: "CANCELLED", cancelled_at: null, message: "Run cancelled" };

const json = (value, init) => new Response(JSON.stringify(value), init);
const refusal = (status, code, headers) => json({ error: { code, message: "said" } }, { status, headers });

/** A body that gives this text and then ends, breaks off, or stays open. */
function body(text, then) {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      if (then === "end") controller.close();
      if (then === "break") setImmediate(() => controller.error(new TypeError("terminated")));
    },
  });
}

/** A client of a service that answers by the end of the path, and what that was sent. */
async function service(answers) {
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
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

const open = () => new Response(body(STARTED, "stay"));
const started = async (run) => {
  while (run.runId === null) await turn();
};

test("a run that is closed to cancel it while the next try waits is never created", async () => {
  const { client, times } = await service({ "/run-sse": () => refusal(503, "SERVICE_BUSY", { "Retry-After": "1" }) });
  const pool = client.pool();
  const run = pool.add(PARAMS, { onClose: "cancel" });
  while (times("/run-sse") === 0) await turn();
  // Until the answer has been read, of which nothing tells.
  for (let turns = 0; turns < 20; turns++) await turn();
  run.close();
  assert.equal((await run.finished).kind, "closed");
  assert.equal(times("/run-sse"), 1);
});

test("a cancel is answered though the stream is closed right behind it", async () => {
  const { client } = await service({ "/run-sse": open, "/cancel": () => json(CANCELLED) });
  const run = await client.agent.stream(PARAMS);
  await started(run);
  const answer = run.cancel();
  run.close();
  assert.equal((await answer).status, "CANCELLED");
  assert.equal((await run.finished).kind, "closed");
});

test("a second cancel is answered as the first was", async () => {
  const { client, times } = await service({ "/run-sse": open, "/cancel": () => json(CANCELLED) });
  const run = await client.agent.stream(PARAMS);
  await started(run);
  assert.equal((await run.cancel()).status, "CANCELLED");
  assert.equal((await run.cancel()).status, "CANCELLED");
  assert.equal(times("/cancel"), 2);
  run.close();
});

test("a run that waits in its pool may be cancelled twice and is never created", async () => {
  const { client, sent } = await service({ "/run-sse": open });
  const pool = client.pool({ limit: 1 });
  const [first, second] = [pool.add(PARAMS), pool.add(PARAMS)];
  for (const answer of [await second.cancel(), await second.cancel()]) {
    assert.deepEqual([answer.run_id, answer.status], [null, "CANCELLED"]);
  }
  first.close();
  await pool.settled();
  assert.deepEqual(sent, ["/v1/automation/run-sse"]);
});

test("a cancel beside that of its pool is answered", async () => {
  const { client } = await service({
    "/run-sse": open,
    "/batch/cancel": () => json({ results: [CANCELLED], not_found: null }),
    "/cancel": () => json(CANCELLED),
  });
  const pool = client.pool();
  const run = pool.add(PARAMS);
  await started(run);
  const all = pool.cancelAll();
  assert.equal((await run.cancel()).status, "CANCELLED");
  assert.deepEqual(await all, [CANCELLED]);
  run.close();
});

test("a pool behind a proxy without batch calls cancels its runs one by one", async () => {
  const { client, times } = await service({
    "/run-sse": open,
    "/batch/cancel": () => new Response("Forbidden", { status: 403 }),
    "/cancel": () => json(CANCELLED),
  });
  const pool = client.pool();
  const run = pool.add(PARAMS);
  await started(run);
  assert.deepEqual(await pool.cancelAll(), [CANCELLED]);
  assert.equal(times("/r/cancel"), 1);
  run.close();
});

test("a cancel between the end and the read behind it is the server's to answer", async () => {
  const end = 'data: {"type":"COMPLETE","run_id":"r","status":"COMPLETED","result":1}\n\n';
  let read;
  const { client } = await service({
    "/run-sse": () => new Response(body(STARTED + end, "end")),
    "/cancel": () => json({ ...CANCELLED, status: "COMPLETED", message: "Run already finished" }),
    "/r": () => new Promise((resolve) => (read = resolve)),
  });
  const run = await client.agent.stream(PARAMS);
  while (!read) await turn();
  assert.equal((await run.cancel()).message, "Run already finished");
  read(json({ run_id: "r", status: "COMPLETED", result: 1, steps: [] }));
  assert.equal((await run.finished).kind, "completed");
});

test("a creating call that may have made a run is not worth repeating", async () => {
  const broken = () => new Response(body("{", "break"));
  for (const answer of [() => refusal(502, "BAD_GATEWAY"), () => refusal(500, "INTERNAL_ERROR"), () => new Response("<html>", { status: 503 }), broken]) {
    const { client, sent } = await service({ "/run": answer, "/run-async": answer, "/run-batch": answer });
    for (const call of [() => client.agent.run(PARAMS), () => client.agent.queue(PARAMS), () => client.agent.batch([PARAMS])]) {
      const error = await call().then(assert.fail, (error) => error);
      assert.equal(error.retryable, false, `${error.code} ${error.status}`);
      assert.match(error.message, /not known whether a run was created/);
    }
    assert.equal(sent.length, 3);
  }
  const { client } = await service({ "/run-sse": () => refusal(504, "GATEWAY_TIMEOUT") });
  const error = await client.agent.stream(PARAMS).then(assert.fail, (error) => error);
  assert.equal(error.retryable, false);
});

test("a read whose body breaks off is repeated, with screenshots too", async () => {
  const run = { run_id: "r", status: "COMPLETED", steps: [{ id: "s", screenshot: null }] };
  const { client, times } = await service({
    "/r": (_, time) => (time % 2 ? new Response(body('{"run_id":', "break")) : json(run)),
    "/cancel": (_, time) => (time === 1 ? new Response(body("{", "break")) : json(CANCELLED)),
  });
  assert.deepEqual(await client.runs.get("r"), run);
  assert.deepEqual(await client.runs.get("r", { screenshots: "base64" }), run);
  assert.equal(times("/r"), 4);
  assert.equal((await client.runs.cancel("r")).status, "CANCELLED");
});

test("what an earlier read threw is not the cause of how the service says that the run ended", async () => {
  const failed = { run_id: "r", status: "FAILED", error: { message: "No.", category: "AGENT_FAILURE" }, steps: [] };
  const { client } = await service({
    "/run-sse": () => new Response(body(STARTED, "break")),
    "/r": (_, time) => {
      if (time === 1) throw new TypeError("Failed to fetch");
      return json(failed);
    },
  });
  const run = await client.agent.stream(PARAMS);
  const { kind, error } = await run.finished;
  assert.equal(kind, "failed");
  assert.equal(error.cause, undefined);
});

test("an abort while the body of a refusal is read rejects with the caller's reason", async () => {
  const control = new AbortController();
  const { client } = await service({
    "/r": () => {
      setImmediate(() => control.abort("enough"));
      return new Response(body("{", "stay"), { status: 404 });
    },
  });
  const reason = await client.runs.get("r", { signal: control.signal }).then(assert.fail, (reason) => reason);
  assert.equal(reason, "enough");
});

test("headers that abort their call and throw leave no rejection unheard", async (context) => {
  const unheard = context.mock.fn();
  process.on("unhandledRejection", unheard);
  const control = new AbortController();
  const headers = () => {
    control.abort("enough");
    throw new Error("no token");
  };
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, headers });
  const reason = await client.runs.get("r", { signal: control.signal }).then(assert.fail, (reason) => reason);
  assert.equal(reason, "enough");
  await turn();
  process.off("unhandledRejection", unheard);
  assert.equal(unheard.mock.callCount(), 0);
});

test("a result that only the run tells may have its name of any era", async () => {
  const end = 'data: {"type":"COMPLETE","run_id":"r","status":"COMPLETED"}\n\n';
  const { client } = await service({
    "/run-sse": () => new Response(body(STARTED + end, "end")),
    "/r": () => json({ run_id: "r", status: "COMPLETED", resultJson: { price: 7 }, steps: [] }),
  });
  const run = await client.agent.stream(PARAMS);
  assert.deepEqual((await run.finished).result, { price: 7 });
});
