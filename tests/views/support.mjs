// What the tests of the views share: servers, a Chromium, and pages with the built package in which the test answers for the viewers.

import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../e2e/support/browser.mjs";
import { openPackagePage } from "../support/package-page.mjs";
import { startServices } from "../support/services.mjs";

const LIMIT = 30_000;
const VIEWER = "<!doctype html><title>Viewer</title><body style='background: rgb(0, 128, 0)'>";

/** With these a page is cross-origin isolated: what it frames must agree to that, or come without cookies. */
export const ISOLATION = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** Starts all before the file's tests and ends it after; gives the object that holds `services`, `browser` and `open`. */
export function useViews() {
  const views = {};
  before(async () => {
    const script = bundle();
    views.services = await startServices();
    views.browser = await launch();
    views.open = async (headers) => prepare(await openPackagePage(views.browser.context, views.services.dashboard, await script, headers));
    await answerForViewers(views.browser.context, views.services.dashboard);
  });
  after(async () => {
    await views.browser?.close();
    await views.services?.stop();
  });
  return views;
}

async function prepare(page) {
  page.setDefaultTimeout(LIMIT);
  await page.waitForFunction(() => "states" in window);
  return page;
}

async function bundle() {
  const result = await build({
    entryPoints: [fileURLToPath(new URL("page/index.js", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    external: ["/pkg/*"],
    logLevel: "error",
  });
  return result.outputFiles[0].text;
}

/** `/live` is a page of one colour, `/own` leads to the page's own origin, and anything else never answers. */
async function answerForViewers(context, dashboard) {
  await context.route("https://viewer.example/**", (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/live") return route.fulfill({ contentType: "text/html", body: VIEWER });
    if (pathname === "/own") return route.fulfill({ status: 302, headers: { location: `${dashboard}/test-page` } });
    return undefined;
  });
}
