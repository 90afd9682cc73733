// tinyfish-web/react with the built package, through the relay, against the emulator.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { launch } from "../e2e/support/browser.mjs";
import { PKG } from "../package/server.mjs";
import { openPackagePage } from "../support/package-page.mjs";
import { requestsWith, until } from "../support/requests.mjs";
import { EMULATOR_KEY, startServices } from "../support/services.mjs";
import { bundle } from "./bundle.mjs";

let services;
let browser;
let script;
let page;
let tag;

before(async () => {
  // One by one: what has started is stopped whatever fails after it.
  script = await bundle("emulator-page.jsx", PKG);
  services = await startServices();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await services?.stop();
});

beforeEach(async () => {
  tag = randomUUID();
  page = await openPackagePage(browser.context, services.dashboard, script);
  await page.waitForFunction(() => "mount" in window);
});

afterEach(() => page.close());

const scenario = (path) => `http://scenarios.test${path}&tag=${tag}`;
const mount = (path) => page.evaluate((url) => mount(url), scenario(path));
const show = (path, mode) => page.evaluate(([url, mode]) => show(url, mode), [scenario(path), mode]);
const main = (state = "") => page.locator(`main${state}`);
const created = (requests) => requests.filter((request) => request.path.endsWith("/run-sse"));

test("a run is created once under StrictMode, and its outcome reaches the page", async () => {
  await mount("/complete?steps=3&delay=50");
  await main('[data-outcome="completed"]').waitFor();
  const requests = await requestsWith(services.emulator, tag);
  assert.equal(created(requests).length, 1);
  assert.equal(requests.filter((request) => request.path.endsWith("/cancel")).length, 0);
  assert.equal(await main().getAttribute("data-steps"), "3");
  assert.equal(await main().getAttribute("data-error"), null);
});

test("the live view shows a frame and takes it down; the screenshots show every step", async () => {
  await mount("/complete?steps=3&delay=1500");
  await page.locator(".live iframe").waitFor();
  await main('[data-live="live"]').waitFor();
  await main('[data-live="ended"]').waitFor();
  assert.equal(await page.locator(".live iframe").count(), 0);
  const pictures = page.locator(".shots img");
  await until(() => pictures.count(), (count) => count === 3);
  for (const picture of await pictures.all()) {
    await picture.scrollIntoViewIfNeeded();
    await until(() => picture.evaluate((image) => image.naturalWidth), (width) => width > 0);
  }
});

test("unmounting closes the stream, leaves the run going and nothing in the page", async () => {
  await mount("/never?");
  await main("[data-run]").waitFor();
  const runId = await main().getAttribute("data-run");
  await page.evaluate(() => unmount());
  await until(
    () => requestsWith(services.emulator, tag),
    (requests) => created(requests)[0]?.client_gone === true,
  );
  const headers = { "X-API-Key": EMULATOR_KEY };
  const run = await (await fetch(`${services.emulator}/v1/runs/${runId}`, { headers })).json();
  assert.equal(run.status, "RUNNING");
  assert.equal(await page.locator("iframe").count(), 0);
  await fetch(`${services.emulator}/v1/runs/${runId}/cancel`, { method: "POST", headers });
});

test("cancel reaches the server once", async () => {
  await mount("/never?");
  await main("[data-run]").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await main('[data-outcome="cancelled"]').waitFor();
  const requests = await requestsWith(services.emulator, tag);
  assert.equal(requests.filter((request) => request.path.endsWith("/cancel")).length, 1);
});

for (const { name, path, told } of [
  { name: "followed by its id to the end", path: "/complete?steps=3&delay=500", told: "completed" },
  { name: "told as closed if it had no name yet", path: "/silent?", told: "closed" },
]) {
  test(`hidden and shown again, a run is ${name}`, async () => {
    await mount(path);
    await main(told === "completed" ? "[data-run]" : "[data-steps]").waitFor();
    await show(path, "hidden");
    await until(() => requestsWith(services.emulator, tag), (requests) => created(requests)[0]?.client_gone === true);
    await show(path, "visible");
    await main(`[data-outcome="${told}"]`).waitFor();
    assert.equal(created(await requestsWith(services.emulator, tag)).length, 1);
  });
}
