// What ships: these files and no others, without dependencies, scripts or traces of the machine that built them.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { PKG } from "./server.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const RELAY = [
  "authorize", "body", "checks", "created", "events", "forward", "headers", "node", "origin", "pass", "position", "quiet", "rate", "reader",
  "refusal", "routes", "service", "settings",
];
const MODULES = [
  "constants", "elements", "errors", "index", "inline", "loading", "react-run", "react", "relay", "surface", "tinyfish_web",
  "tinyfish_web_inline",
];
const DECLARATIONS = [
  "client", "constants", "elements", "errors", "events", "index", "outcome", "params", "pool", "react", "relay", "runs", "stream", "views",
];
const GUIDES = [
  "README", "bundlers-and-csp", "emulator", "errors", "first-run", "following", "many-runs", "migration", "react", "relay",
  "size-and-performance", "testing", "views",
];
const SHIPPED = [
  "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json", "tinyfish_web_bg.wasm",
  ...MODULES.map((name) => `${name}.js`),
  ...RELAY.map((name) => `relay/${name}.js`),
  ...DECLARATIONS.map((name) => `${name}.d.ts`),
  ...GUIDES.map((name) => `docs/${name}.md`),
  "docs/measurements.svg",
];

const manifest = JSON.parse(readFileSync(join(PKG, "package.json"), "utf8"));

test("the tarball holds the files that are meant to ship, and no others", () => {
  const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: PKG, encoding: "utf8" });
  const [{ files }] = JSON.parse(packed);
  assert.deepEqual(files.map(({ path }) => path).sort(), [...SHIPPED].sort());
});

test("the guides send their readers to declarations that ship", () => {
  for (const guide of GUIDES) {
    const text = readFileSync(join(PKG, "docs", `${guide}.md`), "utf8");
    for (const [, file] of text.matchAll(/`([\w./-]+\.d\.ts|src\/types\/)`/g)) assert.ok(SHIPPED.includes(file), `${guide}: ${file}`);
  }
});

test("every entry leads to a file that ships, its types first", () => {
  for (const [entry, target] of Object.entries(manifest.exports)) {
    const files = typeof target === "string" ? [target] : Object.values(target);
    for (const file of files) assert.ok(SHIPPED.includes(file.slice(2)), `${entry}: ${file}`);
    if (typeof target !== "string") assert.deepEqual(Object.keys(target), ["types", "default"], entry);
  }
});

test("every file that the README links to ships", () => {
  const readme = readFileSync(join(PKG, "README.md"), "utf8");
  const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link.split("#")[0]).filter((link) => link && !/^[a-z]+:/.test(link));
  assert.ok(links.length > 5);
  assert.deepEqual(links.filter((link) => !SHIPPED.includes(link)), []);
});

test("whoever installs it installs nothing else and runs nothing", () => {
  const { dependencies, optionalDependencies, scripts, bin } = manifest;
  assert.deepEqual({ dependencies, optionalDependencies, scripts, bin }, {
    dependencies: undefined, optionalDependencies: undefined, scripts: undefined, bin: undefined,
  });
});

test("no file names a directory of the machine that built it", () => {
  for (const file of SHIPPED) {
    const bytes = readFileSync(join(PKG, file));
    for (const directory of [ROOT, join(homedir(), ".cargo"), join(homedir(), ".rustup")]) {
      assert.ok(!bytes.includes(directory), `${file} names ${directory}`);
    }
  }
});
