/** Past runs, from `client.runs.list`: filters, pages by cursor, and a way into each run. */
import { h } from "./dom.js";
import { plural, statusName, took, when } from "./format.js";

const PAGE_SIZE = 10;
const TYPING_PAUSE = 300;

export function createHistory(client, { onOpen }) {
  const filters = document.getElementById("history-filters");
  const rows = document.getElementById("history-rows");
  const status = document.getElementById("history-status");
  const [previous, next, refreshButton] = ["previous", "next", "refresh"].map((action) =>
    document.querySelector(`#history [data-action="${action}"]`),
  );
  // Cursors only lead forward, so the way back is remembered: the last entry is the page on show.
  let trail = [undefined];
  let nextCursor = null;
  // The trail of what the rows show. While another is being read, the pager would count pages nobody has seen.
  let shown = null;
  let request = null;

  async function load() {
    request?.abort();
    const { signal } = (request = new AbortController());
    rows.setAttribute("aria-busy", "true");
    try {
      const wanted = readFilters(filters);
      const page = await client.runs.list({ ...wanted, limit: PAGE_SIZE, cursor: trail.at(-1) }, { signal });
      if (!signal.aborted) show(page, Object.keys(wanted).length > 0);
    } catch (error) {
      if (!signal.aborted) showProblem(error);
    } finally {
      if (!signal.aborted) settled();
    }
  }

  function settled() {
    shown = trail;
    rows.removeAttribute("aria-busy");
  }

  function turn(pages) {
    if (trail !== shown) return;
    trail = pages();
    load();
  }

  function show({ data, pagination }, filtered) {
    nextCursor = pagination.has_more ? pagination.next_cursor : null;
    const first = (trail.length - 1) * PAGE_SIZE + 1;
    keepFocus(rows, () => rows.replaceChildren(data.length > 0 ? runList(data, onOpen) : h("p", {}, filtered ? "No runs match." : "No runs yet.")));
    tell(data.length > 0 ? `${first}–${first + data.length - 1} of ${plural(pagination.total, "run")}` : "No runs");
    setPager(trail.length > 1, nextCursor !== null);
  }

  function showProblem(error) {
    rows.replaceChildren(h("p", { class: "problem", role: "alert" }, error.message));
    status.textContent = "";
    setPager(trail.length > 1, false);
  }

  // A status that is written again is read out again, and the list renews itself with every run that begins or ends.
  function tell(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  // A button that is switched off while it has the focus hands it to its counterpart.
  function setPager(back, forward) {
    const focused = document.activeElement;
    previous.disabled = !back;
    next.disabled = !forward;
    if (focused === next && !forward && back) previous.focus();
    if (focused === previous && !back && forward) next.focus();
  }

  function restart() {
    trail = [undefined];
    load();
  }

  let typing;
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(restart, TYPING_PAUSE);
  });
  refreshButton.addEventListener("click", restart);
  next.addEventListener("click", () => turn(() => [...trail, nextCursor]));
  previous.addEventListener("click", () => turn(() => trail.slice(0, -1)));

  return {
    /** Reads the page on show again. */
    refresh: load,
    /** Puts the focus on a run, or on the heading if it is not on show. */
    focus(id) {
      (rowButton(rows, id) ?? document.getElementById("history-heading")).focus();
    },
  };
}

/** Days are the reader's own: from the first moment of one to the last of the other. */
function readFilters(form) {
  const { status, goal, from, to } = Object.fromEntries(new FormData(form));
  return {
    ...(status && { status }),
    ...(goal.trim() && { goal: goal.trim() }),
    ...(from && { created_after: new Date(`${from}T00:00:00`).toISOString() }),
    ...(to && { created_before: new Date(`${to}T23:59:59.999`).toISOString() }),
  };
}

/** A list that renews itself while one is in it would drop the focus: it goes back to the same run. */
function keepFocus(rows, change) {
  const runId = rows.contains(document.activeElement) ? document.activeElement.closest("li")?.dataset.runId : null;
  change();
  if (runId) rowButton(rows, runId)?.focus();
}

function rowButton(rows, runId) {
  return rows.querySelector(`[data-run-id="${CSS.escape(runId)}"] button`);
}

function runList(runs, onOpen) {
  return h("ol", { class: "history-list" }, runs.map((run) =>
    h("li", { "data-run-id": run.run_id, "data-status": run.status },
      h("button", { type: "button", class: "history-open", on: { click: () => onOpen(run.run_id) } }, run.goal),
      h("span", { class: "status" }, h("span", { class: "status-dot" }), statusName(run.status)),
      h("span", { class: "fact" }, when(run.created_at)),
      h("span", { class: "fact" }, run.num_of_steps == null ? "" : plural(run.num_of_steps, "step")),
      h("span", { class: "fact" }, took(run)),
    ),
  ));
}
