// Functions of the app that fail, at once or later: the page gets its answer all the same, and the server goes on.

import assert from "node:assert/strict";
import { test } from "node:test";

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
