// The declarations of the built package, as compilers old and new see them: `cargo xtask test types`.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";

const COMPILERS = ["typescript-5.4", "typescript", "typescript-7"];
/** `module` and `moduleResolution`: with a bundler, and as Node resolves. */
const RESOLUTIONS = [
  ["esnext", "bundler"],
  ["node16", "node16"],
];
const OPTIONS = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--jsx", "react-jsx"];
// Disposal is declared in a library of its own, which a user of `await using` has.
const LIBRARIES = ["--lib", "es2023,dom,dom.iterable,esnext.disposable"];
const SOURCES = ["tests/types.ts", "tests/types.tsx"].filter((file) => existsSync(file));

/** The tests import the package by its name, so its `exports` are resolved like a user's. */
function link() {
  mkdirSync("node_modules", { recursive: true });
  rmSync("node_modules/tinyfish-web", { recursive: true, force: true });
  symlinkSync("../pkg", "node_modules/tinyfish-web", "dir");
}

function compile(compiler, [module, resolution]) {
  const tsc = `node_modules/${compiler}/bin/tsc`;
  const settings = [...OPTIONS, ...LIBRARIES, "--module", module, "--moduleResolution", resolution, "--types", "react"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, ...settings, ...SOURCES], { encoding: "utf8" });
  const passed = status === 0;
  console.log(`${passed ? "ok" : "FAIL"} ${compiler} ${resolution}`);
  if (!passed) console.log(stdout + stderr);
  return passed;
}

link();
const results = COMPILERS.flatMap((compiler) => RESOLUTIONS.map((resolution) => compile(compiler, resolution)));
const failed = results.filter((passed) => !passed).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
