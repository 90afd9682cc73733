/** @import { RelayCall } from "../relay.js" */
/** @import { Permit } from "./authorize.js" */
/** @import { Match } from "./routes.js" */
/** @import { Settings } from "./settings.js" */

import { only } from "./authorize.js";
import { idFinder, idsIn } from "./created.js";
import { forStream, toPage, toService } from "./headers.js";
import { passOn, withoutKey } from "./pass.js";
import { Refusal } from "./refusal.js";
import { search } from "./routes.js";
import { callService, foreignAnswer, isJson } from "./service.js";

/** @typedef {{ settings: Settings, request: Request, match: Match, call: RelayCall, permit: Permit, key: string }} Errand */

/** Takes a request to the service and the answer back. @param {Errand} errand */
export async function forward(errand) {
  const { settings, request, match, permit, key } = errand;
  const { route } = match;
  const body = route.body === "object" ? written(permit.params) : null;
  const call = {
    method: route.method,
    path: match.path + search(route, permit.params),
    headers: toService(request.headers, key, body !== null),
    body,
    timeout: route.action === "run" || route.kind === "stream" ? settings.runTimeout : settings.timeout,
    signal: request.signal,
  };
  const { response, text } = await callService(settings, call, async (response) => ({
    response,
    text: narrows(errand, response) || tellsOfRuns(errand, response) ? withoutKey(await response.text(), key) : null,
  }));
  // The API has no redirects: to whom one would lead is nobody the page was meant to talk to.
  if (!response.ok && (response.status < 400 || !isJson(response))) throw foreignAnswer(response, route.action);
  return answer(errand, response, text);
}

/** @param {Errand} errand @param {Response} response */
function narrows({ match, permit }, { ok }) {
  return ok && (permit.withheld.length > 0 || (match.route.kind === "list" && permit.allows !== null));
}

/** @param {Errand} errand @param {Response} response */
function tellsOfRuns({ match, settings }, response) {
  return match.route.kind === "created" && settings.onCreated && isJson(response);
}

/** @param {Record<string, unknown>} params */
function written(params) {
  try {
    return JSON.stringify(params);
  } catch (error) {
    // Reading JSON takes any depth, writing it takes some thousand levels.
    throw error instanceof RangeError ? new Refusal(400, "INVALID_INPUT", "The body is nested too deeply.") : error;
  }
}

/** @param {Errand} errand @param {Response} response @param {string | null} text of its body, where it was read */
async function answer(errand, response, text) {
  const { settings, match, permit, key } = errand;
  const { kind } = match.route;
  const headers = toPage(response.headers, key);
  if (kind === "stream" && response.ok) {
    const look = settings.onCreated && idFinder((id) => created(errand, [id]));
    return new Response(response.body && passOn(response.body, key, look), { headers: forStream(headers) });
  }
  const { status } = response;
  if (text === null) return new Response(response.body && passOn(response.body, key), { status, headers });
  headers.delete("content-length");
  if (narrows(errand, response)) return new Response(await narrowed(permit, text, kind === "list"), { status, headers });
  await created(errand, idsIn(text));
  return new Response(text, { status, headers });
}

const unexpected = () => new Refusal(502, "UPSTREAM_BAD_RESPONSE", "The service's answer is not what the API documents.");

/** The app gets to know a run's id before the page does. @param {Errand} errand @param {string[]} runIds */
async function created({ settings, request, call }, runIds) {
  if (runIds.length === 0) return;
  try {
    await settings.onCreated?.({ request, action: call.action, runIds });
  } catch (error) {
    settings.onError(error, { action: call.action, runId: runIds[0] ?? null });
  }
}

/**
 * Leaves out of an answer what the caller may not see. Of what is no such answer nothing is passed.
 *
 * @param {Permit} permit
 * @param {string} text
 * @param {boolean} isList
 */
async function narrowed({ allows, withheld }, text, isList) {
  const body = parsed(text);
  if (withheld.length > 0) body.not_found = [...(body.not_found ?? []), ...withheld];
  if (isList && allows) {
    if (!Array.isArray(body.data)) throw unexpected();
    body.data = await only(body.data, allows, (run) => String(run?.run_id));
    // The service's total counts runs of others.
    if (body.pagination) body.pagination.total = body.data.length;
  }
  return JSON.stringify(body);
}

/** @param {string} text */
function parsed(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw unexpected();
  }
}
