/**
 * The views as custom elements: importing `tinyfish-web/elements` registers them, and on a server does nothing.
 *
 * @module tinyfish-web/elements
 */

import type {
  LiveViewOptions,
  LiveViewState,
  RunSource,
  ScreenshotClient,
  ScreenshotsOptions,
  ScreenshotsSource,
  ScreenshotsState,
} from "./views.js";

/** Dispatched on a view element when the state of its view has changed. It does not bubble. */
export type StateChangeEvent<State extends string = string> = CustomEvent<{
  /** The new state. */
  state: State;
}>;

/** The events of a view element, by name. */
export interface ViewElementEventMap<State extends string> extends HTMLElementEventMap {
  /** The state of the view has changed. */
  statechange: StateChangeEvent<State>;
}

/** What both view elements have in common. */
export interface ViewElement<State extends string> extends HTMLElement {
  /** The state of the view; null while nothing is mounted. */
  readonly state: State | null;
  /** Also for `statechange`. */
  addEventListener<K extends keyof ViewElementEventMap<State>>(
    type: K,
    listener: (this: this, event: ViewElementEventMap<State>[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** As on any element. */
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Also for `statechange`. */
  removeEventListener<K extends keyof ViewElementEventMap<State>>(
    type: K,
    listener: (this: this, event: ViewElementEventMap<State>[K]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  /** As on any element. */
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

/**
 * `<tinyfish-live-view>`: shows a run's remote browser while it is in the document, as `mountLiveView` does. It waits for the first
 * `connect()` of the page. Moving it keeps the view; `moveBefore` keeps the frame too. So does setting again what is set already. In
 * another document, such as that of a popup, the view is mounted anew.
 *
 * Attributes: `src`, `interactive`, `aspect-ratio`. Event: `statechange`. Parts: `view`, `stage`, `frame`, `poster`, `badge`, `cover`,
 * `mark`, `words`, `message`, `detail`, `actions`, `button`, `help`. Custom properties: `--tinyfish-radius`, `--tinyfish-line`,
 * `--tinyfish-fill`, `--tinyfish-muted`, `--tinyfish-focus`.
 */
export interface TinyfishLiveView extends ViewElement<LiveViewState> {
  /** What to follow. Goes before `src`. Default: null. */
  run: RunSource | null;
  /** The address of a live view. Reflects the attribute. */
  src: string | null;
  /** Whether people can act on the page in the frame. Reflects the attribute. Default: `false`. */
  interactive: boolean;
  /** Width to height, as in CSS. Reflects the attribute `aspect-ratio`. Default: null, which is `16 / 10`. */
  aspectRatio: string | null;
  /**
   * The options of `mountLiveView` that have no attribute. They are compared by what is in them: equal ones keep the view, and so
   * does another callback, which is called from then on. Default: null.
   */
  options: LiveViewOptions | null;
}

/** The class of `<tinyfish-live-view>`. Where there is no document it can be made and its properties set; it does nothing. */
export declare const TinyfishLiveView: {
  /** Makes an element that is in no document. */
  new (): TinyfishLiveView;
  /** What every such element inherits. */
  prototype: TinyfishLiveView;
};

/**
 * `<tinyfish-screenshots>`: shows the screenshots of a run while it is in the document, as `mountScreenshots` does. It waits for
 * the first `connect()` of the page. Setting again what is set already keeps the view; steps that were added to an array show once
 * another array is set.
 *
 * Event: `statechange`. Parts: `view`, `strip`, `step`, `figure`, `shot`, `picture`, `placeholder`, `caption`, `action`, `moment`,
 * `empty`, `newest`, `viewer`, `large`, `large-picture`, `large-caption`, `position`, `previous`, `next`, `close`. Custom properties:
 * those of the live view, `--tinyfish-shot-width`, `--tinyfish-shot-ratio`.
 */
export interface TinyfishScreenshots extends ViewElement<ScreenshotsState> {
  /** A run that is followed, a run that was read, or its steps. Default: null. */
  run: ScreenshotsSource | null;
  /** The client that fetches pictures of a run or of steps; a `RunStream` brings its own. Default: null. */
  client: ScreenshotClient | null;
  /** The other options of `mountScreenshots`, compared as those of the live view. Default: null. */
  options: ScreenshotsOptions | null;
}

/** The class of `<tinyfish-screenshots>`. Where there is no document it can be made and its properties set; it does nothing. */
export declare const TinyfishScreenshots: {
  /** Makes an element that is in no document. */
  new (): TinyfishScreenshots;
  /** What every such element inherits. */
  prototype: TinyfishScreenshots;
};

declare global {
  interface HTMLElementTagNameMap {
    "tinyfish-live-view": TinyfishLiveView;
    "tinyfish-screenshots": TinyfishScreenshots;
  }
}
