// The whole way of an event, from the bytes of a body to callbacks and `for await`, against eventsource-parser and JSON.parse:
// random runs in random chunks, as a stream of bytes and as any other stream.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { createParser } from "eventsource-parser";
import { cut, generator } from "../differential/streams.mjs";
import { PKG, WASM } from "./server.mjs";

const RUNS = 150;
const PURPOSES = ["", "Open the page", 'Say "yes"', "C:\\temp", "a\tb\nc", "Tür öffnen", "日本語 𝄞", "\u2028\u0000\u007f", "}{", "x".repeat(6000)];
const VALUES = [null, 7, -1.5e300, "text", [], { deep: [{ type: "PROGRESS" }] }, [1, "é"], true];

const { connect } = await import(pathToFileURL(join(PKG, "index.js")).href);
const wasm = await readFile(join(PKG, WASM));

test("a stream of bytes gives what eventsource-parser and JSON.parse give", () => compare("bytes"));

test("any other stream gives the same", () => compare(undefined));

test("an event of megabytes comes as it was sent, in its place", async () => {
  const filler = "\\\"}é".repeat(100_000);
  const results = [{ filler }, [filler], filler, { __proto__: null, ["__proto__"]: 1, filler, lone: "\ud800" }];
  for (const [nth, result] of results.entries()) {
    const random = generator(nth);
    const events = [
      { type: "STARTED", run_id: "r" },
      { type: "PROGRESS", run_id: "r", purpose: filler, timestamp: "t" },
      { type: "NEWS", filler: results, status: null },
      { type: "PROGRESS", run_id: "r", purpose: "Small", timestamp: "t" },
      { type: "COMPLETE", run_id: "r", status: "FAILED", result, error: { message: "said", category: "AGENT_FAILURE", more: [filler] } },
    ];
    const expected = events.map((event) => JSON.stringify(event));
    const bytes = Buffer.from(expected.map((text) => `data: ${text}\n\n`).join(""));
    const chunks = Array.from({ length: Math.ceil(bytes.length / 16384) }, (_, nth) => bytes.subarray(16384 * nth, 16384 * (nth + 1)));
    const { told, given, outcome } = await ours(random, chunks, "bytes");
    for (const events of [told, given]) assert.ok(events.join("\n") === expected.join("\n"), `result ${nth}`);
    assert.equal(outcome.kind, "failed");
    assert.equal(outcome.error.message, "said");
    assert.ok(JSON.stringify(outcome.result) === JSON.stringify(result), `result ${nth}`);
  }
});

async function compare(type) {
  let events = 0;
  for (let seed = 0; seed < RUNS; seed++) {
    const random = generator(seed);
    const bytes = Buffer.from(body(random));
    const expected = theirs(bytes);
    const { told, given, outcome } = await ours(random, chunks(random, bytes), type);
    assert.equal(told.join("\n"), expected.join("\n"), `callbacks, seed ${seed}`);
    // Of heartbeats that nobody waits for, only the newest is kept.
    assert.equal(withoutHeartbeats(given).join("\n"), withoutHeartbeats(expected).join("\n"), `for await, seed ${seed}`);
    assert.equal(outcome.kind, "completed", `seed ${seed}`);
    assert.deepEqual(outcome.result, JSON.parse(expected.at(-1)).result, `seed ${seed}`);
    events += expected.length;
  }
  assert.ok(events > 10 * RUNS, "the streams hold too few events to compare anything");
}

const withoutHeartbeats = (events) => events.filter((text) => !text.includes('"HEARTBEAT"'));

function theirs(bytes) {
  const events = [];
  const parser = createParser({ onEvent: ({ data }) => events.push(JSON.stringify(JSON.parse(data))) });
  parser.feed(bytes.toString());
  return events;
}

async function ours(random, chunks, type) {
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch: async () => answer(random, chunks, type) });
  const [told, given] = [[], []];
  const onEvent = (event) => told.push(JSON.stringify(event));
  const run = await client.agent.stream({ url: "http://shop.test", goal: "Go" }, { onEvent });
  for await (const event of run) given.push(JSON.stringify(event));
  return { told, given, outcome: await run.finished };
}

const chunks = (random, bytes) => cut(random, bytes).filter(({ length }) => length > 0);

/** The chunks, with a pause before some of them. */
function answer(random, chunks, type) {
  const pauses = random.pick([0, 4, 64]);
  const stream = new ReadableStream({
    type,
    async start(controller) {
      for (const chunk of chunks) {
        if (random.below(256) < pauses) await new Promise(setImmediate);
        // A copy: a stream of bytes takes the chunk's buffer away.
        controller.enqueue(new Uint8Array(chunk));
      }
      controller.close();
    },
  });
  return new Response(stream, { headers: { "content-type": "text/event-stream" } });
}

/** The text of a stream: a whole run, its events as servers and proxies write them. */
function body(random) {
  const end = random.pick(["\n", "\n", "\r\n", "\r"]);
  const timestamp = (nth) => `2026-01-01T00:00:${String(nth).padStart(6, "0")}Z`;
  const events = [{ type: "STARTED", run_id: "r", timestamp: timestamp(0) }];
  const count = random.below(60);
  const url = random.below(count + 1);
  for (let nth = 1; nth <= count; nth++) {
    const usual = { type: "PROGRESS", run_id: "r", purpose: random.pick(PURPOSES), timestamp: timestamp(nth) };
    const odd = [
      { ...usual, more: random.pick(VALUES) },
      { purpose: "Other order", timestamp: timestamp(nth), run_id: "r", type: "PROGRESS" },
      { type: "HEARTBEAT", timestamp: timestamp(nth) },
      { type: "NEWS", run_id: "r", value: random.pick(VALUES) },
    ];
    events.push(random.below(4) === 0 ? random.pick(odd) : usual);
    if (nth === url) events.push({ type: "STREAMING_URL", run_id: "r", streaming_url: "https://view.test/s", timestamp: timestamp(nth) });
  }
  events.push({ type: "COMPLETE", run_id: "r", status: "COMPLETED", result: random.pick(VALUES), timestamp: timestamp(99) });
  return events.map((event) => written(random, event, end)).join("");
}

function written(random, event, end) {
  const before = random.below(10) === 0 ? random.pick([`: comment${end}`, `event: message${end}`, `id: 7${end}`, `retry: 10${end}`, end]) : "";
  const text = random.below(12) === 0 ? JSON.stringify(event, null, 1) : JSON.stringify(event);
  const lines = text.split("\n").map((line) => `data:${random.pick(["", " ", " "])}${line}${end}`);
  return `${before}${lines.join("")}${end}`;
}
