// Row 8: a filmstrip of 200 screenshots: when the first ones are painted, and what the decoded pictures take then and
// after all were scrolled through. Each contender has a browser of its own.

const CONTENDERS = ["ours", "images"];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function once(bench, contender) {
  const browser = await bench.launch();
  try {
    const page = await browser.open(`${bench.origin}/`);
    const call = (name, argument) => page.call("/bench/page/filmstrip.js", name, argument);
    await call("prepare", { count: bench.quick ? 8 : 200 });
    const before = await page.memory({ images: true });
    const paint = await call("mount", contender);
    await pause(500);
    const mounted = await page.memory({ collect: false, images: true });
    const seen = await call("scroll");
    await pause(500);
    const scrolled = await page.memory({ collect: false, images: true });
    return { seen, paint, mounted: mounted.images - before.images, scrolled: scrolled.images - before.images };
  } finally {
    await browser.close();
  }
}

export async function run(bench) {
  const taken = Object.fromEntries(["paint", "mounted", "scrolled"].map((what) => [what, { ours: [], images: [] }]));
  for (let round = 0; round < bench.rounds; round++) {
    const seen = {};
    for (const contender of round % 2 ? CONTENDERS : CONTENDERS.toReversed()) {
      const result = await once(bench, contender);
      seen[contender] = result.seen;
      for (const what of Object.keys(taken)) taken[what][contender].push(result[what]);
    }
    if (Math.min(seen.ours, seen.images) < (bench.quick ? 8 : 200)) throw new Error(`only ${JSON.stringify(seen)} pictures came into view`);
  }
  return taken;
}
