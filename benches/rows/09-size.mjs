// Row 9: what a page downloads that imports the package: one minified module and the WebAssembly, after brotli 11.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { bundle, bundlePeers } from "../lib/peers.mjs";

const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;

export async function run({ pkg }) {
  const script = brotli(await bundle(`export * from "./index.js";`, pkg));
  const wasm = brotli(readFileSync(join(pkg, "tinyfish_web_bg.wasm")));
  const { sdk } = await bundlePeers();
  return { both: { ours: [script + wasm], official: [brotli(sdk)] }, script: { ours: [script] } };
}
