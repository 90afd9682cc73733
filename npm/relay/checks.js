/** @import { RateLimit, RelayEvents, RelayLimits, RelayOptions } from "../relay.js" */

import { ACTIONS } from "./routes.js";

/** HTML standard, timers: a longer time does not fit, and stands for none at all. */
export const LONGEST_TIMER = 2 ** 31 - 1;
/** The client gives an event stream up after so much silence, however long its `idleTimeout` is. */
const CLIENT_PATIENCE = 45_000;

/** A mistake must show when the server starts, and not with the first user. @param {RelayOptions} options */
export function checkOptions(options) {
  const { apiKey, authorize, allowedOrigins = [], limits = {}, events = {} } = options ?? {};
  check(typeof apiKey === "string" || typeof apiKey === "function", "apiKey must be the API key, or a function that gives it.");
  check(authorize === undefined || typeof authorize === "function", "authorize must be a function.");
  check(
    typeof allowedOrigins === "function" || (Array.isArray(allowedOrigins) && allowedOrigins.every(isOrigin)),
    "allowedOrigins must be an array of origins as browsers send them (https://app.example.com, no slash at the end), or a function.",
  );
  checkBoolean("allowCredentials", options.allowCredentials);
  checkFunction("onCreated", options.onCreated);
  checkFunction("onRequest", options.onRequest);
  checkFunction("onError", options.onError);
  checkFunction("fetch", options.fetch);
  checkLimits(limits);
  checkEvents(events);
  return options;
}

/** @param {RelayLimits} limits */
function checkLimits({ maxBodyBytes, timeout, runTimeout, rate }) {
  checkNumber("limits.maxBodyBytes", maxBodyBytes, Infinity);
  checkNumber("limits.timeout", timeout);
  checkNumber("limits.runTimeout", runTimeout);
  if (rate) checkRate(rate);
}

/** @param {RateLimit} rate */
function checkRate({ limit, seconds, key, actions, store }) {
  const numbers = [limit, seconds].every((value) => typeof value === "number" && value > 0);
  check(numbers && typeof key === "function", "limits.rate needs limit, seconds and a key function.");
  check(actions == null || (Array.isArray(actions) && actions.every((action) => ACTIONS.has(action))), "limits.rate.actions must be an array of actions.");
  check(store == null || typeof store.hit === "function", "limits.rate.store must be an object with a hit function.");
}

/** @param {RelayEvents} events */
function checkEvents({ heartbeat, maxDuration, retry, pollInterval, share }) {
  checkNumber("events.heartbeat", heartbeat);
  check((heartbeat ?? 0) < CLIENT_PATIENCE, `events.heartbeat must be below ${CLIENT_PATIENCE}: clients give up a stream that is silent for so long.`);
  checkNumber("events.maxDuration", maxDuration);
  checkNumber("events.retry", retry);
  check(pollInterval == null || typeof pollInterval === "function", "events.pollInterval must be a function that gives milliseconds.");
  checkBoolean("events.share", share);
}

/** @param {boolean} fits @param {string} message @returns {asserts fits} */
export function check(fits, message) {
  if (!fits) throw new TypeError(`createRelay: ${message}`);
}

/** @param {string} option @param {unknown} value undefined or null: the default */
function checkNumber(option, value = null, most = LONGEST_TIMER) {
  const fits = value === null || (typeof value === "number" && value > 0 && value <= most);
  check(fits, `${option} must be a number above 0, at most ${most}.`);
}

/** @param {string} option @param {unknown} value */
function checkFunction(option, value) {
  check(value == null || typeof value === "function", `${option} must be a function.`);
}

/** Text such as "false" would count as true. @param {string} option @param {unknown} value */
function checkBoolean(option, value) {
  check(value == null || typeof value === "boolean", `${option} must be true or false.`);
}

/** What else a list holds matches nothing, and in silence. @param {unknown} origin */
function isOrigin(origin) {
  if (origin === "null") return true;
  try {
    const { protocol, host } = new URL(/** @type {string} */ (origin));
    // Not `URL.origin`, which is "null" for a browser's extensions. An asterisk is part of a name to `URL`.
    return origin === `${protocol}//${host}` && !host.includes("*");
  } catch {
    return false;
  }
}
