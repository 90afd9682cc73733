// Many runs followed at once, each as a page would: a loop over the events, and a picture of the state drawn from the
// snapshot.

import { connect } from "/pkg/index.js";

let following;
let longestGap = 0;
let delivered = 0;

/** Starts `runs` runs of `seconds` seconds with `rate` events a second each; resolves once all have begun. */
export async function begin({ runs, seconds, rate, kind }) {
  const client = await connect({ baseURL: "/api" });
  // The page's first request tells the SDK that the connection can be shared.
  await client.runs.get("none").catch(() => undefined);
  watch();
  const goal = JSON.stringify({ rate, seconds, kind });
  const streams = await Promise.all(Array.from({ length: runs }, () => client.agent.stream({ url: "https://example.com", goal }, { onEvent: count })));
  following = Promise.all(streams.map(follow));
  return streams.filter((run) => run.snapshot().connection === "streaming").length;
}

/** Every event comes by the callback; the loop is spared heartbeats that pile up. */
function count({ type }) {
  delivered += type === "PROGRESS" || type === "HEARTBEAT" ? 1 : 0;
}

async function follow(run) {
  let drawn = 0;
  const end = run.subscribe(() => (drawn += run.snapshot().progress.length));
  let looped = 0;
  for await (const event of run) looped += event.type.length;
  end();
  return drawn >= 0 && looped > 0 && (await run.finished).kind;
}

/** The longest time that a timer was late: by a task, where the browser does not tell of tasks. */
function watch() {
  let last = performance.now();
  const channel = new MessageChannel();
  channel.port1.onmessage = () => setTimeout(tick, 1);
  function tick() {
    const now = performance.now();
    longestGap = Math.max(longestGap, now - last);
    last = now;
    channel.port2.postMessage(null);
  }
  tick();
}

export const longestSoFar = () => longestGap;

/** Begins anew to look for the longest task: what starting costs is over. */
export function forget() {
  longestGap = 0;
  return null;
}

export async function end() {
  const kinds = await following;
  return { delivered, completed: kinds.filter((kind) => kind === "completed").length };
}
