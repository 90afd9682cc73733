// Where the relays run: Node's own server, and workerd.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { toNodeHandler } from "../../../npm/relay.js";
import { createApp } from "./app.mjs";

export async function startOnNode(upstream) {
  const server = createServer(toNodeHandler(createApp(upstream)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The runtime's program, or null where its package has none for this machine (see package.json). */
export const workerd = findWorkerd();

function findWorkerd() {
  try {
    return createRequire(import.meta.url).resolve("@cloudflare/workerd-linux-64/bin/workerd");
  } catch {
    return null;
  }
}

export async function startOnWorkerd(upstream) {
  const folder = mkdtempSync(join(tmpdir(), "relay-workerd-"));
  await bundle(folder);
  writeFileSync(join(folder, "config.capnp"), config(upstream));
  const parameters = ["serve", join(folder, "config.capnp"), "--control-fd=3"];
  const child = spawn(workerd, parameters, {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const ended = once(child, "close");
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdio[3] }), "line"),
    ended.then(([code]) => { throw new Error(`workerd ended with ${code} before it listened`); }),
  ]);
  return {
    url: `http://127.0.0.1:${JSON.parse(line).port}`,
    async stop() {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

function bundle(folder) {
  const contents = `
    import { createApp } from "./app.mjs";
    let app;
    export default { fetch: (request, env) => (app ??= createApp(env.UPSTREAM))(request) };
  `;
  const resolveDir = fileURLToPath(new URL(".", import.meta.url));
  return build({
    stdin: { contents, resolveDir },
    bundle: true,
    format: "esm",
    target: "es2022",
    // Neutral: an import of a Node module would be an error.
    platform: "neutral",
    outfile: join(folder, "worker.js"),
    logLevel: "error",
  });
}

const config = (upstream) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "relay", worker = .relay),
    (name = "internet", network = (allow = ["private", "public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "relay")],
);
const relay :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "2025-06-01",
  bindings = [(name = "UPSTREAM", text = "${upstream}")],
);
`;
