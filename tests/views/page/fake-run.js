// Runs that are told what to be, and steps with pictures.

const GOAL = "Find the cheapest red kettle and put it in the basket";
const ACTIONS = [
  "Open the shop's start page",
  "Click “Kettles” in the menu",
  "Sort by price, lowest first, and wait for the list to load again with all of its pictures and prices",
];

/** What the views follow. `change` is what it differs in from a run that has just begun; `steps` is what reading it gives. */
export function fakeRun(change = {}, steps = []) {
  const listeners = new Set();
  let snapshot = { runId: "run", status: "RUNNING", goal: GOAL, streamingUrl: null, progress: [], outcome: null, ...change };
  return {
    listeners,
    snapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(next) {
      snapshot = { ...snapshot, ...next };
      for (const listener of [...listeners]) listener();
    },
    read: async () => ({ run_id: "run", steps }),
    screenshot: async () => {
      throw new Error("no picture");
    },
  };
}

/** The progress of a run that has these steps. */
export const progressOf = (steps) => steps.map(({ action }) => ({ type: "PROGRESS", purpose: action }));

export function step(index, screenshot = picture(index)) {
  const timestamp = new Date(1_790_000_000_000 + index * 4000).toISOString();
  return { id: `step-${index}`, timestamp, status: "COMPLETED", action: ACTIONS[index % ACTIONS.length], screenshot, duration: "1.2s" };
}

/** A JPEG as a `data:` address, of a colour of its own, with its number on it. */
export function picture(index, width = 640, height = 400) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.fillStyle = `hsl(${index * 47} 60% 85%)`;
  context.fillRect(0, 0, width, height);
  context.fillStyle = "#234";
  context.font = `bold ${height / 8}px sans-serif`;
  context.fillText(`Step ${index + 1}`, width / 16, height / 4);
  return canvas.toDataURL("image/jpeg", 0.8);
}
