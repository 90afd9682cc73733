// Runs on the dashboard, in Chromium against the emulator.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cardOf, openDashboard, outcomeOf, ready, requestsFor, startRun } from "./support/dashboard.mjs";
import { isDecoded, paint } from "./support/pixels.mjs";
import { useWorld } from "./support/world.mjs";

const world = useWorld();

const open = () => openDashboard(world.browser.context, world.services.dashboard);

test("a run of the sample shop paints its live view, shows decoded screenshots and its result", async () => {
  const { page, problems } = await open();
  const card = await startRun(page, { sample: "complete" });

  const frame = card.locator(".live-view iframe");
  await frame.waitFor();
  const painted = await untilPainted(page, frame);
  assert.ok(painted.painted, `the live view has ${painted.colours} colours`);

  assert.equal(await outcomeOf(card), "completed");
  assert.equal(await card.getAttribute("data-status"), "COMPLETED");
  assert.ok((await card.locator(".result .data-table tbody tr").count()) > 0, "the products are a table");
  assert.match(await card.locator(".verdict").innerText(), /Matches the schema/);

  const pictures = card.locator(".screenshots img");
  const { steps } = await readRun(await card.getAttribute("data-run-id"));
  assert.equal(await pictures.count(), steps.length);
  for (const picture of await pictures.all()) {
    await picture.scrollIntoViewIfNeeded();
    assert.ok(await isDecoded(picture));
    assert.notEqual(await picture.getAttribute("alt"), null);
  }
  assert.deepEqual(problems, []);
  await page.close();
});

test("the address of the live view is nowhere in the page's text or storage", async () => {
  const { page } = await open();
  const card = await startRun(page, { sample: "complete" });
  const address = await card.locator(".live-view iframe").getAttribute("src");
  const written = await page.evaluate(() => document.documentElement.textContent + JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  assert.ok(!written.includes(address) && !written.includes(new URL(address).pathname));
  await outcomeOf(card);
  await page.close();
});

test("Cancel reaches the server once and the card tells the truth", async () => {
  const { page, problems } = await open();
  const card = await startRun(page, { sample: "never" });
  const runId = await card.getAttribute("data-run-id");
  await card.locator('[data-action="cancel"]').dblclick();

  assert.equal(await outcomeOf(card), "cancelled");
  const cancels = (await requestsFor(world.services.emulator, runId)).filter((request) => request.startsWith("POST"));
  assert.deepEqual(cancels.filter((request) => request.endsWith("/cancel")), [`POST /v1/runs/${runId}/cancel`]);
  assert.equal((await readRun(runId)).status, "CANCELLED");
  assert.deepEqual(problems, []);
  await page.close();
});

test("Close leaves the run alone", async () => {
  const { page } = await open();
  const card = await startRun(page, { sample: "never" });
  const runId = await card.getAttribute("data-run-id");
  await card.locator('[data-action="close"]').click();
  await card.waitFor({ state: "detached" });
  assert.equal((await readRun(runId)).status, "RUNNING");
  await cancel(runId);
  await page.close();
});

test("a failed run shows its message, help and whether trying again helps", async () => {
  const { page, problems } = await open();
  const card = await startRun(page, { sample: "fail" });
  assert.equal(await outcomeOf(card), "failed");
  const { error } = await readRun(await card.getAttribute("data-run-id"));
  const shown = card.locator(".run-error");
  const text = await shown.innerText();
  assert.ok(text.includes(error.message));
  if (error.help_message) assert.ok(text.includes(error.help_message));
  if (error.help_url) assert.equal(await shown.locator("a").getAttribute("href"), error.help_url);
  assert.match(text, /Trying again without a change will end the same way/);
  assert.deepEqual(problems, []);
  await page.close();
});

test("where a run may exist the card says so, and sends the reader to the history", async () => {
  const { page } = await open();
  const dropped = await submit(page, "http://scenarios.test/drop-before-started");
  assert.equal(await outcomeOf(dropped), "lost");
  await page.route("**/v1/automation/*", (route) => route.abort());
  const unsent = await submit(page, "http://scenarios.test/complete");
  assert.equal(await outcomeOf(unsent), "lost");
  for (const card of [dropped, unsent]) {
    const text = await card.locator(".run-error").innerText();
    assert.match(text, /A run may exist/);
    assert.match(text, /history/);
    assert.doesNotMatch(text, /end the same way|did not start/);
    const all = await card.innerText();
    assert.match(all, /Connection lost/);
    assert.doesNotMatch(all, /Starting|Waiting for the first step/);
  }
  // Of a run that was never followed there is nothing to watch.
  assert.deepEqual([await dropped.locator(".watch").isVisible(), await unsent.locator(".watch").isVisible()], [true, false]);
  await page.close();
});

test("a run that was not queued is explained by the service's code", async () => {
  const { page } = await open();
  await page.locator('[name="mode"][value="queue"]').check();
  for (const [code, hint] of [["service_busy", /Trying again may help/], ["INSUFFICIENT_CREDITS", /end the same way/]]) {
    const json = { run_id: null, error: { code, message: `The service says ${code}.` } };
    await page.route("**/v1/automation/run-async", (route) => route.fulfill({ json }));
    const card = await submit(page, `http://scenarios.test/complete?code=${code}`);
    assert.equal(await outcomeOf(card), "refused");
    const text = await card.locator(".run-error").innerText();
    assert.match(text, hint);
    assert.ok(text.includes(`The service says ${code}.`) && text.toUpperCase().includes(code.toUpperCase()));
  }
  await page.close();
});

test("a queued run that cannot be followed is offered again, not called not started", async () => {
  const { page } = await open();
  await page.locator('[name="mode"][value="queue"]').check();
  await page.route("**/v1/automation/run-async", (route) => route.fulfill({ json: { run_id: "run-gone", error: null } }));
  await page.route("**/v1/runs/run-gone**", (route) => route.fulfill({ status: 401, json: { error: { code: "UNAUTHORIZED", message: "No." } } }));
  const card = await submit(page, "http://scenarios.test/complete");
  assert.equal(await outcomeOf(card), "unfollowed");
  assert.equal(await card.getAttribute("data-run-id"), "run-gone");
  assert.match(await card.innerText(), /Not followed/);
  assert.equal(await card.getByRole("button", { name: "Follow again" }).count(), 1);
  await page.close();
});

test("markup in what a run says stays text", async () => {
  const { page, problems } = await open();
  const markup = '<img src="x" onerror="document.title=1"><b>bold</b>';
  const address = new URL("http://scenarios.test/fail");
  address.searchParams.set("message", markup);
  address.searchParams.set("help_url", "javascript:document.title=1");
  const card = await startRun(page, { url: address.href, goal: markup });
  assert.equal(await outcomeOf(card), "failed");
  assert.ok((await card.locator(".run-error").innerText()).includes(markup));
  assert.equal(await card.locator("h3").innerText(), markup);
  assert.equal(await card.locator(".card-head img, .outcome img, .outcome b, a[href^='javascript']").count(), 0);
  assert.deepEqual(problems, []);
  await page.close();
});

test("strict mode stops where the default mode goes on, and the vault logs in", async () => {
  const { page } = await open();
  const strict = await startRun(page, { sample: "strict" });
  const vault = await startRun(page, { sample: "vault" });
  assert.equal(await outcomeOf(strict), "failed");
  assert.equal(await outcomeOf(vault), "completed");
  assert.equal(await vault.locator(".note").count(), 0, "the goal was reached");
  assert.match(await vault.locator(".result").innerText(), /member/);
  await page.close();
});

test("several runs at once do not touch each other", async () => {
  const { page } = await open();
  const endless = await startRun(page, { sample: "never" });
  const failing = await startRun(page, { sample: "fail" });
  const good = await startRun(page, { url: "http://scenarios.test/complete?steps=2", goal: "Two steps" });
  assert.equal(await outcomeOf(failing), "failed");
  assert.equal(await outcomeOf(good), "completed");
  assert.equal(await endless.getAttribute("data-outcome"), "");
  await endless.locator('[data-action="cancel"]').click();
  assert.equal(await outcomeOf(endless), "cancelled");
  await page.close();
});

/** Until a click is no part of the one before, by the page's own clock. */
async function doubleClickIsOver(page) {
  const now = await page.evaluate(() => performance.now());
  await page.waitForFunction((until) => performance.now() > until, now + 700);
}

test("a double click starts one run, by the form and by Run again; a later click another", async () => {
  const { page } = await open();
  const created = [];
  page.on("request", (request) => request.url().endsWith("/run-sse") && created.push(request.url()));
  await page.locator("#url").fill("http://scenarios.test/complete?steps=1");
  await page.locator("#run-form [type=submit]").dblclick();
  const first = page.locator(".run-card").last();
  assert.equal(await outcomeOf(first), "completed");
  assert.equal(created.length, 1);

  await doubleClickIsOver(page);
  await first.locator('[data-action="again"]').evaluate((button) => (button.click(), button.click()));
  await page.locator(".run-card").nth(1).waitFor();
  await doubleClickIsOver(page);
  await page.locator("#run-form [type=submit]").click();
  await page.locator(".run-card").nth(2).waitFor();
  assert.equal(await page.locator(".run-card").count(), 3);
  assert.equal(created.length, 3);
  await page.close();
});

test("a card that is closed before its run is refused takes no other with it, nor the focus", async () => {
  const { page } = await open();
  const endless = await startRun(page, { sample: "never" });
  const refuse = await hold(page, "**/v1/automation/run-sse");
  const doomed = await submit(page, "http://scenarios.test/complete");
  await doomed.locator('[data-action="close"]').click();
  await page.locator("#goal").focus();
  const answered = page.waitForResponse("**/v1/automation/run-sse");
  refuse((route) => route.fulfill({ status: 400, json: { error: { code: "INVALID_INPUT", message: "No such goal." } } }));
  await (await answered).finished();
  await page.waitForTimeout(200);
  assert.equal(await page.locator("#runs-count").innerText(), "1 run, 1 under way");
  assert.equal(await page.evaluate(() => document.activeElement.id), "goal");
  await endless.locator('[data-action="cancel"]').click();
  assert.equal(await outcomeOf(endless), "cancelled");
  await page.close();
});

test("a refused run stays in its card when the form holds another by then", async () => {
  const { page } = await open();
  const refuse = await hold(page, "**/v1/automation/run-sse");
  const card = await submit(page, "http://scenarios.test/complete");
  await page.locator("#goal").fill("Something else");
  refuse((route) => route.fulfill({ status: 400, json: { error: { code: "INVALID_INPUT", message: "No such goal." } } }));
  assert.equal(await outcomeOf(card), "refused");
  assert.match(await card.innerText(), /No such goal/);
  assert.equal(await page.locator("#run-form .problem:visible").count(), 0);
  await page.close();
});

test("a start is not read out before it happened, and the first progress is", async () => {
  const { page } = await open();
  await page.evaluate(() => {
    window.heard = [];
    const hear = ({ target }) => target.closest?.("[role=status], [aria-live]") && window.heard.push(target.textContent);
    new MutationObserver((records) => records.forEach(hear)).observe(document.body, { childList: true, subtree: true });
  });
  const card = await startRun(page, { url: "http://scenarios.test/complete?steps=2&delay=300", goal: "Heard" });
  const first = await card.locator(".progress li > span").first().textContent();
  await outcomeOf(card);
  const heard = await page.evaluate(() => window.heard);
  assert.ok(!heard.includes("Run started.") && heard.includes(first), heard.join(" | "));
  await page.close();
});

test("the focus goes to the next card when one is closed", async () => {
  const { page } = await open();
  for (const steps of [1, 2]) await outcomeOf(await startRun(page, { url: `http://scenarios.test/complete?steps=${steps}`, goal: `Steps: ${steps}` }));
  await page.locator(".run-card").first().locator('[data-action="close"]').click();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Steps: 1");
  await page.close();
});

test("an id of which the service knows no run is forgotten with the next reload", async () => {
  const { page } = await open();
  await page.evaluate(() => sessionStorage.setItem("tinyfish-web.runs", '["00000000-0000-4000-8000-000000000000"]'));
  await page.reload();
  await ready(page);
  assert.equal(await outcomeOf(page.locator(".run-card")), "unfollowed");
  await page.reload();
  await ready(page);
  assert.equal(await page.locator(".run-card").count(), 0);
  await page.close();
});

test("a run with two cards is still remembered when one is closed", async () => {
  const { page } = await open();
  await page.locator('[name="mode"][value="queue"]').check();
  const address = /\/v1\/runs\/[^/?]+(\?|$|\/events)/;
  await page.route(address, (route) => route.fulfill({ status: 401, json: { error: { code: "UNAUTHORIZED", message: "No." } } }));
  const stuck = await submit(page, "http://scenarios.test/never");
  assert.equal(await outcomeOf(stuck), "unfollowed");
  await page.unroute(address);
  const runId = await stuck.getAttribute("data-run-id");
  await page.locator(`#history [data-run-id="${runId}"] button`).click();
  await page.getByRole("button", { name: "Watch this run" }).click();
  await cardOf(page, runId).and(page.locator('[data-status="RUNNING"]')).waitFor();
  await stuck.locator('[data-action="close"]').click();
  await page.reload();
  await ready(page);
  await cardOf(page, runId).locator('[data-action="cancel"]').click();
  assert.equal(await outcomeOf(cardOf(page, runId)), "cancelled");
  await page.close();
});

test("why a cancel was refused is gone while it is tried again", async () => {
  const { page } = await open();
  const card = await startRun(page, { sample: "never" });
  await page.route("**/cancel", (route) => route.fulfill({ status: 400, json: { error: { code: "INVALID_INPUT", message: "Not now." } } }));
  await card.locator('[data-action="cancel"]').click();
  const problem = card.locator('[data-field="cancel-problem"]');
  await problem.filter({ hasText: "Not now." }).waitFor();
  const answer = await hold(page, "**/cancel");
  await card.locator('[data-action="cancel"]').click();
  assert.equal(await problem.textContent(), "");
  answer((route) => route.continue());
  assert.equal(await outcomeOf(card), "cancelled");
  await page.close();
});

test("a cancel that is refused once the run has ended says nothing any more", async () => {
  const { page } = await open();
  const answer = await hold(page, "**/cancel");
  const card = await startRun(page, { url: "http://scenarios.test/complete?steps=2&delay=800", goal: "Soon done" });
  await card.locator('[data-action="cancel"]').click();
  assert.equal(await outcomeOf(card), "completed");
  answer((route) => route.fulfill({ status: 400, json: { error: { code: "INVALID_INPUT", message: "It has ended." } } }));
  await page.waitForTimeout(500);
  assert.doesNotMatch(await card.innerText(), /It has ended/);
  assert.match(await card.locator('[data-field="announcement"]').textContent(), /^Completed/);
  await page.close();
});

test("a reload follows the running run again and starts nothing", async () => {
  const { page, problems } = await open();
  const runId = await (await startRun(page, { sample: "never" })).getAttribute("data-run-id");
  await page.reload();
  await ready(page);
  const card = cardOf(page, runId);
  await card.and(page.locator('[data-status="RUNNING"]')).waitFor();
  assert.match(await card.locator("h3").innerText(), /Cancel/, "the goal comes from the run");
  await card.locator('[data-action="cancel"]').click();
  assert.equal(await outcomeOf(card), "cancelled");
  const created = (await requestsFor(world.services.emulator, runId)).filter((request) => request.includes("/automation/"));
  assert.deepEqual(created, ["POST /v1/automation/run-sse"]);
  assert.deepEqual(problems, []);
  await page.close();
});

test("a queued run is followed by its id", async () => {
  const { page } = await open();
  await page.locator('[name="mode"][value="queue"]').check();
  const card = await startRun(page, { url: "http://scenarios.test/complete?steps=2", goal: "Queued" });
  assert.equal(await outcomeOf(card), "completed");
  const created = (await requestsFor(world.services.emulator, await card.getAttribute("data-run-id"))).filter((request) => request.includes("/automation/"));
  assert.deepEqual(created, ["POST /v1/automation/run-async"]);
  await page.close();
});

/** Keeps requests waiting; gives the function that takes what answers them. */
async function hold(page, address) {
  let release;
  const answer = new Promise((resolve) => (release = resolve));
  await page.route(address, async (route) => (await answer)(route));
  return release;
}

/** Sends the form and gives the new card, which need not come by a run. */
async function submit(page, url) {
  const before = await page.locator(".run-card").count();
  await page.locator("#url").fill(url);
  await page.locator("#run-form [type=submit]").click();
  await page.locator(".run-card").nth(before).waitFor();
  const mark = `card-${before}`;
  await page.locator(".run-card").first().evaluate((card, id) => (card.id = id), mark);
  return page.locator(`#${mark}`);
}

async function untilPainted(page, frame) {
  const deadline = Date.now() + 20_000;
  let seen = { painted: false, colours: 0 };
  while (!seen.painted && Date.now() < deadline) {
    const picture = await frame.screenshot({ timeout: 2000 }).catch(() => null);
    if (picture === null) break;
    seen = await paint(page, picture);
  }
  return seen;
}

async function readRun(runId) {
  return (await fetch(`${world.services.dashboard}/api/tinyfish/v1/runs/${runId}`)).json();
}

async function cancel(runId) {
  await fetch(`${world.services.dashboard}/api/tinyfish/v1/runs/${runId}/cancel`, { method: "POST" });
}
