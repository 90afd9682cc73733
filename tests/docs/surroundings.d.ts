// What the code of the guides takes from elsewhere: what an earlier block made, and as much of other packages as it uses.

/// <reference lib="esnext.disposable" />

declare const client: import("tinyfish-web").Client;
declare const run: import("tinyfish-web").RunStream;
declare const params: import("tinyfish-web").RunParams;
declare const element: HTMLElement;
declare const process: { env: Record<string, string | undefined> };

declare module "node:assert/strict" {
  const assert: { equal(actual: unknown, expected: unknown): void };
  export default assert;
}
declare module "node:fs/promises" {
  export function readFile(path: string | URL): Promise<Uint8Array<ArrayBuffer>>;
}
declare module "node:module" {
  export function createRequire(from: string): { resolve(name: string): string };
}
declare module "node:test" {
  export function test(name: string, body: () => Promise<void>): void;
}
