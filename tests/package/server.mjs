// Serves the built package to a page, as well or as badly as a test wants.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the built package is. */
export const PKG = process.env.TINYFISH_PACKAGE ?? fileURLToPath(new URL("../../pkg", import.meta.url));
export const WASM = "tinyfish_web_bg.wasm";

const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

/**
 * Gives `{ url, requests, answer, close }`: an empty page at `/`, the package at `/pkg/`.
 *
 * @param csp the page's Content-Security-Policy
 * `answer(path)` may be set: what it gives (`{ status, type, body }`, or "reset") is sent in place of the file
 */
export async function servePackage({ csp } = {}) {
  const site = { requests: [], answer: () => undefined };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    site.requests.push(path);
    const answer = site.answer(path) ?? (await file(path));
    if (answer === "reset") return response.destroy();
    const headers = { "content-type": answer.type, "cache-control": "no-store" };
    if (csp) headers["content-security-policy"] = csp;
    response.writeHead(answer.status ?? 200, headers).end(answer.body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  site.url = `http://127.0.0.1:${server.address().port}`;
  site.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return site;
}

async function file(path) {
  if (path === "/") return { type: "text/html", body: "<!doctype html><title>Package</title>" };
  const name = normalize(path).replace(/^\/pkg\//, "");
  try {
    return { type: TYPES[extname(name)] ?? "text/plain", body: await readFile(join(PKG, name)) };
  } catch {
    return { status: 404, type: "text/html", body: "<!doctype html><title>Not found</title>" };
  }
}
