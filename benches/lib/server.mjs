// The pages, the package, the peers and the long answer, on a free port.

import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };
const PAGE = `<!doctype html><meta charset="utf-8"><title>Measurements</title>
<script type="module">
  globalThis.call = async (module, name, argument) => JSON.stringify((await (await import(module))[name](argument)) ?? null);
</script>`;

/**
 * `folders`: by prefix. `contents`: bytes by path. `answer(request, response)` may take what is left and says
 * whether it did.
 */
export function handler({ folders, contents, answer = () => false }) {
  return (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    // Isolated, a page has finer clocks.
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    response.setHeader("Cache-Control", "no-store");
    if (pathname === "/") return send(response, "text/html", PAGE);
    if (contents[pathname]) return send(response, TYPES[extname(pathname)] ?? "application/json", contents[pathname]);
    const prefix = Object.keys(folders).find((prefix) => pathname.startsWith(prefix));
    const file = prefix && join(folders[prefix], normalize(pathname.slice(prefix.length - 1)));
    if (file && existsSync(file)) {
      response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
      return createReadStream(file).pipe(response);
    }
    if (answer(request, response)) return undefined;
    response.statusCode = 404;
    return response.end();
  };
}

function send(response, type, body) {
  response.setHeader("Content-Type", type);
  response.setHeader("Content-Length", Buffer.byteLength(body));
  response.end(body);
}

/** Listens with `handle` on a free port; gives `{ origin, stop }`. */
export async function serve(handle) {
  const server = createServer(handle);
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const stop = () => new Promise((stopped) => (server.close(stopped), server.closeAllConnections()));
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
}
