/**
 * The client and the views: `tinyfish-web`. `tinyfish-web/inline` is the same with the WebAssembly inside the JavaScript.
 *
 * Importing has no effect; {@link connect} loads the WebAssembly.
 *
 * @module tinyfish-web
 */

import type { Client, ConnectOptions } from "./client.js";

/**
 * Loads the WebAssembly, once for the page, and gives a ready client.
 *
 * ```ts
 * const client = await connect({ baseURL: "/api/tinyfish" });
 * ```
 *
 * Rejects with a `TinyFishError`: `wasm_load` if the WebAssembly does not load (the next call tries again), `invalid_input` for
 * wrong options, `key_in_page` for a key in a page.
 */
export function connect(options: ConnectOptions): Promise<Client>;

/**
 * A run's result as a value, however the agent wrapped it: JSON in text is parsed, a Markdown code fence around it is taken off.
 * Anything else comes back as it is.
 *
 * @throws TinyFishError `wasm_load` before the first `connect()`
 */
export function parseResult<T = unknown>(result: unknown): T;

export type * from "./client.js";
export * from "./constants.js";
export * from "./errors.js";
export type * from "./events.js";
export type * from "./outcome.js";
export type * from "./params.js";
export type * from "./pool.js";
export type * from "./runs.js";
export type * from "./stream.js";
export * from "./views.js";
