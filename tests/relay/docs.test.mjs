// Every recipe of docs/relay.md compiles against the declaration, and serves the path that it names and no other.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { ROOT, blocksOf, compile } from "../support/guides.mjs";

const GUIDE = join(ROOT, "docs/relay.md");

/** What the recipes take from elsewhere, as far as they use it. */
const SURROUNDINGS = `
declare const process: { env: Record<string, string | undefined> };
declare const Deno: {
  env: { get(name: string): string | undefined };
  serve(handler: (request: Request) => Promise<Response>): void;
  serve(options: { port: number }, handler: (request: Request) => Promise<Response>): void;
};
declare const Bun: { serve(options: { port: number; idleTimeout: number; fetch(request: Request): Promise<Response> }): void };
declare module "node:http" {
  interface Incoming extends AsyncIterable<any> { method?: string; url?: string; headers: { [name: string]: string | string[] | undefined }; socket: { remoteAddress?: string } }
  interface Outgoing {
    writeHead(status: number, headers?: Record<string, string | string[] | number | undefined>): this;
    flushHeaders(): void;
    write(chunk: any, callback?: (error: Error | null | undefined) => void): boolean;
    end(callback?: () => void): this;
    destroy(error?: Error): this;
    destroyed: boolean;
    once(event: string, listener: (...parameters: any[]) => void): this;
    removeListener(event: string, listener: (...parameters: any[]) => void): this;
  }
  export function createServer(listener: (request: Incoming, response: Outgoing) => void): { listen(port: number, host: string): void };
}
declare module "express" {
  import { Incoming, Outgoing } from "node:http";
  type Handler = (request: Incoming & { originalUrl: string; body: any }, response: Outgoing, next: () => void) => void | Promise<void>;
  export default function express(): { use(path: string, handler: Handler): void; listen(port: number): void };
}
declare module "hono" {
  export class Hono { all(path: string, handler: (context: { req: { raw: Request } }) => Promise<Response>): void }
}
declare module "npm:tinyfish-web/relay" { export * from "tinyfish-web/relay"; }
declare module "tinyfish-web" { export function connect(options: { baseURL: string }): Promise<object>; }
`;

/** The reader's own modules. */
const OWN = {
  "session.d.ts": "export function sessionOf(request: Request): Promise<{ id: string } | null>;",
  "database.d.ts": `export const database: {
    owns(user: string, runId: string): Promise<boolean>;
    remember(user: string, runIds: string[]): Promise<void>;
  };`,
  "redis.d.ts": `export const redis: {
    incrby(key: string, by: number): Promise<number>;
    expire(key: string, seconds: number): Promise<void>;
    ttl(key: string): Promise<number>;
  };`,
};

test("the recipes compile", () => {
  const blocks = blocksOf(GUIDE);
  const { length } = Object.keys(blocks);
  assert.ok(length >= 14, `${length} blocks`);
  const relay = { paths: { "tinyfish-web/relay": [join(ROOT, "src/types/relay.d.ts")] } };
  assert.equal(compile({ "surroundings.d.ts": SURROUNDINGS, ...OWN, ...blocks }, relay), "");
});

/** Where the relay of a recipe hangs; the first part of Supabase's paths is the function's name. */
const RECIPES = {
  "Next.js (App Router)": "/api/tinyfish",
  Express: "/api/tinyfish",
  Node: "/api/tinyfish",
  Hono: "/api/tinyfish",
  "Cloudflare Workers": "/api/tinyfish",
  Deno: "/api/tinyfish",
  Bun: "/api/tinyfish",
  "Supabase Edge Functions": "/tinyfish",
};

const RELAY = pathToFileURL(join(ROOT, "npm/relay.js"));
/** What the recipes import. Each gives what it is handed to `globalThis.recipe`: a handler of the web, or a listener of Node. */
const MODULES = {
  "tinyfish-web/relay": `
    import { createRelay as create } from "${RELAY}";
    export { toNodeHandler } from "${RELAY}";
    export const createRelay = (options) => create((globalThis.recipe.options = options));`,
  "node:http": "export const createServer = (listener) => ({ listen() { globalThis.recipe.listener = listener; } });",
  express: `
    export default () => ({
      use(path, handler) {
        globalThis.recipe.listener = (request, response) => {
          const { url } = request;
          if (!url.startsWith(path + "/")) return response.writeHead(404).end();
          Object.assign(request, { originalUrl: url, url: url.slice(path.length) });
          handler(request, response);
        };
      },
      listen() {},
    });`,
  hono: `
    export class Hono {
      all(path, handler) {
        const fits = (request) => new URL(request.url).pathname.startsWith(path.slice(0, -1));
        globalThis.recipe.handler = async (raw) => (fits(raw) ? handler({ req: { raw } }) : new Response(null, { status: 404 }));
      }
    }`,
};
const SERVERS = {
  Deno: { env: { get: () => "sk-tinyfish-key" }, serve: (...all) => (globalThis.recipe.handler = all.at(-1)) },
  Bun: { serve: (options) => Object.assign(globalThis.recipe, { handler: options.fetch, served: options }) },
};

/** Runs the recipe below a heading: `{ handler, options, … }`, with `sent` for the addresses that went to the service. */
async function load(heading, context) {
  const [, code] = new RegExp(`^### ${heading.replace(/[().]/g, "\\$&")}$[^]*?\\n\`\`\`ts\\n([^]*?)^\`\`\`$`, "m").exec(readFileSync(GUIDE, "utf8"));
  const folder = mkdtempSync(join(tmpdir(), "recipe-"));
  const { fetch: real, recipe: none } = globalThis;
  const key = process.env.TINYFISH_API_KEY;
  const recipe = (globalThis.recipe = { sent: [] });
  process.env.TINYFISH_API_KEY = "sk-tinyfish-key";
  Object.assign(globalThis, SERVERS);
  globalThis.fetch = async (url) => {
    if (String(url).startsWith("https://agent.tinyfish.ai/")) recipe.sent.push(String(url));
    return Response.json({ data: [], pagination: { total: 0 } });
  };
  context.after(() => {
    for (const name of Object.keys(SERVERS)) delete globalThis[name];
    Object.assign(globalThis, { fetch: real, recipe: none });
    if (key === undefined) delete process.env.TINYFISH_API_KEY;
    else process.env.TINYFISH_API_KEY = key;
    rmSync(folder, { recursive: true });
  });
  const files = Object.keys(MODULES);
  for (const name of files) writeFileSync(join(folder, `${files.indexOf(name)}.mjs`), MODULES[name]);
  const script = transformSync(code, { loader: "ts" }).code.replace(/from "(?:npm:)?([^"]+)"/g, (whole, name) => `from "./${files.indexOf(name)}.mjs"`);
  writeFileSync(join(folder, "recipe.mjs"), script);
  recipe.exports = await import(pathToFileURL(join(folder, "recipe.mjs")));
  const { GET, default: worker } = recipe.exports;
  recipe.handler ??= GET ?? (worker && ((request) => worker.fetch(request, { TINYFISH_API_KEY: "sk-tinyfish-key" })));
  if (recipe.listener) {
    const server = createServer(recipe.listener).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    context.after(() => server.close());
    const { port } = server.address();
    recipe.handler = async ({ url }) => real(`http://127.0.0.1:${port}${new URL(url).pathname}`);
  }
  return recipe;
}

describe("a recipe serves the path that it names, and none that only ends like it", () => {
  test("all of them are here", () => {
    const [, section] = /^## Recipes$([^]*?)^## /m.exec(readFileSync(GUIDE, "utf8"));
    const withCode = section.split(/^### /m).filter((part) => part.includes("createRelay("));
    assert.deepEqual(withCode.map((part) => part.split("\n")[0]), Object.keys(RECIPES));
  });

  for (const [heading, base] of Object.entries(RECIPES)) {
    test(heading, async (context) => {
      const { handler, sent } = await load(heading, context);
      const statusOf = async (path) => (await handler(new Request(`http://localhost${path}`))).status;
      assert.equal(await statusOf(`${base}/v1/runs`), 200);
      assert.deepEqual(sent, ["https://agent.tinyfish.ai/v1/runs"]);
      for (const path of [`${base}/x/v1/runs`, `${base}/v1/v1/runs`, "/v1/runs"]) assert.equal(await statusOf(path), 404, path);
      assert.equal(sent.length, 1);
    });
  }
});

test("the route of Next.js builds with cached components, and its streams end before the host ends them", async (context) => {
  const { exports, options } = await load("Next.js (App Router)", context);
  assert.deepEqual(Object.keys(exports).sort(), ["GET", "POST", "maxDuration"]);
  assert.ok(options.events.maxDuration < exports.maxDuration * 1000);
});

test("Bun waits as long as it can", async (context) => {
  assert.equal((await load("Bun", context)).served.idleTimeout, 255);
});
