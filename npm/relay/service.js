/** @import { RelayAction } from "../relay.js" */
/** @import { Settings } from "./settings.js" */

import { withoutKey } from "./pass.js";
import { Refusal } from "./refusal.js";

/**
 * @typedef {object} Call
 * @property {"GET" | "POST"} method
 * @property {string} path with the query
 * @property {Headers} headers
 * @property {string | null} body
 * @property {number} timeout in milliseconds, until the answer was taken
 * @property {AbortSignal} signal ends the call and the body of its answer
 */

/**
 * Calls the service once: what creates runs must not be repeated, and the page repeats what may be.
 *
 * @template T
 * @param {Settings} settings
 * @param {Call} call
 * @param {(response: Response) => Promise<T>} take what it reads of the body counts into the time: a service may stop halfway
 */
export async function callService(settings, { method, path, headers, body, timeout, signal }, take) {
  const control = new AbortController();
  const abort = () => control.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    control.abort();
  }, timeout);
  let begun = false;
  try {
    // A redirect would carry the key to wherever it points.
    const response = await settings.fetch(settings.upstream + path, { method, headers, body, signal: control.signal, redirect: "manual" });
    begun = true;
    return await take(response);
  } catch (cause) {
    if (late) throw new Refusal(504, "UPSTREAM_TIMEOUT", "The service did not answer in time.");
    if (begun) throw new Refusal(502, "UPSTREAM_BAD_RESPONSE", "The service's answer broke off.");
    const refusal = new Refusal(502, "UPSTREAM_UNREACHABLE", "The relay could not reach the service.");
    if (!signal.aborted) refusal.cause = reasonOf(cause, headers.get("x-api-key") ?? "");
    throw refusal;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What the app may know of a failed `fetch`. Not the error itself: some keep the request, and with it the key.
 *
 * @param {any} thrown
 * @param {string} key
 */
function reasonOf(thrown, key) {
  // Node says only there what was the matter.
  const within = thrown?.cause ? ` (${thrown.cause})` : "";
  const reason = new Error(withoutKey(`The relay could not reach the service: ${thrown}${within}`, key));
  if (thrown?.stack) reason.stack = withoutKey(`${reason.message}\n${thrown.stack}`, key);
  return reason;
}

/** @param {Response} response */
export function isJson(response) {
  return /^application\/([a-z.+-]+\+)?json\s*(;|$)/i.test(response.headers.get("content-type") ?? "");
}

/**
 * What stands for an answer that is not the API's: a page of a gateway, a redirect. A server error becomes 502, which says
 * nothing about whether a run was created; the service's own 503 would say that none was.
 *
 * @param {Response} response
 * @param {RelayAction} action
 */
export function foreignAnswer(response, action) {
  response.body?.cancel().catch(() => {});
  const { status } = response;
  const message = `The service answered ${status || "with a redirect"}, and not in JSON.`;
  const retryAfter = response.headers.get("retry-after");
  const headers = retryAfter ? { "retry-after": retryAfter } : undefined;
  if (status === 429) return new Refusal(429, "RATE_LIMIT_EXCEEDED", message, headers);
  // How the service says that a step has no such thing is not documented. A run is there until the API itself says otherwise.
  if (status === 404 && (action === "screenshot" || action === "html")) return new Refusal(404, "NOT_FOUND", message);
  return new Refusal(502, "UPSTREAM_BAD_RESPONSE", message, headers);
}
