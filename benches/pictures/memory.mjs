// Row 7: memory, seen from outside. Each contender has a browser of its own, so that none inherits from another.

import { readFileSync } from "node:fs";

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** The most memory the page's process has held, in bytes: Linux only. */
async function peak(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const peaks = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))[1]) * 1024);
  return Math.max(...peaks);
}

async function heap(session) {
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "JSHeapUsedSize").value;
}

/** What the read adds to the page: at its peak in the process, and what stays on the JavaScript heap. */
async function once({ launch, page: address, body, entry }, contender) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(address);
    await page.evaluate(
      async ([contender, entry]) => {
        const { ours, reader, strings } = await import("/bench/contenders.js");
        const handles = async () => ours(await reader((await import(entry)).connect));
        globalThis.read = contender === "sdk" ? await handles() : strings;
      },
      [contender, entry],
    );
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const before = { peak: await peak(browser), heap: await heap(session) };
    await page.evaluate(async (body) => {
      globalThis.kept = await globalThis.read(await fetch(body, { cache: "no-store" }));
    }, body);
    return { peak: (await peak(browser)) - before.peak, heap: (await heap(session)) - before.heap };
  } finally {
    await browser.close();
  }
}

/**
 * `env`: `launch()`, a Chromium of playwright; `page`, the address of an empty page whose server has this folder at
 * `/bench/`; `body`, the address of the answer; `entry`, that of the package's index.js; `rounds`.
 */
export async function run({ rounds = 5, ...env }) {
  const taken = { sdk: [], strings: [] };
  for (let round = 0; round < rounds; round++) {
    for (const contender of round % 2 ? ["strings", "sdk"] : ["sdk", "strings"]) {
      taken[contender].push(await once(env, contender));
    }
  }
  const of = (contender, what) => median(taken[contender].map((each) => each[what]));
  return ["peak", "heap"].map((what) => ({
    row: 7,
    work: what === "peak" ? "22 MB answer over localhost: peak memory of the page's process" : "22 MB answer over localhost: JavaScript heap",
    against: "json() keeping the strings",
    ratio: of("sdk", what) / of("strings", what),
    bytes: { sdk: of("sdk", what), strings: of("strings", what) },
  }));
}
