// What a row gets to work with: a browser, a server, and how many rounds there are.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { body } from "./answer.mjs";
import * as chromium from "./chromium.mjs";
import * as firefox from "./firefox.mjs";
import { bundle, bundlePeers } from "./peers.mjs";
import { handler, serve } from "./server.mjs";

const BROWSERS = { chromium, firefox };
const BENCHES = join(import.meta.dirname, "..");

/** Starts one browser and its server. */
export async function startBench({ browser: name, pkg, rounds, quick }) {
  const contents = await modules(pkg);
  const handle = handler({ folders: { "/pkg/": pkg, "/bench/": BENCHES }, contents, answer });
  const server = await serve(handle);
  const { launch } = BROWSERS[name];
  let browser;
  const shared = async () => (browser ??= await launch());
  return {
    name,
    pkg,
    quick,
    rounds,
    /** A browser of its own; in a smoke run, where figures mean nothing, the one that is there. */
    launch: async () => (quick ? { ...(await shared()), close: () => undefined } : launch()),
    handle,
    origin: server.origin,
    /** Calls `measure` of a module in a page of its own, in the browser that all such rows share. */
    async inPage(module, options = {}) {
      const page = await (await shared()).open(`${server.origin}/`);
      try {
        return await page.call(`/bench/rows/${module}`, "measure", { rounds, quick, ...options });
      } finally {
        await page.close();
      }
    },
    /** The browser's version. */
    version: async () => (await shared()).version,
    async stop() {
      await browser?.close();
      await server.stop();
    },
  };
}

/** The peers, and the package as a bundler would ship it. */
async function modules(pkg) {
  const peers = Object.entries(await bundlePeers()).map(([name, bytes]) => [`/peers/${name}.js`, bytes]);
  return {
    ...Object.fromEntries(peers),
    "/entry/index.js": await bundle(`export * from "./index.js";`, pkg),
    "/entry/tinyfish_web_bg.wasm": readFileSync(join(pkg, "tinyfish_web_bg.wasm")),
  };
}

const answers = new Map();

/** The run with its screenshots. */
function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  if (pathname !== "/answer") return false;
  const steps = Number(searchParams.get("steps") ?? 200);
  if (!answers.has(steps)) answers.set(steps, body({ steps }));
  const bytes = answers.get(steps);
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": bytes.length });
  response.end(bytes);
  return true;
}
