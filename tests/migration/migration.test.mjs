// Code written with the official TypeScript SDK does the same with this package, once its import and constructor are changed.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import * as official from "@tiny-fish/sdk";
import { launch } from "../e2e/support/browser.mjs";
import { PKG, WASM } from "../package/server.mjs";
import { EMULATOR_KEY, startServices } from "../support/services.mjs";
import * as calls from "./calls.js";

const TARGETS = {
  run: "/complete?steps=2&delay=5",
  runThatFails: "/fail?steps=1&delay=5",
  queueAndPoll: "/complete?steps=2&delay=20",
  stream: "/complete?steps=3&delay=20",
  closeEarly: "/never",
  abort: "/never",
  list: "/complete?steps=1&delay=5",
  unknownRun: "",
  wrongParameters: "",
};

const NAMES = Object.keys(calls).filter((name) => typeof calls[name] === "function");

let services;
let browser;
let page;
let ours;
let theirs;

before(async () => {
  services = await startServices();
  const tinyfish = await import(pathToFileURL(join(PKG, "index.js")).href);
  const options = { apiKey: EMULATOR_KEY, baseURL: services.emulator };
  theirs = { ...official, client: new official.TinyFish(options) };
  ours = { ...tinyfish, client: await tinyfish.connect({ ...options, wasm: readFile(join(PKG, WASM)) }) };
  browser = await launch();
  page = await pageThroughRelay();
});

after(async () => {
  await browser?.close();
  await services?.stop();
});

/** What was only left, not cancelled, would keep its place in the emulator for half an hour. */
afterEach(async () => {
  const left = [];
  for await (const run of ours.client.runs.list({ status: "RUNNING", goal: calls.LEFT })) left.push(run.run_id);
  if (left.length > 0) await ours.client.runs.cancelMany(left);
});

/** A page of the dashboard's origin, where the relay and the package are. */
async function pageThroughRelay() {
  const source = await readFile(new URL("calls.js", import.meta.url), "utf8");
  await browser.page.route("**/migration/calls.js", (route) => route.fulfill({ contentType: "text/javascript", body: source }));
  await browser.page.route("**/migration/", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  await browser.page.goto(`${services.dashboard}/migration/`);
  return browser.page;
}

const inPage = (name, target) =>
  page.evaluate(
    async ([name, target]) => {
      const [tinyfish, calls] = await Promise.all([import("/pkg/index.js"), import("/migration/calls.js")]);
      const client = await tinyfish.connect({ baseURL: "/api/tinyfish" });
      return calls[name]({ ...tinyfish, client }, target);
    },
    [name, target],
  );

const target = (name) => `http://scenarios.test${TARGETS[name]}`;

test("every call of the official SDK's agent and runs resources is tried", () => {
  const { agent, runs } = theirs.client;
  const methods = (resource) => Object.getOwnPropertyNames(Object.getPrototypeOf(resource)).filter((name) => name !== "constructor");
  assert.deepEqual(methods(agent), ["run", "queue", "stream"]);
  assert.deepEqual(methods(runs), ["get", "list"]);
  assert.deepEqual(NAMES.sort(), Object.keys(TARGETS).sort());
});

describe("the same calls give the same", () => {
  for (const name of NAMES) {
    test(`${name} in Node`, async () => {
      const expected = await calls[name](theirs, target(name));
      assert.deepEqual(await calls[name](ours, target(name)), expected);
    });

    test(`${name} in a page, through the relay`, async () => {
      const expected = await calls[name](theirs, target(name));
      assert.deepEqual(await inPage(name, target(name)), JSON.parse(JSON.stringify(expected)));
    });
  }
});

test("the constants are the official ones, and more", () => {
  for (const name of ["BrowserProfile", "ProxyCountryCode", "RunStatus", "ErrorCategory", "EventType", "SortDirection"]) {
    for (const [key, value] of Object.entries(official[name])) assert.equal(ours[name][key], value, `${name}.${key}`);
  }
});

test("a key that is wrong is an error with its status", async () => {
  const { connect, isTinyFishError } = ours;
  const client = await connect({ apiKey: "sk-other", baseURL: services.emulator });
  const error = await client.runs.get("run-1").catch((error) => error);
  assert.ok(isTinyFishError(error));
  assert.deepEqual([error.status, error.code], [401, "invalid_api_key"]);
});

test("where the official SDK loses the end, this one has it", async () => {
  const seen = async ({ client }, path) => {
    const types = [];
    const stream = await client.agent.stream({ goal: "x", url: `http://scenarios.test${path}` });
    for await (const event of stream) types.push(event.type);
    return types.includes("COMPLETE");
  };
  for (const path of ["/array-result?steps=1", "/fail?steps=1&category=BILLING_FAILURE", "/no-timestamps?steps=1", "/drop?steps=2&after=1"]) {
    assert.deepEqual([await seen(theirs, path), await seen(ours, path)], [false, true], path);
  }
});
