// The dashboard's form and history, by mouse and by keyboard alone, and with axe-core.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, openDashboard, outcomeOf, ready, startRun } from "./support/dashboard.mjs";
import { useWorld } from "./support/world.mjs";

const QUICK = "http://scenarios.test/complete?steps=1";
const world = useWorld();

const open = () => openDashboard(world.browser.context, world.services.dashboard);

test("what is wrong with the form is said beside each field, and nothing is sent", async () => {
  const { page } = await open();
  const sent = [];
  page.on("request", (request) => request.method() === "POST" && sent.push(request.url()));
  await page.locator("#options > summary").click();
  await page.locator("#url").fill("shop.example");
  await page.locator("#goal").fill("");
  await page.locator("#output_schema").fill('{"type": "array"}');
  await page.locator("#run-form [type=submit]").click();

  for (const field of ["url", "goal", "output_schema"]) {
    assert.equal(await page.locator(`#${field}`).getAttribute("aria-invalid"), "true");
    assert.notEqual(await page.locator(`#${field}-problem`).innerText(), "");
  }
  assert.equal(await page.evaluate(() => document.activeElement.id), "url");
  assert.deepEqual(sent, []);
  await page.close();
});

test("a schema the service refuses is explained in the form", async () => {
  const { page } = await open();
  await page.locator("#options > summary").click();
  await page.locator("#url").fill(QUICK);
  await page.locator("#output_schema").fill('{"type": "object", "properties": {"a": {"type": "string", "const": "x"}}}');
  await page.locator("#run-form [type=submit]").click();
  const problem = page.locator("#run-form .problem:visible");
  await problem.waitFor();
  assert.match(await problem.innerText(), /\S/);
  assert.equal(await page.locator(".run-card").count(), 0);
  await page.close();
});

test("the options of the form arrive as the API names them", async () => {
  const { page } = await open();
  await page.locator("#options > summary").click();
  await page.locator('[name="strict"]').check();
  await page.locator('[name="use_vault"]').check();
  await page.locator("#credential_item_ids").fill("cred:one, cred:two");
  await page.locator("#country_code").selectOption("DE");
  await page.locator('[name="capture"][value="html"]').check();
  await page.locator("#output_schema").fill("");
  const request = page.waitForRequest((request) => request.url().endsWith("/v1/automation/run-sse"));
  const starting = startRun(page, { url: QUICK, goal: "Options" });
  assert.deepEqual((await request).postDataJSON(), {
    url: QUICK,
    goal: "Options",
    browser_profile: "lite",
    agent_config: { mode: "strict" },
    use_vault: true,
    credential_item_ids: ["cred:one", "cred:two"],
    proxy_config: { enabled: true, country_code: "DE" },
    capture_config: { screenshots: true, html: true },
  });
  await starting.catch(() => {});
  await page.close();
});

test("history filters by goal and status, pages both ways, and opens a run", async () => {
  const { page, problems } = await open();
  const goal = `history ${Date.now()}`;
  for (let index = 0; index < 12; index += 1) await queue(page, { url: QUICK, goal: `${goal} number ${index}` });
  await page.locator('#history [name="goal"]').fill(goal);
  const rows = page.locator("#history .history-list li");
  const status = page.locator("#history-status");

  await status.filter({ hasText: "1–10 of 12 runs" }).waitFor();
  assert.equal(await rows.count(), 10);
  await page.locator('#history [data-action="next"]').click();
  await status.filter({ hasText: "11–12 of 12 runs" }).waitFor();
  assert.equal(await rows.count(), 2);
  assert.ok(await page.locator('#history [data-action="next"]').isDisabled());
  await page.locator('#history [data-action="previous"]').click();
  await status.filter({ hasText: "1–10 of 12 runs" }).waitFor();

  await page.locator('#history [name="status"]').selectOption("FAILED");
  await status.filter({ hasText: "No runs" }).waitFor();
  await page.locator('#history [name="status"]').selectOption("");
  await page.locator('#history [name="to"]').fill("2020-01-01");
  await status.filter({ hasText: "No runs" }).waitFor();
  await page.locator('#history [name="to"]').fill("");

  await rows.first().locator("button").click();
  const dialog = page.locator("#run-dialog");
  await dialog.locator(".steps li").first().waitFor();
  assert.match(await dialog.locator("h2").innerText(), new RegExp(goal));
  await assertAccessible(page, "a past run");
  await page.keyboard.press("Escape");
  assert.ok(await rows.first().locator("button").evaluate((button) => button === document.activeElement));
  assert.deepEqual(problems, []);
  await page.close();
});

test("two quick clicks on the pager turn one page", async () => {
  const { page } = await open();
  const goal = `pager ${Date.now()}`;
  for (let index = 0; index < 22; index += 1) await queue(page, { url: QUICK, goal: `${goal} number ${index}` });
  await page.locator('#history [name="goal"]').fill(goal);
  const status = page.locator("#history-status");
  await status.filter({ hasText: "1–10 of 22 runs" }).waitFor();
  await page.route("**/v1/runs?**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await route.continue();
  });
  for (const [action, label] of [["next", "11–20"], ["next", "21–22"], ["previous", "11–20"], ["previous", "1–10"], ["next", "11–20"]]) {
    const button = page.locator(`#history [data-action="${action}"]`);
    await button.evaluate((button) => (button.click(), button.click()));
    await status.filter({ hasNotText: await status.innerText() }).waitFor();
    assert.equal(await status.innerText(), `${label} of 22 runs`);
  }
  await page.close();
});

test("a history that reads itself again and shows the same is not read out again", async () => {
  const { page } = await open();
  await page.locator("#history-status").filter({ hasText: /\S/ }).waitFor();
  await page.evaluate(() => {
    window.changes = 0;
    new MutationObserver(() => (window.changes += 1)).observe(document.getElementById("history-status"), { childList: true, characterData: true });
  });
  const answered = page.waitForResponse("**/v1/runs?**");
  await page.locator('#history [data-action="refresh"]').click();
  await (await answered).finished();
  await page.locator("#history-rows:not([aria-busy])").waitFor();
  assert.equal(await page.evaluate(() => window.changes), 0);
  await page.close();
});

/** The only row of a history that is narrowed to one run. */
async function pastRun(page, goal) {
  await queue(page, { url: QUICK, goal });
  await page.locator('#history [name="goal"]').fill(goal);
  await page.locator("#history-status").filter({ hasText: "1–1 of 1 run" }).waitFor();
  return page.locator("#history .history-list button");
}

test("a past run stays open after a double click, and while its text is selected past the edge", async () => {
  const { page } = await open();
  const row = await pastRun(page, `dialog ${Date.now()}`);
  await row.scrollIntoViewIfNeeded();
  const { x, y } = await row.boundingBox();
  // The dialog is small while it loads, so the second click comes beside it.
  await page.mouse.dblclick(x + 3, y + 3);
  const dialog = page.locator("#run-dialog");
  await dialog.locator(".facts").waitFor();
  const box = await dialog.boundingBox();

  await page.mouse.move(box.x + 40, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x - 20, box.y + 100, { steps: 3 });
  await page.mouse.up();
  assert.ok(await dialog.isVisible());
  await page.mouse.click(box.x - 20, box.y + 100);
  assert.ok(await dialog.isHidden());
  await page.close();
});

test("the focus goes back to a past run's row though the history was read again meanwhile", async () => {
  const { page } = await open();
  const row = await pastRun(page, `focus ${Date.now()}`);
  await row.click();
  await page.locator("#run-dialog .facts").waitFor();
  const old = await row.elementHandle();
  await page.locator('#history [data-action="refresh"]').evaluate((button) => button.click());
  await page.waitForFunction((button) => !button.isConnected, old);
  await page.keyboard.press("Escape");
  await page.locator("#history-rows button:focus").waitFor();
  await page.close();
});

test("what was typed before the page was ready stays", async () => {
  const page = await world.browser.context.newPage();
  let release;
  const typed = new Promise((resolve) => (release = resolve));
  await page.route("**/demo.json", async (route) => (await typed, route.continue()));
  await page.goto(world.services.dashboard);
  await page.locator("#goal").fill("Typed early");
  release();
  await ready(page);
  assert.equal(await page.locator("#goal").inputValue(), "Typed early");
  await page.close();
});

test("the HTML of a step that could not be read is asked for again when it is opened again", async () => {
  const { page } = await open();
  await page.locator("#options > summary").click();
  await page.locator('[name="capture"][value="html"]').check();
  await outcomeOf(await startRun(page, { url: QUICK, goal: "With HTML" }));
  await page.route("**/html**", (route) => route.fulfill({ status: 404, json: { error: { code: "NOT_FOUND", message: "Not yet." } } }));
  await page.locator("#history .history-list button").first().click();
  const source = page.locator("#run-dialog details.source").first();
  await source.locator("summary").click();
  await source.locator("pre").filter({ hasText: "Not yet." }).waitFor();
  await page.unroute("**/html**");
  await source.locator("summary").click();
  await source.locator("summary").click();
  await source.locator("pre").filter({ hasText: "<" }).waitFor();
  await page.close();
});

test("the theme is the system's until the reader chooses one, and the choice lasts", async () => {
  const { page } = await open();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  const light = await background();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await background();
  assert.notEqual(light, dark);
  await page.locator("#theme-toggle").click();
  assert.equal(await background(), light);
  await page.reload();
  assert.equal(await background(), light);
  await page.locator("#theme-toggle").click();
  await page.locator("#theme-toggle").click();
  assert.equal(await background(), dark);
  await page.close();
});

test("the keyboard alone starts a run, cancels it and closes its card", async () => {
  const { page } = await open();
  await tabTo(page, "#url");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("http://scenarios.test/never");
  await tabTo(page, "#goal");
  await page.keyboard.type(" By keyboard.");
  await tabTo(page, "#run-form [type=submit]");
  await page.keyboard.press("Enter");

  const card = page.locator(".run-card");
  await card.locator('[data-action="cancel"]:visible').waitFor();
  assert.ok(await focusIsOn(page, ".run-card h3"), "the focus goes to the new run");
  await tabTo(page, '.run-card [data-action="cancel"]');
  await page.keyboard.press("Enter");
  assert.equal(await outcomeOf(card), "cancelled");
  assert.ok(await focusIsOn(page, ".run-card h3"), "the focus stays on the run when its button goes");
  await tabTo(page, '.run-card [data-action="close"]');
  await page.keyboard.press("Enter");
  assert.equal(await card.count(), 0);
  assert.ok(await focusIsOn(page, "#runs-heading"), "the focus goes to the list when its last card goes");
  await page.close();
});

for (const { name, scheme, width } of [
  { name: "light", scheme: "light", width: 1280 },
  { name: "dark", scheme: "dark", width: 1280 },
  { name: "a phone", scheme: "light", width: 360 },
]) {
  test(`axe-core finds nothing in ${name}, and nothing sticks out`, async () => {
    const { page, problems } = await open();
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    await page.locator("#options > summary").click();
    await assertAccessible(page, "the empty page");
    const running = await startRun(page, { sample: "never" });
    await running.locator(".progress li").first().waitFor();
    await assertAccessible(page, "a running run");
    await running.locator('[data-action="cancel"]').click();
    await outcomeOf(running);
    await outcomeOf(await startRun(page, { sample: "fail" }));
    await outcomeOf(await startRun(page, { url: QUICK, goal: "Complete" }));
    await assertAccessible(page, "settled runs");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    assert.deepEqual(problems, []);
    await page.close();
  });
}

/** Creates a run through the relay, without a card. */
function queue(page, params) {
  return page.evaluate(async (body) => {
    const answer = await fetch("/api/tinyfish/v1/automation/run-async", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`queueing gave ${answer.status}`);
  }, params);
}

async function tabTo(page, selector) {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await focusIsOn(page, selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${selector} cannot be reached by Tab`);
}

function focusIsOn(page, selector) {
  return page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
}
