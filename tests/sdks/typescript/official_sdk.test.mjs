// The official TypeScript SDK, unchanged, against the emulator: what it accepts, the emulator says right.
// Environment: TINYFISH_EMULATOR, the emulator's address.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import {
  AuthenticationError,
  BadRequestError,
  EventType,
  NotFoundError,
  RateLimitError,
  RunStatus,
  TinyFish,
} from "@tiny-fish/sdk";

const baseURL = process.env.TINYFISH_EMULATOR;
if (!baseURL) throw new Error("TINYFISH_EMULATOR must hold the emulator's address");

// Runs belong to their key: with a key of its own each client lists nothing but its own runs.
const connect = (options = {}) => new TinyFish({ baseURL, apiKey: `sk-tinyfish-${randomUUID()}`, ...options });
const scenario = (address, goal = "play") => ({ url: `http://scenarios.test/${address}`, goal });
const about = await (await fetch(`${baseURL}/emulator`)).json();

test("agent.run gives a finished run", async () => {
  const run = await connect().agent.run(scenario("complete?steps=2"));
  assert.equal(run.status, RunStatus.COMPLETED);
  assert.equal(typeof run.run_id, "string");
  assert.deepEqual(run.result, { scenario: "complete", steps: 2 });
  assert.equal(run.num_of_steps, 2);
  assert.equal(run.error, null);
  assert.ok(Date.parse(run.started_at) <= Date.parse(run.finished_at));
});

test("agent.run resolves for a run that failed, with its error", async () => {
  const run = await connect().agent.run(scenario("fail?category=SYSTEM_FAILURE&retry_after=5&message=Broken"));
  assert.equal(run.status, RunStatus.FAILED);
  assert.equal(run.result, null);
  assert.deepEqual(run.error, { message: "Broken", category: "SYSTEM_FAILURE", retry_after: 5 });
});

test("agent.queue gives an id that runs.get follows to the end", async () => {
  const client = connect();
  const queued = await client.agent.queue(scenario("complete?steps=1", "follow me"));
  assert.equal(queued.error, null);
  const ended = [RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CANCELLED];
  let run;
  do run = await client.runs.get(queued.run_id);
  while (!ended.includes(run.status));
  assert.equal(run.status, RunStatus.COMPLETED);
  assert.equal(run.run_id, queued.run_id);
  assert.equal(run.goal, "follow me");
  assert.ok(run.streaming_url.startsWith(about.viewer));
});

test("agent.stream gives every event in order and calls back for each", async () => {
  const called = [];
  const record = (event) => called.push(event.type);
  const stream = await connect().agent.stream(scenario("complete?steps=3&heartbeat=10&delay=40"), {
    onStarted: record,
    onStreamingUrl: record,
    onProgress: record,
    onHeartbeat: record,
    onComplete: record,
  });
  const events = [];
  for await (const event of stream) events.push(event);
  assert.deepEqual(called, events.map((event) => event.type));
  assert.ok(called.includes(EventType.HEARTBEAT));
  const told = called.filter((type) => type !== EventType.HEARTBEAT);
  assert.deepEqual(told, ["STARTED", "STREAMING_URL", "PROGRESS", "PROGRESS", "PROGRESS", "COMPLETE"]);
  const last = events.at(-1);
  assert.equal(last.status, RunStatus.COMPLETED);
  assert.deepEqual(last.result, { scenario: "complete", steps: 3 });
});

test("agent.stream tells why a run failed", async () => {
  const stream = await connect().agent.stream(scenario("fail?steps=0&message=Broken&help_message=Mend+it"));
  let last;
  for await (const event of stream) last = event;
  assert.equal(last.status, RunStatus.FAILED);
  assert.deepEqual(last.error, {
    message: "Broken",
    category: "AGENT_FAILURE",
    retry_after: null,
    help_message: "Mend it",
  });
});

test("runs.list pages through the runs of the key, filters and sorts", async () => {
  const client = connect();
  for (let number = 0; number < 5; number += 1) {
    await client.agent.run(scenario(number === 4 ? "fail?steps=0" : "complete?steps=0", `Run ${number}`));
  }
  const goals = [];
  let cursor;
  do {
    const page = await client.runs.list({ limit: 2, sort_direction: "asc", ...(cursor && { cursor }) });
    assert.equal(page.pagination.total, 5);
    goals.push(...page.data.map((run) => run.goal));
    cursor = page.pagination.next_cursor;
    assert.equal(page.pagination.has_more, cursor !== null);
  } while (cursor);
  assert.deepEqual(goals, ["Run 0", "Run 1", "Run 2", "Run 3", "Run 4"]);
  const failed = await client.runs.list({ status: RunStatus.FAILED });
  assert.deepEqual(failed.data.map((run) => run.goal), ["Run 4"]);
  const found = await client.runs.list({ goal: "run 2", created_after: "2001-01-01T00:00:00Z" });
  assert.equal(found.pagination.total, 1);
});

test("errors come as the SDK's own classes", async () => {
  const client = connect({ maxRetries: 0 });
  await assert.rejects(connect({ apiKey: "not-a-key" }).runs.list(), AuthenticationError);
  await assert.rejects(client.runs.get("nobody"), NotFoundError);
  await assert.rejects(client.agent.queue({ url: "no-scheme", goal: "x" }), BadRequestError);
  await assert.rejects(client.agent.queue(scenario(`rate-limited?once=${randomUUID()}`)), RateLimitError);
});

test("a refusal before creation is retried by the SDK", async () => {
  const queued = await connect().agent.queue(scenario(`busy?times=1&once=${randomUUID()}`));
  assert.equal(typeof queued.run_id, "string");
});

test("a run in the real browser is shaped by its schema", { skip: !about.browser }, async () => {
  const run = await connect().agent.run({
    url: about.shop,
    goal: "List the products",
    browser_profile: "stealth",
    proxy_config: { enabled: true, country_code: "US" },
    use_vault: true,
    credential_item_ids: [about.vault.items[0].itemId],
    output_schema: {
      type: "object",
      properties: {
        products: {
          type: "array",
          items: { type: "object", properties: { name: { type: "string" }, price: { type: "number" } } },
        },
      },
      required: ["products"],
    },
  });
  assert.equal(run.status, RunStatus.COMPLETED, JSON.stringify(run.error));
  assert.equal(run.result.products.length, 18);
  assert.deepEqual(run.result.products[0], { name: "Storm lantern", price: 49.5 });
});
