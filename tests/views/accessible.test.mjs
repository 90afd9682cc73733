// Every state of the views as axe-core sees it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../e2e/support/dashboard.mjs";
import { useViews } from "./support.mjs";

const views = useViews();

test("every state is accessible, on light pages and dark ones", async () => {
  const first = await views.open();
  const names = await first.evaluate(() => states);
  await first.close();
  assert.ok(names.length > 20);
  for (const name of names) {
    const page = await views.open();
    await page.waitForSelector(await page.evaluate((name) => show(name), name), { state: "attached" });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await assertAccessible(page, `${name}, ${colorScheme}`);
    }
    await page.close();
  }
});
