// Row 8: a filmstrip of 200 screenshots: when the first ones are painted, and what the process holds for it then and
// after it was scrolled through. Each contender has a browser of its own.

const CONTENDERS = ["ours", "images"];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function once(bench, contender) {
  const browser = await bench.launch();
  try {
    const page = await browser.open(`${bench.origin}/`);
    const call = (name, argument) => page.call("/bench/page/filmstrip.js", name, argument);
    await call("prepare", { count: bench.quick ? 8 : 200 });
    const before = await page.memory();
    const paint = await call("mount", contender);
    await pause(500);
    const mounted = await page.memory({ collect: false });
    const seen = await call("scroll");
    await pause(500);
    const scrolled = await page.memory({ collect: false });
    return { seen, paint, mounted: pictures(mounted) - pictures(before), scrolled: pictures(scrolled) - pictures(before) };
  } finally {
    await browser.close();
  }
}

/** Where the browser tells what its pictures take, that; else the whole process. */
const pictures = ({ images, process }) => images ?? process;

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
