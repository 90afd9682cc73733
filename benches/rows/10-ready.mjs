// Row 10: import to a ready client, each time in a browser that has nothing of it yet. Both are one minified module,
// ours with the WebAssembly beside it.

const CONTENDERS = ["ours", "official"];

export async function run(bench) {
  const taken = { ready: { ours: [], official: [] } };
  for (let round = 0; round < bench.rounds; round++) {
    for (const contender of round % 2 ? CONTENDERS : CONTENDERS.toReversed()) {
      const browser = await bench.launch();
      try {
        const page = await browser.open(`${bench.origin}/`);
        taken.ready[contender].push(await page.call("/bench/page/ready.js", contender));
      } finally {
        await browser.close();
      }
    }
  }
  return taken;
}
