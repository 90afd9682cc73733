/** @import { Narrowed, RelayCall, RunFilter } from "../relay.js" */
/** @import { Match } from "./routes.js" */
/** @import { Settings } from "./settings.js" */

import { json, Refusal } from "./refusal.js";

const ID = /^[A-Za-z0-9_-]{1,200}$/;
// API reference, Runs: batch read and batch cancel.
const MOST_IDS = 100;
/** Neither a list nor a `URLSearchParams`, whose entries are no members. @param {unknown} value */
const isPlain = (value) => Object.prototype.toString.call(value) === "[object Object]";
/** @type {Map<string, (value: unknown) => boolean>} */
const BOUNDS = new Map([
  ["runIds", (value) => value !== undefined],
  ["params", isPlain],
]);

/**
 * @typedef {object} Permit
 * @property {Record<string, unknown>} params
 * @property {((id: string) => boolean | Promise<boolean>) | null} allows null: every run
 * @property {Response | null} answer given instead of the service's
 * @property {string[]} withheld ids of a batch that the caller may not touch
 */

/**
 * Asks the app. Only `true` or an object lets a request through, so that a forgotten `return` refuses.
 *
 * @param {Settings} settings
 * @param {Request} request
 * @param {RelayCall} call
 * @param {Match} match
 * @returns {Promise<Permit>}
 */
export async function permit(settings, request, call, { route, runId }) {
  const verdict = settings.authorize ? await settings.authorize(request, call) : true;
  if (verdict instanceof Response) return { params: call.params, allows: null, answer: verdict, withheld: [] };
  if (verdict !== true && (typeof verdict !== "object" || verdict === null)) {
    throw new Refusal(403, "FORBIDDEN", "You may not do this.");
  }
  const narrowed = verdict === true ? {} : bounds(verdict);
  /** @type {Permit} */
  const given = { params: narrowed.params ?? call.params, allows: filter(narrowed.runIds), answer: null, withheld: [] };
  if (given.allows && runId !== null && !(await given.allows(runId))) {
    // As the service answers for someone else's run: whether it exists is not told.
    throw new Refusal(404, "NOT_FOUND", "Run not found");
  }
  if (route.kind === "many") await narrowMany(given, call.action);
  return given;
}

/**
 * What is no bounds must not open everything: a list of ids, a misspelt name, a lookup that found nothing, a `Response` of a
 * library of its own.
 *
 * @param {object} verdict
 * @returns {Narrowed}
 */
function bounds(verdict) {
  const given = Object.entries(verdict);
  if (!isPlain(verdict) || given.length === 0 || !given.every(([name, value]) => BOUNDS.get(name)?.(value))) {
    throw new TypeError("authorize must give true, false, a Response, or an object of runIds, params or both.");
  }
  return verdict;
}

/** @param {RunFilter | undefined} runIds @returns {Permit["allows"]} */
function filter(runIds) {
  if (runIds === undefined) return null;
  if (typeof runIds === "function") return runIds;
  const known = new Set(runIds);
  return (id) => known.has(id);
}

/** @param {Permit} given @param {string} action */
async function narrowMany(given, action) {
  const ids = idsOf(given.params);
  if (!given.allows) return;
  const allowed = await only(ids, given.allows, (id) => id);
  given.withheld = ids.filter((id) => !allowed.includes(id));
  given.params = { ...given.params, run_ids: allowed };
  if (allowed.length === 0) {
    given.answer = json({ [action === "get-many" ? "data" : "results"]: [], not_found: given.withheld });
  }
}

/** @param {Record<string, unknown>} params */
function idsOf({ run_ids: ids }) {
  const fits = Array.isArray(ids) && ids.length > 0 && ids.length <= MOST_IDS && ids.every((id) => typeof id === "string" && ID.test(id));
  if (!fits) throw new Refusal(400, "INVALID_INPUT", `run_ids must be a list of 1 to ${MOST_IDS} run ids.`);
  return /** @type {string[]} */ (ids);
}

/**
 * @template T
 * @param {T[]} items
 * @param {(id: string) => boolean | Promise<boolean>} allows
 * @param {(item: T) => string} idOf
 */
export async function only(items, allows, idOf) {
  const verdicts = await Promise.all(items.map((item) => allows(idOf(item))));
  return items.filter((_, index) => verdicts[index]);
}
