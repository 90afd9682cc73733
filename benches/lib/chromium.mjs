// Chromium, driven by playwright-core, which the end-to-end tests use too.

import { chromium } from "playwright-core";
import { memory } from "./chromium-memory.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A page that is being measured is never the one that is saved on.
  "--disable-background-timer-throttling",
  "--disable-renderer-backgrounding",
  "--disable-backgrounding-occluded-windows",
  "--js-flags=--expose-gc",
];

/** Starts a browser of its own. `open(address)` gives a page; see page.js for what `call` does. */
export async function launch() {
  const executablePath = process.env.TINYFISH_CHROMIUM || "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  return {
    name: "chromium",
    version: browser.version(),
    open: (address) => open(browser, address),
    close: () => browser.close(),
  };
}

async function open(browser, address) {
  // A context of its own has caches of its own.
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(address);
  const session = await context.newCDPSession(page);
  const control = await browser.newBrowserCDPSession();
  return {
    session,
    call: async (module, name, argument) =>
      JSON.parse(await page.evaluate((call) => globalThis.call(...call), [module, name, argument ?? null])),
    startTrace: () => browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] }),
    endTrace: async () => longestTask(JSON.parse(await browser.stopTracing())),
    memory: (options) => memory(session, control, options),
    close: () => context.close(),
  };
}

/** Milliseconds of the longest task on a page's main thread, by the clock and by the processor. */
function longestTask({ traceEvents }) {
  const isMain = ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain";
  const mains = traceEvents.filter(isMain).map(({ tid }) => tid);
  const longest = { task: 0, processor: 0 };
  for (const { name, tid, dur = 0, tdur = 0 } of traceEvents) {
    if (name !== "RunTask" || !mains.includes(tid)) continue;
    longest.task = Math.max(longest.task, dur / 1000);
    longest.processor = Math.max(longest.processor, tdur / 1000);
  }
  return longest;
}
