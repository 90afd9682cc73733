// www/server.mjs: the dashboard's server.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { sendJson, startService } from "./support/service.mjs";

const SERVER = fileURLToPath(new URL("../../www/server.mjs", import.meta.url));
const KEY = "sk-tinyfish-dashboard";

async function start(...parameters) {
  const child = spawn(process.execPath, [SERVER, "--port", "0", ...parameters], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, TINYFISH_API_KEY: KEY },
  });
  const lines = [];
  const output = createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  const ended = once(child, "close");
  await Promise.race([once(output, "line"), ended]);
  return { child, lines, ended, url: /^dashboard listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(lines[0])?.[1] };
}

/** The path as it is written. */
function get(base, path, method = "GET") {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, method }, async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() });
    });
    request.once("error", reject).end();
  });
}

describe("the dashboard's server", () => {
  let service;
  let server;
  let pkg;
  before(async () => {
    pkg = mkdtempSync(join(tmpdir(), "relay-pkg-"));
    writeFileSync(join(pkg, "index.js"), "export {};");
    writeFileSync(join(pkg, "tinyfish_web_bg.wasm"), "\0asm");
    service = await startService();
    server = await start("--upstream", service.url, "--pkg", pkg);
  });
  after(async () => {
    server.child.kill();
    await server.ended;
    await service.stop();
    rmSync(pkg, { recursive: true });
  });

  const FILES = [
    ["/", "text/html; charset=utf-8"],
    ["/js/main.js", "text/javascript; charset=utf-8"],
    ["/css/base.css", "text/css; charset=utf-8"],
    ["/icon.svg", "image/svg+xml"],
    ["/pkg/index.js", "text/javascript; charset=utf-8"],
    ["/pkg/tinyfish_web_bg.wasm?v=1", "application/wasm"],
  ];
  for (const [path, type] of FILES) {
    it(`serves ${path} as ${type}, uncached`, async () => {
      const { status, headers } = await get(server.url, path);
      assert.equal(status, 200);
      assert.equal(headers["content-type"], type);
      assert.equal(headers["cache-control"], "no-store");
      assert.equal(headers["x-content-type-options"], "nosniff");
    });
  }

  const OUTSIDE = [
    "/../package.json", "/..%2fpackage.json", "/%2e%2e/package.json", "/%2e%2e%2fpackage.json", "/js/../../package.json", "/..\\package.json",
    "/pkg/../server.mjs", "/pkg/..%2f..%2fpackage.json", "/pkg/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/server.mjs", "/%73erver.mjs", "//etc/passwd",
    "/etc/passwd", "/js", "/js/", "/pkg", "/missing.js", "/%00", "/%", "/index.html%00.js",
  ];
  for (const path of OUTSIDE) {
    it(`has nothing at ${path}`, async () => {
      const { status, text } = await get(server.url, path);
      assert.equal(status, 404);
      assert.doesNotMatch(text, /root:|devDependencies|createRelay/);
    });
  }

  it("keeps the page's own scripts, WebAssembly and frames, and nothing more", async () => {
    const { headers } = await get(server.url, "/");
    const policy = Object.fromEntries(headers["content-security-policy"].split("; ").map((rule) => [rule.split(" ")[0], rule]));
    assert.equal(policy["script-src"], "script-src 'self' 'wasm-unsafe-eval'");
    assert.equal(policy["connect-src"], "connect-src 'self'");
    assert.equal(policy["style-src"], "style-src 'self'");
    assert.match(policy["img-src"], /'self' blob: data:/);
    assert.equal(policy["object-src"], "object-src 'none'");
    assert.equal(headers["cross-origin-embedder-policy"], undefined);
  });

  it("answers HEAD without a body and nothing but reads", async () => {
    const head = await get(server.url, "/", "HEAD");
    assert.deepEqual([head.status, head.text], [200, ""]);
    assert.ok(Number(head.headers["content-length"]) > 0);
    for (const method of ["POST", "PUT", "DELETE"]) assert.equal((await get(server.url, "/", method)).status, 405);
  });

  it("relays below /api/tinyfish with the key", async () => {
    const response = await fetch(`${server.url}/api/tinyfish/v1/runs/server-test`);
    assert.deepEqual(await response.json(), { echo: "/v1/runs/server-test" });
    assert.equal(service.requests("server-test")[0].headers["x-api-key"], KEY);
    assert.equal((await fetch(`${server.url}/api/tinyfish/v1/vault/items`)).status, 404);
  });

  it("does not relay for another name that leads here", async () => {
    const { port } = new URL(server.url);
    const request = httpRequest({ port, host: "127.0.0.1", path: "/api/tinyfish/v1/runs/rebound", headers: { host: `evil.example:${port}` } }).end();
    const [response] = await once(request, "response");
    assert.equal(response.statusCode, 403);
    response.resume();
    assert.deepEqual(service.requests("rebound"), []);
  });

  it("tells the page about the emulator and its shop, or that there is none", async () => {
    const answers = {
      "/emulator": { version: "1", shop: "http://127.0.0.1:9/", credentials: [] },
      "/v1/vault/items": { items: [{ itemId: "cred:one" }, { itemId: "cred:two" }] },
    };
    // Both ask without an id.
    service.answer(undefined, (request, response) => sendJson(response, answers[request.url] ?? {}, answers[request.url] ? 200 : 404));
    const demo = async () => (await fetch(`${server.url}/demo.json`)).json();
    assert.deepEqual(await demo(), { live: false, shop: "http://127.0.0.1:9/", credentials: ["cred:one", "cred:two"] });
    service.answer(undefined, (_, response) => sendJson(response, {}, 404));
    assert.deepEqual(await demo(), { live: true, shop: null });
  });

  it("prints one line, and never the key", async () => {
    assert.equal(server.lines.length, 1);
    assert.ok(server.url);
  });

  it("isolates the page when told to", async () => {
    const isolated = await start("--upstream", service.url, "--isolated");
    try {
      const { headers } = await get(isolated.url, "/");
      assert.equal(headers["cross-origin-opener-policy"], "same-origin");
      assert.equal(headers["cross-origin-embedder-policy"], "require-corp");
    } finally {
      isolated.child.kill();
      await isolated.ended;
    }
  });

  it("ends with its standard input, also while a stream is open", async () => {
    const other = await start("--upstream", service.url, "--exit-with-stdin");
    service.answer("endless", (_, response) => response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n"));
    const stream = await fetch(`${other.url}/api/tinyfish/v1/automation/run-sse`, {
      method: "POST", headers: { "content-type": "application/json" }, body: '{"goal":"endless"}',
    });
    await stream.body.getReader().read();
    other.child.stdin.end();
    const [code] = await other.ended;
    assert.equal(code, 0);
  });

  it("says why it cannot listen", async () => {
    const { port } = new URL(server.url);
    const second = spawn(process.execPath, [SERVER, "--port", port], { stdio: ["ignore", "pipe", "pipe"] });
    let told = "";
    second.stderr.on("data", (chunk) => (told += chunk));
    const [code] = await once(second, "close");
    assert.equal(code, 1);
    assert.match(told, /cannot listen on 127\.0\.0\.1/);
  });
});
