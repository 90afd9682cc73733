// Builds the package again, from a copy of the checkout in another directory, and compares the tarballs byte by byte.
//
//   node xtask/js/reproducible.mjs TARBALL

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

const [tarball] = process.argv.slice(2);
const root = process.cwd();

/** What a commit of the working tree would hold. */
function sources() {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { maxBuffer: 1 << 26, encoding: "utf8" });
  return listed.split("\0").filter((file) => file && existsSync(file));
}

function copyTo(directory) {
  for (const file of sources()) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    cpSync(file, join(directory, file));
  }
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"), "dir");
}

/** Cargo keeps what it builds beside the copy, whatever the environment says: nothing may be taken over from the first build. */
function build(directory) {
  const env = { ...process.env, CARGO_TARGET_DIR: join(directory, "target") };
  const { status } = spawnSync("cargo", ["xtask", "build"], { cwd: directory, env, stdio: "inherit" });
  if (status !== 0) throw new Error(`The build of the copy ended with ${status}.`);
  return join(directory, "target/package", basename(tarball));
}

const place = mkdtempSync(join(tmpdir(), "reproducible-"));
try {
  // The path is longer than the checkout's, too.
  const copy = join(place, "elsewhere", basename(root));
  copyTo(copy);
  const [first, second] = [resolve(tarball), build(copy)].map((file) => readFileSync(file));
  const same = first.equals(second);
  console.log(same ? "The tarballs are the same." : `The tarballs differ: ${first.length} and ${second.length} bytes.`);
  process.exitCode = same ? 0 : 1;
} finally {
  rmSync(place, { recursive: true });
}
