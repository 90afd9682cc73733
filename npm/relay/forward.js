/** @import { RelayCall } from "../relay.js" */
/** @import { Permit } from "./authorize.js" */
/** @import { Match } from "./routes.js" */
/** @import { Settings } from "./settings.js" */

import { only } from "./authorize.js";
import { idFinder, idsIn } from "./created.js";
import { forStream, toPage, toService } from "./headers.js";
import { passOn, withoutKey } from "./pass.js";
import { Refusal } from "./refusal.js";
import { callService, foreignAnswer, isJson } from "./service.js";

/** @typedef {{ settings: Settings, request: Request, match: Match, call: RelayCall, permit: Permit, key: string }} Errand */

/** Takes a request to the service and the answer back. @param {Errand} errand */
export async function forward(errand) {
  const { settings, request, match, permit, key } = errand;
  const { route } = match;
  const body = route.body === "object" ? JSON.stringify(permit.params) : null;
  const response = await callService(settings, {
    method: route.method,
    path: match.path + match.search,
    headers: toService(request, key, body !== null),
    body,
    timeout: route.action === "run" || route.kind === "stream" ? settings.runTimeout : settings.timeout,
    signal: request.signal,
  });
  if (!response.ok && !isJson(response)) throw foreignAnswer(response);
  return answer(errand, response);
}

/** @param {Errand} errand @param {Response} response */
async function answer(errand, response) {
  const { settings, match, permit, key } = errand;
  const { kind } = match.route;
  const headers = toPage(response.headers, key);
  if (kind === "stream" && response.ok) {
    const look = settings.onCreated && idFinder((id) => created(errand, [id]));
    return new Response(response.body && passOn(response.body, key, look), { headers: forStream(headers) });
  }
  const needsReading = isJson(response) && (
    (kind === "created" && settings.onCreated) ||
    (kind === "many" && permit.withheld.length > 0) ||
    (kind === "list" && permit.allows)
  );
  if (!needsReading) return new Response(response.body && passOn(response.body, key), { status: response.status, headers });
  headers.delete("content-length");
  const text = withoutKey(await textOf(response), key);
  const { status } = response;
  if (kind === "created") {
    await created(errand, idsIn(text));
    return new Response(text, { status, headers });
  }
  return new Response(response.ok ? await narrowed(permit, text) : text, { status, headers });
}

/** @param {Response} response */
async function textOf(response) {
  try {
    return await response.text();
  } catch {
    throw brokenOff();
  }
}

const brokenOff = () => new Refusal(502, "UPSTREAM_BAD_RESPONSE", "The service's answer broke off.");

/** The app gets to know a run's id before the page does. @param {Errand} errand @param {string[]} runIds */
async function created({ settings, request, call }, runIds) {
  if (runIds.length === 0) return;
  try {
    await settings.onCreated?.({ request, action: call.action, runIds });
  } catch (error) {
    settings.onError(error, { action: call.action, runId: runIds[0] ?? null });
  }
}

/** Leaves out of an answer what the caller may not see. @param {Permit} permit @param {string} text */
async function narrowed({ allows, withheld }, text) {
  const body = parsed(text);
  if (withheld.length > 0) body.not_found = [...(body.not_found ?? []), ...withheld];
  if (allows && Array.isArray(body.data) && body.pagination) {
    body.data = await only(body.data, allows, (run) => String(run?.run_id));
    // The service's total counts runs of others.
    body.pagination.total = body.data.length;
  }
  return JSON.stringify(body);
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw brokenOff();
  }
}
