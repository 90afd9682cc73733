// What needs no browser: the store behind useRun, and rendering on a server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { RunStore, keyOf } from "../../npm/react-run.js";
import { LiveView, Screenshots, useRun } from "../../npm/react.js";
import { fakeClient } from "./fake-client.js";

const params = { url: "https://a.example", goal: "x" };

/** A turn of the event loop, after which what was deferred by one has happened. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

/** A store that follows a run of this client. */
async function following(client) {
  const store = new RunStore();
  store.follow(client, keyOf(params), params);
  await turn();
  return store;
}

test("leaving and coming back at once keeps an open run open", async () => {
  const client = fakeClient();
  const store = await following(client);
  store.letGo();
  store.follow(client, keyOf(params), params);
  await turn();
  assert.equal(client.opened[0].closed, 0);
  assert.equal(store.look().run, client.opened[0]);
  assert.equal(client.created.length + client.watched.length, 1);
});

test("who subscribed is told of each change until it no longer wants to be", async () => {
  const client = fakeClient();
  const store = new RunStore();
  let told = 0;
  const unsubscribe = store.subscribe(() => (told += 1));
  store.follow(client, keyOf(params), params);
  await turn();
  const [run] = client.opened;
  assert.deepEqual(store.look(), { run, snapshot: run.snapshot(), outcome: null, error: null });
  const before = told;
  run.set({ status: "COMPLETED", outcome: { kind: "completed" } });
  assert.deepEqual([told - before, store.look().error], [1, null]);
  unsubscribe();
  run.set({ outcome: { kind: "failed", error: "why" } });
  assert.deepEqual([told - before, store.look().error], [1, "why"]);
});

test("without params, or without a client, there is no run and nothing of the one before", async () => {
  for (const [client, what] of [[fakeClient(), null], [null, params]]) {
    const before = fakeClient();
    const store = await following(before);
    let told = 0;
    store.subscribe(() => (told += 1));
    store.follow(client, keyOf(what), what);
    assert.deepEqual([told, before.opened[0].closed], [1, 1]);
    await turn();
    assert.deepEqual(store.look(), { run: null, snapshot: null, outcome: null, error: null });
    assert.equal(await store.cancel(), null);
  }
});

test("a call that fails is told, and has nothing to cancel", async () => {
  const fail = new Error("no");
  const store = await following(fakeClient({ fail }));
  assert.equal(store.look().error, fail);
  assert.equal(await store.cancel(), null);
});

test("leaving for good closes", async () => {
  const client = fakeClient();
  const store = await following(client);
  store.letGo();
  assert.equal(client.opened[0].closed, 0);
  await turn();
  assert.equal(client.opened[0].closed, 1);
});

test("a client that throws at once is told as an error", async () => {
  const client = { agent: { stream: () => { throw new TypeError("no"); } }, runs: {} };
  const store = await following(client);
  assert.equal(store.look().error.message, "no");
});

test("params that cannot be written as JSON are left to the call", () => {
  const cycle = {};
  cycle.cycle = cycle;
  assert.equal(typeof keyOf(cycle), "string");
  assert.notEqual(keyOf("run-1"), keyOf({ url: "run-1" }));
  assert.equal(keyOf(undefined), null);
});

test("params with a null in them are told apart", () => {
  assert.notEqual(keyOf({ url: "a", goal: null }), keyOf({ url: "b", goal: null }));
  assert.equal(keyOf({ goal: null, url: "a" }), keyOf({ url: "a", goal: null }));
});

test("whichever callback the latest render gave is the one called", async () => {
  const given = [];
  const stream = async (_, options) => (given.push(options), new Promise(() => {}));
  const store = new RunStore();
  const names = ["onStarted", "onStreamingUrl", "onProgress", "onHeartbeat", "onComplete", "onEvent"];
  const called = [];
  const callbacks = (render) => Object.fromEntries(names.map((name) => [name, (event) => called.push([render, name, event])]));
  store.setOptions({ ...callbacks(1), timeout: 5 });
  store.follow({ agent: { stream } }, keyOf(params), params);
  await turn();
  const [options] = given;
  assert.equal(options.timeout, 5);
  store.setOptions(callbacks(2));
  for (const name of names) options[name](name);
  store.setOptions(null);
  for (const name of names) options[name](name);
  assert.deepEqual(called, names.map((name) => [2, name, name]));
});

test("a closed run that is followed again stays in sight until its new follower tells something", async () => {
  const client = fakeClient();
  const store = await following(client);
  store.letGo();
  await turn();
  const before = store.look();
  assert.equal(before.run, client.opened[0]);
  store.follow(client, keyOf(params), params);
  assert.equal(store.look(), before);
  await turn();
  assert.equal(store.look().run, client.opened[1]);
});

test("a server renders empty elements and asks the client for nothing", () => {
  const client = fakeClient();
  const Page = () => {
    const { run, snapshot, outcome, error } = useRun(client, params);
    const nothing = [run, snapshot, outcome, error].every((value) => value === null);
    return createElement("main", null, String(nothing), createElement(LiveView, { run }), createElement(Screenshots, { run }));
  };
  assert.equal(renderToString(createElement(Page)), "<main>true<div></div><div></div></main>");
  assert.equal(client.created.length, 0);
});
