// What the sheet does for readers with colours of their own, and for pages that are written from right to left.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useViews } from "./support.mjs";

const views = useViews();

/** A page with this state in it. */
async function showing(name, dir = "ltr") {
  const page = await views.open();
  await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
  await page.waitForSelector(await page.evaluate((name) => show(name), name), { state: "attached" });
  return page;
}

/** Whether the last character of what `selector` says stands after the one before it, as people write in English. */
const endsRight = (page, selector) =>
  page.evaluate((selector) => {
    const text = document.querySelector(selector).firstChild;
    const left = (index) => {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + 1);
      return range.getBoundingClientRect().left;
    };
    return left(text.length - 1) > left(text.length - 2);
  }, selector);

for (const [name, selector, pseudo] of [
  ["live view: live", ".tinyfish-badge", "::before"],
  ["live view: ended", ".tinyfish-mark", "::after"],
]) {
  test(`${name}: its sign is seen in the reader's own colours`, async () => {
    const page = await showing(name);
    await page.emulateMedia({ forcedColors: "active" });
    const [ground, ...colours] = await page.evaluate(
      ([selector, pseudo]) => {
        const { backgroundColor, borderTopColor, borderTopStyle } = getComputedStyle(document.querySelector(selector), pseudo);
        return [getComputedStyle(document.body).backgroundColor, backgroundColor, ...(borderTopStyle === "none" ? [] : [borderTopColor])];
      },
      [selector, pseudo],
    );
    assert.ok(
      colours.some((colour) => colour !== ground),
      `${colours} on ${ground}`,
    );
    await page.close();
  });
}

test("on a page from right to left, what comes in English reads in its own order", async () => {
  const advice = await showing("live view: failed, with advice", "rtl");
  assert.equal(await endsRight(advice, ".tinyfish-detail"), true);
  await advice.close();
  const strip = await showing("screenshots: with pictures", "rtl");
  assert.equal(await endsRight(strip, ".tinyfish-moment"), true);
  await strip.close();
});

test("on a page from right to left, texts keep to the side that the page begins at", async () => {
  const page = await showing("screenshots: with pictures", "rtl");
  const [text, caption] = await page.evaluate(() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(".tinyfish-moment"));
    return [range.getBoundingClientRect().right, document.querySelector(".tinyfish-caption").getBoundingClientRect().right];
  });
  assert.ok(Math.abs(text - caption) < 2, `${text} of ${caption}`);
  await page.close();
});

test("what is said over a picture stands where lines begin", async () => {
  for (const dir of ["ltr", "rtl"]) {
    const page = await showing("live view: ended, over a screenshot", dir);
    const [before, after] = await page.evaluate(() => {
      const [cover, stage] = ["cover", "stage"].map((part) => document.querySelector(`.tinyfish-${part}`).getBoundingClientRect());
      return [cover.left - stage.left, stage.right - cover.right];
    });
    assert.equal(before < after, dir === "ltr", dir);
    await page.close();
  }
});
