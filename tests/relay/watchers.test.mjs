// Events of a run that cannot be written: every watcher hears the end, and the server goes on.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { createRelay } from "../../npm/relay.js";

const DEPTH = 400_000;
const DEEP = "[".repeat(DEPTH) + "]".repeat(DEPTH);
const DEEP_ENDS = {
  result: `{"run_id":"r1","status":"COMPLETED","steps":[],"result":${DEEP}}`,
  error: `{"run_id":"r1","status":"FAILED","steps":[],"error":{"message":${DEEP}}}`,
};

/** A relay before a service whose run goes on for one read and then is as given. */
function relayOf(end) {
  const told = [];
  let reads = 0;
  const fetch = async () => {
    const body = ++reads === 1 ? '{"run_id":"r1","status":"RUNNING","steps":[]}' : end;
    return new Response(body, { headers: { "content-type": "application/json" } });
  };
  return { told, relay: createRelay({ apiKey: "k", fetch, events: { pollInterval: () => 1 }, onError: ({ name }) => told.push(name) }) };
}

const watch = async (relay) => {
  const response = await relay(new Request("https://app.example/v1/runs/r1/events"));
  const text = await response.text();
  // Newer engines write JSON of any depth, and reading that here would only take time.
  return (text.match(/"type":"\w+","run_id":"r1"(,"status":"\w+")?/g) ?? []).map((start) => JSON.parse(`{${start}}`));
};

for (const watchers of [1, 2, 3]) {
  for (const [what, end] of Object.entries(DEEP_ENDS)) {
    test(`${watchers} watching a run hear its end though its ${what} is nested too deeply to be written`, { timeout: 20_000 }, async () => {
      const { relay, told } = relayOf(end);
      const heard = await Promise.all(Array.from({ length: watchers }, () => watch(relay)));
      for (const events of heard) {
        assert.deepEqual(events.map(({ type }) => type), ["STARTED", "COMPLETE"]);
        assert.equal(events[1].status, what === "error" ? "FAILED" : "COMPLETED");
      }
      assert.deepEqual(told, []);
    });
  }
}

test("a mistake with the stream of each watcher ends the streams, is told to the app, and ends no server", async () => {
  const { relay, told } = relayOf('{"run_id":"r1","status":"COMPLETED","steps":[]}');
  const { stringify } = JSON;
  const broken = mock.method(JSON, "stringify", (value) => {
    if (value.type === "COMPLETE") throw new TypeError("broken");
    return stringify(value);
  });
  try {
    for (const events of await Promise.all([watch(relay), watch(relay)])) assert.deepEqual(events.map(({ type }) => type), ["STARTED"]);
  } finally {
    broken.mock.restore();
  }
  assert.deepEqual(told, ["TypeError", "TypeError"]);
});
