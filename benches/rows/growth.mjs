// What grows with the work, and how: the time of event streams in chunks of any size, the time and the memory of
// screenshots, the time and the memory of going through many runs.

const STREAMS = { "1 byte": [1, 250], "100 bytes": [100, 5000], "64 KB": [64 << 10, 25_000] };
const DOUBLINGS = [1, 2, 4, 8];

async function inFreshPage(bench, work) {
  const browser = await bench.launch();
  try {
    const page = await browser.open(`${bench.origin}/`);
    return await work(page, (name, options) => page.call("/bench/page/growth.js", name, options));
  } finally {
    await browser.close();
  }
}

async function streams(bench, doublings, shrink) {
  const rounds = Math.min(bench.rounds, 3);
  return inFreshPage(bench, async (_, call) => {
    const curves = {};
    for (const [name, [size, events]] of Object.entries(STREAMS)) {
      curves[`events in chunks of ${name}`] = { x: "bytes", y: "ms", points: [] };
      for (const times of doublings) {
        const { x, taken } = await call("stream", { count: (events * times) / shrink, size, rounds });
        curves[`events in chunks of ${name}`].points.push({ x, y: Math.min(...taken) });
      }
    }
    return curves;
  });
}

/** Time, and memory that a page has after the work beside what it had before. */
async function measured(bench, call, options, memory) {
  return inFreshPage(bench, async (page, ask) => {
    await ask(call, options[0]);
    const before = await page.memory();
    const { x, taken } = await ask(call, options[1]);
    const after = await page.memory();
    return { x, time: Math.min(...taken), memory: after[memory] - before[memory] };
  });
}

async function series(bench, label, unit, memory, calls) {
  const time = { x: unit, y: "ms", points: [] };
  const kept = { x: unit, y: "bytes", points: [], flat: memory === "heap" };
  for (const [call, small, large] of calls) {
    const point = await measured(bench, call, [small, large], memory);
    time.points.push({ x: point.x, y: point.time });
    kept.points.push({ x: point.x, y: Math.max(point.memory, 0) });
  }
  return { [`${label}: time`]: time, [`${label}: ${memory === "heap" ? "JavaScript heap" : "memory of the process at its peak"}`]: kept };
}

export async function run(bench) {
  const doublings = bench.quick ? [1, 2] : DOUBLINGS;
  const shrink = bench.quick ? 50 : 1;
  const rounds = Math.min(bench.rounds, 3);
  const pictures = doublings.map((times) => ["screenshots", { steps: 5, rounds: 1 }, { steps: bench.quick ? 5 * times : 50 * times, rounds }]);
  const lists = doublings.map((times) => ["listing", { count: 100 }, { count: (1000 * times) / (bench.quick ? 5 : 1) }]);
  return {
    ...(await streams(bench, doublings, shrink)),
    ...(await series(bench, "screenshots", "bytes", "peak", pictures)),
    ...(await series(bench, "runs listed", "runs", "heap", lists)),
  };
}
