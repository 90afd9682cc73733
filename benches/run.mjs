// The measurements: node benches/run.mjs [--quick] [--pkg DIR] [--browser NAME] [--row N]… [--rounds N] [--out DIR]
//
// `cargo xtask bench` builds the package first and passes the same options.

import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { startBench } from "./lib/bench.mjs";
import { ROWS } from "./rows/index.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    pkg: { type: "string", default: "pkg" },
    out: { type: "string", default: "target/bench" },
    browser: { type: "string", multiple: true, default: ["chromium", "firefox"] },
    row: { type: "string", multiple: true, default: [] },
    rounds: { type: "string" },
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 1 : 7));
const chosen = ROWS.filter(({ row }) => options.row.length === 0 || options.row.includes(String(row)));
const results = {};
for (const browser of options.browser) {
  const bench = await startBench({ browser, pkg: resolve(options.pkg), rounds, quick: options.quick });
  try {
    for (const { name, run } of chosen) {
      console.error(`[bench] ${browser} ${name}`);
      (results[browser] ??= {})[name] = await run(bench);
    }
  } finally {
    await bench.stop();
  }
}
mkdirSync(options.out, { recursive: true });
writeFileSync(resolve(options.out, "results.json"), JSON.stringify(results, null, 2));
