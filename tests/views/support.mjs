// What the tests of the views share: servers, a Chromium, and pages with the built package in which the test answers for the viewers.

import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../e2e/support/browser.mjs";
import { openPackagePage } from "../support/package-page.mjs";
import { startServices } from "../support/services.mjs";

const LIMIT = 30_000;

/** With these a page is cross-origin isolated: what it frames must agree to that, or come without cookies. */
export const ISOLATION = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** A viewer that counts what is done to it. */
const VIEWER = `<!doctype html><title>Viewer</title><body style="margin: 0; height: 100vh; background: green"><script>
  var clicks = 0, keys = 0;
  addEventListener("pointerdown", () => clicks++);
  addEventListener("keydown", () => keys++);
</script>`;

/** A viewer that tries what its sandbox forbids. */
const HOSTILE = `<!doctype html><title>Viewer</title><a href="https://viewer.example/live" target="_top">x</a><form action="https://viewer.example/live" target="_top"></form><script>
  addEventListener("load", () => {
    const tries = [
      () => (top.location = "https://viewer.example/live"),
      () => parent.document.body.remove(),
      () => open("https://viewer.example/live"),
      () => alert("hello"),
      () => document.querySelector("a").click(),
      () => document.querySelector("form").submit(),
    ];
    for (const attempt of tries) try { attempt(); } catch {}
    setTimeout(() => (document.title = "tried"), 100);
  });
</script>`;

/** Starts all before the file's tests and ends it after; gives the object that holds `services`, `browser` and `open`. */
export function useViews() {
  const views = {};
  before(async () => {
    const script = await bundle();
    views.services = await startServices();
    views.browser = await launch();
    views.open = async (headers) => prepare(await openPackagePage(views.browser.context, views.services.dashboard, script, headers));
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

/** `/live` and `/hostile` are viewers, `/own` leads to the page's own origin, `/late` answers from the second time on. All else never does. */
async function answerForViewers(context, dashboard) {
  const html = (body) => ({ contentType: "text/html", body });
  const asked = new Set();
  const answers = {
    "/live": () => html(VIEWER),
    "/hostile": () => html(HOSTILE),
    "/own": () => ({ status: 302, headers: { location: `${dashboard}/test-page` } }),
    "/late": () => (asked.has("/late") ? html(VIEWER) : void asked.add("/late")),
  };
  await context.route("https://viewer.example/**", (route) => {
    const answer = answers[new URL(route.request().url()).pathname]?.();
    return answer && route.fulfill(answer);
  });
}
