/** Marks every answer of a relay, so that a client can tell it from a page of the same server. */
export const RELAY_MARK = "x-tinyfish-relay";

/** What of the page's request the service gets to see (API reference: Authentication, headers). No cookie, no authorization. */
const FORWARDED = [
  "accept",
  "last-event-id",
  "x-tf-client-name",
  "x-tf-client-version",
  "x-tf-connect-source",
  "x-tf-connect-client",
  "x-tf-connect-attempt-id",
];
// API reference, headers: attribution is printable and at most 128 characters long.
const PRINTABLE = /^[\x20-\x7e]{1,128}$/;

const RETURNED = /^(content-type|retry-after|(x-)?ratelimit(-.+)?)$/;

/**
 * @param {Headers} from the page's
 * @param {string} key
 * @param {boolean} hasBody
 */
export function toService(from, key, hasBody) {
  const headers = new Headers();
  for (const name of FORWARDED) {
    const value = from.get(name);
    if (value !== null && PRINTABLE.test(value)) headers.set(name, value);
  }
  if (hasBody) headers.set("content-type", "application/json");
  headers.set("x-api-key", key);
  headers.set("x-tf-request-origin", "tinyfish-web");
  return headers;
}

/**
 * @param {Headers} from the service's
 * @param {string} key a header that holds it is left out
 */
export function toPage(from, key) {
  const headers = new Headers({ "cache-control": "no-store" });
  for (const [name, value] of from) {
    if (RETURNED.test(name) && !value.includes(key)) headers.set(name, value);
  }
  // The platform's fetch has undone any encoding, so the length of an encoded body is not that of this one.
  const length = from.get("content-length");
  if (length !== null && !from.has("content-encoding")) headers.set("content-length", length);
  return headers;
}

/** An event stream must reach the page as it is written: proxies on the way may neither keep nor compress it. */
export function forStream(headers = new Headers()) {
  if (!headers.has("content-type")) headers.set("content-type", "text/event-stream; charset=utf-8");
  headers.set("cache-control", "no-store, no-transform");
  headers.set("x-accel-buffering", "no");
  headers.delete("content-length");
  return headers;
}
