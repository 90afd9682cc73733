// What a single call sends, and what it leaves.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createRelay } from "../../npm/relay.js";
import { envelope, gate } from "./support/client.mjs";

const RUN = "https://app.example/v1/runs/r1";
const post = (path, body, more) =>
  new Request(`https://app.example${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), ...more });

/** A relay and what it sent. The stand-in refuses a call that was given up before it was made, as platforms do. */
function relayOf(options, answer = () => Response.json({})) {
  const sent = [];
  const fetch = async (url, { signal, body }) => {
    signal.throwIfAborted();
    sent.push({ url, body });
    return answer();
  };
  return { sent, relay: createRelay({ apiKey: "k", fetch, onError: (error) => assert.fail(error), ...options }) };
}

for (const asked of ["authorize", "apiKey"]) {
  test(`a page that leaves while ${asked} is at work creates no run`, async () => {
    const [begun, go] = [gate(), gate()];
    const { relay, sent } = relayOf({
      async [asked]() {
        begun.open();
        await go.opened;
        return asked === "apiKey" ? "k" : true;
      },
    });
    const page = new AbortController();
    const answer = relay(post("/v1/automation/run-async", { goal: "g" }, { signal: page.signal }));
    await begun.opened;
    page.abort();
    go.open();
    await envelope(await answer, 502, "UPSTREAM_UNREACHABLE");
    assert.deepEqual(sent, []);
  });
}

test("an app may think before it says who may do what", async () => {
  const VERDICTS = [[true, 200], [false, 403], [undefined, 403], [{ runIds: ["r1"] }, 200], [{ runIds: ["r2"] }, 404], [new Response(null, { status: 401 }), 401]];
  for (const [verdict, status] of VERDICTS) {
    const { relay, sent } = relayOf({ authorize: async () => verdict });
    assert.equal((await relay(new Request(RUN))).status, status);
    assert.equal(sent.length, status === 200 ? 1 : 0);
  }
});

test("an answer that is not the API's is let go of, and told by its status", async () => {
  let cancelled = 0;
  const page = new ReadableStream({ cancel: () => void cancelled++ });
  const { relay } = relayOf({}, () => new Response(page, { status: 503, headers: { "content-type": "text/html" } }));
  const { message } = await envelope(await relay(new Request(RUN)), 502, "UPSTREAM_BAD_RESPONSE");
  assert.match(message, /503/);
  assert.equal(cancelled, 1);
});

test("batches of ids are as long as the API takes them", async () => {
  const { relay, sent } = relayOf({});
  const ids = Array.from({ length: 101 }, (_, index) => `r${index}`);
  for (const path of ["/v1/runs/batch", "/v1/runs/batch/cancel"]) {
    assert.equal((await relay(post(path, { run_ids: ids.slice(1) }))).status, 200);
    await envelope(await relay(post(path, { run_ids: ids })), 400, "INVALID_INPUT");
  }
  assert.equal(sent.length, 2);
});
