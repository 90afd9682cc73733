// An app of Next.js from the tarball, its relay a route handler: built and served, and in development.

import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch } from "../e2e/support/browser.mjs";
import { EMULATOR_KEY, startServices } from "../support/services.mjs";
import { assertOneWasm } from "./support/emitted.mjs";
import { install } from "./support/install.mjs";
import { run, serve } from "./support/processes.mjs";
import { PLACES, assertCompleted, visit } from "./support/visit.mjs";

const LIMIT = 300_000;

let services;
let browser;
let installed;
let options;

before(async () => {
  // One by one: what has started is stopped whatever fails after it.
  services = await startServices();
  browser = await launch();
  installed = await install(["next"]);
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
});

const npm = (script, ...parameters) => ["npm", ["run", script, "--", ...parameters], options];
const ANY_PORT = ["--hostname", "127.0.0.1", "--port", "0"];

/** Starts a server of Next.js and visits it with the client in each place. */
function finishesARun(description, script, ...parameters) {
  describe(description, () => {
    let server;
    before(async () => {
      server = await serve(...npm(script, ...parameters, ...ANY_PORT));
    });
    after(() => server?.stop());

    for (const place of PLACES) {
      test(`finishes a run in a ${place}`, async () => assertCompleted(await visit(browser.context, server.url, place), place));
    }
  });
}

for (const bundler of ["turbopack", "webpack"]) {
  describe(`Next.js with ${bundler}`, () => {
    before(() => run(...npm("build", `--${bundler}`)));

    test("emits one .wasm for the browser, that of the package", () =>
      assertOneWasm(join(options.cwd, ".next/static"), installed.packageDirectory));
    finishesARun("built and served", "start");
    finishesARun("in development", "dev", `--${bundler}`);
  });
}
