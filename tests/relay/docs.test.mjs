// Every recipe of docs/relay.md compiles against the declaration.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT, blocksOf, compile } from "../support/guides.mjs";

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
  const blocks = blocksOf(join(ROOT, "docs/relay.md"));
  const { length } = Object.keys(blocks);
  assert.ok(length >= 14, `${length} blocks`);
  const relay = { paths: { "tinyfish-web/relay": [join(ROOT, "src/types/relay.d.ts")] } };
  assert.equal(compile({ "surroundings.d.ts": SURROUNDINGS, ...OWN, ...blocks }, relay), "");
});
