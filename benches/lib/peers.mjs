// The packages we are measured against, each as one module for the page.

import { readFileSync } from "node:fs";
import { build } from "esbuild";

const ENTRIES = {
  "eventsource-parser": `export { createParser } from "eventsource-parser";`,
  "fetch-event-source": `export { fetchEventSource } from "@microsoft/fetch-event-source";`,
  openai: `export { Stream } from "openai/streaming";`,
  sdk: `export { TinyFish } from "@tiny-fish/sdk";`,
};
const PACKAGES = ["eventsource-parser", "@microsoft/fetch-event-source", "openai", "@tiny-fish/sdk"];
const ROOT = new URL("../../", import.meta.url).pathname;

/** One minified module of `source`, for the browser. */
export async function bundle(source, resolveDir = ROOT) {
  const result = await build({
    stdin: { contents: source, resolveDir },
    bundle: true,
    minify: true,
    platform: "browser",
    format: "esm",
    write: false,
    logLevel: "error",
    external: ["node:*"],
  });
  return result.outputFiles[0].contents;
}

/** By name. */
export async function bundlePeers() {
  const bundled = Object.entries(ENTRIES).map(async ([name, source]) => [name, await bundle(source)]);
  return Object.fromEntries(await Promise.all(bundled));
}

/** Their versions, as installed. */
export function versions() {
  const version = (name) => JSON.parse(readFileSync(`${ROOT}node_modules/${name}/package.json`, "utf8")).version;
  return Object.fromEntries(PACKAGES.map((name) => [name, version(name)]));
}
