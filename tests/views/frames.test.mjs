// Live views over real frames: the emulator's viewer on its own origin, and viewers that mean harm.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isDecoded, paint } from "../e2e/support/pixels.mjs";
import { until } from "../support/requests.mjs";
import { ISOLATION, useViews } from "./support.mjs";

const views = useViews();

/** Follows a run of the emulator's shop, whose viewer is a real browser's. */
const watchShop = async (page, emulator) => {
  const { shop } = await (await fetch(`${emulator}/emulator`)).json();
  await page.evaluate(async (url) => {
    window.run = await client.agent.stream({ url, goal: "List the products" });
    window.view = mountLiveView(place(), run);
  }, shop);
};

for (const [kind, headers] of [["plain", {}], ["cross-origin isolated", ISOLATION]]) {
  test(`on a ${kind} page a run's viewer paints, and at the end the last screenshot does`, async () => {
    const page = await views.open(headers);
    assert.equal(await page.evaluate(() => crossOriginIsolated), kind !== "plain");
    await watchShop(page, views.services.emulator);
    const frame = page.locator("iframe");
    let seen = { painted: false };
    while (!seen.painted && (await page.evaluate(() => view.state !== "ended"))) {
      const picture = await frame.screenshot({ timeout: 2000 }).catch(() => null);
      if (picture) seen = await paint(page, picture);
    }
    assert.ok(seen.painted, `the live view has ${seen.colours} colours`);
    await page.waitForFunction(() => view.state === "ended");
    assert.equal(await frame.count(), 0);
    await page.waitForSelector(".tinyfish-poster[src]");
    assert.ok(await isDecoded(page.locator(".tinyfish-poster")));
    await page.close();
  });
}

/** A live view of an address, once it is in this state. */
async function viewOf(address, state, options = {}) {
  const page = await views.open();
  await page.evaluate(([address, options]) => (window.view = mountLiveView(place(), address, options)), [address, options]);
  await page.waitForFunction((state) => view.state === state, state);
  return page;
}

test("a viewer that leads to the page's own origin, where its sandbox is void, is taken out", async () => {
  const page = await viewOf("https://viewer.example/own", "failed");
  const seen = await page.evaluate(() => [view.error.code, document.querySelectorAll("iframe").length]);
  assert.deepEqual(seen, ["live_view", 0]);
  await page.close();
});

test("a viewer can neither move the page nor open windows nor ask questions", async () => {
  const page = await viewOf("https://viewer.example/hostile", "live");
  const opened = [];
  const asked = [];
  views.browser.context.on("page", (other) => opened.push(other));
  page.on("dialog", (dialog) => asked.push(dialog.message()));
  const [, frame] = page.frames();
  // It says in its title when it has tried everything.
  await frame.waitForFunction(() => document.title === "tried");
  assert.match(page.url(), /test-page$/);
  assert.deepEqual([opened, asked], [[], []]);
  await page.close();
});

/** Clicks on the viewer and types into it; gives how much of that it has had. */
async function use(page) {
  await page.locator("iframe").click({ force: true });
  await page.keyboard.press("Tab");
  await page.keyboard.press("a");
  return page.frames()[1].evaluate(() => [clicks, keys]);
}

test("a viewer is not clicked and typed into", async () => {
  const page = await viewOf("https://viewer.example/live", "live");
  for (let times = 0; times < 5; times += 1) assert.deepEqual(await use(page), [0, 0]);
  await page.close();
});

test("a viewer made interactive is clicked and typed into", async () => {
  const page = await viewOf("https://viewer.example/live", "live", { interactive: true });
  // The browser sends clicks there only once it has drawn it.
  await until(() => use(page), ([clicks, keys]) => clicks > 0 && keys > 0);
  await page.close();
});

test("a late viewer is opened in a tab that knows nothing of the page, or loaded again", async () => {
  const page = await viewOf("https://viewer.example/late", "unavailable", { loadTimeout: 1 });
  const opened = views.browser.context.waitForEvent("page");
  await page.getByRole("button", { name: "Open in a new tab" }).click();
  const tab = await opened;
  await tab.waitForFunction(() => document.title === "Viewer");
  assert.deepEqual(await tab.evaluate(() => [location.href, opener, document.referrer]), ["https://viewer.example/late", null, ""]);
  await tab.close();
  await page.getByRole("button", { name: "Reload" }).click();
  await page.waitForFunction(() => view.state === "live");
  await page.close();
});
