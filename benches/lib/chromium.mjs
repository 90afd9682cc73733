// Chromium, driven by playwright-core, which the end-to-end tests use too.

import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

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

/** Bytes: the JavaScript heap, after a collection; the process now and at its peak. The process: Linux only. */
async function memory(session, control, { collect = true } = {}) {
  if (collect) await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { processInfo } = await control.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => status(id));
  const largest = (what) => Math.max(...renderers.map((renderer) => renderer[what]));
  return { heap: usedSize, process: largest("VmRSS"), peak: largest("VmHWM") };
}

function status(id) {
  const text = readFileSync(`/proc/${id}/status`, "utf8");
  const field = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)[1]) * 1024;
  return { VmRSS: field("VmRSS"), VmHWM: field("VmHWM") };
}
