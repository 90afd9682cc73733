import { copyFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

await build({
  entryPoints: ["src/index.js", "src/worker.js", "src/shared-worker.js"],
  bundle: true,
  format: "esm",
  outdir: "dist",
});

const wasm = fileURLToPath(import.meta.resolve("tinyfish-web/tinyfish_web_bg.wasm"));
await copyFile(wasm, "dist/tinyfish_web_bg.wasm");
