// Events with random damage, in random chunks: those that are JSON objects all the same come as JSON.parse reads them, and the others
// take none with them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cut, generator } from "../differential/streams.mjs";
import { PARAMS, connect, wasm } from "./told.mjs";

const STREAMS = 200;
const DAMAGE = ['"', "{", "}", "[", "]", ",", ":", "\\", " ", "null", "0", "-", "é", "\u0001", "\\u0041", "\\ud800", '"type":"PROGRESS"', "\t", "\ufeff", "\u2028", "1e5"];
const PURPOSES = ["Open", "", "é", 'a"b', "x".repeat(40)];
const VALUES = [[1, { a: "}" }], 1e300, "é\u2028", null, { type: "COMPLETE" }];

test("a damaged event takes no other with it", async () => {
  for (let seed = 0; seed < STREAMS; seed++) {
    const random = generator(seed);
    const texts = Array.from({ length: 30 }, (_, nth) => damaged(random, event(random, nth)));
    const expected = texts.filter(isEvent).map((text) => JSON.stringify(JSON.parse(text)));
    assert.deepEqual(await told(random, texts), expected, `seed ${seed}`);
  }
});

function event(random, nth) {
  const timestamp = `t${nth}`;
  if (random.below(3)) return { type: "PROGRESS", run_id: "r", purpose: random.pick(PURPOSES), timestamp };
  return { timestamp, type: random.pick(["NEWS", "PROGRESS", "TF_API_RESULT"]), run_id: "r", value: random.pick(VALUES) };
}

function damaged(random, event) {
  let text = JSON.stringify(event);
  for (let times = random.below(3); times > 0; times--) {
    const at = random.below(text.length + 1);
    const end = random.below(2) ? at : at + random.below(4);
    text = text.slice(0, at) + random.pick(DAMAGE) + text.slice(end);
  }
  return text;
}

function isEvent(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** The events that a stream of these gives. */
async function told(random, texts) {
  const all = ['{"type":"STARTED","run_id":"r"}', ...texts, '{"type":"COMPLETE","run_id":"r","status":"COMPLETED","result":1}'];
  const chunks = cut(random, Buffer.from(all.map((text) => `data: ${text}\n\n`).join(""))).filter(({ length }) => length > 0);
  const start = (controller) => {
    // Copies: a stream of bytes takes the chunk's buffer away.
    for (const chunk of chunks) controller.enqueue(new Uint8Array(chunk));
    controller.close();
  };
  const fetch = async () => new Response(new ReadableStream({ type: random.pick(["bytes", undefined]), start }));
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch });
  const events = [];
  const run = await client.agent.stream(PARAMS, { onEvent: (event) => events.push(JSON.stringify(event)) });
  assert.equal((await run.finished).kind, "completed");
  return events.slice(1, -1);
}
