// The guides and the README: their code compiles against the declarations, and their links lead somewhere. The code of
// docs/relay.md is compiled by tests/relay.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { GUIDES, ROOT, blocksOf, compile } from "../support/guides.mjs";

const ENTRIES = { "": "index", "/inline": "index", "/relay": "relay", "/react": "react", "/elements": "elements" };
const OPTIONS = {
  jsx: "react-jsx",
  lib: ["es2023", "dom", "dom.iterable", "esnext.disposable"],
  // A block without imports is a module too, with names of its own.
  moduleDetection: "force",
  paths: Object.fromEntries(
    Object.entries(ENTRIES).map(([entry, file]) => [`tinyfish-web${entry}`, [join(ROOT, `src/types/${file}.d.ts`)]]),
  ),
};
const SURROUNDINGS = readFileSync(new URL("surroundings.d.ts", import.meta.url), "utf8");

const problems = (blocks) => compile({ "surroundings.d.ts": SURROUNDINGS, ...blocks }, OPTIONS);

test("the code compiles", () => {
  const files = GUIDES.filter((file) => !file.endsWith("relay.md"));
  const blocks = Object.assign({}, ...files.map(blocksOf));
  const { length } = Object.keys(blocks);
  assert.ok(length >= 30, `${length} blocks`);
  assert.equal(problems(blocks), "");
});

test("a name that the package lacks is told, with its line", () => {
  assert.match(problems({ "guide-3.ts": "\n\n\nclient.agent.strem(params);\n" }), /guide-3\.ts[(:]4\b.*strem/);
});

test("no relay reads the key while the app is built, where it is not set", () => {
  const relays = GUIDES.flatMap((file) => Object.entries(blocksOf(file))).filter(([, code]) => code.includes("createRelay({"));
  assert.ok(relays.length >= 14, `${relays.length} relays`);
  assert.deepEqual(relays.filter(([, code]) => /apiKey: (process|Deno)\.env/.test(code)).map(([name]) => name), []);
});

/** Where GitHub's anchors of a guide lead. */
function anchorsOf(file) {
  const headings = readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"));
}

for (const file of GUIDES) {
  test(`the links of ${file.slice(ROOT.length)} lead somewhere`, () => {
    const prose = readFileSync(file, "utf8").replace(/^```[^]*?^```$/gm, "");
    for (const [, link] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [path, anchor] = link.split("#");
      const target = path ? join(dirname(file), path) : file;
      assert.ok(existsSync(target), `${link} leads nowhere`);
      if (anchor) assert.ok(anchorsOf(target).includes(anchor), `${link} names no heading`);
    }
  });
}

test("the index names every guide", () => {
  const index = readFileSync(join(ROOT, "docs/README.md"), "utf8");
  const names = GUIDES.map((file) => basename(file)).filter((name) => name !== "README.md");
  const missing = names.filter((name) => !index.includes(`](${name})`));
  assert.deepEqual(missing, []);
});
