// Watching a run from a page, through the relay's event stream, with the built package.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useWorld } from "./support/world.mjs";

const world = useWorld();

/** Watches a scenario's run from a page; gives what it was told and which addresses it asked for. */
async function watch(scenario) {
  const page = await world.browser.context.newPage();
  const asked = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.goto(world.services.dashboard);
  const told = await page.evaluate(
    async (scenario) => {
      const { connect } = await import("/pkg/index.js");
      const client = await connect({ baseURL: "/api/tinyfish" });
      const { run_id } = await client.agent.queue({ url: `http://scenarios.test/${scenario}`, goal: "Watch me" });
      const run = await client.runs.watch(run_id);
      let notified = 0;
      run.subscribe(() => {
        throw new Error("a subscriber of the test");
      });
      run.subscribe(() => (notified += 1));
      const events = [];
      for await (const event of run) events.push(event);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)));
      return { events, notified, outcome: await run.finished, run_id };
    },
    scenario,
  );
  await page.close();
  return { ...told, asked };
}

const steps = (events) => events.filter(({ type }) => type === "PROGRESS").map(({ purpose }) => purpose);

test("a run is watched by the relay's event stream, every step once, and a throwing subscriber hurts no one", async () => {
  const { events, notified, outcome, run_id, asked } = await watch("complete?steps=5&delay=400");
  assert.ok(asked.includes(`GET /api/tinyfish/v1/runs/${run_id}/events`), "the event stream was opened");
  assert.equal(steps(events).length, 5);
  assert.equal(new Set(steps(events)).size, 5);
  assert.deepEqual([events.at(0).type, events.at(-1).type], ["STARTED", "COMPLETE"]);
  assert.equal(outcome.kind, "completed");
  assert.ok(notified > 0);
});

test("a run that has ended is told from one read", async () => {
  const { outcome, asked, run_id } = await watch("fail?steps=1&delay=0&category=BILLING_FAILURE");
  assert.equal(outcome.kind, "failed");
  assert.equal(asked.filter((one) => one.startsWith("POST /api/tinyfish/v1/automation/")).length, 1);
  assert.ok(asked.includes(`GET /api/tinyfish/v1/runs/${run_id}`));
});
