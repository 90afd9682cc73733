// Commands of consumers, each with a time limit and in a process group of its own, of which nothing stays.

import { spawn } from "node:child_process";

const running = new Set();
process.on("exit", () => running.forEach(killGroup));
// A signal to this process does not reach the groups; an exit does, by the line above.
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(1));

/** Runs a command to its end; fails with what it printed. */
export async function run(command, parameters, { limit, ...options }) {
  const child = start(command, parameters, options);
  const timer = setTimeout(() => killGroup(child), limit);
  const code = await child.ended;
  clearTimeout(timer);
  if (code !== 0) throw new Error(`${[command, ...parameters].join(" ")}: ended with ${code}\n${child.output}`);
  return child.output;
}

/** Starts a server and gives `{ url, stop }` once it has printed its address on this machine. */
export async function serve(command, parameters, { limit, ...options }) {
  const child = start(command, parameters, options);
  const stop = async () => {
    killGroup(child);
    await child.ended;
  };
  const timer = setTimeout(stop, limit);
  try {
    return { url: await printedAddress(child), stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function start(command, parameters, options) {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", ...options.env };
  const child = spawn(command, parameters, { ...options, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (child.output += text));
  child.ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal));
  }).finally(() => running.delete(child));
  return child;
}

function printedAddress(child) {
  return new Promise((resolve, reject) => {
    child.stdout.on("data", () => {
      const address = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(child.output);
      if (address) resolve(address[0]);
    });
    child.ended.then((code) => reject(new Error(`The server ended with ${code}\n${child.output}`)), reject);
  });
}

function killGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
