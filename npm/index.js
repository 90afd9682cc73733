import init, {
  LiveViewHandle,
  Pool,
  RunList,
  RunStream,
  Screenshot,
  ScreenshotsHandle,
  mountLiveView,
  mountScreenshots,
  newClient,
  parseResult,
  screenshotToBlob,
  screenshotToImage,
  setErrorClass,
} from "./tinyfish_web.js";
import { connectWith } from "./surface.js";

/** Loads tinyfish_web_bg.wasm from beside this module, unless `wasm` says otherwise. */
export const connect = /* @__PURE__ */ connectWith({
  init,
  RunList,
  Screenshot,
  stores: [RunStream, Pool, LiveViewHandle, ScreenshotsHandle],
  setErrorClass,
  newClient,
  mountLiveView,
  mountScreenshots,
  screenshotToBlob,
  screenshotToImage,
  parseResult,
});

export { BrowserProfile, ErrorCategory, EventType, ProxyCountryCode, RunStatus, SortDirection } from "./constants.js";
export { TinyFishError, isTinyFishError } from "./errors.js";
export { mountLiveView, mountScreenshots, parseResult, screenshotToBlob, screenshotToImage } from "./surface.js";
