// Row 11: a hundred runs followed at once. With PROGRESS events, which the snapshot keeps by contract, the tasks are
// looked at; with heartbeats, of which nothing is kept, the heap.

import { serveRuns } from "../lib/runs-server.mjs";

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function once(bench, kind, { runs, seconds, rate }) {
  const server = await serveRuns(bench.handle);
  const browser = await bench.launch();
  try {
    const page = await browser.open(`${server.origin}/`);
    const call = (name, argument) => page.call("/bench/page/many-runs.js", name, argument);
    const streaming = await call("begin", { runs, seconds, rate, kind });
    if (streaming !== runs) throw new Error(`${streaming} of ${runs} runs are streamed`);
    await pause(seconds / 6);
    await call("forget");
    const traced = await trace(page, seconds / 6);
    const first = await call("longestSoFar");
    // By now the browser has compiled what runs often, which is on the heap too.
    const early = await page.memory();
    await call("forget");
    await pause(seconds / 3);
    const then = await call("longestSoFar");
    const late = await page.memory();
    const { delivered, completed } = await call("end");
    if (completed !== runs || delivered !== runs * seconds * rate) throw new Error(`${delivered} events and ${completed} ends arrived`);
    return { gap: Math.max(first, then), ...traced, early: early.heap, late: late.heap };
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Where the browser tells of every task: the longest within so many seconds. */
async function trace(page, seconds) {
  await page.startTrace?.();
  await pause(seconds);
  return page.endTrace?.();
}

export async function run(bench) {
  const load = bench.quick ? { runs: 10, seconds: 1.5, rate: 20 } : { runs: 100, seconds: 30, rate: 20 };
  const progress = await once(bench, "PROGRESS", load);
  const heartbeats = await once(bench, "HEARTBEAT", load);
  return {
    // Where tasks are not told, a timer that was late tells of them: by at most this.
    task: { ours: [progress.processor ?? progress.gap], "by the clock": [progress.task || progress.gap] },
    heap: { ours: [heartbeats.late], early: [heartbeats.early] },
    "heap with progress, which is kept": { ours: [progress.late], early: [progress.early] },
  };
}
