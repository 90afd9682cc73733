// A project of a reader's: it has the package installed, and its code is bundled for a page or run by Node.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build, transform } from "esbuild";
import { PKG } from "../../package/server.mjs";
import { ROOT } from "../../support/guides.mjs";

/** Made empty in a directory of its own, which `remove` takes away. */
export function makeProject() {
  const directory = mkdtempSync(join(tmpdir(), "project-"));
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(resolve(PKG), join(directory, "node_modules/tinyfish-web"), "dir");
  return {
    bundle: (...parameters) => bundle(directory, ...parameters),
    run: (...parameters) => run(directory, ...parameters),
    remove: () => rmSync(directory, { recursive: true }),
  };
}

/** The text of a script for a page: `first`, a module, then `code`. */
async function bundle(directory, first, code, loader) {
  const surroundings = {
    name: "surroundings",
    setup(build) {
      build.onResolve({ filter: /^surroundings$/ }, () => ({ path: "surroundings", namespace: "project" }));
      build.onLoad({ filter: /.*/, namespace: "project" }, () => ({ contents: first, resolveDir: directory }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: `import "surroundings";\n${code}`, loader, resolveDir: directory },
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    // The installed package is a link here: its own name has to stay for its entries to be found.
    preserveSymlinks: true,
    nodePaths: [join(ROOT, "node_modules")],
    plugins: [surroundings],
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** Runs TypeScript as a module; gives what it printed. */
async function run(directory, code, ...flags) {
  const { code: script } = await transform(code, { loader: "ts", format: "esm" });
  const file = join(directory, `${crypto.randomUUID()}.mjs`);
  writeFileSync(file, script);
  // A test runner inside of one would report to the outer.
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, file], { encoding: "utf8", env, timeout: 30_000 });
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}
