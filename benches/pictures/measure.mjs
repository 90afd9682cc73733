// These measurements alone: node benches/pictures/measure.mjs [--pkg pkg] [--rounds 9]
// Serves the package and the answer on a free port, and prints the rows as JSON.

import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { body } from "./body.mjs";
import * as memory from "./memory.mjs";

const { values } = parseArgs({
  options: { pkg: { type: "string", default: "pkg" }, rounds: { type: "string", default: "9" }, chromium: { type: "string", default: "/usr/bin/chromium" } },
});
const folders = { "/pkg/": resolve(values.pkg), "/bench/": import.meta.dirname };
const types = { ".js": "text/javascript", ".wasm": "application/wasm" };
const answer = body();

function serve(request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  // Isolated, the page has finer clocks.
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  response.setHeader("Cache-Control", "no-store");
  if (pathname === "/") {
    response.setHeader("Content-Type", "text/html");
    return response.end("<!doctype html><title>Pictures</title>");
  }
  if (pathname === "/answer") {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": answer.length });
    return response.end(answer);
  }
  const prefix = Object.keys(folders).find((prefix) => pathname.startsWith(prefix));
  const file = prefix && join(folders[prefix], normalize(pathname.slice(prefix.length - 1)));
  if (!file || !existsSync(file)) {
    response.statusCode = 404;
    return response.end();
  }
  response.setHeader("Content-Type", types[extname(file)] ?? "application/octet-stream");
  return createReadStream(file).pipe(response);
}

const server = createServer(serve);
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const page = `http://127.0.0.1:${server.address().port}/`;
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const launch = () => chromium.launch({ executablePath: values.chromium, args });
const env = { launch, page, body: "/answer", entry: "/pkg/index.js", rounds: Number(values.rounds) };

try {
  const browser = await launch();
  const tab = await browser.newPage();
  await tab.goto(page);
  const rows = await tab.evaluate(async ({ body, entry, rounds }) => {
    const { connect } = await import(entry);
    const { reader } = await import("/bench/contenders.js");
    const { run } = await import("/bench/run.js");
    return run({ body, read: await reader(connect), rounds });
  }, { body: env.body, entry: env.entry, rounds: env.rounds });
  await browser.close();
  console.log(JSON.stringify([...rows, ...(await memory.run({ ...env, rounds: 5 }))], null, 2));
} finally {
  server.close();
}
