// The custom elements with the built package, through the relay, against the emulator.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../e2e/support/browser.mjs";
import { PKG } from "../package/server.mjs";
import { openPackagePage } from "../support/package-page.mjs";
import { until } from "../support/requests.mjs";
import { startServices } from "../support/services.mjs";

let services;
let browser;
let script;
let page;

before(async () => {
  // One by one: what has started is stopped whatever fails after it.
  script = await bundle();
  services = await startServices();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await services?.stop();
});

beforeEach(async () => {
  page = await openPackagePage(browser.context, services.dashboard, script);
  await page.waitForFunction(() => "begin" in window);
});

afterEach(() => page.close());

async function bundle() {
  const result = await build({
    entryPoints: [fileURLToPath(new URL("emulator-page.js", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    alias: { "tinyfish-web/elements": join(PKG, "elements.js"), "tinyfish-web": join(PKG, "index.js") },
    logLevel: "error",
  });
  return result.outputFiles[0].text;
}

const live = () => page.locator("tinyfish-live-view");

test("a live view goes through its states, and its frame is gone at the end", async () => {
  await page.evaluate(async (url) => add("tinyfish-live-view", await begin(url)), "http://scenarios.test/complete?steps=3&delay=1500");
  await page.locator('tinyfish-live-view[data-states*="live"] iframe').waitFor();
  assert.equal(await live().evaluate((view) => view.state), "live");
  await page.locator('tinyfish-live-view[data-states*="ended"]').waitFor();
  assert.equal(await live().locator("iframe").count(), 0);
  assert.match(await live().getAttribute("data-states"), / loading live( \w+)* ended$/);
});

test("a view is styled inside its shadow root, and its parts by the page", async () => {
  await page.evaluate(() => {
    const style = new CSSStyleSheet();
    style.replaceSync("tinyfish-live-view::part(stage) { outline: 3px solid rgb(1, 2, 3) }");
    document.adoptedStyleSheets = [style];
  });
  await page.evaluate(async (url) => add("tinyfish-live-view", await begin(url)), "http://scenarios.test/complete?steps=1&delay=500");
  await live().locator("[part]").first().waitFor();
  const seen = await live().evaluate((view) => {
    const parts = [...view.shadowRoot.querySelectorAll("[part]")].map((element) => element.part.value);
    const outlined = [...view.shadowRoot.querySelectorAll("[part]")].filter((part) => getComputedStyle(part).outlineColor === "rgb(1, 2, 3)");
    return { display: getComputedStyle(view).display, sheets: view.shadowRoot.adoptedStyleSheets.length, parts, outlined: outlined.length };
  });
  assert.equal(seen.display, "block");
  assert.ok(seen.sheets >= 2, `the shadow root has ${seen.sheets} sheets`);
  assert.ok(seen.outlined >= 1, `its parts are ${seen.parts}`);
});

test("screenshots show every step, and removing the element leaves nothing", async () => {
  await page.evaluate(async (url) => add("tinyfish-screenshots", await begin(url)), "http://scenarios.test/complete?steps=3&delay=50");
  const pictures = page.locator("tinyfish-screenshots img");
  await until(() => pictures.count(), (count) => count === 3);
  const left = await page.evaluate(async () => {
    const element = document.querySelector("tinyfish-screenshots");
    element.remove();
    await new Promise((resolve) => setTimeout(resolve));
    return element.shadowRoot.querySelectorAll("img").length;
  });
  assert.equal(left, 0);
});

test("moving with moveBefore keeps the very frame", async () => {
  await page.evaluate(async (url) => add("tinyfish-live-view", await begin(url)), "http://scenarios.test/complete?steps=3&delay=2000");
  await page.locator('tinyfish-live-view[data-states*="live"] iframe').waitFor();
  const kept = await page.evaluate(async () => {
    const element = document.querySelector("tinyfish-live-view");
    const frame = element.shadowRoot.querySelector("iframe");
    // A frame that is taken out and put back gets a new window.
    const { contentWindow } = frame;
    const dialog = document.body.appendChild(document.createElement("section"));
    dialog.moveBefore(element, null);
    await new Promise((resolve) => setTimeout(resolve));
    const same = element.shadowRoot.querySelector("iframe") === frame && frame.contentWindow === contentWindow;
    return { same, state: element.state, inside: dialog.contains(element) };
  });
  assert.deepEqual(kept, { same: true, state: "live", inside: true });
});

test("in another window a view is styled and goes on", async () => {
  await page.evaluate(async (url) => add("tinyfish-live-view", await begin(url)), "http://scenarios.test/complete?steps=3&delay=1500");
  await page.locator('tinyfish-live-view[data-states*="live"] iframe').waitFor();
  const [other] = await Promise.all([
    page.waitForEvent("popup"),
    page.evaluate(() => void window.open("").document.body.append(document.querySelector("tinyfish-live-view"))),
  ]);
  await other.locator('tinyfish-live-view[data-states*="live"] iframe').waitFor();
  const seen = await other.evaluate(() => {
    const { shadowRoot } = document.querySelector("tinyfish-live-view");
    return { sheets: shadowRoot.adoptedStyleSheets.length, position: getComputedStyle(shadowRoot.querySelector("[part=stage]")).position };
  });
  assert.deepEqual(seen, { sheets: 2, position: "relative" });
  await other.locator('tinyfish-live-view[data-states*="ended"]').waitFor();
});

for (const [name, shown] of [["tinyfish-live-view", "frame"], ["tinyfish-screenshots", "shot"]]) {
  test(`the parts of <${name}> are those that its declaration lists`, async () => {
    await page.evaluate(async ([name, url]) => add(name, await begin(url)), [name, "http://scenarios.test/complete?steps=3&delay=1500"]);
    const view = page.locator(name);
    await view.locator(`[part=${shown}]`).first().waitFor();
    if (shown === "shot") await view.locator("[part=shot]").first().click();
    const parts = await view.evaluate((view) => [...view.shadowRoot.querySelectorAll("[part]")].flatMap((element) => [...element.part]));
    assert.deepEqual([...new Set(parts)].sort(), declaredParts(name));
  });
}

/** What the comment above an element's interface lists after "Parts:". */
function declaredParts(name) {
  const text = readFileSync(join(PKG, "elements.d.ts"), "utf8").replace(/\n \* /g, " ");
  const [, list] = text.slice(text.indexOf(`* \`<${name}>\``)).match(/Parts: ([^.]*)\./);
  return [...list.matchAll(/`([a-z-]+)`/g)].map(([, part]) => part).sort();
}
