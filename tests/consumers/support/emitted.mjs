// What a build put out.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** The names of every .wasm below a directory. */
export async function emittedWasm(directory) {
  const names = await readdir(directory, { recursive: true });
  return names.filter((name) => name.endsWith(".wasm"));
}

/** Page and workers share one file, the package's own. */
export async function assertOneWasm(directory, packageDirectory) {
  const names = await emittedWasm(directory);
  assert.equal(names.length, 1, `emitted ${names.join(", ")}`);
  const [emitted, shipped] = await Promise.all([
    readFile(join(directory, names[0])),
    readFile(join(packageDirectory, "tinyfish_web_bg.wasm")),
  ]);
  assert.ok(emitted.equals(shipped), `${names[0]} is not the package's file`);
}
