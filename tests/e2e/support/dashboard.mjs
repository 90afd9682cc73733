// The dashboard as its tests use it: what a reader does on the page, and what the emulator saw of it.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import assert from "node:assert/strict";

const LIMIT = 30_000;
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Opens a new tab on the dashboard. Whatever the page logs as an error, or throws, is collected in `problems`. */
export async function openDashboard(context, url) {
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => message.type() === "error" && problems.push(`${message.text()} ${message.location().url}`));
  page.on("pageerror", (error) => problems.push(error.stack ?? error.message));
  page.setDefaultTimeout(LIMIT);
  await page.goto(url);
  await ready(page);
  return { page, problems };
}

/** Waits until the client is there; fails with the page's own words when it could not be loaded. */
export async function ready(page) {
  const fatal = page.locator("#fatal");
  await page.locator("#run-form [type=submit]:enabled").or(fatal.and(page.locator(":visible"))).first().waitFor();
  if (await fatal.isVisible()) throw new Error(await fatal.innerText());
}

/** Fills the form with a sample, changes fields, sends it, and gives the new card once it has its run id. */
export async function startRun(page, { sample, ...fields }) {
  if (sample) await page.locator(`[data-sample="${sample}"]`).click();
  for (const [name, value] of Object.entries(fields)) await page.locator(`#run-form [name="${name}"]`).fill(value);
  await page.locator("#run-form [type=submit]").click();
  await page.locator(".run-card").first().and(page.locator("[data-run-id]")).waitFor();
  return cardOf(page, await page.locator(".run-card").first().getAttribute("data-run-id"));
}

export function cardOf(page, runId) {
  return page.locator(`.run-card[data-run-id="${runId}"]`);
}

/** Waits until the run settled and gives the outcome's kind. */
export async function outcomeOf(card) {
  await card.and(card.page().locator(':not([data-outcome=""])')).waitFor();
  return card.getAttribute("data-outcome");
}

/** Requests the emulator received for a run, for example `["POST /v1/runs/…/cancel"]`. */
export async function requestsFor(emulator, runId) {
  const answer = await (await fetch(`${emulator}/emulator/requests`)).json();
  const requests = Array.isArray(answer) ? answer : answer.requests;
  return requests.filter((request) => request.run_id === runId).map(({ method, path }) => `${method} ${path}`);
}

/** Fails with what axe-core found wrong. */
export async function assertAccessible(page, state) {
  await page.evaluate(await readFile(axe, "utf8"));
  const violations = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  });
  assert.deepEqual(violations, [], state);
}
