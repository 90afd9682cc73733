// An app of Next.js from the tarball, its relay a route handler: built and served, and in development.

import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch } from "../e2e/support/browser.mjs";
import { EMULATOR_KEY, startServices } from "../support/services.mjs";
import { assertOneWasm } from "./support/emitted.mjs";
import { install } from "./support/install.mjs";
import { run, serve } from "./support/processes.mjs";
import { assertCompleted, visit } from "./support/visit.mjs";

const LIMIT = 300_000;

let services;
let browser;
let installed;
let options;

before(async () => {
  [services, browser, installed] = await Promise.all([startServices(), launch(), install(["next"])]);
  const env = {
    TINYFISH_UPSTREAM: services.emulator,
    TINYFISH_API_KEY: EMULATOR_KEY,
    NEXT_TELEMETRY_DISABLED: "1",
  };
  options = { cwd: join(installed.directory, "next"), env, limit: LIMIT };
});

after(async () => {
  await browser?.close();
  await services?.stop();
  await installed?.remove();
});

const npm = (script, ...parameters) => ["npm", ["run", script, "--", ...parameters], options];
const ANY_PORT = ["--hostname", "127.0.0.1", "--port", "0"];

/** Starts a server of Next.js and visits it. */
async function finishesARun(script, ...parameters) {
  const server = await serve(...npm(script, ...parameters, ...ANY_PORT));
  try {
    assertCompleted(await visit(browser.context, server.url));
  } finally {
    await server.stop();
  }
}

for (const bundler of ["turbopack", "webpack"]) {
  describe(`Next.js with ${bundler}`, () => {
    before(() => run(...npm("build", `--${bundler}`)));

    test("emits one .wasm, that of the package", () =>
      assertOneWasm(join(options.cwd, ".next/static"), installed.packageDirectory));
    test("finishes a run", () => finishesARun("start"));
    test("finishes a run in development", () => finishesARun("dev", `--${bundler}`));
  });
}
