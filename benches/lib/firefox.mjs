// Firefox, driven by geckodriver. Playwright drives only a Firefox of its own make.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { startSession } from "./webdriver.mjs";

const PREFERENCES = {
  // Clocks as fine as the platform has them.
  "privacy.reduceTimerPrecision": false,
  "privacy.resistFingerprinting": false,
  // TestUtils.gc(), as --expose-gc in Chromium.
  "dom.testing.testutils.enabled": true,
  "browser.cache.disk.enable": false,
  "browser.cache.memory.enable": false,
  "dom.ipc.processPrelaunch.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
};
const LIMIT = 1_200_000;

/** Starts a browser of its own, as chromium.mjs does. */
export async function launch() {
  const driver = await startDriver();
  try {
    const session = await startSession(driver.address, {
      browserName: "firefox",
      acceptInsecureCerts: true,
      "moz:firefoxOptions": { args: ["-headless"], prefs: PREFERENCES, ...binary() },
    });
    await session.timeouts({ script: LIMIT, pageLoad: LIMIT });
    const close = async () => {
      await session.end().catch(() => {});
      await driver.stop();
    };
    return { name: "firefox", version: session.version, open: (address) => open(session, address), close };
  } catch (error) {
    await driver.stop();
    throw error;
  }
}

const binary = () => (process.env.TINYFISH_FIREFOX ? { binary: process.env.TINYFISH_FIREFOX } : {});

async function open(session, address) {
  await session.go(address);
  const call = async (module, name, argument) => {
    const script = `
      const [call, done] = arguments;
      window.call(...JSON.parse(call)).then((value) => done({ value }), (error) => done({ error: String(error) + "\\n" + error?.stack }));`;
    const answer = await session.execute(script, JSON.stringify([module, name, argument ?? null]));
    if (answer.error) throw new Error(answer.error);
    return JSON.parse(answer.value);
  };
  return { call, memory: (options) => memory(session, options), close: () => session.go("about:blank") };
}

/** Bytes, as the browser itself reports them of the page's process: its heap of JavaScript, decoded pictures. */
async function memory(session, { collect = true } = {}) {
  await session.context("chrome");
  try {
    return await session.execute(`
      const done = arguments[arguments.length - 1];
      const manager = Cc["@mozilla.org/memory-reporter-manager;1"].getService(Ci.nsIMemoryReporterManager);
      const sums = {};
      const add = (what, amount) => (sums[what] = (sums[what] ?? 0) + amount);
      const report = (process, path, kind, units, amount) => {
        if (!process.startsWith("web")) return;
        if (path === "resident") add("process", amount);
        if (path === "resident-peak") add("peak", amount);
        if (path.startsWith("explicit/images/")) add("images", amount);
        // WebAssembly's memory is not on the heap; the other browsers do not count it either.
        if (path.startsWith("js-main-runtime/") && !path.includes("wasm")) add("heap", amount);
      };
      const measure = () => manager.getReports(report, null, () => done(sums), null, false);
      arguments[0] ? manager.minimizeMemoryUsage(measure) : measure();`, collect);
  } finally {
    await session.context("content");
  }
}

/** A driver on a port that the system gives it. */
async function startDriver() {
  const child = spawn("geckodriver", ["--port", "0", "--websocket-port", "0", "--allow-system-access"], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const stop = async () => {
    child.kill();
    await ended;
  };
  const address = await new Promise((resolve, reject) => {
    child.once("error", () => reject(new Error("geckodriver cannot be started: cargo install geckodriver --locked")));
    ended.then((code) => reject(new Error(`geckodriver ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
  });
  return { address, stop };
}
