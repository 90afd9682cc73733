// Row 7: what reading a run with 200 screenshots adds to the page's memory. Each contender has a browser of its own,
// so that none inherits from another.

const CONTENDERS = ["ours", "strings"];

/** Bytes: at its peak in the process, and what stays on the JavaScript heap while the result is kept. */
async function once(bench, contender) {
  const browser = await bench.launch();
  try {
    const page = await browser.open(`${bench.origin}/`);
    const call = (name, argument) => page.call("/bench/page/kept.js", name, argument);
    await call("prepare", contender);
    const before = await page.memory();
    const pictures = await call("read", bench.quick ? "/answer?steps=10" : "/answer");
    const after = await page.memory();
    return { pictures, peak: after.peak - before.peak, heap: after.heap - before.heap };
  } finally {
    await browser.close();
  }
}

export async function run(bench) {
  const taken = { peak: { ours: [], strings: [] }, heap: { ours: [], strings: [] } };
  for (let round = 0; round < bench.rounds; round++) {
    const pictures = {};
    for (const contender of round % 2 ? CONTENDERS : CONTENDERS.toReversed()) {
      const bytes = await once(bench, contender);
      pictures[contender] = bytes.pictures;
      for (const what of Object.keys(taken)) taken[what][contender].push(bytes[what]);
    }
    if (pictures.ours !== pictures.strings) throw new Error(`${pictures.ours} and ${pictures.strings} pictures were read`);
  }
  return taken;
}
