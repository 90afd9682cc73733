// What code of others may do with the package's objects: take a list for a promise, and call a store's functions without the store.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PARAMS, connect, json, wasm } from "./told.mjs";

const PAGE = { data: [{ run_id: "r" }], pagination: { total: 1, next_cursor: null, has_more: false } };

/** A client whose streams stay open and name no run. */
const clientOf = (answer = () => json(PAGE)) =>
  connect({
    baseURL: "http://127.0.0.1:9",
    wasm,
    fetch: async (url) => (url.endsWith("/run-sse") ? new Response(new ReadableStream()) : answer()),
  });

test("a list has what a promise has", async () => {
  const client = await clientOf();
  const done = [];
  assert.deepEqual(await client.runs.list().finally(() => done.push("list")), PAGE);
  assert.deepEqual(await client.runs.list().catch(assert.fail), PAGE);
  assert.deepEqual(done, ["list"]);
  assert.equal(Object.prototype.toString.call(client.runs.list()), "[object RunList]");
});

test("a list that cannot be asked for rejects, and does not throw", async () => {
  const client = await clientOf(assert.fail);
  for (const params of [{ limit: 0 }, { sort_direction: "up" }, { goal: 5 }, 5]) {
    const error = await client.runs.list(params).catch((error) => error);
    assert.equal(error.code, "invalid_input");
    await assert.rejects(client.runs.list(params)[Symbol.asyncIterator]().next(), { code: "invalid_input" });
  }
});

test("who looks at the class of a run, as consoles do, changes nothing about its runs", async () => {
  const client = await clientOf();
  const pool = client.pool();
  const run = pool.add(PARAMS);
  for (const store of [run, pool]) {
    const prototype = Object.getPrototypeOf(store);
    for (const name of ["snapshot", "subscribe"]) {
      assert.equal(typeof prototype[name], "function");
      assert.equal(prototype[name], prototype[name]);
      assert.ok(!Object.getOwnPropertyDescriptor(prototype, name).enumerable);
    }
    assert.notEqual(store.snapshot(), null);
  }
  run.close();
});

test("runs and pools work in the hands of a state manager that freezes what it holds", async () => {
  const client = Object.freeze(await clientOf());
  const pool = Object.freeze(client.pool());
  const run = Object.freeze(pool.add(PARAMS));
  for (const store of [run, pool]) {
    const { snapshot, subscribe } = store;
    subscribe(() => {})();
    assert.equal(snapshot, store.snapshot);
    assert.equal(snapshot(), store.snapshot());
  }
  run.close();
  assert.equal((await run.finished).kind, "closed");
});

test("snapshot and subscribe can be passed on as they are, and stay the same functions", async () => {
  const client = await clientOf();
  const pool = client.pool();
  const [run, other] = [await client.agent.stream(PARAMS), pool.add(PARAMS)];
  for (const store of [run, other, pool]) {
    const { snapshot, subscribe } = store;
    assert.equal(snapshot(), store.snapshot());
    assert.equal(subscribe, store.subscribe);
    assert.notEqual(snapshot(), null);
    subscribe(() => {})();
  }
  for (const store of [run, pool]) {
    for (const listener of [5, undefined, {}]) {
      assert.throws(() => store.subscribe(listener), { name: "TinyFishError", code: "invalid_input", field: "listener" });
    }
  }
  assert.notEqual(run.snapshot, other.snapshot);
  const { snapshot } = run;
  run.close();
  other.close();
  assert.equal((await run.finished).kind, "closed");
  assert.equal(snapshot().outcome.kind, "closed");
});
