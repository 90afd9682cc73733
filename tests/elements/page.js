// The page of the elements' tests: a stand-in for the WebAssembly that remembers what was mounted. It refuses the source "refused".

import "../../npm/elements.js";
import { connectWith } from "../../npm/surface.js";

const mounts = [];

function mount(kind) {
  return (element, source, options) => {
    if (source === "refused") throw new Error(source);
    let state = "waiting";
    const listeners = new Set();
    const replaces = mounts.some((other) => other.element === element && !other.unmounted);
    const entry = { kind, element, source, options, replaces, unmounted: 0 };
    entry.set = (next) => {
      state = next;
      for (const listener of listeners) listener();
    };
    mounts.push(entry);
    return {
      get state() {
        return state;
      },
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      unmount: () => (entry.unmounted += 1),
    };
  };
}

const glue = {
  init: async () => {},
  setErrorClass() {},
  newClient: () => ({}),
  mountLiveView: mount("live"),
  mountScreenshots: mount("screenshots"),
};

Object.assign(window, {
  mounts,
  mounted: () => mounts.filter((entry) => !entry.unmounted).length,
  loadViews: () => connectWith(glue)({}),
  turn: () => new Promise((resolve) => setTimeout(resolve)),
});
