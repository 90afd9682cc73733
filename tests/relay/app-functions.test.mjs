// Functions of the app that fail, at once or later: the page gets its answer all the same, and the server goes on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { createRelay } from "../../npm/relay.js";

const FAILING = { throws: () => { throw new Error("broken"); }, rejects: async () => { throw new Error("broken"); } };

/** By then Node has seen what nobody caught, which fails the test that is running. */
async function settled() {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Asks a relay whose `onError` fails as well. Gives the answer and what `onError` was told. */
async function ask(fail, options, path = "/v1/runs/abc", init = {}) {
  const told = [];
  const onError = ({ message }) => (told.push(message), fail());
  const relay = createRelay({ apiKey: "k", fetch: async () => Response.json({ run_id: "abc" }), onError, ...options });
  const response = await relay(new Request(`https://app.example${path}`, init));
  const text = await response.text();
  await settled();
  return { status: response.status, text, told };
}

test("onRequest is told what was asked, also of what is refused before it is sent", async () => {
  const told = [];
  const options = { onRequest: ({ action, runId, status }) => told.push([action, runId, status]) };
  const post = (body, type = "application/json") => ({ method: "POST", headers: { "content-type": type }, body });
  await ask(() => {}, options, "/v1/automation/run-sse", post("{"));
  await ask(() => {}, options, "/v1/runs/batch", post("{}", "text/plain"));
  await ask(() => {}, { ...options, authorize: () => false }, "/v1/runs/abc");
  await ask(() => {}, options, "/v1/vault");
  assert.deepEqual(told, [["run-sse", null, 400], ["get-many", null, 415], ["get", "abc", 403], [null, null, 404]]);
});

/** What an app's own `fetch` may throw: it tells much, and more than the key's owner likes. */
const UNREACHED = () => {
  const error = new TypeError("fetch failed for sk-tinyfish-x", { cause: new Error("ECONNREFUSED with sk-tinyfish-x") });
  return Object.assign(error, { config: { headers: { "x-api-key": "sk-tinyfish-x" } } });
};

test("onError is told why the service could not be reached, without the key; the page is not", async () => {
  const told = [];
  const onError = (error, context) => told.push({ error, context });
  const { status, text } = await ask(() => {}, { apiKey: "sk-tinyfish-x", fetch: async () => { throw UNREACHED(); }, onError });
  assert.equal(status, 502);
  assert.doesNotMatch(text, /ECONNREFUSED|fetch failed/);
  const [{ error, context }, ...more] = told;
  assert.deepEqual([context, more], [{ action: "get", runId: "abc" }, []]);
  assert.match(error.message, /TypeError: fetch failed for \*+.*ECONNREFUSED with \*+/);
  const everything = inspect(error, { depth: Infinity, showHidden: true });
  assert.match(everything, /app-functions\.test\.mjs/);
  assert.doesNotMatch(everything, /sk-tinyfish-x/);
});

test("onError is told once of reads of a run that fail in a row", { timeout: 5_000 }, async () => {
  let reads = 0;
  const fetch = async () => {
    reads += 1;
    if (reads === 2 || reads === 3 || reads === 5) throw `broken ${reads}`;
    return Response.json({ run_id: "abc", status: reads > 5 ? "COMPLETED" : "RUNNING", steps: [] });
  };
  const told = [];
  const onError = ({ message }, context) => told.push([/broken \d/.exec(message)?.[0], context]);
  const { text } = await ask(() => {}, { apiKey: "sk-tinyfish-x", fetch, onError, events: { pollInterval: () => 1, share: true } }, "/v1/runs/abc/events");
  assert.match(text, /COMPLETE/);
  const context = { action: "events", runId: "abc" };
  assert.deepEqual(told, [["broken 2", context], ["broken 5", context]]);
});

test("onError is told nothing where the page left or the time was over", async () => {
  const told = [];
  const left = new AbortController();
  const fetch = (_, { signal }) => new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    left.abort();
  });
  const slow = (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  await ask(() => {}, { fetch, onError: (error) => told.push(error) }, "/v1/runs/abc", { signal: left.signal });
  const { status } = await ask(() => {}, { fetch: slow, limits: { timeout: 1 }, onError: (error) => told.push(error) });
  assert.equal(status, 504);
  assert.deepEqual(told, []);
});

for (const [how, fail] of Object.entries(FAILING)) {
  test(`onRequest ${how}`, async () => {
    const { status, told } = await ask(fail, { onRequest: fail });
    assert.equal(status, 200);
    assert.deepEqual(told, ["broken"]);
  });

  test(`onError ${how}`, async () => {
    const { status, told } = await ask(fail, { apiKey: fail });
    assert.equal(status, 500);
    assert.deepEqual(told, ["broken"]);
  });

  test(`a function for the origins ${how}`, async () => {
    const { status, told } = await ask(fail, { allowedOrigins: fail }, "/v1/runs/abc", { headers: { origin: "https://other.example" } });
    assert.equal(status, 403);
    // Asked once to let the request through, once for the headers of the answer.
    assert.deepEqual(told, ["broken", "broken"]);
  });

  test(`pollInterval ${how} while a page waits: the stream ends without an end of the run, and EventSource comes back`, { timeout: 5_000 }, async () => {
    const fetch = async () => Response.json({ run_id: "abc", status: "RUNNING", steps: [] });
    let asked = 0;
    const pollInterval = () => (++asked === 1 ? 5 : fail());
    const { text, told } = await ask(fail, { fetch, events: { pollInterval } }, "/v1/runs/abc/events");
    assert.deepEqual(text.match(/"type":"\w+"/g), ['"type":"STARTED"']);
    assert.deepEqual(told, ["broken"]);
    assert.equal(asked, 2);
  });

  test(`onCreated ${how} in a stream`, async () => {
    const stream = 'data: {"type":"STARTED","run_id":"abc"}\n\n';
    const fetch = async () => new Response(stream, { headers: { "content-type": "text/event-stream" } });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    const { text, told } = await ask(fail, { fetch, onCreated: fail }, "/v1/automation/run-sse", init);
    assert.equal(text, stream);
    assert.deepEqual(told, ["broken"]);
  });
}
