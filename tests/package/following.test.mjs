// What a run holds open while it is followed, and what its page is told, by way of the built package and a `fetch` that is told what
// to answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PARAMS, connect, json, wasm } from "./told.mjs";

const STARTED = { type: "STARTED", run_id: "r" };
const RUNNING = { run_id: "r", status: "RUNNING", steps: [] };

/** Streams that the test feeds, and a client that gets one for each run. Reads are answered with a run that goes on. */
async function service() {
  const streams = [];
  const sent = [];
  const fetch = async (url, init) => {
    const { pathname } = new URL(url);
    sent.push(pathname);
    if (pathname.endsWith("/run-async")) return json({ run_id: "r", error: null });
    if (!pathname.endsWith("/run-sse")) return json(RUNNING);
    const stream = { signal: init.signal };
    const body = new ReadableStream({ start: (controller) => void (stream.controller = controller) });
    stream.tell = (event) => stream.controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`));
    streams.push(stream);
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch });
  return { client, streams, sent, times: (end) => sent.filter((path) => path.endsWith(end)).length };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
const until = async (holds) => {
  while (!holds()) await turn();
};

test("a run that is closed in the same turn is never created", async () => {
  const { client, sent } = await service();
  const pool = client.pool();
  const run = pool.add(PARAMS);
  run.close();
  assert.equal((await run.finished).kind, "closed");
  for (let turns = 0; turns < 10; turns++) await turn();
  assert.deepEqual(sent, []);
});

test("the start is told by the service's clock, by ours where it does not say, and not before it", async () => {
  const { client, streams } = await service();
  const moment = "2026-11-24T10:00:00.000Z";
  for (const [timestamp, expected] of [[moment, Date.parse(moment)], [undefined], [null], ["soon"], [Date.parse(moment)]]) {
    const run = await client.agent.stream(PARAMS);
    const stream = streams.at(-1);
    stream.tell({ type: "HEARTBEAT", timestamp: moment });
    await turn();
    assert.equal(run.snapshot().startedAt, null);
    const before = Date.now();
    stream.tell({ ...STARTED, timestamp });
    await until(() => run.runId);
    const { startedAt } = run.snapshot();
    if (expected) assert.equal(startedAt, expected);
    else assert.ok(startedAt >= before && startedAt <= Date.now(), `${timestamp}: ${startedAt}`);
    run.close();
  }
});

test("what a callback throws is an error of the page, and the run goes on", async (context) => {
  const { client, streams } = await service();
  const thrown = new Error("of the page");
  const onStarted = () => {
    throw thrown;
  };
  const logged = context.mock.method(console, "error", () => {});
  const reported = context.mock.fn();
  const { reportError } = globalThis;
  context.after(() => (globalThis.reportError = reportError));
  for (const [report, told] of [[undefined, logged], [reported, reported]]) {
    globalThis.reportError = report;
    const run = await client.agent.stream(PARAMS, { onStarted });
    streams.at(-1).tell(STARTED);
    await until(() => told.mock.callCount());
    assert.deepEqual(told.mock.calls.map((call) => call.arguments), [[thrown]]);
    streams.at(-1).tell({ type: "PROGRESS", run_id: "r", purpose: "one" });
    await until(() => run.snapshot().progress.length);
    run.close();
  }
});

test("closing ends the request", async () => {
  const { client, streams } = await service();
  const run = await client.agent.stream(PARAMS);
  assert.equal(streams[0].signal.aborted, false);
  run.close();
  assert.equal(streams[0].signal.aborted, true);
});

test("the fifth stream over HTTP/1.1 is followed by reads, and a stream that is over makes room", { timeout: 30_000 }, async () => {
  const { client, streams, times } = await service();
  const runs = [];
  for (let count = 0; count < 4; count++) runs.push(await client.agent.stream(PARAMS));
  assert.deepEqual([times("/run-sse"), times("/run-async")], [4, 0]);
  const add = async () => runs.push(await client.agent.stream(PARAMS));
  await add();
  assert.deepEqual([times("/run-sse"), times("/run-async")], [4, 1]);
  // One ends before its run does, which is followed by reads from then on.
  streams[0].tell(STARTED);
  streams[0].controller.close();
  await until(() => runs[0].snapshot().connection === "polling");
  await add();
  assert.deepEqual([times("/run-sse"), times("/run-async")], [5, 1]);
  // Another one is closed.
  runs[1].close();
  await add();
  assert.deepEqual([times("/run-sse"), times("/run-async")], [6, 1]);
  for (const run of runs) run.close();
});

test("a heartbeat renews no snapshot and tells nobody", async () => {
  const { client, streams } = await service();
  const run = await client.agent.stream(PARAMS);
  streams[0].tell(STARTED);
  await until(() => run.snapshot().status === "RUNNING");
  let told = 0;
  run.subscribe(() => told++);
  const before = run.snapshot();
  assert.ok(Object.isFrozen(before) && Object.isFrozen(before.progress));
  const events = run[Symbol.asyncIterator]();
  const types = [];
  streams[0].tell({ type: "HEARTBEAT" });
  while (types.at(-1) !== "HEARTBEAT") types.push((await events.next()).value.type);
  assert.equal(run.snapshot(), before);
  assert.equal(told, 0);
  streams[0].tell({ type: "PROGRESS", run_id: "r", purpose: "a" });
  await until(() => told > 0);
  assert.notEqual(run.snapshot(), before);
  assert.deepEqual([before.progress.length, run.snapshot().progress.length], [0, 1]);
  run.close();
});

test("a read that tells nothing new renews no snapshot and tells nobody", { timeout: 30_000 }, async () => {
  const { client, times } = await service();
  const run = await client.runs.watch("r");
  await until(() => run.snapshot().status === "RUNNING");
  let told = 0;
  run.subscribe(() => told++);
  const before = run.snapshot();
  const reads = times("/r");
  await until(() => times("/r") > reads + 1);
  assert.equal(run.snapshot(), before);
  assert.equal(told, 0);
  run.close();
});
