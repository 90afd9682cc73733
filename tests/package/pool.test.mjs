// What a pool does with its runs when they are cancelled, wait or are let go of, by way of the built package.

import assert from "node:assert/strict";
import { test } from "node:test";
import v8 from "node:v8";
import { runInNewContext } from "node:vm";
import { CANCELLED, STARTED, body, open, service, started, turn } from "./service.mjs";
import { PARAMS, failure, json, refusal } from "./told.mjs";

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

test("a pool's cancelAll() means the runs added before it", async () => {
  const { client, times } = await service({
    "/run-sse": open,
    "/batch/cancel": () => json({ results: [CANCELLED], not_found: null }),
  });
  const pool = client.pool();
  const first = pool.add(PARAMS);
  await started(first);
  const all = pool.cancelAll();
  const second = pool.add(PARAMS);
  await all;
  await started(second);
  assert.equal(second.snapshot().cancelRequested, false);
  assert.equal(times("/run-sse"), 2);
  first.close();
  second.close();
});

test("a pool that the page lets go of starts who waits in it", async () => {
  v8.setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  for (const letGo of [() => {}, (pool) => pool.free()]) {
    const answers = [];
    const { client } = await service({ "/run-sse": () => new Promise((resolve) => answers.push(resolve)) });
    const add = () => {
      const pool = client.pool({ limit: 1 });
      const runs = [pool.add(PARAMS), pool.add(PARAMS)];
      letGo(pool);
      return runs;
    };
    const runs = add();
    for (let turns = 0; turns < 10; turns++) {
      await turn();
      gc();
    }
    for (const [at, run] of runs.entries()) {
      for (let turns = 0; turns < 20 && !answers[at]; turns++) await turn();
      assert.equal(answers.length, at + 1);
      answers[at](refusal(403, "FORBIDDEN"));
      assert.equal((await run.finished).error.code, "forbidden");
    }
  }
});

test("a pool's cancelAll() takes no answer of something else for success", async () => {
  for (const [single, told] of [
    [CANCELLED, [CANCELLED]],
    [{ ok: true }, "bad_response"],
  ]) {
    const { client, times } = await service({
      "/run-sse": open,
      "/batch/cancel": () => json({ ok: true }),
      "/r/cancel": () => json(single),
    });
    const pool = client.pool();
    const run = pool.add(PARAMS);
    await started(run);
    assert.deepEqual(await pool.cancelAll().catch((error) => error.code), told);
    assert.equal(times("/r/cancel"), 1);
    run.close();
  }
});

test("a pool's cancelAll() creates none of those that wait, though the pause is overdue", async () => {
  const { client, times } = await service({
    "/run-sse": (_, time) => (time === 2 ? refusal(429, "RATE_LIMIT_EXCEEDED", { "Retry-After": "0.1" }) : open()),
    "/batch/cancel": () => json({ results: [CANCELLED], not_found: null }),
  });
  const pool = client.pool({ limit: 2 });
  const runs = [1, 2, 3, 4].map(() => pool.add(PARAMS));
  await started(runs[0]);
  while (times("/run-sse") < 2) await turn();
  for (let turns = 0; turns < 20; turns++) await turn();
  for (const until = Date.now() + 1500; Date.now() < until; );
  assert.deepEqual(await pool.cancelAll(), [CANCELLED]);
  assert.equal(times("/run-sse"), 2);
  for (const run of runs.slice(1)) assert.equal((await run.finished).kind, "cancelled");
  runs[0].close();
});

test("a run of a pool that is cancelled before its call has left is never created", async () => {
  const { client, sent } = await service({ "/run-sse": open });
  const pool = client.pool();
  const runs = [pool.add(PARAMS), pool.add(PARAMS, { onClose: "cancel" }), pool.add(PARAMS)];
  const answer = runs[0].cancel();
  runs[1].close();
  assert.deepEqual(await pool.cancelAll(), []);
  assert.equal((await answer).run_id, null);
  const kinds = [];
  for (const run of runs) kinds.push((await run.finished).kind);
  await turn();
  assert.deepEqual([kinds, sent], [["cancelled", "closed", "cancelled"], []]);
});

test("a pool's cancelAll() waits for the runs that the service has not named yet", async () => {
  const name = [];
  const stream = (id) => new Response(body(STARTED.replace('"r"', `"${id}"`), "stay"));
  const { client, times } = await service({
    "/run-sse": () => new Promise((resolve) => name.push((id) => resolve(stream(id)))),
    "/batch/cancel": () => json({ results: [{ ...CANCELLED, run_id: "a" }], not_found: null }),
    "/b/cancel": () => json({ ...CANCELLED, run_id: "b" }),
    "/c/cancel": () => refusal(403, "FORBIDDEN"),
  });
  const pool = client.pool();
  const runs = [pool.add(PARAMS), pool.add(PARAMS)];
  while (name.length < 2) await turn();
  name[0]("a");
  await started(runs[0]);
  const all = pool.cancelAll();
  while (times("/batch/cancel") === 0) await turn();
  name[1]("b");
  assert.deepEqual((await all).map(({ run_id }) => run_id).sort(), ["a", "b"]);
  runs.push(pool.add(PARAMS));
  while (name.length < 3) await turn();
  const refused = failure(pool.cancelAll());
  name[2]("c");
  assert.equal((await refused).code, "not_cancellable");
  for (const run of runs) run.close();
});

test("a pool's snapshot tells of a run that starts behind a pause", async () => {
  const { client, times } = await service({
    "/run-sse": (_, time) => (time === 1 ? refusal(429, "RATE_LIMIT_EXCEEDED", { "Retry-After": "0.05" }) : new Promise(() => {})),
  });
  const pool = client.pool();
  const first = pool.add(PARAMS);
  while (times("/run-sse") === 0) await turn();
  for (let turns = 0; turns < 20; turns++) await turn();
  const second = pool.add(PARAMS);
  assert.equal(pool.snapshot().waiting, 1);
  while (times("/run-sse") < 3) await turn();
  assert.deepEqual([pool.snapshot().waiting, pool.snapshot().running], [0, 2]);
  first.close();
  second.close();
});
