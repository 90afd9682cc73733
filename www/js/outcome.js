/** How a run ended: its result and the schema's verdict, or the error with its advice. */
import { h, icon } from "./dom.js";
import { errorAdvice } from "./error-advice.js";
import { resultSection } from "./result.js";

/** Outcome kinds in words, the dashboard's own among them. */
export const OUTCOME_NAMES = {
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
  timed_out: "Timed out",
  lost: "Connection lost",
  closed: "Closed",
  refused: "Not started",
  unfollowed: "Not followed",
};

/** Fills `host`. `onFollow(runId)`, if given, offers to follow a run again whose end is not known. */
export function showOutcome(host, outcome, { onFollow } = {}) {
  const parts = [
    outcome.kind === "cancelled" && note("The run was cancelled. What it captured until then is kept."),
    outcome.kind === "closed" && note("This page stopped listening. The run may still be going on."),
    outcome.error && outcome.kind !== "cancelled" && errorAdvice(outcome, followButton(outcome, onFollow)),
    missedGoal(outcome) && note(missedGoal(outcome), "warn"),
    outcome.result != null && resultSection(outcome.result, outcome.run?.schema_validation),
    outcome.kind === "completed" && outcome.result == null && note("The run completed without a result."),
  ];
  host.replaceChildren(...parts.filter(Boolean));
  host.hidden = host.childElementCount === 0;
}

function followButton({ kind, runId }, onFollow) {
  if (!onFollow || !runId || !["lost", "timed_out", "unfollowed"].includes(kind)) return null;
  return h("button", { type: "button", class: "button small", on: { click: () => onFollow(runId) } }, "Follow again");
}

function note(text, tone = "plain") {
  return h("p", { class: "note", "data-tone": tone }, tone === "warn" && icon("alert"), h("span", {}, text));
}

/**
 * COMPLETED says that the browser worked, not that the goal was reached: by convention the agent reports a miss
 * inside its result (Runs, "Run lifecycle").
 */
function missedGoal({ kind, result }) {
  if (kind !== "completed" || result === null || typeof result !== "object") return null;
  const reason = result.reason ?? result.error;
  if (result.status !== "failure" && !result.error) return null;
  return `The run completed, but the agent says it missed the goal${typeof reason === "string" ? `: ${reason}` : "."}`;
}
