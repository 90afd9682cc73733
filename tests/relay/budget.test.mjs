// Platforms that give each request a number of fetches and let all further ones throw, such as Cloudflare Workers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createRelay } from "../../npm/relay.js";
import { readEvents } from "./support/client.mjs";
import { runWith } from "./support/service.mjs";

const BUDGET = 5;
const STEPS = 24;

/** A relay whose requests each have a new budget, before a run that makes a step with each read. */
function metered(events) {
  const thrown = [];
  let left = 0;
  let reads = 0;
  const fetch = async () => {
    if (left-- > 0) {
      const steps = Math.min(reads++, STEPS);
      return Response.json(runWith("r1", steps, steps < STEPS ? {} : { status: "COMPLETED" }));
    }
    thrown[thrown.length - 1] += 1;
    throw new Error("Too many subrequests.");
  };
  const relay = createRelay({ apiKey: "k", fetch, events: { pollInterval: () => 1, ...events }, onError: () => {} });
  const open = (last) => {
    left = BUDGET;
    thrown.push(0);
    return relay(new Request("https://app.example/v1/runs/r1/events", { headers: last ? { "last-event-id": last } : {} }));
  };
  return { open, thrown };
}

test("a budget that is used up ends the stream, and the next request goes on without a loss", { timeout: 20_000 }, async () => {
  const { open, thrown } = metered({ share: false });
  const heard = [];
  while (heard.at(-1)?.event.type !== "COMPLETE") heard.push(...(await readEvents(await open(heard.at(-1)?.id)).all()));
  const steps = Array.from({ length: STEPS }, (_, index) => `evt_${index}`);
  assert.deepEqual(heard.map(({ event }) => event.step_id ?? event.type), ["STARTED", ...steps, "COMPLETE"]);
  // The last connection hears the end.
  assert.deepEqual(thrown, [2, 2, 2, 2, 0]);
});

test("a request that never got through to the service is patient: its budget is not the cause", { timeout: 20_000 }, async () => {
  let reads = 0;
  const fetch = async () => {
    if (++reads <= 4) throw new TypeError("fetch failed");
    return Response.json(runWith("r1", 0, { status: "COMPLETED" }));
  };
  const relay = createRelay({ apiKey: "k", fetch, events: { pollInterval: () => 1, share: false }, onError: () => {} });
  const events = await readEvents(await relay(new Request("https://app.example/v1/runs/r1/events"))).all();
  assert.deepEqual(events.map(({ event }) => event.type), ["STARTED", "COMPLETE"]);
});
