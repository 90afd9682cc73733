// The built package, and the answers that a `fetch` which is told what to answer gives it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PKG, WASM } from "./server.mjs";

export const { connect, parseResult } = await import(pathToFileURL(join(PKG, "index.js")).href);
export const wasm = await readFile(join(PKG, WASM));

export const PARAMS = { url: "http://shop.test", goal: "Go" };

export const json = (value, init) => new Response(JSON.stringify(value), init);
export const refusal = (status, code, headers) => json({ error: { code, message: "said" } }, { status, headers });

/** What a promise rejects with. */
export const failure = (promise) => promise.then(assert.fail, (error) => error);
