// Parts of the relay that HTTP does not show.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { createRelay, memoryStore } from "../../npm/relay.js";
import { passOn } from "../../npm/relay/pass.js";
import { readSettings } from "../../npm/relay/settings.js";

test("options that cannot work are refused when the server starts", () => {
  const apiKey = "sk-tinyfish-x";
  const wrong = [
    undefined,
    {},
    { apiKey: 7 },
    { apiKey, authorize: true },
    { apiKey, upstream: "agent.tinyfish.ai" },
    { apiKey, upstream: "file:///etc" },
    { apiKey, upstream: "https://user:password@agent.tinyfish.ai" },
    { apiKey, upstream: "https://agent.tinyfish.ai/?key=x" },
    { apiKey, basePath: "api" },
    { apiKey, limits: { rate: { limit: 3, seconds: 60 } } },
    { apiKey, limits: { rate: { seconds: 60, key: () => "x" } } },
    { apiKey, limits: { rate: { limit: "3", seconds: 60, key: () => "x" } } },
  ];
  for (const options of wrong) assert.throws(() => createRelay(options), TypeError, JSON.stringify(options));
});

test("an option of the wrong kind is told by its name", () => {
  const wrong = [
    // By substring, a string would let https://app.example.co through.
    ["allowedOrigins", "https://app.example.com"],
    ["allowedOrigins", [new URL("https://app.example.com")]],
    ["allowedOrigins", null],
    // No browser sends these.
    ...["*", "https://a.example/", "https://A.example", "https://a.example:443", "https://*.a.example", "a.example", "localhost:3000", ""].map((origin) => ["allowedOrigins", [origin]]),
    ...["false", 1].flatMap((value) => [["allowCredentials", value], ["events.share", value]]),
    ...["onCreated", "onRequest", "onError", "fetch"].flatMap((name) => [[name, "x"], [name, {}]]),
    // By substring, a string would count run and leave run-async out.
    ...["run-sse", ["run", "run-asink"], new Set(["run"])].map((actions) => ["limits.rate.actions", { actions }]),
    ...[{}, "x", { hit: 1 }].map((store) => ["limits.rate.store", { store }]),
    // The client takes so much silence for a dead connection.
    ["events.heartbeat", 45_000],
    ...["timeout", "runTimeout", "maxBodyBytes"].flatMap((name) => [0, -1, NaN, "1000"].map((value) => [`limits.${name}`, value])),
    ...["heartbeat", "maxDuration", "retry"].flatMap((name) => [0, -1, NaN, "1000"].map((value) => [`events.${name}`, value])),
    // Timers take these for no time at all.
    ...["limits.timeout", "limits.runTimeout", "events.heartbeat", "events.maxDuration", "events.retry"].flatMap((name) => [[name, Infinity], [name, 2 ** 31]]),
    ["events.pollInterval", 1_000],
  ];
  const make = (option, value) => {
    const [name, inner, innermost] = option.split(".");
    const rate = innermost && { limit: 1, seconds: 60, key: () => "x", ...value };
    return createRelay({ apiKey: "k", [name]: inner ? { [inner]: rate ?? value } : value });
  };
  for (const [option, value] of wrong) {
    const message = new RegExp(`^createRelay: ${option.replaceAll(".", "\\.")} must be `);
    assert.throws(() => make(option, value), { name: "TypeError", message }, `${option}: ${value}`);
  }
  const right = [
    ["limits.maxBodyBytes", Infinity], ["limits.timeout", undefined], ["allowedOrigins", undefined], ["events.heartbeat", 44_999],
    ["allowedOrigins", ["https://a.example", "http://localhost:3000", "http://[::1]:8080", "chrome-extension://abcdef", "moz-extension://1-2", "capacitor://localhost", "null"]],
    ["allowCredentials", true], ["events.share", false], ["onCreated", undefined], ["onError", () => {}],
    ["limits.rate.actions", { actions: ["run", "list"] }], ["limits.rate.store", { store: memoryStore() }],
  ];
  for (const [option, value] of right) make(option, value);
});

test("the key function is asked anew for each request, and white space around a key is cut off", async () => {
  const sent = [];
  const keys = ["sk-tinyfish-1\n", " sk-tinyfish-2"];
  const relay = createRelay({
    apiKey: () => keys.shift(),
    fetch: async (url, { headers }) => (sent.push([url, headers.get("x-api-key")]), Response.json({})),
  });
  for (let count = 0; count < 2; count++) await relay(new Request("https://app.example/api/v1/runs/abc"));
  assert.deepEqual(sent, [
    ["https://agent.tinyfish.ai/v1/runs/abc", "sk-tinyfish-1"],
    ["https://agent.tinyfish.ai/v1/runs/abc", "sk-tinyfish-2"],
  ]);
});

test("a path of the upstream's own is kept", async () => {
  const sent = [];
  const relay = createRelay({ apiKey: "k", upstream: "https://gateway.example/tinyfish/", fetch: async (url) => (sent.push(url), Response.json({})) });
  await relay(new Request("https://app.example/v1/runs?limit=1"));
  assert.deepEqual(sent, ["https://gateway.example/tinyfish/v1/runs?limit=1"]);
});

test("a relay never rejects, whatever the app's functions do", async () => {
  const fail = () => { throw new Error("broken"); };
  const errors = [];
  const relay = createRelay({ apiKey: fail, onRequest: fail, onError: (error) => errors.push(error.message), fetch: fail });
  const response = await relay(new Request("https://app.example/v1/runs/abc"));
  assert.equal(response.status, 500);
  assert.deepEqual(errors, ["broken", "broken"]);
});

test("a function for the origins that throws allows none, and an answer that was used up is a mistake of the app", async () => {
  const errors = [];
  const used = new Response("once");
  await used.text();
  const relay = createRelay({
    apiKey: "k",
    allowedOrigins: () => { throw new Error("no list"); },
    authorize: () => used,
    onError: (error) => errors.push(error.message),
  });
  const ask = (headers) => relay(new Request("https://app.example/v1/runs/abc", { headers }));
  assert.equal((await ask({ origin: "https://other.example" })).status, 403);
  assert.ok(errors.length > 0 && errors.every((message) => message === "no list"));
  assert.equal((await ask({})).status, 500);
});

test("a run is read less often as it grows older", () => {
  const { pollInterval } = readSettings({ apiKey: "k" }).events;
  const pauses = [0, 59_999, 60_000, 299_999, 300_000].map(pollInterval);
  assert.deepEqual(pauses, [1_000, 1_000, 2_000, 2_000, 5_000]);
});

test("a call without a body is refused as what it is", async () => {
  const relay = createRelay({ apiKey: "k", fetch: async () => assert.fail("nothing is sent") });
  const headers = { "content-type": "application/json" };
  const response = await relay(new Request("https://app.example/v1/automation/run", { method: "POST", headers }));
  assert.equal(response.status, 400);
  assert.equal((await response.json()).error.code, "INVALID_INPUT");
});

test("a poll interval that is no number does not become a storm of reads", async () => {
  let reads = 0;
  const fetch = async () => (reads++, Response.json({ run_id: "abc", status: "RUNNING", steps: [] }));
  for (const pollInterval of [() => NaN, () => 0, () => -5, () => undefined, () => { throw new Error("broken"); }]) {
    const relay = createRelay({ apiKey: "k", fetch, events: { pollInterval }, onError: () => {} });
    const response = await relay(new Request("https://app.example/v1/runs/abc/events"));
    const reader = response.body.getReader();
    await reader.read();
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    await reader.cancel();
  }
  assert.equal(reads, 5);
});

test("the chosen poll interval is kept, also above the longest pause of a failure", async () => {
  for (const [interval, paused] of [[60_000, 60_000], [3_600_000, 3_600_000], [Infinity, 2 ** 31 - 1]]) {
    const pauses = [];
    const timer = mock.method(globalThis, "setTimeout", (_, milliseconds) => void pauses.push(milliseconds));
    const reads = [];
    const fetch = async () => (reads.push(1), Response.json({ run_id: "abc", status: "RUNNING", steps: [] }));
    const events = { pollInterval: () => interval, heartbeat: 10, maxDuration: 20 };
    try {
      const response = await createRelay({ apiKey: "k", fetch, events })(new Request("https://app.example/v1/runs/abc/events"));
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      await response.body.cancel();
    } finally {
      timer.mock.restore();
    }
    assert.equal(reads.length, 1);
    assert.equal(pauses.at(-1), paused);
  }
});

test("the memory store counts by windows and forgets the oldest caller first", () => {
  let now = 1_000_000;
  const clock = mock.method(Date, "now", () => now);
  try {
    const store = memoryStore({ maxKeys: 2 });
    assert.deepEqual(store.hit("a", 10, 1), { count: 1, resetAt: 1_010_000 });
    assert.deepEqual(store.hit("a", 10, 4), { count: 5, resetAt: 1_010_000 });
    now = 1_009_999;
    assert.equal(store.hit("a", 10, 1).count, 6);
    now = 1_010_000;
    assert.deepEqual(store.hit("a", 10, 1), { count: 1, resetAt: 1_020_000 });
    store.hit("b", 10, 1);
    store.hit("c", 10, 1);
    assert.equal(store.hit("c", 10, 1).count, 2);
    assert.equal(store.hit("b", 10, 1).count, 2);
    assert.equal(store.hit("a", 10, 1).count, 1, "a had to go");
  } finally {
    clock.mock.restore();
  }
});

const streamOf = (chunks) => new ReadableStream({ start: (controller) => void (chunks.forEach((chunk) => controller.enqueue(chunk)), controller.close()) });

test("the key is struck out of bytes however they are cut into two or three", async () => {
  const key = "sk-ab-sk-abc";
  const text = `sk-ab-${key}x${key}${key.slice(0, -1)}sk-ab-sk-sk-ab-sk-abc-`;
  const bytes = new TextEncoder().encode(text);
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      const parts = [bytes.slice(0, first), bytes.slice(first, second), bytes.slice(second)];
      const out = await new Response(passOn(streamOf(parts), key)).text();
      assert.equal(out, text.replaceAll(key, "*".repeat(key.length)), `cut at ${first} and ${second}`);
    }
  }
});

test("a body that nobody reads is not read ahead", async () => {
  let pulled = 0;
  const source = new ReadableStream({ pull: (controller) => void (pulled++, controller.enqueue(new Uint8Array(10))) }, { highWaterMark: 0 });
  const reader = passOn(source, "sk-x").getReader();
  await reader.read();
  await reader.read();
  assert.equal(pulled, 2);
  await reader.cancel();
});

/** A relay before a service that always answers this. */
const before = (answer, options) => createRelay({ apiKey: "k", fetch: async () => answer(), ...options });
const get = (relay, path, headers) => relay(new Request(`https://app.example${path}`, { headers }));

test("two slashes begin no path of the API", async () => {
  const relay = before(() => Response.json({}));
  assert.equal((await get(relay, "/v1/runs/abc")).status, 200);
  for (const path of ["//v1/runs/abc", "/a//v1/runs/abc"]) assert.equal((await get(relay, path)).status, 404, path);
});

test("a policy of the app's own stays", async () => {
  const own = { "content-security-policy": "default-src 'self'" };
  const relay = before(() => Response.json({}), { authorize: () => new Response("no", { headers: own }) });
  assert.equal((await get(relay, "/v1/runs/abc")).headers.get("content-security-policy"), own["content-security-policy"]);
});

test("the length of an encoded body is not told", async () => {
  for (const [headers, length] of [[{ "content-length": "2" }, "2"], [{ "content-length": "2", "content-encoding": "gzip" }, null]]) {
    const relay = before(() => new Response("{}", { headers: { "content-type": "application/json", ...headers } }));
    assert.equal((await get(relay, "/v1/runs/abc")).headers.get("content-length"), length);
  }
});

test("who is over the limit is told when it ends", async () => {
  const limits = (resetAt) => ({ rate: { limit: 1, seconds: 60, key: () => "x", actions: ["get"], store: { hit: () => ({ count: 2, resetAt }) } } });
  for (const [resetAt, least, most] of [[Date.now() + 30_000, 1, 30], [Date.now() - 30_000, 1, 1]]) {
    const response = await get(before(() => Response.json({}), { limits: limits(resetAt) }), "/v1/runs/abc");
    const wait = Number(response.headers.get("retry-after"));
    assert.equal(response.status, 429);
    assert.ok(wait >= least && wait <= most, `${wait}`);
  }
});

test("a page of the host that the request names is one of the server's own", async () => {
  const relay = before(() => Response.json({}));
  const origin = "https://public.example";
  assert.equal((await get(relay, "/v1/runs/abc", { origin })).status, 403);
  for (const name of ["host", "x-forwarded-host"]) {
    assert.equal((await get(relay, "/v1/runs/abc", { origin, [name]: "public.example" })).status, 200, name);
  }
});

test("only what asks before a request of another origin is answered as that", async () => {
  const relay = before(() => Response.json({}), { allowedOrigins: ["https://app.example"] });
  const ask = (method, headers) => relay(new Request("https://relay.example/v1/runs", { method, headers: { origin: "https://app.example", ...headers } }));
  const asking = { "access-control-request-method": "GET" };
  assert.equal((await ask("OPTIONS", asking)).status, 204);
  assert.equal((await ask("OPTIONS", {})).status, 405);
  assert.equal((await ask("GET", asking)).status, 200);
});

const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;

test("who is refused, and who has left before, leaves no timer behind", async () => {
  const idle = timers();
  const refused = before(() => Response.json({ error: {} }, { status: 404 }));
  assert.equal((await get(refused, "/v1/runs/abc/events")).status, 404);
  assert.equal(timers(), idle);
  const relay = before(() => Response.json({ run_id: "abc", status: "RUNNING", steps: [] }));
  const gone = new Request("https://app.example/v1/runs/abc/events", { signal: AbortSignal.abort() });
  assert.equal(await (await relay(gone)).text(), "retry: 2000\n\n");
  assert.equal(timers(), idle);
});

test("an end without an error says so, and a run that nobody watches leaves no timer behind", async () => {
  const idle = timers();
  let status = "RUNNING";
  const relay = before(() => Response.json({ run_id: "abc", status, steps: [] }), { events: { pollInterval: () => 60_000 } });
  const watched = await get(relay, "/v1/runs/abc/events");
  assert.ok(timers() > idle);
  await watched.body.cancel();
  assert.equal(timers(), idle);
  status = "COMPLETED";
  const [, complete] = (await (await get(relay, "/v1/runs/abc/events")).text()).match(/data: (.*COMPLETE.*)/);
  assert.deepEqual(JSON.parse(complete), {
    type: "COMPLETE", run_id: "abc", status, result: null, error: null,
  });
  assert.equal(timers(), idle);
});
