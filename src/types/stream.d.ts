/// <reference lib="esnext.disposable" />

import type { RunStatus } from "./constants.js";
import type {
  CompleteEvent,
  HeartbeatEvent,
  ProgressEvent,
  RunEvent,
  StartedEvent,
  StreamingUrlEvent,
} from "./events.js";
import type { Outcome } from "./outcome.js";
import type { GetOptions } from "./params.js";
import type { CancelResult, NeverCreated, Run } from "./runs.js";

/**
 * One run, followed live. `agent.stream`, `runs.watch` and the pool make it.
 *
 * Going through it with `for await` gives each event once. Leaving the loop closes the stream; it does not cancel the run. After
 * the last event the loop throws if the run was lost or timed out, or the reason of a signal that was aborted: an end without the
 * service's word is never quiet.
 *
 * @typeParam T what the caller expects as `result`; it is not checked
 */
export interface RunStream<T = unknown> extends AsyncIterable<RunEvent<T>> {
  /** Null until the service has named the run. */
  readonly runId: string | null;
  /** What is known now: a frozen object, the same one until something changes. */
  snapshot(this: void): RunSnapshot<T>;
  /**
   * Calls `listener` after the snapshot has changed, at most once a frame. Gives the function that ends this. Both can be passed on
   * as they are: `useSyncExternalStore(run.subscribe, run.snapshot)`.
   */
  subscribe(this: void, listener: () => void): () => void;
  /** Always resolves, exactly once, and never rejects. */
  readonly finished: Promise<Outcome<T>>;
  /**
   * Cancels the run on the server and keeps listening: the outcome tells whether it had ended before. Before the service has named
   * the run it waits for the name. Calling it twice is harmless.
   *
   * Its `run_id` is null for a run of a pool that waits for its turn, or for the service to take it: that one is never created.
   *
   * Rejects with `not_cancellable` for a run that the service does not cancel. API reference: `POST /v1/runs/{id}/cancel`.
   */
  cancel(): Promise<CancelResult | NeverCreated>;
  /** Stops listening. The run goes on, unless `onClose: "cancel"` was given. */
  close(): void;
  /** Reads the run afresh. API reference: `GET /v1/runs/{id}`. */
  read(options?: GetOptions): Promise<Run<T>>;
  /** The picture of one step. API reference: `GET /v1/runs/{id}/steps/{stepId}/screenshot`. */
  screenshot(stepId: string): Promise<Blob>;
  /** Each event once, from the first on, also those that came before the loop. */
  [Symbol.asyncIterator](): AsyncIterableIterator<RunEvent<T>>;
  /** Closes, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What is known of a run at one moment. */
export interface RunSnapshot<T = unknown> {
  /** Null until the service has named the run. */
  readonly runId: string | null;
  /** Null as long as nothing is known. */
  readonly status: RunStatus | null;
  /** How the run is being followed. */
  readonly connection: "connecting" | "streaming" | "polling" | "closed";
  /** From the params, or from the run as read. */
  readonly goal: string | null;
  /** From the params: the service does not tell it. */
  readonly url: string | null;
  /** The page that shows the remote browser. Whoever has it can watch: do not store or log it. */
  readonly streamingUrl: string | null;
  /** Every progress so far, in order. */
  readonly progress: readonly ProgressEvent[];
  /** Whether a cancel was asked for. */
  readonly cancelRequested: boolean;
  /** When the run began, in milliseconds since 1970; null until it has. */
  readonly startedAt: number | null;
  /** Set once the run has settled. */
  readonly outcome: Outcome<T> | null;
}

/** How a run is followed. */
export interface FollowOptions<T = unknown> {
  /** Stops listening, as `close()` does; its reason is passed on as it is. */
  signal?: AbortSignal | undefined;
  /** Milliseconds until the run settles as `timed_out`. Default: no limit. */
  timeout?: number | undefined;
  /**
   * Milliseconds of silence, heartbeats included, after which a stream is given up and the run followed by its id.
   * Default: that of `connect`, 90 000.
   */
  idleTimeout?: number | undefined;
  /** What `close()`, leaving the loop and an aborted signal do to the run. Default: `keep`. */
  onClose?: "keep" | "cancel" | undefined;
  /** What leaving the page does to the run. Default: `keep`. */
  onPageHide?: "keep" | "cancel" | undefined;
  /** Called once the run exists. */
  onStarted?: ((event: StartedEvent) => void) | undefined;
  /** Called once the live view is up. */
  onStreamingUrl?: ((event: StreamingUrlEvent) => void) | undefined;
  /** Called for each thing that the agent did. */
  onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** Called when there is nothing new and the connection is alive. */
  onHeartbeat?: ((event: HeartbeatEvent) => void) | undefined;
  /** Called once the run has ended. */
  onComplete?: ((event: CompleteEvent<T>) => void) | undefined;
  /** Called with every event, those of unknown type included, before the others. */
  onEvent?: ((event: RunEvent<T>) => void) | undefined;
}
