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

test("leaving and coming back at once keeps an open run open", async () => {
  const client = fakeClient();
  const store = new RunStore();
  store.follow(client, keyOf(params), params);
  await turn();
  store.letGo();
  store.follow(client, keyOf(params), params);
  await turn();
  assert.equal(client.opened[0].closed, 0);
  assert.equal(store.look().run, client.opened[0]);
  assert.equal(client.created.length + client.watched.length, 1);
});

test("leaving for good closes", async () => {
  const client = fakeClient();
  const store = new RunStore();
  store.follow(client, keyOf(params), params);
  await turn();
  store.letGo();
  assert.equal(client.opened[0].closed, 0);
  await turn();
  assert.equal(client.opened[0].closed, 1);
});

test("a client that throws at once is told as an error", async () => {
  const client = { agent: { stream: () => { throw new TypeError("no"); } }, runs: {} };
  const store = new RunStore();
  store.follow(client, keyOf(params), params);
  await turn();
  assert.equal(store.look().error.message, "no");
});

test("params that cannot be written as JSON are left to the call", () => {
  const cycle = {};
  cycle.cycle = cycle;
  assert.equal(typeof keyOf(cycle), "string");
  assert.notEqual(keyOf("run-1"), keyOf({ url: "run-1" }));
  assert.equal(keyOf(undefined), null);
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
