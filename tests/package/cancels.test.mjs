// What a cancel comes to, whenever it is asked for and whatever it is answered with, by way of the built package.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CANCELLED, STARTED, body, open, service, started, turn } from "./service.mjs";
import { PARAMS, connect, failure, json, refusal, wasm } from "./told.mjs";

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

test("behind a proxy without batch calls one run that cannot be cancelled stops none of the others", async () => {
  let named = 0;
  const { client, times } = await service({
    "/run-sse": () => new Response(body(STARTED.replace('"r"', `"r${++named}"`), "stay")),
    "/batch/cancel": () => new Response("Forbidden", { status: 403 }),
    "/r1/cancel": () => refusal(403, "FORBIDDEN"),
    "/r2/cancel": async () => {
      await turn();
      return json(CANCELLED);
    },
  });
  const pool = client.pool();
  const runs = [pool.add(PARAMS), pool.add(PARAMS)];
  for (const run of runs) await started(run);
  const error = await failure(pool.cancelAll());
  assert.equal(error.code, "not_cancellable");
  assert.deepEqual([times("/r1/cancel"), times("/r2/cancel")], [1, 1]);
  for (const run of runs) run.close();
});

test("a signal that aborts before the answer rejects, whatever closing does", async () => {
  const control = new AbortController();
  let answer;
  const { client, times } = await service({
    "/run-sse": () => new Promise((resolve) => (answer = () => resolve(open()))),
    "/cancel": () => json(CANCELLED),
  });
  const asked = client.agent.stream(PARAMS, { signal: control.signal, onClose: "cancel" });
  while (!answer) await turn();
  control.abort("enough");
  answer();
  assert.equal(await asked.then(assert.fail, (reason) => reason), "enough");
  while (times("/cancel") === 0) await turn();
});

test("a cancel of a run that was closed before it was created says that there is none", async () => {
  const { client } = await service({ "/run-sse": open });
  const pool = client.pool({ limit: 1 });
  const [first, second] = [pool.add(PARAMS), pool.add(PARAMS)];
  second.close();
  assert.deepEqual([(await second.cancel()).run_id, (await second.finished).kind], [null, "closed"]);
  first.close();
});

test("an answer that is not that of a cancel is an error", async () => {
  const answers = ["<!doctype html>", "", "[]", '{"hello":1}', '{"run_id":'];
  for (const text of answers) {
    const { client } = await service({ "/run-sse": open, "/cancel": () => new Response(text) });
    const run = await client.agent.stream(PARAMS);
    await started(run);
    for (const asked of [run.cancel(), client.runs.cancel("r")]) {
      const error = await failure(asked);
      assert.equal(error.code, "bad_response", text);
    }
    assert.equal(run.snapshot().outcome, null);
    run.close();
  }
});

test("a cancel that waits for the run's name is sent though the stream is closed meanwhile", async () => {
  let name;
  const stream = new ReadableStream({ start: (controller) => (name = () => controller.enqueue(new TextEncoder().encode(STARTED))) });
  const { client } = await service({ "/run-sse": () => new Response(stream), "/cancel": () => json(CANCELLED) });
  const run = await client.agent.stream(PARAMS);
  const answer = run.cancel();
  run.close();
  name();
  assert.equal((await answer).status, "CANCELLED");
  assert.equal((await run.finished).kind, "closed");
});

test("a cancel that nobody waits for tells that it did not get through", async () => {
  const warnings = [];
  const fetch = async (url) => (url.endsWith("/run-sse") ? open() : refusal(403, "FORBIDDEN"));
  const onWarning = ({ code, runId }) => warnings.push({ code, runId });
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch, onWarning });
  const run = await client.agent.stream(PARAMS, { onClose: "cancel" });
  await started(run);
  run.close();
  while (!warnings.length) await turn();
  assert.deepEqual(warnings, [{ code: "cancel_failed", runId: "r" }]);
  const other = await client.agent.stream(PARAMS);
  await started(other);
  assert.equal((await failure(other.cancel())).code, "not_cancellable");
  other.close();
  assert.deepEqual(warnings, [{ code: "cancel_failed", runId: "r" }]);
});

test("a run whose headers are still being made is not created once it is cancelled", async () => {
  let give;
  const sent = [];
  const fetch = async (url) => (sent.push(url), open());
  const headers = () => new Promise((resolve) => (give = resolve));
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch, headers });
  const pool = client.pool();
  const run = pool.add(PARAMS);
  while (!give) await turn();
  assert.deepEqual(await pool.cancelAll(), []);
  give({});
  assert.equal((await run.finished).kind, "cancelled");
  await turn();
  assert.deepEqual(sent, []);
});

test("a cancel right after the creation is asked for again where the run is not found yet", async () => {
  const { client, times } = await service({
    "/run-sse": open,
    "/r/cancel": (_, time) => (time === 1 ? refusal(404, "NOT_FOUND") : json(CANCELLED)),
    "/batch/cancel": () => json({ results: [], not_found: ["r"] }),
  });
  const pool = client.pool();
  const run = pool.add(PARAMS);
  await started(run);
  assert.equal((await run.cancel()).status, "CANCELLED");
  assert.deepEqual(await pool.cancelAll(), [CANCELLED]);
  assert.deepEqual([times("/batch/cancel"), times("/r/cancel")], [1, 3]);
  run.close();
});

test("a run that was aborted to cancel it, and was lost before it had a name, is told of", async () => {
  const warnings = [];
  for (const [answer, told] of [
    [() => new Response(body(": hi\n\n", "break")), ["cancel_failed"]],
    [() => refusal(408, "TIMEOUT"), ["cancel_failed"]],
    [() => refusal(503, "TIMEOUT"), ["cancel_failed"]],
    [() => refusal(503, "SERVICE_BUSY"), []],
    [() => refusal(503, "FORBIDDEN"), []],
    [() => refusal(401, "UNAUTHORIZED"), []],
  ]) {
    const fetch = async () => (await turn(), answer());
    const onWarning = ({ code }) => warnings.push(code);
    const client = await connect({ baseURL: "http://127.0.0.1:9", wasm, fetch, onWarning });
    const control = new AbortController();
    const run = client.pool().add(PARAMS, { signal: control.signal, onClose: "cancel" });
    await null;
    await null;
    control.abort("enough");
    assert.deepEqual([(await run.finished).kind, (await run.finished).error], ["closed", "enough"]);
    assert.deepEqual(warnings.splice(0), told);
  }
});
