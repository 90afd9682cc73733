/**
 * The views and a run as React sees them: `tinyfish-web/react`, for React 18 and later.
 *
 * A component gets its client from {@link "tinyfish-web".connect | connect}.
 *
 * @module tinyfish-web/react
 */

import type { HTMLAttributes, ReactElement } from "react";
import type { Client } from "./client.js";
import type { Outcome } from "./outcome.js";
import type { RunParams } from "./params.js";
import type { CancelResult } from "./runs.js";
import type { FollowOptions, RunSnapshot, RunStream } from "./stream.js";
import type { LiveViewOptions, RunSource, ScreenshotsOptions, ScreenshotsSource } from "./views.js";

/** What `useRun` tells. All of it is null while there is nothing to tell. */
export interface UseRunResult<T = unknown> {
  /** Null until the service has answered. */
  run: RunStream<T> | null;
  /** The same object until something changes. */
  snapshot: RunSnapshot<T> | null;
  /** Set once the run has settled. */
  outcome: Outcome<T> | null;
  /** Why there is no run, or why it ended badly: a `TinyFishError`, or the reason of a signal that was aborted. */
  error: unknown;
  /** Cancels the run on the server, also while it is being created. Null if there is none. Always the same function. */
  cancel: () => Promise<CancelResult | null>;
}

/**
 * Follows one run for as long as the component is mounted.
 *
 * - Params create a run, an id follows one that exists, null does nothing.
 * - Params are compared by content, as JSON: an inline object is fine, and other params close the run and create another. To run
 *   the same once more, give the component another `key`.
 * - A run is created once, also under StrictMode and when the component is hidden and shown again. Hiding closes, and showing
 *   follows the run by its id; hidden before the service had named it, its outcome is `closed`.
 * - Unmounting closes; it does not cancel, unless `onClose: "cancel"` is given.
 *
 * Callbacks may change with each render; the other options count when the run begins.
 *
 * @param client null while it is not there yet; another client closes the run and creates another
 */
export function useRun<T = unknown>(
  client: Pick<Client, "agent" | "runs"> | null | undefined,
  what: RunParams | string | null | undefined,
  options?: FollowOptions<T>,
): UseRunResult<T>;

/** What goes to the `div` around a view: all attributes but `title` and `children`. */
export type DivProps = Omit<HTMLAttributes<HTMLDivElement>, "title" | "children">;

/** What `LiveView` shows, with the options of `mountLiveView`. All else goes to its `div`. */
export interface LiveViewProps extends DivProps, LiveViewOptions {
  /** What to follow. Goes before `src`. */
  run?: RunSource | null | undefined;
  /** The address of a live view. */
  src?: string | null | undefined;
}

/** `mountLiveView` as a component. It is empty until the first `connect()` of the page is done. */
export function LiveView(props: LiveViewProps): ReactElement;

/** What `Screenshots` shows, with the options of `mountScreenshots`. All else goes to its `div`. */
export interface ScreenshotsProps extends DivProps, ScreenshotsOptions {
  /** A run that is followed, or one that was read. Goes before `steps`. Compared by identity. */
  run?: ScreenshotsSource | null | undefined;
  /** Steps of a run. Compared by identity. */
  steps?: ScreenshotsSource | null | undefined;
}

/** `mountScreenshots` as a component. It is empty until the first `connect()` of the page is done. */
export function Screenshots(props: ScreenshotsProps): ReactElement;
