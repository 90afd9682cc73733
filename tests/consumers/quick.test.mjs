// Apps built from the tarball by the bundlers that take seconds, opened in a browser, each finishing a run.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch } from "../e2e/support/browser.mjs";
import { startServices } from "../support/services.mjs";
import { assertOneWasm, emittedWasm } from "./support/emitted.mjs";
import { policy } from "./support/guide.mjs";
import { install } from "./support/install.mjs";
import { run, serve } from "./support/processes.mjs";
import { serveFiles, serveRelay } from "./support/site.mjs";
import { PLACES, assertCompleted, visit } from "./support/visit.mjs";

const CONSUMERS = ["vite", "vite-7", "webpack", "rollup", "esbuild", "parcel", "inline", "plain"];
const LIMIT = 60_000;

let services;
let browser;
let installed;

before(async () => {
  // One by one: what has started is stopped whatever fails after it.
  services = await startServices();
  browser = await launch();
  installed = await install(CONSUMERS);
});

after(async () => {
  await browser?.close();
  await services?.stop();
});

const folder = (...names) => join(installed.directory, ...names);
const relay = () => ({ packageDirectory: installed.packageDirectory, upstream: services.emulator });
const build = (name) => run("npm", ["run", "build"], { cwd: folder(name), limit: LIMIT });
const isWasm = (path) => path.endsWith(".wasm");

/** Serves folders of consumers as the guide says, with its policy for the page at `/`. */
async function serveBuilt(folders) {
  const page = await readFile(join(folders["/"], "index.html"), "utf8");
  return serveFiles({ folders, policy: policy(page), ...relay() });
}

/** Visits a site with the client in each place. */
function finishesARun(site) {
  for (const place of PLACES) {
    test(`finishes a run in a ${place}`, async () => {
      const { url, requested } = site();
      requested?.splice(0);
      assertCompleted(await visit(browser.context, url, place), place);
      if (requested) assert.equal(requested.filter(isWasm).length, 1);
    });
  }
}

/** @param root what is served of the consumer's folder */
function bundled(name, root) {
  describe(name, () => {
    let site;
    before(async () => {
      await build(name);
      site = await serveBuilt({ "/": folder(name, root) });
    });
    after(() => site?.close());

    test("emits one .wasm, that of the package", () => assertOneWasm(folder(name, "dist"), installed.packageDirectory));
    finishesARun(() => site);
  });
}

bundled("vite", "dist");
bundled("vite-7", "dist");
bundled("webpack", "");
bundled("rollup", "");
bundled("esbuild", "");
bundled("parcel", "dist");

/** Vite's development server. It passes the relay's paths on to another server. */
function serveDevelopment(name, relayUrl, parameters = []) {
  const command = ["run", "dev", "--", "--host", "127.0.0.1", "--port", "0", ...parameters];
  return serve("npm", command, { cwd: folder(name), env: { RELAY: relayUrl }, limit: LIMIT });
}

function inDevelopment(name) {
  describe(`${name} in development`, () => {
    let relayServer;
    let site;
    before(async () => {
      relayServer = await serveRelay(relay());
      site = await serveDevelopment(name, relayServer.url);
    });
    after(async () => {
      await site?.stop();
      await relayServer?.close();
    });
    finishesARun(() => site);
  });
}

inDevelopment("vite");
inDevelopment("vite-7");

test("the error that Vite 7 in development causes without its configuration names the cure", async () => {
  const configured = await readFile(folder("vite-7", "vite.config.js"), "utf8");
  await writeFile(folder("vite-7", "bare.config.js"), configured.replace(/.*optimizeDeps.*\n/, ""));
  const site = await serveDevelopment("vite-7", undefined, ["--config", "bare.config.js"]);
  try {
    const { said } = await visit(browser.context, site.url);
    assert.match(said, /did not load.*optimizeDeps: \{ exclude: \["tinyfish-web"\] \}/);
  } finally {
    await site.stop();
  }
});

describe("the inline entry in one classic script", () => {
  let site;
  let printed;
  before(async () => {
    printed = await build("inline");
    site = await serveBuilt({ "/": folder("inline") });
  });
  after(() => site?.close());

  test("builds without a warning and emits no .wasm", async () => {
    assert.doesNotMatch(printed, /warning/i);
    assert.deepEqual(await emittedWasm(folder("inline", "dist")), []);
  });
  test("finishes a run", async () => {
    assertCompleted(await visit(browser.context, site.url));
    assert.ok(!site.requested.some(isWasm));
  });
});

describe("a plain page with an import map", () => {
  let site;
  before(async () => {
    site = await serveBuilt({ "/vendor/tinyfish-web/": installed.packageDirectory, "/": folder("plain") });
  });
  after(() => site?.close());
  finishesARun(() => site);
});
