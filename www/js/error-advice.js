/** An error with everything it says about what to do next. Takes a `TinyFishError` or anything of its shape. */
import { externalLink, h, icon } from "./dom.js";
import { plural } from "./format.js";

const TITLES = {
  failed: "The run failed",
  refused: "The run did not start",
  lost: "The connection to the run was lost",
  timed_out: "Time ran out",
};

const CATEGORIES = {
  SYSTEM_FAILURE: "Trouble at the service",
  AGENT_FAILURE: "The agent could not do it",
  BILLING_FAILURE: "Billing",
};

export function errorAdvice({ kind, runId, error }, action) {
  return h("section", { class: "run-error", "data-tone": kind === "lost" || kind === "timed_out" ? "warn" : "bad" },
    h("h4", {}, icon("alert"), title(kind, runId)),
    h("p", {}, error.message),
    error.helpMessage && h("p", {}, error.helpMessage),
    error.helpUrl && h("p", {}, externalLink(error.helpUrl, "How to fix this")),
    h("p", { class: "retry-hint" }, retryHint(error)),
    codes(error),
    action && h("p", {}, action),
  );
}

function title(kind, runId) {
  if (kind === "refused" && runId) return "The run cannot be followed";
  return TITLES[kind] ?? "Something went wrong";
}

function retryHint({ retryable, retryAfter }) {
  if (!retryable) return "Trying again without a change will end the same way.";
  return retryAfter > 0 ? `Try again in ${plural(retryAfter, "second")}.` : "Trying again may help.";
}

function codes({ category, serviceCode, code, status }) {
  const facts = [CATEGORIES[category] ?? category, serviceCode ?? code, status && `HTTP ${status}`];
  return h("p", { class: "codes" }, facts.filter(Boolean).map((fact) => h("span", {}, String(fact))));
}
