/** An error with everything it says about what to do next. Takes a `TinyFishError` or anything of its shape. */
import { externalLink, h, icon } from "./dom.js";
import { plural } from "./format.js";

const TITLES = {
  failed: "The run failed",
  refused: "The run did not start",
  unfollowed: "The run cannot be followed",
  lost: "The connection to the run was lost",
  timed_out: "Time ran out",
};

const CATEGORIES = {
  SYSTEM_FAILURE: "Trouble at the service",
  AGENT_FAILURE: "The agent could not do it",
  BILLING_FAILURE: "Billing",
};

/** These end what is known of a run, not the run. */
const OPEN_ENDS = new Set(["lost", "timed_out", "unfollowed"]);

/** Errors about the input, the account or the run's id: the same call gets the same answer. */
const FINAL = new Set([
  "invalid_input",
  "missing_api_key",
  "invalid_api_key",
  "unauthorized",
  "forbidden",
  "insufficient_credits",
  "not_found",
]);

export function isFinal(code) {
  return FINAL.has(code);
}

export function errorAdvice(outcome, action) {
  const { kind, error } = outcome;
  const hint = retryHint(outcome);
  return h("section", { class: "run-error", "data-tone": OPEN_ENDS.has(kind) ? "warn" : "bad" },
    h("h4", {}, icon("alert"), TITLES[kind] ?? "Something went wrong"),
    h("p", {}, error.message),
    error.helpMessage && h("p", {}, error.helpMessage),
    error.helpUrl && h("p", {}, externalLink(error.helpUrl, "How to fix this")),
    hint && h("p", { class: "retry-hint" }, hint),
    codes(error),
    action && h("p", {}, action),
  );
}

/** Starting a run again bills a second one, so whoever reads this must know whether the first may still be there. */
function retryHint({ kind, runId, error: { code, retryable, retryAfter } }) {
  if (OPEN_ENDS.has(kind) && !(kind === "unfollowed" && isFinal(code))) {
    const known = runId ? "The run may still be going" : "A run may exist";
    return `${known}: look in the history before starting it again.`;
  }
  if (retryable) return retryAfter > 0 ? `Try again in ${plural(retryAfter, "second")}.` : "Trying again may help.";
  const certain = retryable === false && (kind === "failed" || isFinal(code));
  return certain ? "Trying again without a change will end the same way." : null;
}

function codes({ category, serviceCode, code, status }) {
  const facts = [CATEGORIES[category] ?? category, serviceCode ?? code, status && `HTTP ${status}`];
  return h("p", { class: "codes" }, facts.filter(Boolean).map((fact) => h("span", {}, String(fact))));
}
