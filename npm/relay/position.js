/**
 * How far a watcher has heard a run. Its text is the `id:` of each event and comes back as `Last-Event-ID`: it is all that is
 * needed to go on, on any instance, from a fresh read of the run.
 *
 * @typedef {object} Position
 * @property {boolean} started `STARTED` was told
 * @property {string} url a hash of the streaming URL that was told, or empty; the URL itself is a credential
 * @property {number} steps how many steps were told
 * @property {boolean} ended `COMPLETE` was told
 */

/**
 * The members of a run that its events are made of (API reference, Runs; with the older names).
 *
 * @typedef {Record<string, any> & { status: string }} Run
 */

const TEXT = /^([01])\.([0-9a-z]*)\.(\d{1,6})(\.end)?$/;
const ENDED = new Set(["COMPLETED", "FAILED", "CANCELLED"]);

/** @param {string | null} text what is not a position means the beginning @returns {Position} */
export function parsePosition(text) {
  const [, started, url = "", steps, end] = TEXT.exec(text ?? "") ?? [];
  return { started: started === "1", url, steps: Number(steps ?? 0), ended: end !== undefined };
}

/** @param {Position} position */
export function formatPosition({ started, url, steps, ended }) {
  return `${started ? 1 : 0}.${url}.${steps}${ended ? ".end" : ""}`;
}

/** @param {Run} run */
export function hasEnded(run) {
  return ENDED.has(run.status);
}

/**
 * The event that comes after a position, in the shape of the agent's stream (API reference: SSE events).
 *
 * @param {Run} run
 * @param {string} runId
 * @param {Position} at
 * @returns {{ event: Record<string, unknown>, position: Position } | null} null: nothing new
 */
export function nextEvent(run, runId, at) {
  if (at.ended) return null;
  const ended = hasEnded(run);
  const event = (/** @type {string} */ type, /** @type {object} */ more, /** @type {unknown} */ timestamp) => ({
    type,
    run_id: runId,
    ...more,
    ...(timestamp ? { timestamp } : {}),
  });

  if (!at.started && run.status !== "PENDING") {
    return { event: event("STARTED", {}, run.started_at ?? run.created_at), position: { ...at, started: true } };
  }
  const known = run.streaming_url ?? run.streamingUrl;
  const streamingUrl = typeof known === "string" ? known : "";
  // After the end there is nothing to see at that address (API reference, Live preview).
  if (streamingUrl && !ended && hash(streamingUrl) !== at.url) {
    const position = { ...at, url: hash(streamingUrl) };
    return { event: event("STREAMING_URL", { streaming_url: streamingUrl }, null), position };
  }
  const steps = Array.isArray(run.steps) ? run.steps : [];
  const step = steps[at.steps];
  // The step at work may get its text with the next read; told once, it would stay without.
  const unnamed = step?.action == null && at.steps === steps.length - 1 && !ended;
  if (step && !unnamed) {
    const more = { purpose: step.action ?? "", step_id: step.id };
    return { event: event("PROGRESS", more, step.timestamp), position: { ...at, steps: at.steps + 1 } };
  }
  if (!ended) return null;
  const more = { status: run.status, result: run.result ?? run.result_json ?? run.resultJson ?? null, error: run.error ?? null };
  return { event: event("COMPLETE", more, run.finished_at), position: { ...at, ended: true } };
}

/** FNV-1a, 32 bits: two addresses of one run need only be told apart. @param {string} text */
function hash(text) {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(36);
}
