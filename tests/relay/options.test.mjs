// What options mean where HTTP servers of the other tests do not reach.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createRelay } from "../../npm/relay.js";

const PAGE = "https://app.example";
const relayOf = (options, answer = () => Response.json({})) =>
  createRelay({ apiKey: "k", fetch: async () => answer(), onError: (error) => assert.fail(error), ...options });
const get = (relay, headers) => relay(new Request("https://relay.example/v1/runs/r1", { headers }));
const post = (relay, action, body) => {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return relay(new Request(`https://relay.example/v1/automation/${action}`, init));
};

test("a function for the origins lets those through of which it says true, and nobody else", async () => {
  const relay = relayOf({ allowedOrigins: (origin) => origin === PAGE });
  const allowed = await get(relay, { origin: PAGE, "sec-fetch-site": "cross-site" });
  assert.equal(allowed.status, 200);
  assert.equal(allowed.headers.get("access-control-allow-origin"), PAGE);
  const refused = await get(relay, { origin: "https://evil.example", "sec-fetch-site": "cross-site" });
  assert.equal(refused.status, 403);
  assert.equal(refused.headers.get("access-control-allow-origin"), null);
  for (const answer of [undefined, "yes", 1, Promise.resolve(true)]) {
    assert.equal((await get(relayOf({ allowedOrigins: () => answer }), { origin: PAGE })).status, 403, String(answer));
  }
});

test("cookies of other origins have to be asked for", async () => {
  for (const [allowCredentials, said] of [[undefined, null], [false, null], [true, "true"]]) {
    const answer = await get(relayOf({ allowedOrigins: [PAGE], allowCredentials }), { origin: PAGE });
    assert.equal(answer.headers.get("access-control-allow-credentials"), said);
  }
});

test("the rate's key may take a while, and only a batch counts by its runs", async () => {
  const users = ["anna", "bert", null, null, "anna"];
  const rate = { limit: 1, seconds: 60, key: async () => users.shift() };
  const relay = relayOf({ limits: { rate } });
  const statuses = [];
  while (users.length > 0) statuses.push((await post(relay, "run-async", { goal: "g", runs: [{}, {}, {}] })).status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 429]);
});

test("onRequest is told how long an answer took", async () => {
  const durations = [];
  await get(relayOf({ onRequest: ({ duration }) => void durations.push(duration) }));
  assert.equal(durations.length, 1);
  assert.ok(durations[0] >= 0 && durations[0] < 60_000, `${durations[0]}`);
});

test("a stream has no length, and a key without a dash is struck out at its beginning too", async () => {
  const text = "secretkey: secretkey\n\n";
  const headers = { "content-type": "text/event-stream", "content-length": String(text.length) };
  const answer = await post(relayOf({ apiKey: "secretkey" }, () => new Response(text, { headers })), "run-sse", {});
  assert.equal(answer.headers.get("content-length"), null);
  assert.equal(await answer.text(), "*********: *********\n\n");
});
