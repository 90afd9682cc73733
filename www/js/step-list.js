/** The steps of a run: what was done, how long it took, and the page's HTML where it was captured. */
import { h } from "./dom.js";

export function stepList(client, { run_id: runId, steps = [] }) {
  if (steps.length === 0) return h("p", { class: "hint" }, "No steps were recorded.");
  return h("ol", { class: "steps" }, steps.map((step) =>
    h("li", {},
      h("span", {}, step.action ?? "Step"),
      h("span", { class: "duration" }, step.duration ?? ""),
      step.html && htmlSource(client, runId, step.id),
    ),
  ));
}

/** Pages are large, so each is read when it is asked for, and shown as source: it is somebody else's markup. */
function htmlSource(client, runId, stepId) {
  const source = h("pre", { tabindex: "0", role: "region", "aria-label": "HTML of this step" }, "Loading…");
  const details = h("details", { class: "source" }, h("summary", {}, "HTML"), source);
  details.addEventListener("toggle", load);
  return details;

  /** What could not be read is read again when it is opened again. */
  async function load() {
    if (!details.open) return;
    details.removeEventListener("toggle", load);
    try {
      source.textContent = await client.runs.html(runId, stepId);
    } catch (error) {
      source.textContent = error.message;
      details.addEventListener("toggle", load);
    }
  }
}
