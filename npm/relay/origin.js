/** @import { Settings } from "./settings.js" */

import { RELAY_MARK } from "./headers.js";
import { Refusal } from "./refusal.js";

const EXPOSED = [RELAY_MARK, "retry-after", "ratelimit", "ratelimit-policy", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];
const TOKENS = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+(\s*,\s*[A-Za-z0-9!#$%&'*+.^_`|~-]+)*$/;

/**
 * Refuses what a page of another origin sends, unless that origin is on the list: the browser would add the user's cookies.
 * Browsers say where a request comes from in `Sec-Fetch-Site` (Fetch Metadata), older ones in `Origin`; a caller that sends
 * neither is no browser.
 *
 * @param {Settings} settings
 * @param {Request} request
 */
export function checkOrigin(settings, request) {
  const origin = request.headers.get("origin");
  if (origin !== null && settings.allowsOrigin(origin)) return;
  const site = request.headers.get("sec-fetch-site");
  const own = site === null ? origin === null || isOwn(origin, request) : site === "same-origin" || site === "none";
  if (!own) {
    throw new Refusal(403, "FORBIDDEN", "The relay does not answer pages of this origin: add it to allowedOrigins.");
  }
}

/** @param {string} origin @param {Request} request */
function isOwn(origin, request) {
  // Behind a proxy the request's own address is not the one the page has.
  const forwarded = request.headers.get("x-forwarded-host")?.split(",")[0]?.trim();
  const hosts = [new URL(request.url).host, request.headers.get("host"), forwarded];
  try {
    return hosts.includes(new URL(origin).host);
  } catch {
    return false;
  }
}

/** @param {Request} request */
export function isPreflight(request) {
  return request.method === "OPTIONS" && request.headers.has("access-control-request-method");
}

/** @param {Request} request */
export function preflight(request) {
  const asked = request.headers.get("access-control-request-headers") ?? "";
  const headers = new Headers({ "access-control-allow-methods": "GET, POST", "access-control-max-age": "600" });
  // The app's own headers are for `authorize`; the service never sees them.
  if (TOKENS.test(asked)) headers.set("access-control-allow-headers", asked);
  return new Response(null, { status: 204, headers });
}

/**
 * @param {Settings} settings
 * @param {Request} request
 * @param {Headers} headers of the answer
 */
export function addOriginHeaders(settings, request, headers) {
  headers.set("cross-origin-resource-policy", settings.crossOrigin ? "cross-origin" : "same-origin");
  if (!settings.crossOrigin) return;
  headers.append("vary", "Origin");
  const origin = request.headers.get("origin");
  if (origin === null || !settings.allowsOrigin(origin)) return;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-expose-headers", EXPOSED.join(", "));
  if (settings.allowCredentials) headers.set("access-control-allow-credentials", "true");
}
