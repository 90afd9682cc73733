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
    const early = await page.memory();
    await call("forget");
    await page.startTrace?.();
    await pause(seconds / 2);
    const trace = await page.endTrace?.();
    const { gap, task } = await call("longestSoFar");
    const late = await page.memory();
    const { delivered, completed } = await call("end");
    if (completed !== runs || delivered !== runs * seconds * rate) throw new Error(`${delivered} events and ${completed} ends arrived`);
    return { task: trace?.longest ?? Math.max(task, gap), gap, early: early.heap, late: late.heap };
  } finally {
    await browser.close();
    await server.stop();
  }
}

export async function run(bench) {
  const load = bench.quick ? { runs: 10, seconds: 3, rate: 20 } : { runs: 100, seconds: 30, rate: 20 };
  const progress = await once(bench, "PROGRESS", load);
  const heartbeats = await once(bench, "HEARTBEAT", load);
  return {
    "longest task": { ours: [progress.task] },
    "longest time a timer was late": { ours: [progress.gap] },
    "heap, late and early, of heartbeats": { ours: [heartbeats.late], early: [heartbeats.early] },
    "heap, late and early, of progress that is kept": { ours: [progress.late], early: [progress.early] },
  };
}
