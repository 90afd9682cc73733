// The servers a test needs: the emulator, and the dashboard with the relay in front of it.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const START_LIMIT = 60_000;

/** The emulator takes every key that begins like this. */
export const EMULATOR_KEY = "sk-tinyfish-emulator";

/**
 * Gives `{ emulator, dashboard, stop }`, addresses without a slash at the end.
 *
 * Servers that run already are taken from TINYFISH_EMULATOR and TINYFISH_DASHBOARD (or TINYFISH_RELAY, which is the
 * same server); the others are started on free ports and end with `stop`, or with this process.
 */
export async function startServices({ maxConcurrent = 8 } = {}) {
  const servers = [];
  const stop = async () => {
    for (const server of servers.reverse()) await server.stop();
  };
  const start = async (...parameters) => {
    const server = await startServer(...parameters);
    servers.push(server);
    return server.url;
  };
  try {
    const emulator =
      process.env.TINYFISH_EMULATOR ||
      (await start("emulator", emulatorBinary(), ["--port", "0", "--max-concurrent", String(maxConcurrent), ...chromiumFlag()]));
    const dashboard =
      (process.env.TINYFISH_EMULATOR && (process.env.TINYFISH_DASHBOARD || process.env.TINYFISH_RELAY)) ||
      (await start("dashboard", process.execPath, [
        join(ROOT, "www/server.mjs"), "--port", "0", "--host", "127.0.0.1", "--upstream", emulator, "--pkg", process.env.TINYFISH_PACKAGE ?? join(ROOT, "pkg"),
      ]));
    return { emulator: trim(emulator), dashboard: trim(dashboard), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts a server and waits for its line `NAME listening on URL`. It ends when its standard input does. */
export async function startServer(name, command, parameters) {
  const child = spawn(command, [...parameters, "--exit-with-stdin"], {
    cwd: ROOT,
    env: { ...process.env, TINYFISH_API_KEY: EMULATOR_KEY },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const stop = async () => {
    child.stdin.end();
    const killer = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(killer);
  };
  try {
    return { url: await address(name, child, ended), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function address(name, child, ended) {
  return new Promise((resolve, reject) => {
    const prefix = `${name} listening on `;
    const timer = setTimeout(() => reject(new Error(`The ${name} did not start in ${START_LIMIT / 1000} s.`)), START_LIMIT);
    child.once("error", reject);
    ended.then((code) => reject(new Error(`The ${name} ended with ${code} before it listened.`)));
    // The lines are read to the end, so that the server never waits on a full pipe.
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (!line.startsWith(prefix)) return;
      clearTimeout(timer);
      resolve(trim(line.slice(prefix.length)));
    });
  });
}

function emulatorBinary() {
  const path = process.env.TINYFISH_EMULATOR_BINARY ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/emulator");
  if (!existsSync(path)) throw new Error(`${path} is missing. Build it first: cargo build --package emulator`);
  return path;
}

function chromiumFlag() {
  return process.env.TINYFISH_CHROMIUM ? ["--chromium", process.env.TINYFISH_CHROMIUM] : [];
}

const trim = (url) => url.trim().replace(/\/$/, "");
