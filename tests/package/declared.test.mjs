// What the package has at run time is what its declarations say: tests/types.ts uses each name, and compiles only if it is declared.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { PKG } from "./server.mjs";

const load = (name) => import(pathToFileURL(join(PKG, `${name}.js`)).href);
const source = (name) => readFile(new URL(`../${name}`, import.meta.url), "utf8");
const used = (await Promise.all(["types.ts", "types.tsx"].map(source))).join("\n");
const unused = (names) => names.filter((name) => !new RegExp(`\\b${name}\\b`).test(used));

/** Methods that wasm-bindgen gives every class. */
const INTERNAL = ["constructor", "free", "__destroy_into_raw"];
/** What `for await` calls. */
const ITERATORS = ["RunEvents", "RunPages"];
/** What `await` calls. */
const PROMISE = ["then"];
/** What a console calls. */
const PRINTING = ["toString", "toJSON"];

for (const name of ["index", "react", "elements", "relay"]) {
  test(`every export of ${name} is declared`, async () => {
    assert.deepEqual(unused(Object.keys(await load(name))), []);
  });
}

test("the inline entry has what the main entry has", async () => {
  assert.deepEqual(Object.keys(await load("inline")).sort(), Object.keys(await load("index")).sort());
});

test("every method of every object is declared", async () => {
  const classes = Object.entries(await load("tinyfish_web")).filter(
    ([name, value]) => /^class/.test(Function.prototype.toString.call(value)) && !ITERATORS.includes(name),
  );
  assert.ok(classes.length > 5);
  const ignored = [...INTERNAL, ...PROMISE, ...PRINTING];
  const names = classes.flatMap(([, { prototype }]) => Object.getOwnPropertyNames(prototype));
  assert.deepEqual(unused(names.filter((name) => !ignored.includes(name))), []);
});
