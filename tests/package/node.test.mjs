// The package on a server: importing touches nothing, and the client works there when it is given the bytes.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { PKG, WASM } from "./server.mjs";

const entry = (name) => pathToFileURL(join(PKG, `${name}.js`)).href;

/** Runs a module in a fresh worker, whose globals no other test has touched. */
function run(source) {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
}

for (const name of ["index", "inline", "react", "elements", "errors"]) {
  test(`importing ${name} touches no global`, async () => {
    const touched = await run(`
      import { parentPort } from "node:worker_threads";
      const touched = [];
      for (const name of ["window", "document", "fetch", "WebAssembly", "navigator", "location"]) {
        Object.defineProperty(globalThis, name, { configurable: true, get() { touched.push(name); return undefined; } });
      }
      const before = new Set(Object.getOwnPropertyNames(globalThis));
      await import(${JSON.stringify(entry(name))});
      touched.push(...Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name)));
      parentPort.postMessage(touched);
    `);
    assert.deepEqual(touched, []);
  });
}

test("without bytes, connect() says what Node needs", async () => {
  const { connect } = await import(entry("index"));
  await assert.rejects(connect({ baseURL: "http://127.0.0.1:9" }), { code: "wasm_load", message: /Node cannot fetch files/ });
});

test("what needs the WebAssembly says so when it is called before connect()", async () => {
  const names = ["mountLiveView", "mountScreenshots", "parseResult", "screenshotToBlob", "screenshotToImage"];
  const told = await run(`
    import { parentPort } from "node:worker_threads";
    import * as tinyfish from ${JSON.stringify(entry("index"))};
    const told = [];
    for (const name of ${JSON.stringify(names)}) {
      const error = await new Promise((resolve) => resolve(tinyfish[name]())).catch((error) => error);
      told.push([error.name, error.code, error.message]);
    }
    parentPort.postMessage(told);
  `);
  const message = (name) => `${name} was called before the WebAssembly was loaded. Await connect() first.`;
  assert.deepEqual(told, names.map((name) => ["TinyFishError", "wasm_load", message(name)]));
});

test("wasm of the wrong kind is refused before anything is loaded", async () => {
  const { connect } = await import(entry("index"));
  await assert.rejects(connect({ baseURL: "http://127.0.0.1:9", wasm: 5 }), { code: "invalid_input", field: "wasm" });
});

test("with bytes, connect() gives a client, and wrong options are told by their name", async () => {
  const { connect, parseResult, TinyFishError } = await import(entry("index"));
  const wasm = readFile(join(PKG, WASM));
  const client = await connect({ baseURL: "http://127.0.0.1:9/", wasm });
  assert.equal(client.baseURL, "http://127.0.0.1:9");
  assert.deepEqual(parseResult('```json\n{"a": 1}\n```'), { a: 1 });
  const wrong = await connect({ baseURL: 5 }).catch((error) => error);
  assert.ok(wrong instanceof TinyFishError);
  assert.deepEqual([wrong.code, wrong.field], ["invalid_input", "baseURL"]);
  for (const nothing of [[], [null], [{}]]) await assert.rejects(connect(...nothing), { name: "TinyFishError", code: "invalid_input" });
});

test("a screenshot may be disposed of twice", async () => {
  const { connect } = await import(entry("index"));
  const run = { run_id: "r", status: "COMPLETED", steps: [{ id: "s", screenshot: "data:image/png;base64,iVBORw0KGgo=" }] };
  const client = await connect({ baseURL: "http://127.0.0.1:9", wasm: readFile(join(PKG, WASM)), fetch: async () => Response.json(run) });
  const shots = [];
  for (let count = 0; count < 2; count++) shots.push((await client.runs.get("r", { screenshots: "base64" })).steps[0].screenshot);
  const [first, second] = shots;
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  first.free();
  assert.equal(JSON.stringify([first, second]), '[null,"[image/png, 8 bytes]"]');
});

test("the inline entry needs no file", async () => {
  const base = await run(`
    import { parentPort } from "node:worker_threads";
    import { connect } from ${JSON.stringify(entry("inline"))};
    parentPort.postMessage((await connect({ baseURL: "http://127.0.0.1:9" })).baseURL);
  `);
  assert.equal(base, "http://127.0.0.1:9");
});
