/** @import { Relay, NodeRequest, NodeResponse, NodeHandler } from "../relay.js" */

import { RELAY_MARK } from "./headers.js";
import { Refusal } from "./refusal.js";

/**
 * Fits a relay to `node:http`, Express and all that hand out Node's own request and response.
 *
 * @param {Relay} relay
 * @returns {NodeHandler}
 */
export function toNodeHandler(relay) {
  return async (incoming, outgoing) => {
    // While middleware was at work: no event would tell.
    if (outgoing.destroyed) return;
    const control = new AbortController();
    outgoing.once("close", () => control.abort());
    try {
      const refused = UNSPOKEN.test(incoming.method ?? "");
      await write(refused ? unspoken() : await relay(toRequest(incoming, control.signal)), outgoing);
    } catch {
      // The page went away, or the service broke off in the middle of a body: the page must not take it for the end.
      outgoing.destroy();
    }
  };
}

/** How long a client may go on sending what nobody reads, in milliseconds. */
const LINGER = 30_000;

/** Fetch standard, methods: no Request may have these. */
const UNSPOKEN = /^(connect|trace|track)$/i;

function unspoken() {
  return new Refusal(405, "METHOD_NOT_ALLOWED", "The relay takes GET and POST.", { allow: "GET, POST", [RELAY_MARK]: "1" }).toResponse();
}

const HOST = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i;

/** @param {NodeRequest} incoming @param {AbortSignal} signal */
function toRequest(incoming, signal) {
  const { method = "GET" } = incoming;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (name.startsWith(":") || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  // Express keeps the whole path here and cuts what a router is mounted at from `url`.
  const target = incoming.originalUrl ?? incoming.url ?? "/";
  // Only a path may follow: a whole address, or one that begins with two slashes, would replace the host.
  const path = /^\/(?![/\\])/.test(target) ? target : "/";
  const { encrypted } = /** @type {{ encrypted?: boolean }} */ (incoming.socket ?? {});
  // HTTP/2 names the host where HTTP/1.1 has the header.
  const base = originOf(encrypted ? "https" : "http", String(headers.get("host") ?? incoming.headers[":authority"] ?? ""));
  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody ? bodyOf(incoming, headers) : null;
  // Node asks for `duplex` with a stream as the body; its type does not know it yet.
  const init = /** @type {RequestInit} */ ({ method, headers, body, signal, duplex: "half" });
  return new Request(base + path, init);
}

/** @param {string} scheme @param {string} host what the client says */
function originOf(scheme, host) {
  try {
    if (HOST.test(host)) return new URL(`${scheme}://${host}`).origin;
  } catch {
    // A port or an address out of range.
  }
  return `${scheme}://localhost`;
}

/** @param {NodeRequest} incoming @param {Headers} headers @returns {BodyInit} */
function bodyOf(incoming, headers) {
  // A parser that ran before, such as express.json(), has used the stream up.
  if (incoming.body !== undefined && incoming.readableEnded) {
    headers.delete("content-length");
    const { body } = incoming;
    return typeof body === "string" || body instanceof Uint8Array ? /** @type {BodyInit} */ (body) : JSON.stringify(body);
  }
  const chunks = incoming[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => void throwAway(incoming, chunks),
    },
    // Node itself throws away a body that nobody touched, but not the rest of one.
    { highWaterMark: 0 },
  );
}

/**
 * Reads what is left of a body. Breaking it off would take the answer along, and the connection takes its next request only after
 * the end of this one.
 *
 * @param {NodeRequest} incoming
 * @param {AsyncIterator<Uint8Array>} chunks
 */
async function throwAway(incoming, chunks) {
  const timer = setTimeout(() => incoming.destroy?.(), LINGER);
  try {
    while (!(await chunks.next()).done);
  } catch {
    // The client has left, or was cut off.
  }
  clearTimeout(timer);
}

/** @param {Response} response @param {NodeResponse} outgoing */
async function write(response, outgoing) {
  if (outgoing.destroyed) return void response.body?.cancel().catch(() => {});
  const headers = /** @type {Record<string, string | string[]>} */ (Object.fromEntries(response.headers));
  // The only header whose values do not join.
  const cookies = response.headers.getSetCookie?.() ?? [];
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  outgoing.writeHead(response.status, headers);
  outgoing.flushHeaders?.();
  const reader = response.body?.getReader();
  if (!reader) return void outgoing.end();
  const stop = () => reader.cancel().catch(() => {});
  outgoing.once("close", stop);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const full = !outgoing.write(value);
    // Compression middleware holds bytes back until it is told not to.
    outgoing.flush?.();
    if (full) await drained(outgoing);
  }
  outgoing.end();
}

/** @param {NodeResponse} outgoing @returns {Promise<void>} */
function drained(outgoing) {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.removeListener("drain", done);
      outgoing.removeListener("close", done);
      resolve();
    };
    outgoing.once("drain", done);
    outgoing.once("close", done);
    if (outgoing.destroyed) done();
  });
}
