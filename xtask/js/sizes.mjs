// Prints what the package weighs and holds it to its budget.
//
//   node xtask/js/sizes.mjs PKG BUDGET.json
//
// The budget gives bytes after brotli 11 for each entry: what a page downloads that imports it, minified as a bundler would,
// with the WebAssembly where the entry loads it. Over `limit` the build fails; over `goal` it only says so.

import { readdirSync, readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

/** An entry may pass its limit by this much, so that not every small change touches the budget file. */
const TOLERANCE = 1000;
const WASM = "tinyfish_web_bg.wasm";
/** In an entry that loads the file by itself; the others leave the client, and so the WebAssembly, to the page. */
const LOADS_WASM = /new URL\(["']tinyfish_web_bg\.wasm["']/;

const [pkg, budgetFile] = process.argv.slice(2);
const budget = JSON.parse(readFileSync(budgetFile, "utf8"));

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;
const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;

const row = (name, ...columns) => console.log(name.padEnd(28) + columns.map((column) => String(column).padStart(9)).join(""));

function printFiles() {
  row("file", "raw", "gzip", "brotli");
  for (const name of readdirSync(pkg).filter((name) => /\.(js|wasm)$/.test(name)).sort()) {
    const bytes = readFileSync(join(pkg, name));
    row(name, bytes.length, gzip(bytes), brotli(bytes));
  }
}

/** The entry and all it imports, as one minified module. */
async function bundled(file) {
  const result = await build({
    entryPoints: [join(pkg, file)],
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    external: ["react", "react/*"],
    logLevel: "error",
  });
  return result.outputFiles[0].contents;
}

async function entrySize(file) {
  const script = await bundled(file);
  const wasm = LOADS_WASM.test(Buffer.from(script).toString()) ? brotli(readFileSync(join(pkg, WASM))) : 0;
  return { script: brotli(script), wasm };
}

async function checkEntries() {
  row("entry, minified, brotli", "script", "wasm", "both", "limit", "goal");
  let over = 0;
  const { exports } = JSON.parse(readFileSync(join(pkg, "package.json"), "utf8"));
  for (const [name, target] of Object.entries(exports)) {
    if (!target.default || !existsSync(join(pkg, target.default))) continue;
    const { script, wasm } = await entrySize(target.default);
    const { limit = 0, goal = 0 } = budget.entries[name] ?? {};
    const both = script + wasm;
    row(name, script, wasm, both, limit, goal);
    if (both > limit + TOLERANCE) over += 1;
    else if (both > goal) console.log(`  ${name} is ${both - goal} bytes over its goal`);
  }
  return over;
}

printFiles();
console.log();
const over = await checkEntries();
if (over > 0) {
  console.error(`${over} of the entries outgrew ${budgetFile} by more than ${TOLERANCE} bytes, or are not in it`);
  process.exitCode = 1;
}
