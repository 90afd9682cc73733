/// <reference lib="esnext.disposable" />

import type { TinyFishError } from "./errors.js";
import type { GetOptions } from "./params.js";
import type { Run, Step } from "./runs.js";
import type { RunSnapshot } from "./stream.js";

/** What the views follow: a `RunStream`, or anything else with these two. */
export interface RunSource {
  /** What is known now: the same object until something changes. */
  snapshot(): RunSnapshot;
  /** Calls `listener` after the snapshot has changed. Gives the function that ends this. */
  subscribe(listener: () => void): () => void;
  /** Reads the run with its steps; without it there are no screenshots. */
  read?(options?: GetOptions): Promise<Run>;
  /** Fetches the picture of one step. */
  screenshot?(stepId: string): Promise<Blob>;
}

/** A view in the page. */
export interface ViewHandle<State extends LiveViewState | ScreenshotsState = LiveViewState | ScreenshotsState> {
  /** What the view shows now. */
  readonly state: State;
  /** Calls `listener` after the state has changed, at most once a frame. Gives the function that ends this. */
  subscribe(this: void, listener: () => void): () => void;
  /** Takes the view out of the page and lets go of all it held. Calling it twice is harmless. */
  unmount(): void;
}

/**
 * `waiting`: no address yet, or no free place. `loading`: the frame is there. `live`: it has loaded. `ended`: the run is over.
 * `unavailable`: the frame did not load in time, or the run was lost. `failed`: the run failed, or the address was refused.
 */
export type LiveViewState = "waiting" | "loading" | "live" | "ended" | "unavailable" | "failed";

/** A live view in the page. */
export interface LiveViewHandle extends ViewHandle<LiveViewState> {
  /** Why the address is not shown: code `live_view`. Null unless it was refused. */
  readonly error: TinyFishError | null;
  /** Moves the view into another element; where the browser has `moveBefore`, the frame goes on as it is. */
  moveTo(element: Element): void;
}

/** How a live view looks and behaves. */
export interface LiveViewOptions {
  /** Whether people can act on the page in the frame. Default: `false`, view only. */
  interactive?: boolean | undefined;
  /** Width to height, as in CSS. Default: `16 / 10`. */
  aspectRatio?: string | number | undefined;
  /**
   * The only hosts a frame may show, such as `stream.example.com` or `*.example.com`. Default: any; the service changes its hosts.
   */
  allowHosts?: readonly string[] | undefined;
  /** Frames that are live on the page at once; the others show the run's progress. Default: 5. */
  maxLive?: number | undefined;
  /** The frame's title for assistive technology. Default: the goal. */
  title?: string | undefined;
  /** Milliseconds a frame may take to load before the view offers to reload it. Default: 15 000. */
  loadTimeout?: number | undefined;
  /** Called after the state has changed: it may be before the handle is returned, and not before a hidden page is seen again. */
  onStateChange?: ((state: LiveViewState) => void) | undefined;
}

/**
 * Shows a run's remote browser inside `element`, in a sandboxed frame, and takes it down when the run ends. Mounting again on the
 * same element replaces. Its parts have classes `tinyfish-…` and the custom properties `--tinyfish-radius`, `--tinyfish-line`,
 * `--tinyfish-fill`, `--tinyfish-muted` and `--tinyfish-focus` to style it by. An address that is not `https:` (or `http:` on loopback), of the page's own origin, or of a host that
 * `allowHosts` lacks, is refused: the view shows it as failed.
 *
 * @param source a `RunStream`, or the address of a live view
 * @throws TinyFishError `wasm_load` before the first `connect()`, `invalid_input` for an element or source that is none
 */
export function mountLiveView(
  element: Element,
  source: RunSource | string,
  options?: LiveViewOptions,
): LiveViewHandle;

/** Something worth knowing that stops nothing. */
export interface Warning {
  /** Such as `buffered_stream`, `stream_lost`, `stream_silent`, `malformed_event`, `line_too_long`, `screenshot`. */
  code: WarningCode;
  /** What it means and what to do. */
  message: string;
  /** The run it is about, where that is known. Views leave it out: each has a callback of its own. */
  runId?: string;
}

/** What a {@link Warning} is about; newer versions may have more. */
export type WarningCode =
  | "buffered_stream"
  | "malformed_event"
  | "stream_lost"
  | "stream_silent"
  | "cancel_failed"
  | "line_too_long"
  | "screenshot"
  | (string & {});

/**
 * `waiting`: no step yet. `live`: steps are coming. `ended`: all are there. `unavailable`: the run is over and its steps could not
 * be read.
 */
export type ScreenshotsState = "waiting" | "live" | "ended" | "unavailable";

/** Screenshots in the page. */
export interface ScreenshotsHandle extends ViewHandle<ScreenshotsState> {}

/** How screenshots are shown. */
export interface ScreenshotsOptions {
  /** The client that fetches pictures of a run or of steps; a `RunStream` brings its own. */
  client?: ScreenshotClient | undefined;
  /** Keep the newest step in sight, until the reader scrolls away. Default: `true`. */
  follow?: boolean | undefined;
  /** Told of pictures that are missing, damaged or forbidden; their places say so too. */
  onWarning?: ((warning: Warning) => void) | undefined;
}

/** The part of a client that screenshots need. */
export interface ScreenshotClient {
  /** As of a {@link Client}. */
  readonly runs: {
    /** The picture of one step. */
    screenshot(runId: string, stepId: string): Promise<Blob>;
  };
}

/** What screenshots are taken from: a run that is followed, a run that was read, or its steps. */
export type ScreenshotsSource = RunSource | Pick<Run, "run_id" | "steps"> | readonly Step[];

/**
 * Shows the screenshots of a run inside `element`, as a strip that grows as steps arrive; each opens large. Mounting again on the
 * same element replaces. `--tinyfish-shot-width` (208px) and `--tinyfish-shot-ratio` (16 / 10) set the size of a picture in the strip.
 *
 * @throws TinyFishError `wasm_load` before the first `connect()`, `invalid_input` for an element or source that is none
 */
export function mountScreenshots(
  element: Element,
  source: ScreenshotsSource,
  options?: ScreenshotsOptions,
): ScreenshotsHandle;

/**
 * A step's picture from a run that was read with `screenshots: "base64"`. Nothing is made of its bytes before it is asked for.
 * `bitmap` and `draw` reject with `bad_response` for a picture that is damaged.
 */
export interface Screenshot {
  /** The MIME type, told by the bytes: `image/jpeg`, `image/png`, `image/webp` or `image/gif`. */
  readonly type: string;
  /** The number of bytes. */
  readonly size: number;
  /** The same array each time, not a copy. */
  bytes(): Uint8Array;
  /** The same `Blob` each time, until `release()`. */
  blob(): Blob;
  /** An address for `<img src>`, good until `release()` or the end of this object. */
  url(): string;
  /** The decoded picture, which is the caller's to close. */
  bitmap(): Promise<ImageBitmap>;
  /** Gives the canvas the picture's size and draws it there. */
  draw(canvas: HTMLCanvasElement | OffscreenCanvas): Promise<void>;
  /** Lets go of the address and the `Blob`; both can be had again. */
  release(): void;
  /** Lets go of everything, for `using`. Whatever else is called afterwards throws, but for `toJSON()`. */
  [Symbol.dispose](): void;
  /** What stands for the picture where its run is written as JSON: such as `[image/jpeg, 51234 bytes]`, or null after disposal. */
  toJSON(): string | null;
}

/** A picture in any of its forms: a step, a `data:` address, bare base64, bytes, or an address that the page may fetch. */
export type ScreenshotLike = Pick<Step, "screenshot"> | Pick<Screenshot, "blob"> | string | Blob | BufferSource;

/**
 * Decodes one screenshot. JPEG, PNG and WebP are told by their bytes.
 *
 * Rejects with `bad_response` for what is no picture, `network` for an address that cannot be fetched, and `wasm_load` before the
 * first `connect()`.
 */
export function screenshotToBlob(source: ScreenshotLike): Promise<Blob>;

/** The same as an image that is decoded and ready to be put into the page. */
export function screenshotToImage(source: ScreenshotLike): Promise<HTMLImageElement>;
