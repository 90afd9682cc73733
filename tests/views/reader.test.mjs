// The large view as a reader uses it, with a real keyboard and real fingers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useViews } from "./support.mjs";

const views = useViews();

/** A strip of three steps with one of them open. */
async function openStep(number) {
  const page = await views.open();
  await page.evaluate(() => mountScreenshots(place(), [step(0), step(1), step(2)]));
  await page.locator("li button").nth(number).focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] img[src]");
  return page;
}

const position = (page) => page.locator("dialog .tinyfish-position").textContent();

/** A finger that goes from one place to another in steps, as a screen reports it. */
async function swipe(page, from, to) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  const touch = (type, points) => devtools.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  await touch("touchStart", [from]);
  for (let part = 1; part <= 8; part += 1) {
    const at = (axis) => from[axis] + ((to[axis] - from[axis]) * part) / 8;
    await touch("touchMove", [{ x: at("x"), y: at("y") }]);
  }
  await touch("touchEnd", []);
  await devtools.detach();
}

test("the keyboard opens, turns the pages, stays inside and closes, and is back where the reader has come to", async () => {
  const page = await openStep(0);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Close");
  await page.keyboard.press("ArrowRight");
  assert.equal(await position(page), "2 of 3");
  for (let times = 0; times < 6; times += 1) {
    await page.keyboard.press("Tab");
    // Between the last button and the first the keyboard is at the browser's own, where the document has none.
    assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest("dialog") !== null));
  }
  await page.evaluate(() => {
    window.viewerClosed = new Promise((done) => document.querySelector("dialog[open]").addEventListener("close", () => done(), { once: true }));
  });
  await page.keyboard.press("Escape");
  // The event comes in a task of its own, after the attribute has gone and the browser has moved the focus by itself.
  await page.evaluate(() => window.viewerClosed);
  assert.equal(await page.evaluate(() => document.querySelector("dialog[open]")), null);
  assert.equal(await page.evaluate(() => document.activeElement.closest("li")?.dataset.index), "1");
  await page.close();
});

test("a finger that goes sideways turns the page, one that goes down does not", async () => {
  const page = await openStep(1);
  await swipe(page, { x: 900, y: 400 }, { x: 500, y: 410 });
  assert.equal(await position(page), "3 of 3");
  await swipe(page, { x: 500, y: 400 }, { x: 900, y: 410 });
  assert.equal(await position(page), "2 of 3");
  await swipe(page, { x: 700, y: 600 }, { x: 690, y: 200 });
  assert.equal(await position(page), "2 of 3");
  await page.close();
});

test("the keyboard goes on at both ends, where one of the buttons has nothing to do", async () => {
  const page = await openStep(0);
  for (const [key, expected] of [["End", "3 of 3"], ["ArrowRight", "3 of 3"], ["Home", "1 of 3"], ["ArrowLeft", "1 of 3"], ["End", "3 of 3"], ["ArrowLeft", "2 of 3"]]) {
    await page.keyboard.press(key);
    assert.equal(await position(page), expected, key);
  }
  for (const [button, expected] of [["Next screenshot", "3 of 3"], ["Next screenshot", "3 of 3"], ["Previous screenshot", "2 of 3"]]) {
    await page.getByRole("button", { name: button }).focus();
    await page.keyboard.press("Enter");
    assert.equal(await position(page), expected, button);
  }
  await page.close();
});

test("the pages turn to the picture that is asked for, however fast", async () => {
  const page = await openStep(0);
  for (const key of ["End", "Home", "End", "ArrowLeft"]) await page.keyboard.press(key);
  await page.waitForSelector("dialog img[src]");
  const shown = await page.evaluate(async () => {
    const image = document.querySelector("dialog img");
    await image.decode();
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    const pixel = (source) => {
      context.drawImage(source, 0, 0, 1, 1, 0, 0, 1, 1);
      return context.getImageData(0, 0, 1, 1).data.join();
    };
    const wanted = Object.assign(new Image(), { src: step(1).screenshot });
    await wanted.decode();
    return [pixel(image), pixel(wanted)];
  });
  assert.equal(shown[0], shown[1]);
  await page.close();
});
