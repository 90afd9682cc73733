// A consumer's own server: its files under the policy of the guide, and the relay of the installed package.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { EMULATOR_KEY } from "../../support/services.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/**
 * Gives `{ url, requested, close }`; `requested` collects the paths of the files that were asked for.
 *
 * @param folders directories by the path they are served at, the longest path first
 * @param policy the Content-Security-Policy of every file
 */
export async function serveFiles({ folders, policy, packageDirectory, upstream }) {
  const relay = await makeRelay(packageDirectory, upstream);
  const requested = [];
  const site = await listen(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname.startsWith("/api/tinyfish/")) return relay(request, response);
    requested.push(pathname);
    const prefix = Object.keys(folders).find((candidate) => pathname.startsWith(candidate));
    const path = join(folders[prefix], pathname.slice(prefix.length) || "index.html");
    const type = TYPES[extname(path)] ?? "text/plain";
    const body = await readFile(path).catch(() => null);
    response.writeHead(body ? 200 : 404, { "content-type": type, "content-security-policy": policy });
    response.end(body);
  });
  return { ...site, requested };
}

/** The relay alone, for a consumer that brings the server of its files. */
export async function serveRelay({ packageDirectory, upstream }) {
  return listen(await makeRelay(packageDirectory, upstream));
}

async function makeRelay(packageDirectory, upstream) {
  const { createRelay, toNodeHandler } = await import(pathToFileURL(join(packageDirectory, "relay.js")).href);
  return toNodeHandler(createRelay({ apiKey: EMULATOR_KEY, upstream, basePath: "/api/tinyfish" }));
}

async function listen(handle) {
  const server = createServer(handle);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}
