// Why the WebAssembly did not load, in words that name the cause and the cure.

import { TinyFishError } from "./errors.js";

// Both are whole modules: the first is empty, the second holds one function that uses a SIMD instruction.
const EMPTY_MODULE = [0, 97, 115, 109, 1, 0, 0, 0];
const SIMD_MODULE = [...EMPTY_MODULE, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

const GUIDE = 'See "Bundlers and CSP" in the documentation, or import "tinyfish-web/inline", which needs no file.';
const SERVE = "Serve tinyfish_web_bg.wasm as application/wasm, or give its address in connect({ wasm }).";
const VITE = 'Vite bundled the package without it: set optimizeDeps: { exclude: ["tinyfish-web"] } in vite.config.js.';

/** Gives `wasm` back if `connect` can load from it. */
export function checkWasm(wasm) {
  const kind = typeof wasm;
  if (kind === "undefined" || kind === "string" || (kind === "object" && wasm !== null)) return wasm;
  throw new TinyFishError({
    code: "invalid_input",
    field: "wasm",
    message: "wasm must be an address, bytes, a WebAssembly.Module, a Response, or a promise of one of them.",
  });
}

/** The error that `connect` rejects with, made from what loading threw. */
export function explain(cause) {
  if (cause instanceof TinyFishError) return cause;
  return new TinyFishError({
    code: "wasm_load",
    message: `The WebAssembly of tinyfish-web did not load: ${reason(cause)}`,
    cause,
  });
}

function reason(cause) {
  if (typeof WebAssembly === "undefined") return "this environment has no WebAssembly.";
  if (isForbidden()) {
    return "the page's Content-Security-Policy forbids it. Add 'wasm-unsafe-eval' to its script-src.";
  }
  if (!WebAssembly.validate(new Uint8Array(SIMD_MODULE))) {
    return "this browser lacks SIMD, which Chromium has since 91, Firefox since 89 and Safari since 16.4.";
  }
  if (cause instanceof WebAssembly.CompileError) {
    return `what was loaded is not WebAssembly, often an HTML page that a server sends for files it lacks. ${cure()}`;
  }
  if (cause instanceof WebAssembly.LinkError || isOfAnotherBuild(cause)) {
    return "tinyfish_web_bg.wasm is of another version than the JavaScript beside it. Deploy both from one build and clear caches.";
  }
  return unreachable(cause);
}

function unreachable(cause) {
  // wasm-bindgen's loader reports a bad answer as an Error that states the status.
  const status = /^failed to fetch Wasm: (\d+)/.exec(cause?.message)?.[1];
  if (status) {
    return `the server answered ${status}. ${cure()}`;
  }
  // Node's fetch refuses file addresses.
  if (globalThis.process?.versions?.node) {
    return "Node cannot fetch files. Read tinyfish-web/tinyfish_web_bg.wasm and give its bytes in connect({ wasm }).";
  }
  return `it could not be fetched. The network failed, or CORS or the connect-src of the page's Content-Security-Policy forbids the address. ${GUIDE}`;
}

/** Up to version 7, Vite's development server moves dependencies into this folder and leaves files behind. */
const cure = () => (/\/\.vite\/deps\//.test(new Error().stack) ? VITE : `${SERVE} ${GUIDE}`);

/** The imports' module has a name of its build; without it engines throw a TypeError that speaks of the import. */
function isOfAnotherBuild(cause) {
  return cause instanceof TypeError && /\bimport\b/i.test(cause.message);
}

/** Compiling even an empty module fails where a Content-Security-Policy forbids WebAssembly. */
function isForbidden() {
  try {
    new WebAssembly.Module(new Uint8Array(EMPTY_MODULE));
    return false;
  } catch {
    return true;
  }
}
