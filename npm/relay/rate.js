/** @import { RateStore, RelayCall } from "../relay.js" */
/** @import { Settings } from "./settings.js" */

import { Refusal } from "./refusal.js";
import { CREATING } from "./routes.js";

/**
 * Counts in this process. Right for one long-lived server; where the platform runs many instances, each counts alone.
 *
 * @param {{ maxKeys?: number }} [options]
 * @returns {RateStore}
 */
export function memoryStore({ maxKeys = 10_000 } = {}) {
  /** @type {Map<string, { count: number, resetAt: number }>} */
  const windows = new Map();

  /** @param {number} now */
  function makeRoom(now) {
    for (const [key, { resetAt }] of windows) if (resetAt <= now) windows.delete(key);
    for (const key of windows.keys()) {
      if (windows.size < maxKeys) return;
      windows.delete(key);
    }
  }

  return {
    hit(key, seconds, cost) {
      const now = Date.now();
      let window = windows.get(key);
      if (!window || window.resetAt <= now) {
        if (windows.size >= maxKeys) makeRoom(now);
        window = { count: 0, resetAt: now + seconds * 1000 };
        windows.set(key, window);
      }
      window.count += cost;
      return { ...window };
    },
  };
}

/**
 * @param {Settings["rate"]} rate
 * @param {Request} request
 * @param {RelayCall} call
 */
export async function checkRate(rate, request, call) {
  if (!rate || !(rate.actions?.includes(call.action) ?? CREATING.has(call.action))) return;
  const caller = await rate.key(request);
  if (caller === null) return;
  const { count, resetAt } = await rate.store.hit(caller, rate.seconds, cost(call));
  if (count <= rate.limit) return;
  const wait = Math.max(1, Math.ceil((resetAt - Date.now()) / 1000));
  const message = `Too many requests: try again in ${wait} s.`;
  throw new Refusal(429, "RATE_LIMIT_EXCEEDED", message, { "retry-after": String(wait) });
}

/** A batch starts as many runs as it lists. @param {RelayCall} call */
function cost({ action, params }) {
  return action === "run-batch" && Array.isArray(params.runs) ? Math.max(1, params.runs.length) : 1;
}
