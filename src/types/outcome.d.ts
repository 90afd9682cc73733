import type { RunStatus } from "./constants.js";
import type { TinyFishError } from "./errors.js";
import type { Run } from "./runs.js";

/**
 * How a run settled, as seen from here. `kind` tells the forms apart. A frozen object.
 *
 * | kind | meaning |
 * |---|---|
 * | `completed` | the service says `COMPLETED`, even if the goal was missed: `result` tells |
 * | `failed` | the service says `FAILED` |
 * | `cancelled` | the service says `CANCELLED`, or the run was cancelled before it was created |
 * | `timed_out` | the `timeout` of this call passed; the run may still be going |
 * | `lost` | the run could not be followed any further; it may still be going |
 * | `closed` | we stopped listening; the run may still be going |
 *
 * @typeParam T what the caller expects as `result`; it is not checked
 */
export type Outcome<T = unknown> =
  | CompletedOutcome<T>
  | FailedOutcome<T>
  | CancelledOutcome<T>
  | TimedOutOutcome
  | LostOutcome
  | ClosedOutcome;

/** What every outcome tells. */
export interface Settled<T> {
  /** Null if the service never named the run. */
  readonly runId: string | null;
  /** The service's last word; null if it said none. */
  readonly status: RunStatus | null;
  /** The run as read after its end, with its steps and `schema_validation`; absent if that read did not succeed. */
  readonly run?: Run<T>;
  /** The result as it came; `parseResult` unwraps JSON in text. */
  readonly result: T | null;
}

/** The service says `COMPLETED`: the machinery worked. Whether the goal was reached is in `result`. */
export interface CompletedOutcome<T = unknown> extends Settled<T> {
  /** Tells the outcome apart. */
  readonly kind: "completed";
  /** Null, unless the service sent an error all the same. */
  readonly error: TinyFishError | null;
}

/** The service says `FAILED`. */
export interface FailedOutcome<T = unknown> extends Settled<T> {
  /** Tells the outcome apart. */
  readonly kind: "failed";
  /** Code `run_failed`; its `category` says whose fault it is, its `retryable` whether to try again. */
  readonly error: TinyFishError;
}

/** The service says `CANCELLED`, or the run was cancelled before it was created. */
export interface CancelledOutcome<T = unknown> extends Settled<T> {
  /** Tells the outcome apart. */
  readonly kind: "cancelled";
  /** Null, unless the service sent an error along. */
  readonly error: TinyFishError | null;
}

/** The `timeout` of the call passed. The run may still be going: follow it again by its id. */
export interface TimedOutOutcome extends Settled<never> {
  /** Tells the outcome apart. */
  readonly kind: "timed_out";
  /** Code `timeout`. */
  readonly error: TinyFishError;
}

/** The run could not be followed any further, and may still be going. Without a `runId` nobody knows whether it exists. */
export interface LostOutcome extends Settled<never> {
  /** Tells the outcome apart. */
  readonly kind: "lost";
  /** What is known, and how to follow the run again. */
  readonly error: TinyFishError;
}

/** We stopped listening, and the run may still be going. */
export interface ClosedOutcome extends Settled<never> {
  /** Tells the outcome apart. */
  readonly kind: "closed";
  /** The reason of the signal that was aborted, as it is; null after `close()`. */
  readonly error: unknown;
}
