// How the tests talk to a relay.

import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";

import { createParser } from "eventsource-parser";

let made = 0;

/** An id that no other test has. */
export const unique = (name = "run") => `${name}-${process.pid}-${++made}`;

/** A client of one relay of the app: `/plain`, for instance. */
export function clientOf(base) {
  const send = (path, init = {}) => fetch(base + path, init);
  return {
    base,
    get: (path, headers = {}, init = {}) => send(path, { headers, ...init }),
    post: (path, body, headers = {}, init = {}) =>
      send(path, {
        method: "POST",
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
        ...init,
      }),
    /** The path goes out as it is written: `fetch` would tidy it up. */
    raw: (path, { method = "GET", headers = {}, chunks = [] } = {}) => rawRequest(base, path, method, headers, chunks),
  };
}

function rawRequest(base, path, method, headers, chunks) {
  const { hostname, port, pathname } = new URL(base);
  return new Promise((resolve, reject) => {
    const absolute = path.startsWith("http:") || path.startsWith("//");
    const request = httpRequest({ hostname, port, method, headers, path: absolute ? path : pathname + path });
    request.once("error", reject);
    request.once("response", async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() });
      request.destroy();
    });
    for (const chunk of chunks) request.write(chunk);
    request.end();
  });
}

/** Holds until a condition does: what it waits for is an event of another process that announces itself nowhere. */
export async function until(condition, what) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) assert.fail(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Reads an event stream as a browser does. */
export function readEvents(response) {
  assert.equal(response.status, 200);
  const waiting = [];
  const parser = createParser({ onEvent: ({ id, data }) => waiting.push({ id, event: JSON.parse(data) }), onRetry: (ms) => (stream.retry = ms) });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const stream = {
    retry: undefined,
    /** The next event, or null at the end. */
    async next() {
      while (waiting.length === 0) {
        const { done, value } = await reader.read();
        if (done) return null;
        parser.feed(value);
      }
      return waiting.shift();
    },
    async all() {
      const events = [];
      for (let next = await stream.next(); next; next = await stream.next()) events.push(next);
      return events;
    },
    close: () => reader.cancel(),
  };
  return stream;
}

/** A promise and what resolves it. */
export function gate() {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return { open, opened };
}

export async function envelope(response, status, code) {
  assert.equal(response.status, status);
  assert.match(response.headers.get("content-type"), /^application\/json/);
  const body = await response.json();
  assert.deepEqual(Object.keys(body), ["error"]);
  assert.equal(body.error.code, code);
  assert.equal(typeof body.error.message, "string");
  return body.error;
}
