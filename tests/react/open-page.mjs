// A page with React and the components under test, fresh for each test of a file.

import assert from "node:assert/strict";
import { after, before, beforeEach } from "node:test";
import { launch } from "../e2e/support/browser.mjs";
import { bundle } from "./bundle.mjs";

/** Gives the function that runs a function in the page of the test at hand. A test fails if its page logs an error or throws one. */
export function usePage() {
  let browser;
  let script;
  let page;

  before(async () => {
    [browser, script] = await Promise.all([launch(), bundle("page.jsx")]);
  });

  after(() => browser?.close());

  beforeEach(async (context) => {
    page = await browser.context.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(error));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    context.after(async () => {
      await page.close();
      assert.deepEqual(errors, []);
    });
    await page.addScriptTag({ type: "module", content: script });
    await page.waitForFunction(() => "render" in window);
  });
  return (...parameters) => page.evaluate(...parameters);
}
