// The blocks of the guides that are no TypeScript: commands, HTML, CSS, differences. What can be run is run by the end-to-end tests.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { GUIDES, ROOT, allBlocksOf } from "../support/guides.mjs";

const read = (name) => readFileSync(join(ROOT, name), "utf8");
const blocks = GUIDES.flatMap(allBlocksOf);
const inLanguage = (language) => blocks.filter((block) => block.language === language);
const manifest = JSON.parse(read("pkg.json.template"));

test("every block is of a language that a test looks at", () => {
  const known = ["ts", "tsx", "js", "json", "sh", "html", "css", "diff", "text"];
  assert.deepEqual(blocks.filter(({ language }) => !known.includes(language)).map(({ name }) => name), []);
});

/** What `cargo xtask help` says of each command. */
function commands() {
  const [, help] = /pub const HELP: &str = "([^"]*)"/.exec(read("xtask/src/cli.rs"));
  const parts = help.split("\n  cargo xtask ").slice(1);
  return new Map(parts.map((part) => [part.split(/\s/)[0], part]));
}

test("every command of the project that a guide names is there, with its flags", () => {
  const known = commands();
  let count = 0;
  for (const file of GUIDES) {
    for (const [line, name, rest] of readFileSync(file, "utf8").matchAll(/cargo xtask (\w+)([^\n`|&#]*)/g)) {
      count += 1;
      assert.ok(known.has(name), `${basename(file)}: ${line}`);
      for (const [flag] of rest.matchAll(/--[a-z-]+/g)) assert.ok(known.get(name).includes(flag), `${basename(file)}: ${line}`);
    }
  }
  assert.ok(count > 8, `${count} commands`);
});

/** How a command may begin, and what has to be true of what follows. */
const PROGRAMS = {
  "cargo xtask": () => true,
  "cargo run -p": (crate) => existsSync(join(ROOT, crate, "Cargo.toml")),
  "cargo build --package": (crate) => existsSync(join(ROOT, crate, "Cargo.toml")),
  "npm install": (name) => name === manifest.name,
  "npm run dev": () => true,
  "git clone": () => true,
  node: (script) => existsSync(join(ROOT, script)),
  cd: () => true,
  // Run against the emulator by tests/e2e/guides.test.mjs.
  curl: () => true,
};

test("every line of a shell block begins with a program that a reader has by then", () => {
  for (const { name, code } of inLanguage("sh")) {
    const lines = code.replaceAll("\\\n", " ").replace(/#.*$/gm, "").split(/\n|&&/).map((line) => line.trim()).filter(Boolean);
    for (const line of lines) {
      const command = line.replace(/^([A-Z_]+=\S*\s+)+/, "");
      const program = Object.keys(PROGRAMS).find((program) => `${command} `.startsWith(`${program} `));
      assert.ok(program, `${name}: ${line}`);
      assert.ok(PROGRAMS[program](command.slice(program.length).trim().split(" ")[0]), `${name}: ${line}`);
    }
  }
});

/** The files of the applications that are built and opened by the tests of consumers. */
function consumers() {
  const folder = join(ROOT, "tests/consumers");
  const names = readdirSync(folder, { recursive: true }).filter((name) => /\.(m?js|tsx?|json)$/.test(name) && !/node_modules|dist|lock/.test(name));
  return names.map((name) => readFileSync(join(folder, name), "utf8"));
}

const normal = (text) => text.replace(/\s+/g, " ").trim();

test("every setting for a bundler is one that an application of the tests is built with", () => {
  const files = consumers().map(normal);
  const settings = [...inLanguage("js"), ...inLanguage("json")];
  assert.deepEqual(settings.filter(({ code }) => !files.some((file) => file.includes(normal(code)))).map(({ name }) => name), []);
});

test("the import map leads to the package's entries", () => {
  const maps = inLanguage("html").flatMap(({ code }) => [...code.matchAll(/<script type="importmap">([^]*?)<\/script>/g)]);
  assert.equal(maps.length, 1);
  for (const [name, address] of Object.entries(JSON.parse(maps[0][1]).imports)) {
    const entry = manifest.exports[name.replace(manifest.name, ".")];
    assert.equal(address.split("/tinyfish-web/")[1], entry.default.slice(2));
  }
});

test("the custom properties that a guide sets are those of the views", () => {
  const style = read("src/view/style.css");
  const properties = inLanguage("css").flatMap(({ code }) => [...code.matchAll(/--[a-z-]+/g)].flat());
  assert.ok(properties.length > 0);
  assert.deepEqual(properties.filter((property) => !style.includes(`var(${property}`)), []);
});

test("the README names directories that are there", () => {
  const tree = inLanguage("text").find(({ name }) => name.startsWith("README"));
  const directories = [...tree.code.matchAll(/(?:^|\s{6,})([a-z/]+)(?=\s{2,})/gm)].map(([, name]) => name);
  assert.ok(directories.length >= 8, String(directories));
  assert.deepEqual(directories.filter((directory) => !existsSync(join(ROOT, directory))), []);
});
