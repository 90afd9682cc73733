/** Clocks that show how long a run has been going on. One timer moves them all. */
import { clock } from "./format.js";

const running = new Map();
let timer = null;

/**
 * Shows the time since `startedAt()` (milliseconds since the epoch, or null) in `element`, every second.
 * Gives a function that stops the clock; with a finished run it stops at the run's own times.
 */
export function startClock(element, startedAt) {
  running.set(element, startedAt);
  timer ??= setInterval(showAll, 1000);
  return (run) => {
    show(element, startedAt, run);
    running.delete(element);
    if (running.size > 0) return;
    clearInterval(timer);
    timer = null;
  };
}

function showAll() {
  for (const [element, startedAt] of running) show(element, startedAt);
}

function show(element, startedAt, run) {
  const from = Date.parse(run?.started_at ?? "") || startedAt();
  const to = Date.parse(run?.finished_at ?? "") || Date.now();
  if (from) element.textContent = clock(to - from);
}
