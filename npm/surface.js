// What the entries share: the WebAssembly of the page, loaded once, and the functions that need it.
// react.js and elements.js use these without knowing which entry (index.js or inline.js) brought the WebAssembly.

import { TinyFishError } from "./errors.js";
import { checkWasm, explain } from "./loading.js";

let loading = null;
let exports = null;
const waiting = new Set();

/** Loads once. A failure is forgotten, so that the next call tries again. */
function load(glue, source) {
  loading ??= start(glue, source).catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function start(glue, source) {
  try {
    await glue.init(checkWasm(await source));
  } catch (error) {
    throw explain(error);
  }
  glue.setErrorClass(TinyFishError);
  if (glue.Screenshot) complete(glue);
  exports = glue;
  for (const callback of waiting) attempt(callback);
  waiting.clear();
  return glue;
}

/** Adds to the classes what is shorter in JavaScript. */
function complete({ Screenshot, RunList, stores }) {
  keepJson(Screenshot.prototype);
  makePromise(RunList.prototype);
  for (const { prototype } of stores) {
    for (const name of ["snapshot", "subscribe"]) if (prototype[name]) keepBound(prototype, name);
  }
}

/** What a view throws is its own: it becomes an error of the page, as that of an element that did not have to wait. */
function attempt(callback) {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** A picture that was disposed of is still in its run, which must stay JSON: its own method only throws by then. */
function keepJson(prototype) {
  const { toJSON } = prototype;
  prototype.toJSON = function () {
    try {
      return toJSON.call(this);
    } catch {
      return null;
    }
  };
}

/** A list is awaited by its `then`, which is all that a promise's own methods need of it. */
function makePromise(prototype) {
  prototype.catch = Promise.prototype.catch;
  prototype.finally = Promise.prototype.finally;
  prototype[Symbol.toStringTag] = "RunList";
}

/** React's useSyncExternalStore calls functions without their object, and subscribes anew to another function. */
function keepBound(prototype, name) {
  const method = prototype[name];
  // Not on the object itself: state managers freeze what they hold.
  const bound = new WeakMap();
  Object.defineProperty(prototype, name, {
    configurable: true,
    get() {
      if (this === prototype) return method;
      if (!bound.has(this)) bound.set(this, method.bind(this));
      return bound.get(this);
    },
  });
}

/** Calls back once the WebAssembly is there, which may be at once. Gives the function that forgets the callback. */
export function whenLoaded(callback) {
  if (exports) callback();
  else waiting.add(callback);
  return () => waiting.delete(callback);
}

/**
 * Makes the `connect` of an entry.
 * @param glue the entry's exports of WebAssembly, with `init(source)` that loads them
 */
export function connectWith(glue) {
  return async function connect(options) {
    const { wasm, ...rest } = options ?? {};
    const loaded = await load(glue, wasm);
    return loaded.newClient(rest);
  };
}

function loaded(call) {
  if (exports) return exports;
  throw new TinyFishError({
    code: "wasm_load",
    message: `${call} was called before the WebAssembly was loaded. Await connect() first.`,
  });
}

export function mountLiveView(element, source, options) {
  return loaded("mountLiveView").mountLiveView(element, source, options);
}

export function mountScreenshots(element, source, options) {
  return loaded("mountScreenshots").mountScreenshots(element, source, options);
}

export async function screenshotToBlob(source) {
  return loaded("screenshotToBlob").screenshotToBlob(source);
}

export async function screenshotToImage(source) {
  return loaded("screenshotToImage").screenshotToImage(source);
}

export function parseResult(value) {
  return loaded("parseResult").parseResult(value);
}
