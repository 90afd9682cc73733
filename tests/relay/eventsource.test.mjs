// The relay's events as the browser's own EventSource hears them.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";

import { launch } from "../e2e/support/browser.mjs";
import { unique } from "./support/client.mjs";
import { startOnNode } from "./support/hosts.mjs";
import { runWith, sendJson, startService } from "./support/service.mjs";

const CHROMIUM = process.env.TINYFISH_CHROMIUM ?? "/usr/bin/chromium";
const skip = existsSync(CHROMIUM) ? false : `${CHROMIUM} is missing`;
const STEPS = 60;

let service;
let host;
let browser;

before(async () => {
  if (skip) return;
  service = await startService();
  host = await startOnNode(service.url);
  browser = await launch(CHROMIUM);
  // Any page of the relay's origin.
  await browser.page.goto(`${host.url}/seen`);
});
after(async () => {
  await browser?.close();
  await host?.stop();
  await service?.stop();
});

/** Listens until the browser itself gives up, and gives what it heard. */
const listen = (path) =>
  browser.page.evaluate(async (url) => {
    const messages = [];
    const source = new EventSource(url);
    source.onmessage = ({ data, lastEventId }) => messages.push({ event: JSON.parse(data), lastEventId });
    await new Promise((resolve) => {
      source.onerror = () => source.readyState === EventSource.CLOSED && resolve();
    });
    return messages;
  }, path);

test("EventSource hears a run once over many connections, and stops by itself at the end", { skip }, async () => {
  const id = unique();
  let reads = 0;
  service.answer(id, (_, response) => {
    const steps = Math.min(reads++, STEPS);
    sendJson(response, runWith(id, steps, steps < STEPS ? {} : { status: "COMPLETED", result: { steps } }));
  });
  const messages = await listen(`/cut/v1/runs/${id}/events`);
  assert.deepEqual(messages.map(({ event }) => event.step_id ?? event.type), [
    "STARTED",
    ...Array.from({ length: STEPS }, (_, index) => `evt_${index}`),
    "COMPLETE",
  ]);
  const { answered } = await (await fetch(`${host.url}/seen`)).json();
  const statuses = answered.filter(({ runId }) => runId === id).map(({ status }) => status);
  assert.ok(statuses.length > 3, `${statuses.length} connections`);
  assert.deepEqual(statuses, [...Array(statuses.length - 1).fill(200), 204]);
});

test("EventSource gives up at once on a run that does not exist", { skip }, async () => {
  const id = unique();
  service.answer(id, (_, response) => sendJson(response, { error: { code: "NOT_FOUND", message: "Run not found" } }, 404));
  assert.deepEqual(await listen(`/plain/v1/runs/${id}/events`), []);
  assert.equal(service.requests(id).length, 1);
});
