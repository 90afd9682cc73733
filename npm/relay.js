/** @import { Relay, RelayCall, RelayOptions } from "./relay.js" */
/** @import { Settings } from "./relay/settings.js" */

import { permit } from "./relay/authorize.js";
import { readObject } from "./relay/body.js";
import { streamEvents } from "./relay/events.js";
import { forward } from "./relay/forward.js";
import { RELAY_MARK } from "./relay/headers.js";
import { addOriginHeaders, checkOrigin, isPreflight, preflight } from "./relay/origin.js";
import { quiet } from "./relay/quiet.js";
import { checkRate } from "./relay/rate.js";
import { Refusal } from "./relay/refusal.js";
import { match } from "./relay/routes.js";
import { keyFor, readSettings } from "./relay/settings.js";

export { toNodeHandler } from "./relay/node.js";
export { memoryStore } from "./relay/rate.js";

/** @typedef {Pick<RelayCall, "action" | "runId">} Asked */

/**
 * Makes the server route that adds the API key. Its declaration in relay.d.ts documents each option.
 *
 * @param {RelayOptions} options
 * @returns {Relay}
 */
export function createRelay(options) {
  const settings = readSettings(options);
  return async (request) => {
    const begun = Date.now();
    /** @type {{ call: Asked | null }} */
    const trace = { call: null };
    const response = await answer(settings, request, trace);
    report(settings, request, trace.call, response.status, Date.now() - begun);
    return response;
  };
}

/** @param {Settings} settings @param {Request} request @param {{ call: Asked | null }} trace */
async function answer(settings, request, trace) {
  try {
    return finished(settings, request, await serve(settings, request, trace));
  } catch (error) {
    const refused = error instanceof Refusal;
    // Thrown by a function of the app, or a mistake here. The page gets no details: they may hold anything.
    const details = refused ? error.cause : error;
    if (!refused || details) settings.onError(details, { action: trace.call?.action ?? null, runId: trace.call?.runId ?? null });
    const refusal = refused ? error : new Refusal(500, "INTERNAL_ERROR", "The relay failed.");
    return finished(settings, request, refusal.toResponse());
  }
}

/** @param {Settings} settings @param {Request} request @param {{ call: Asked | null }} trace */
async function serve(settings, request, trace) {
  checkOrigin(settings, request);
  if (settings.crossOrigin && isPreflight(request)) return preflight(request);
  const url = new URL(request.url);
  const matched = match(request.method, url, settings.basePath);
  const { action, body } = matched.route;
  trace.call = { action, runId: matched.runId };
  const params = body === "object" ? await readObject(request, settings.maxBodyBytes) : matched.query;
  const call = { action, runId: matched.runId, stepId: matched.stepId, params };
  const permitted = await permit(settings, request, call, matched);
  if (permitted.answer) return permitted.answer;
  await checkRate(settings.rate, request, { ...call, params: permitted.params });
  const key = await keyFor(settings, request);
  if (action === "events") return streamEvents(settings, request, /** @type {string} */ (matched.runId), key);
  return forward({ settings, request, match: matched, call, permit: permitted, key });
}

/** @param {Settings} settings @param {Request} request @param {Response} response */
function finished(settings, request, response) {
  // A response of the app's may have headers that cannot be changed.
  const result = new Response(response.body, response);
  result.headers.set(RELAY_MARK, "1");
  // HTML that an agent captured is another site's: opened as a page, it must not run as one of ours.
  if (!result.headers.has("content-security-policy")) result.headers.set("content-security-policy", "default-src 'none'; sandbox");
  result.headers.set("x-content-type-options", "nosniff");
  addOriginHeaders(settings, request, result.headers);
  return result;
}

/** @param {Settings} settings @param {Request} request @param {Asked | null} call @param {number} status @param {number} duration */
function report(settings, request, call, status, duration) {
  const action = call?.action ?? null;
  const runId = call?.runId ?? null;
  const told = { request, action, runId, status, duration };
  quiet(() => settings.onRequest?.(told), (error) => settings.onError(error, { action, runId }));
}
