// onCreated comes before the page's answer, also for callers who see only their own runs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";

import { createRelay } from "../../npm/relay.js";

const STREAM = { "content-type": "text/event-stream" };
const ANSWERS = {
  run: () => Response.json({ run_id: "r1", status: "COMPLETED" }),
  "run-async": () => Response.json({ run_id: "r1", error: null }),
  "run-batch": () => Response.json({ run_ids: ["r1"], error: null }),
  "run-sse": () => new Response('data: {"type":"STARTED","run_id":"r1"}\n\n', { headers: STREAM }),
};

for (const [action, answer] of Object.entries(ANSWERS)) {
  for (const [who, verdict] of [["anybody", true], ["somebody who sees only their own runs", { runIds: [] }]]) {
    test(`a ${action} of ${who} is written down before the page learns of it`, async () => {
      const order = [];
      const relay = createRelay({
        apiKey: "k",
        fetch: async () => answer(),
        authorize: () => verdict,
        async onCreated({ runIds }) {
          await turn();
          order.push(...runIds);
        },
      });
      const body = JSON.stringify({ url: "https://shop.example", goal: "g" });
      const headers = { "content-type": "application/json" };
      const response = await relay(new Request(`https://app.example/v1/automation/${action}`, { method: "POST", headers, body }));
      const reader = response.body.getReader();
      const { value } = await reader.read();
      order.push("the page");
      assert.deepEqual(order, ["r1", "the page"]);
      assert.equal(new TextDecoder().decode(value), await answer().text());
    });
  }
}

test("an answer that names no run is passed as it is, and nobody is told", async () => {
  for (const text of ["oops", "null", "[]", '{"run_id":null}', '{"run_ids":[7]}', '{"run_ids":"r1"}']) {
    const relay = createRelay({
      apiKey: "k",
      fetch: async () => new Response(text, { headers: { "content-type": "application/json" } }),
      onCreated: () => assert.fail("there is no run"),
      onError: (error) => assert.fail(error),
    });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    const response = await relay(new Request("https://app.example/v1/automation/run-async", init));
    assert.equal(response.status, 200);
    assert.equal(await response.text(), text);
  }
});

/** What onCreated is told of a stream that comes in these chunks. */
async function toldOf(chunks) {
  const told = [];
  const stream = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  const relay = createRelay({ apiKey: "k", fetch: async () => new Response(stream, { headers: STREAM }), onCreated: ({ runIds }) => void told.push(...runIds) });
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  const response = await relay(new Request("https://app.example/v1/automation/run-sse", init));
  assert.equal(await response.text(), chunks.join(""));
  return told;
}

test("the run of a stream is told once, however often the stream names it", async () => {
  const event = (type) => `data: {"type":"${type}","run_id":"r1"}\n\n`;
  assert.deepEqual(await toldOf([": hello\n\n", event("STARTED"), event("PROGRESS"), event("COMPLETE")]), ["r1"]);
  assert.deepEqual(await toldOf(['data: {"type":"STARTED","runId" : "r1"}\n\n', event("COMPLETE")]), ["r1"]);
});

test("a stream that has not named its run for long is looked through no further", async () => {
  const STARTED = 'data: {"type":"STARTED","run_id":"r1"}\n\n';
  assert.deepEqual(await toldOf([": ".padEnd(65_000), STARTED]), ["r1"]);
  assert.deepEqual(await toldOf([": ".padEnd(66_000), STARTED]), []);
});
