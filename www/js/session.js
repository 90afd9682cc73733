/**
 * The ids of the runs on this page, kept for the tab. An id is all it takes to follow a run again, so a reload
 * loses nothing; params and results are not stored.
 */

const KEY = "tinyfish-web.runs";

export function rememberedRuns() {
  try {
    const ids = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

export function rememberRun(id) {
  store([...new Set([...rememberedRuns(), id])]);
}

export function forgetRun(id) {
  store(rememberedRuns().filter((known) => known !== id));
}

// Storage may be full or switched off; a reload then starts with an empty page, and the history still has the runs.
function store(ids) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(ids));
  } catch {}
}
