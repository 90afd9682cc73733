import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import resolve from "@rollup/plugin-node-resolve";

const WASM = fileURLToPath(import.meta.resolve("tinyfish-web/tinyfish_web_bg.wasm"));

/** Puts the WebAssembly beside the bundle. */
const wasm = {
  name: "tinyfish-web",
  async generateBundle() {
    this.emitFile({ type: "asset", fileName: "tinyfish_web_bg.wasm", source: await readFile(WASM) });
  },
};

export default {
  input: ["src/index.js", "src/worker.js", "src/shared-worker.js"],
  output: { dir: "dist" },
  plugins: [resolve(), wasm],
};
