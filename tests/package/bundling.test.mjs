// What a bundler keeps of the package: nothing of what is not used.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { build } from "esbuild";
import { PKG } from "./server.mjs";

/** An application that has the package installed. */
const app = mkdtempSync(join(tmpdir(), "bundling-"));
mkdirSync(join(app, "node_modules"));
symlinkSync(resolve(PKG), join(app, "node_modules/tinyfish-web"), "dir");
after(() => rmSync(app, { recursive: true }));

/** What a bundle of this module is, with the package's files that are in it. */
async function bundled(contents) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: app },
    bundle: true,
    minify: true,
    format: "esm",
    metafile: true,
    write: false,
    // The installed package is a link here: its own name has to stay for `sideEffects` to be found.
    preserveSymlinks: true,
    external: ["react", "react/*"],
    logLevel: "error",
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  const kept = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { text: outputFiles[0].text.trim(), files: kept.map(([path]) => path.split("/tinyfish-web/")[1]).filter(Boolean).sort() };
}

for (const entry of ["", "/inline", "/relay"]) {
  test(`importing tinyfish-web${entry} and using nothing leaves nothing`, async () => {
    assert.equal((await bundled(`import "tinyfish-web${entry}";`)).text, "");
    assert.equal((await bundled(`import * as all from "tinyfish-web${entry}";`)).text, "");
  });
}

test("importing tinyfish-web/react and using nothing leaves no more than the import of React", async () => {
  assert.deepEqual((await bundled('import "tinyfish-web/react";')).files, []);
});

test("importing tinyfish-web/elements keeps what registers the elements", async () => {
  const { text, files } = await bundled('import "tinyfish-web/elements";');
  assert.ok(files.includes("elements.js"));
  assert.match(text, /tinyfish-live-view/);
});

test("a page that only looks at errors loads no client", async () => {
  const { files } = await bundled('import { isTinyFishError } from "tinyfish-web"; console.log(isTinyFishError(null));');
  assert.deepEqual(files, ["errors.js"]);
});

test("a page that connects has no relay and no elements in it", async () => {
  const { files } = await bundled('import { connect } from "tinyfish-web"; console.log(connect);');
  assert.deepEqual(files, ["errors.js", "index.js", "loading.js", "surface.js", "tinyfish_web.js"]);
});
