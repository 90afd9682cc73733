import type { Outcome } from "./outcome.js";
import type { RunParams } from "./params.js";
import type { FollowOptions, RunStream } from "./stream.js";
import type { CancelResult } from "./runs.js";

/** How many runs a pool lets go at once. */
export interface PoolOptions {
  /** At least 1. Default: 4. */
  limit?: number | undefined;
}

/**
 * Many runs from one page, never more than the limit at once, begun in the order of `add`. A failure never touches its
 * neighbours; when the service is busy or limits the rate, the whole pool pauses for as long as it says.
 */
export interface Pool {
  /**
   * Adds a run and gives its stream at once; the run is created when its turn comes. Throws `invalid_input` for params that cannot
   * be right. Whatever happens later is in the stream's outcome.
   */
  add<T = unknown>(params: RunParams, options?: FollowOptions<T>): RunStream<T>;
  /**
   * Cancels every run of the pool: those that wait, or whose creating call has not left yet, are not created; those that go are
   * cancelled on the server in one call for each 100, and each by itself that this call does not find, or that has no id yet.
   * Resolves to the answers once all have come.
   * Rejects if one of these calls failed, with the first error, once all of them were tried.
   * API reference: `POST /v1/runs/batch/cancel`.
   */
  cancelAll(): Promise<CancelResult[]>;
  /** Resolves once every run that was added so far has settled, with their outcomes in the order of `add`. */
  settled(): Promise<Outcome[]>;
  /** The progress of the whole: a frozen object, the same one until something changes. */
  snapshot(this: void): PoolSnapshot;
  /** Calls `listener` after the snapshot has changed, at most once a frame. Gives the function that ends this. Fits React's as a run's does. */
  subscribe(this: void, listener: () => void): () => void;
}

/** How many of a pool's runs stand where. */
export interface PoolSnapshot {
  /** Every run that was added. */
  readonly total: number;
  /** Not begun yet. */
  readonly waiting: number;
  /** Begun and not settled. */
  readonly running: number;
  /** Settled as `completed`. */
  readonly completed: number;
  /** Settled as `failed`. */
  readonly failed: number;
  /** Settled as `cancelled`. */
  readonly cancelled: number;
  /** Timed out, lost or closed: the service's word is missing. */
  readonly unsettled: number;
}
