// The configurations that the guide on bundlers shows are those of the apps in tests/consumers, which are built and run.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../support/guides.mjs";

const CONSUMERS = join(ROOT, "tests/consumers");
const SOURCE = /\.(js|json|html)$/;

const guide = readFileSync(join(ROOT, "docs/bundlers-and-csp.md"), "utf8");
const blocks = [...guide.matchAll(/^```(?:js|json|html)\n([^]*?)^```$/gm)].map(([, code]) => code);
const normal = (text) => text.replace(/\s+/g, " ").trim();

const files = readdirSync(CONSUMERS, { recursive: true }).filter((name) => SOURCE.test(name) && name !== "package-lock.json");
const sources = Object.fromEntries(files.map((name) => [name, normal(readFileSync(join(CONSUMERS, name), "utf8"))]));

test("every configuration of the guide is that of a consumer", () => {
  assert.ok(blocks.length >= 7);
  const unknown = blocks.filter((block) => !Object.values(sources).some((source) => source.includes(normal(block))));
  assert.deepEqual(unknown, []);
});

for (const name of ["vite-7/vite.config.js", "rollup/rollup.config.js", "esbuild/build.js"]) {
  test(`the guide shows ${name}`, () => {
    assert.ok(blocks.some((block) => normal(block) === sources[name]));
  });
}
