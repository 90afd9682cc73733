// The dashboard's server: its files, the built package, and the relay with the key from TINYFISH_API_KEY.
//
//   node www/server.mjs [--port 4700] [--host 127.0.0.1] [--upstream URL] [--pkg DIR] [--isolated] [--exit-with-stdin]

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { createRelay, toNodeHandler } from "../npm/relay.js";

const WWW = fileURLToPath(new URL(".", import.meta.url));
const SERVICE = "https://agent.tinyfish.ai";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".ico": "image/x-icon",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
};

const SAFETY = {
  // Frames may come from any host: the service chooses the live view's host for each run.
  "content-security-policy": [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' blob: data: https: http://127.0.0.1:* http://localhost:*",
    "connect-src 'self'",
    "frame-src https: http:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};
/** Makes the page cross-origin isolated: frames and pictures of others must then agree to be embedded. */
const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "4700" },
    host: { type: "string", default: "127.0.0.1" },
    upstream: { type: "string", default: SERVICE },
    pkg: { type: "string", default: join(WWW, "../pkg") },
    isolated: { type: "boolean", default: false },
    "exit-with-stdin": { type: "boolean", default: false },
  },
});

const headers = { ...SAFETY, ...(options.isolated ? ISOLATION : {}), "cache-control": "no-store" };
const everyHost = options.host === "0.0.0.0" || options.host === "::";
const folders = { "/pkg/": resolve(options.pkg), "/": WWW };
const relay = toNodeHandler(createRelay({
  apiKey: () => process.env.TINYFISH_API_KEY,
  upstream: options.upstream,
  basePath: "/api/tinyfish",
  // A site that gives itself this machine's address (DNS rebinding) comes with its own name as the host.
  authorize: ({ url }) => everyHost || LOOPBACK.has(new URL(url).hostname) || new URL(url).hostname === options.host,
}));

const server = createServer((request, response) => {
  const { pathname } = new URL(`http://localhost${request.url?.startsWith("/") ? request.url : "/"}`);
  if (pathname.startsWith("/api/tinyfish/")) return void relay(request, response);
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405);
  const answer = pathname === "/demo.json" ? sendDemo(response) : sendFile(request, response, pathname);
  answer.catch(() => response.destroy());
});

async function sendFile(request, response, pathname) {
  const found = await find(pathname);
  if (!found) return refuse(response, 404);
  const type = TYPES[extname(found.path)] ?? "application/octet-stream";
  response.writeHead(200, { ...headers, "content-type": type, "content-length": found.size });
  if (request.method === "HEAD") return void response.end();
  await pipeline(createReadStream(found.path), response);
}

/** The file behind a path, never outside its folder and never this server itself. */
async function find(pathname) {
  const prefix = Object.keys(folders).find((candidate) => pathname.startsWith(candidate));
  const name = decode(pathname.endsWith("/") ? `${pathname}index.html` : pathname);
  if (name === null || name.includes("\0") || extname(name) === ".mjs") return null;
  const path = join(folders[prefix], name.slice(prefix.length));
  if (!path.startsWith(resolve(folders[prefix]) + sep)) return null;
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? { path, size: found.size } : null;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function refuse(response, status) {
  response.writeHead(status, { ...headers, "content-type": "text/plain; charset=utf-8" });
  response.end(status === 404 ? "Not found\n" : "Method not allowed\n");
}

/** Tells the page what stands behind the relay: the emulator describes itself and its shop, the service does not. */
async function sendDemo(response) {
  const demo = new URL(options.upstream).origin === SERVICE ? { live: true, shop: null } : await describeEmulator();
  response.writeHead(200, { ...headers, "content-type": TYPES[".json"] });
  response.end(JSON.stringify(demo));
}

async function describeEmulator() {
  const read = async (path) => {
    const answer = await fetch(new URL(path, options.upstream), {
      headers: { "x-api-key": process.env.TINYFISH_API_KEY ?? "" },
      signal: AbortSignal.timeout(3000),
    });
    return answer.ok ? answer.json() : null;
  };
  const described = await read("/emulator").catch(() => null);
  if (!described) return { live: true, shop: null };
  const vault = await read("/v1/vault/items").catch(() => null);
  const credentials = (vault?.items ?? []).map((item) => item.itemId).filter(Boolean);
  return { live: false, shop: described.shop ?? null, credentials };
}

function stop() {
  server.close(() => process.exit(0));
  server.closeAllConnections();
}

process.once("SIGTERM", stop);
process.once("SIGINT", stop);
if (options["exit-with-stdin"]) process.stdin.once("end", stop).resume();

server.listen(Number(options.port), options.host, () => {
  const { address, port } = server.address();
  const host = address.includes(":") ? `[${address}]` : address;
  console.log(`dashboard listening on http://${host}:${port}`);
});
server.once("error", (error) => {
  console.error(`The dashboard cannot listen on ${options.host}:${options.port}: ${error.message}`);
  process.exit(1);
});
