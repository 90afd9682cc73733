/** @import { RelayAction } from "../relay.js" */

import { Refusal } from "./refusal.js";

/**
 * @typedef {object} Route
 * @property {RelayAction} action
 * @property {"GET" | "POST"} method
 * @property {RegExp} path below the base; its groups are the run's and the step's id
 * @property {readonly string[]} [query] the documented parameters; all others stay here
 * @property {"object" | "none"} [body]
 * @property {"stream" | "created" | "many" | "list"} [kind] what the answer needs beyond passing on
 */

/**
 * @typedef {object} Match
 * @property {Route} route
 * @property {string} path below the base, made of checked parts
 * @property {Record<string, string>} query the documented parameters, once each
 * @property {string | null} runId
 * @property {string | null} stepId
 */

// API reference, Runs: the pattern of a run's id. It leaves no room for a slash, an encoded one or a dot segment.
const ID = "([A-Za-z0-9_-]{1,200})";
const path = (/** @type {string} */ text) => new RegExp(`^${text.replaceAll("{id}", ID)}$`);

/** All that goes through. The wallet, vault, profiles, monitors and everything unknown do not. */
const ROUTES = /** @type {Route[]} */ ([
  { action: "run", method: "POST", path: path("/v1/automation/run"), body: "object", kind: "created" },
  { action: "run-async", method: "POST", path: path("/v1/automation/run-async"), body: "object", kind: "created" },
  { action: "run-sse", method: "POST", path: path("/v1/automation/run-sse"), body: "object", kind: "stream" },
  { action: "run-batch", method: "POST", path: path("/v1/automation/run-batch"), body: "object", kind: "created" },
  {
    action: "list",
    method: "GET",
    path: path("/v1/runs"),
    query: ["status", "goal", "created_after", "created_before", "sort_direction", "cursor", "limit"],
    kind: "list",
  },
  { action: "get-many", method: "POST", path: path("/v1/runs/batch"), body: "object", kind: "many" },
  { action: "cancel-many", method: "POST", path: path("/v1/runs/batch/cancel"), body: "object", kind: "many" },
  { action: "get", method: "GET", path: path("/v1/runs/{id}"), query: ["screenshots", "html"] },
  { action: "cancel", method: "POST", path: path("/v1/runs/{id}/cancel"), body: "none" },
  { action: "events", method: "GET", path: path("/v1/runs/{id}/events") },
  { action: "screenshot", method: "GET", path: path("/v1/runs/{id}/steps/{id}/screenshot") },
  { action: "html", method: "GET", path: path("/v1/runs/{id}/steps/{id}/html") },
]);

/** @type {ReadonlySet<RelayAction>} */
export const ACTIONS = new Set(ROUTES.map(({ action }) => action));

/** The calls that start runs, and so cost money. @type {ReadonlySet<RelayAction>} */
export const CREATING = new Set(/** @type {RelayAction[]} */ (["run", "run-async", "run-sse", "run-batch"]));

/**
 * What may be the path below the base. A base that is not given ends before any `/v1/`: it may have one of its own.
 *
 * @param {string} pathname
 * @param {string | undefined} basePath
 * @returns {string[]}
 */
function targets(pathname, basePath) {
  // Two slashes begin a host for some readers of a path.
  if (pathname.includes("//")) return [];
  // Next.js with `trailingSlash` puts one at the end of every path.
  const plain = pathname.replace(/\/$/, "");
  if (basePath !== undefined) return plain.startsWith(`${basePath}/`) ? [plain.slice(basePath.length)] : [];
  return [...plain.matchAll(/\/v1(?=\/)/g)].map(({ index }) => plain.slice(index));
}

/**
 * @param {string} method
 * @param {URL} url
 * @param {string | undefined} basePath
 * @returns {Match}
 */
export function match(method, url, basePath) {
  const target = targets(url.pathname, basePath).find((path) => ROUTES.some((route) => route.path.test(path)));
  if (target === undefined) throw new Refusal(404, "NOT_FOUND", "The relay does not serve this path.");
  const fitting = ROUTES.filter((route) => route.path.test(target));
  const route = fitting.find((candidate) => candidate.method === method);
  if (!route) {
    const allow = fitting.map((candidate) => candidate.method).join(", ");
    throw new Refusal(405, "METHOD_NOT_ALLOWED", `This path takes ${allow}.`, { allow });
  }
  const [, runId = null, stepId = null] = route.path.exec(target) ?? [];
  return { route, path: target, query: query(route, url), runId, stepId };
}

/** @param {Route} route @param {URL} url */
function query(route, url) {
  /** @type {Record<string, string>} */
  const kept = {};
  for (const name of route.query ?? []) {
    const value = url.searchParams.get(name);
    if (value !== null) kept[name] = value;
  }
  return kept;
}

/** The documented ones of these parameters, with a `?`, or nothing. @param {Route} route @param {Record<string, unknown>} params */
export function search({ query = [] }, params) {
  const kept = query.flatMap((name) => (params[name] == null ? [] : [[name, String(params[name])]]));
  return kept.length > 0 ? `?${new URLSearchParams(kept)}` : "";
}
