// The measurements: node benches/run.mjs [--quick] [--pkg DIR] [--browser NAME]… [--row N]… [--rounds N] [--out DIR] [--readme]
//
// `cargo xtask bench` builds the package first and passes its other options on to this. `--quick` is a smoke run: small
// work, one round, no word about times. `--readme` puts table and chart where the README shows them.

import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { startBench } from "./lib/bench.mjs";
import { publish, write } from "./lib/output.mjs";
import { ROWS } from "./rows/index.mjs";
import { surroundings } from "./lib/surroundings.mjs";

const ROOT = resolve(import.meta.dirname, "..");
const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    readme: { type: "boolean", default: false },
    pkg: { type: "string", default: "pkg" },
    out: { type: "string", default: "target/bench" },
    browser: { type: "string", multiple: true, default: ["chromium", "firefox"] },
    row: { type: "string", multiple: true, default: [] },
    rounds: { type: "string" },
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 1 : 7));
const chosen = ROWS.filter(({ row, slow }) => (options.row.length ? options.row.includes(String(row)) : !(options.quick && slow)));

/** All chosen rows in one browser; those that need none run with the first. */
async function measure(browser, isFirst) {
  const bench = await startBench({ browser, pkg: resolve(ROOT, options.pkg), rounds, quick: options.quick });
  const results = {};
  try {
    for (const { name, run, native } of chosen.filter(({ native }) => isFirst || !native)) {
      const start = performance.now();
      results[name] = await run(bench);
      console.error(`[bench] ${native ? "native" : browser} ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
      passed += 1;
    }
    return { results, version: await bench.version() };
  } finally {
    await bench.stop();
  }
}

let passed = 0;
const results = {};
const browsers = {};
for (const browser of options.browser) {
  ({ results: results[browser], version: browsers[browser] } = await measure(browser, browser === options.browser[0]));
}
const report = write(resolve(ROOT, options.out), { results, rounds, quick: options.quick, ...surroundings(ROOT, browsers) });
if (options.quick) {
  console.log(`${passed} passed, 0 failed`);
} else {
  console.log(`\n${report.table}\n\n${report.limits}\n\nThe whole report: ${report.file}`);
  if (options.readme) publish(ROOT, report);
}
