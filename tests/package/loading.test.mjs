// How the WebAssembly loads in a page, and what connect() says when it does not.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { launch } from "../e2e/support/browser.mjs";
import { WASM, servePackage } from "./server.mjs";

let browser;
let page;
let site;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

beforeEach(async (context) => {
  page = await browser.context.newPage();
  context.after(async () => {
    await page.close();
    await site.close();
  });
});

async function open(options) {
  site = await servePackage(options);
  await page.goto(site.url);
}

/** What connect() rejected with, as plain data. */
const failure = (entry = "index") =>
  page.evaluate(async (entry) => {
    const { connect, isTinyFishError } = await import(`/pkg/${entry}.js`);
    try {
      await connect({ baseURL: "/api/tinyfish" });
      return null;
    } catch (error) {
      return { ...error.toJSON(), known: isTinyFishError(error), isError: error instanceof Error, cause: String(error.cause) };
    }
  }, entry);

const wasmAnswer = (answer) => (path) => (path.endsWith(WASM) ? answer : undefined);
const wasmRequests = () => site.requests.filter((path) => path.endsWith(WASM)).length;

test("importing asks for no WebAssembly; connecting twice asks once", async () => {
  await open();
  await page.evaluate(() => import("/pkg/index.js"));
  assert.equal(wasmRequests(), 0);
  const bases = await page.evaluate(async () => {
    const { connect } = await import("/pkg/index.js");
    const [one, two] = await Promise.all([connect({ baseURL: "/a" }), connect({ baseURL: "/b/" })]);
    return [one.baseURL, two.baseURL, (await connect({ baseURL: "/c" })).baseURL];
  });
  assert.deepEqual(bases, ["/a", "/b", "/c"]);
  assert.equal(wasmRequests(), 1);
});

test("an HTML page in place of the file is named, whatever its status", async () => {
  await open();
  const body = "<!doctype html><title>App</title>";
  site.answer = wasmAnswer({ status: 200, type: "text/html", body });
  const fallback = await failure();
  assert.equal(fallback.code, "wasm_load");
  assert.match(fallback.message, /not WebAssembly, often an HTML page/);
  assert.ok(fallback.known && fallback.isError);
  site.answer = wasmAnswer({ status: 404, type: "text/html", body });
  const missing = await failure();
  assert.match(missing.message, /the server answered 404/);
  assert.match(missing.cause, /404/);
});

test("a failure is forgotten: the next connect() tries again", async () => {
  await open();
  site.answer = wasmAnswer({ status: 503, type: "text/plain", body: "" });
  assert.match((await failure()).message, /answered 503/);
  site.answer = () => undefined;
  assert.equal(await failure(), null);
  assert.equal(wasmRequests(), 2);
});

test("a connection that breaks is told as the network", async () => {
  await open();
  site.answer = wasmAnswer("reset");
  const { code, message } = await failure();
  assert.equal(code, "wasm_load");
  assert.match(message, /could not be fetched.*network failed/);
});

test("a policy without wasm-unsafe-eval is named, with the cure", async () => {
  await open({ csp: "script-src 'self'" });
  const { code, message } = await failure();
  assert.equal(code, "wasm_load");
  assert.match(message, /Content-Security-Policy.*'wasm-unsafe-eval'/);
});

test("a policy with wasm-unsafe-eval is enough, for the inline entry too", async () => {
  await open({ csp: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'" });
  assert.equal(await failure(), null);
  await page.reload();
  assert.equal(await failure("inline"), null);
  assert.equal(wasmRequests(), 1);
});

test("the right bytes under the wrong type load all the same", async () => {
  await open();
  const wasm = await (await fetch(`${site.url}/pkg/${WASM}`)).arrayBuffer();
  site.answer = wasmAnswer({ type: "application/octet-stream", body: Buffer.from(wasm) });
  assert.equal(await failure(), null);
});

test("a file of another build is told apart, although its imports have the same names", async () => {
  await open();
  const body = Buffer.from(await (await fetch(`${site.url}/pkg/${WASM}`)).arrayBuffer());
  const [{ module }] = WebAssembly.Module.imports(await WebAssembly.compile(body));
  const [here, other] = [module, "0".repeat(module.length)].map((name) => Buffer.from([name.length, ...Buffer.from(name)]));
  for (let at = body.indexOf(here); at >= 0; at = body.indexOf(here, at)) body.set(other, at);
  site.answer = wasmAnswer({ type: "application/wasm", body });
  const { message } = await failure();
  assert.match(message, /another version/);
});

test("a file of another version is told apart", async () => {
  await open();
  // A module that imports a function which the JavaScript does not offer.
  const name = "./tinyfish_web_bg.js";
  const imported = [1, name.length, ...Buffer.from(name), 1, ...Buffer.from("f"), 0, 0];
  const body = Buffer.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, imported.length, ...imported]);
  site.answer = wasmAnswer({ type: "application/wasm", body });
  const { message } = await failure();
  assert.match(message, /another version/);
});

for (const [name, make] of Object.entries({
  address: "() => `/pkg/${wasm}`",
  url: "() => new URL(`/pkg/${wasm}`, location.href)",
  response: "() => fetch(`/pkg/${wasm}`)",
  bytes: "async () => (await fetch(`/pkg/${wasm}`)).arrayBuffer()",
  module: "() => WebAssembly.compileStreaming(fetch(`/pkg/${wasm}`))",
})) {
  test(`wasm may be given as ${name}`, async () => {
    await open();
    const base = await page.evaluate(`(async () => {
      const { connect } = await import("/pkg/index.js");
      const wasm = ${JSON.stringify(WASM)};
      return (await connect({ baseURL: "/a", wasm: (${make})() })).baseURL;
    })()`);
    assert.equal(base, "/a");
    assert.equal(wasmRequests(), 1);
  });
}
