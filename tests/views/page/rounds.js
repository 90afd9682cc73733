// Mounting and unmounting again and again, and what is left of it in the page.

import { mountLiveView, mountScreenshots } from "/pkg/index.js";
import { fakeRun, progressOf, step } from "./fake-run.js";

const LIVE = "https://viewer.example/live";
const steps = [step(0), step(1), step(2, null)];
const run = fakeRun({ streamingUrl: LIVE, progress: progressOf(steps) }, steps);

const addresses = new Set();
countAddresses();

/** Mounts both views, uses them as a reader does, and unmounts them, so many times. Now and then it waits until all has loaded. */
export async function rounds(element, count) {
  for (let round = 0; round < count; round += 1) {
    // Callbacks that know the handles, as a page's do. They may be called before there is one.
    let live = null;
    let strip = null;
    live = mountLiveView(element, run, { onStateChange: () => live?.state });
    strip = mountScreenshots(element, run, { onWarning: () => strip?.state });
    live.subscribe(() => strip.state);
    strip.subscribe(() => live.state);
    strip.subscribe(() => {})();
    element.querySelector("li button")?.click();
    if (round % 4 === 0) await until(() => element.querySelector("li img[src]"));
    element.querySelector("li button")?.click();
    if (round % 8 === 0) await until(() => element.querySelector("dialog img[src]"));
    if (round % 40 === 0) await until(() => live.state === "live");
    if (round % 3 === 0) mountLiveView(element, LIVE).unmount();
    live.unmount();
    strip.unmount();
  }
}

/** What is left: blob addresses, listeners of the run, WebAssembly's memory and the values of JavaScript that it holds. */
export function left() {
  const [memory] = exported(WebAssembly.Memory);
  // The other table is of functions.
  const values = exported(WebAssembly.Table).map(filled);
  return { addresses: addresses.size, listeners: run.listeners.size, memory: memory.buffer.byteLength, values };
}

function filled(table) {
  let count = 0;
  for (let index = 0; index < table.length; index += 1) if (table.get(index) != null) count += 1;
  return count;
}

async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve));
}

function countAddresses() {
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    const address = createObjectURL.call(URL, blob);
    addresses.add(address);
    return address;
  };
  URL.revokeObjectURL = (address) => {
    addresses.delete(address);
    revokeObjectURL.call(URL, address);
  };
}

let instance;
const exported = (kind) => Object.values(instance.exports).filter((one) => one instanceof kind);

/** Keeps what is about to be loaded, which the package does not show. */
export function watchLoading() {
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...parameters) => {
    const loaded = await instantiateStreaming.apply(WebAssembly, parameters);
    instance = loaded.instance;
    return loaded;
  };
}
