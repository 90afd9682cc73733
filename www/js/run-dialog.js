/** A past run in a dialog: its facts, how it ended, its steps and their screenshots. */
import { mountScreenshots } from "/pkg/index.js";
import { externalLink, h } from "./dom.js";
import { plural, statusName, took, when } from "./format.js";
import { showOutcome } from "./outcome.js";
import { pastOutcome } from "./past-run.js";
import { stepList } from "./step-list.js";

/**
 * `onFollow` is called with the id of a run that is still going on and should be watched on the page, `onFocusLost` with the id of
 * the run that was shown when what opened the dialog is gone.
 */
export function createRunDialog(client, { onFollow, onFocusLost }) {
  const dialog = document.getElementById("run-dialog");
  const title = document.getElementById("run-dialog-title");
  const body = dialog.querySelector(".dialog-body");
  let screenshots = null;
  let opened = 0;
  let shownId = null;

  dialog.addEventListener("close", () => {
    opened += 1;
    screenshots?.unmount();
    screenshots = null;
    body.replaceChildren();
    const focused = document.activeElement;
    if (focused === document.body || dialog.contains(focused)) onFocusLost(shownId);
  });
  // The body fills the dialog, so a click on the dialog itself is one on its backdrop: also the second of a double click on the
  // button that opened it, and the end of a selection that began in the body. Neither means to close.
  let pressed = null;
  dialog.addEventListener("pointerdown", (event) => (pressed = event.target));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && pressed === dialog && event.detail < 2) dialog.close();
  });

  async function open(id) {
    const turn = (opened += 1);
    shownId = id;
    title.textContent = "Run";
    body.replaceChildren(h("p", { class: "hint", role: "status" }, "Loading…"));
    dialog.showModal();
    try {
      const run = await client.runs.get(id);
      if (turn === opened) show(run);
    } catch (error) {
      if (turn === opened) body.replaceChildren(h("p", { class: "problem", role: "alert" }, error.message));
    }
  }

  function show(run) {
    title.textContent = run.goal;
    const outcome = h("div", { class: "outcome" });
    const pictures = h("div", { class: "screenshots" });
    showOutcome(outcome, pastOutcome(run));
    body.replaceChildren(
      facts(run),
      isGoing(run) ? followButton(run) : section("Outcome", outcome),
      section("Screenshots", pictures),
      section("Steps", stepList(client, run)),
    );
    screenshots = mountScreenshots(pictures, run, { client, follow: false });
  }

  function followButton(run) {
    const follow = () => (dialog.close(), onFollow(run.run_id));
    return h("p", {}, h("button", { type: "button", class: "button primary", on: { click: follow } }, "Watch this run"));
  }

  return { open };
}

function isGoing({ status }) {
  return status === "PENDING" || status === "RUNNING";
}

function section(name, ...content) {
  return h("section", { class: "dialog-section" }, h("h3", {}, name), ...content);
}

function facts(run) {
  const status = h("span", { class: "status" }, h("span", { class: "status-dot" }), statusName(run.status));
  const list = [
    ["Status", h("span", { "data-status": run.status }, status)],
    ["Created", when(run.created_at)],
    ["Took", took(run)],
    ["Steps", run.num_of_steps == null ? "" : plural(run.num_of_steps, "step")],
    ["Proxy", run.browser_config?.proxy_enabled ? run.browser_config.proxy_country_code ?? "Yes" : ""],
    // The address is signed and runs out after a quarter of an hour: it is a link, never text.
    ["Recording", run.video_url ? externalLink(run.video_url, "Watch") : ""],
    ["Run id", h("code", {}, run.run_id)],
  ];
  const shown = list.filter(([, value]) => value !== "");
  return h("dl", { class: "facts" }, shown.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}
