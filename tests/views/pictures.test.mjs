// The pictures of a run of the emulator, through the relay, in each form that a read of it gives.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isDecoded } from "../e2e/support/pixels.mjs";
import { useViews } from "./support.mjs";

const views = useViews();

/** A page that knows the id of a run with three steps, which has ended. */
async function openWithRun() {
  const page = await views.open();
  await page.evaluate(async () => {
    const { run_id } = await client.agent.queue({ url: "http://scenarios.test/complete?steps=3&delay=1", goal: "Look" });
    await client.runs.wait(run_id);
    window.id = run_id;
  });
  return page;
}

for (const screenshots of ["url", "base64"]) {
  test(`a run read with screenshots as ${screenshots} shows them all, and unmounting leaves no addresses`, async () => {
    const page = await openWithRun();
    await page.evaluate(async (screenshots) => {
      window.run = await client.runs.get(id, { screenshots });
      window.view = mountScreenshots(place(), run, { client });
    }, screenshots);
    const images = page.locator("li img");
    assert.equal(await images.count(), 3);
    for (const image of await images.all()) assert.ok(await isDecoded(image));
    await page.evaluate(() => view.unmount());
    assert.equal(await page.evaluate(() => left().addresses), 0);
    await page.close();
  });
}

test("a run is JSON before and after its pictures are disposed of", async () => {
  const page = await openWithRun();
  const seen = await page.evaluate(async () => {
    const run = await client.runs.get(id, { screenshots: "base64" });
    const read = () => JSON.parse(JSON.stringify(run)).steps.map(({ screenshot }) => screenshot);
    const before = read();
    const [picture] = run.steps.map(({ screenshot }) => screenshot);
    const label = `[${picture.type}, ${picture.size} bytes]`;
    picture.url();
    picture[Symbol.dispose]();
    return { before, label, after: read(), addresses: left().addresses };
  });
  assert.equal(seen.before[0], seen.label);
  assert.deepEqual(seen.after, [null, ...seen.before.slice(1)]);
  assert.equal(seen.addresses, 0);
  await page.close();
});

test("a strip of 500 pictures decodes those in reach and lets go of them beyond", async () => {
  const page = await views.open();
  await page.evaluate(() => {
    const shot = picture(0);
    mountScreenshots(place(), Array.from({ length: 500 }, (_, index) => step(index, shot)));
  });
  const held = () => page.evaluate(() => document.querySelectorAll("li img[src]").length);
  await page.waitForFunction(() => document.querySelector("li img[src]")?.naturalWidth > 0);
  const most = Math.ceil(1280 / 200) + 6;
  assert.ok((await held()) <= most, `${await held()} of at most ${most}`);
  for (const part of [0.25, 0.5, 1]) {
    await page.evaluate((part) => {
      const list = document.querySelector("ul");
      list.scrollLeft = list.scrollWidth * part;
    }, part);
    const index = Math.min(499, 500 * part);
    await page.waitForFunction((index) => document.querySelectorAll("li img")[index].naturalWidth > 0, index);
    await page.waitForFunction((most) => document.querySelectorAll("li img[src]").length <= most, most);
  }
  assert.equal(await page.evaluate(() => left().addresses), await held());
  await page.close();
});
