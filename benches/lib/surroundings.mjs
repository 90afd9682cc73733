// Where and when was measured.

import { execFileSync } from "node:child_process";
import { cpus, release, totalmem } from "node:os";
import { versions } from "./peers.mjs";

/** `browsers`: their versions, by name. */
export function surroundings(root, browsers) {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit(root),
    machine: `${cpus().length} × ${cpus()[0].model.trim()}, ${memory}, ${process.platform} ${release()}`,
    browsers,
    peers: versions(),
  };
}

function commit(root) {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  } catch {
    // An unpacked archive has no history.
    return "unknown";
  }
}
