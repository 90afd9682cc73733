import type { BatchOptions, GetOptions, ListParams, RunParams } from "./params.js";
import type { Outcome } from "./outcome.js";
import type { Pool, PoolOptions } from "./pool.js";
import type {
  BatchResult,
  CancelManyResult,
  CancelResult,
  GetManyResult,
  QueueResult,
  Run,
  RunList,
  RunResult,
} from "./runs.js";
import type { FollowOptions, RunStream } from "./stream.js";
import type { Warning } from "./views.js";

/**
 * Extra headers, as an object or from a function that is called for each request. Where the function's promise rejects,
 * nothing is sent; reads and cancels are repeated as if the network had failed.
 */
export type HeadersOption = HeadersObject | (() => HeadersObject | Promise<HeadersObject>);

/** Headers by name. */
export type HeadersObject = Record<string, string> | Headers;

/** What the WebAssembly is loaded from. */
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/** How a client reaches the service. */
export interface ConnectOptions {
  /**
   * Where the API is: the path of your relay, such as `/api/tinyfish`, or an address. Default: with `apiKey` the service,
   * `https://agent.tinyfish.ai`; without it there is none.
   */
  baseURL?: string | undefined;
  /**
   * The API key. In a page every visitor can read it, and it gives away the whole account: prefer a relay. In a page it is refused
   * with `key_in_page`, unless `dangerouslyAllowBrowser` is set.
   */
  apiKey?: string | undefined;
  /** Allows `apiKey` in a page, for pages that nobody else can open. Default: `false`. */
  dangerouslyAllowBrowser?: boolean | undefined;
  /** Extra headers of each request, for your relay's own authentication for instance. */
  headers?: HeadersOption | undefined;
  /** Whether cookies are sent. Default: that of `fetch`, `same-origin`. */
  credentials?: RequestCredentials | undefined;
  /** Called in place of the global `fetch`. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Milliseconds until an answer must have come; streams have limits of their own. Default: 60 000. */
  timeout?: number | undefined;
  /** Milliseconds of silence after which a stream is given up and the run followed by its id. Default: 90 000. */
  idleTimeout?: number | undefined;
  /**
   * How often a call is sent again. Reads and cancels are after any failure that may pass; a call that creates a run only if the
   * service refused it before creating. Default: 2.
   */
  maxRetries?: number | undefined;
  /** The longest line of a stream, in bytes. Default: 16 MB. */
  maxLineBytes?: number | undefined;
  /**
   * What the WebAssembly is loaded from, or a promise of it. It counts on the first call of the page only. Default:
   * `tinyfish_web_bg.wasm` beside the module.
   */
  wasm?: WasmSource | Promise<WasmSource> | undefined;
  /** Told what is worth knowing and stops nothing. */
  onWarning?: ((warning: Warning) => void) | undefined;
}

/** A ready client. */
export interface Client {
  /** Creates runs. */
  readonly agent: Agent;
  /** Reads, follows and cancels runs. */
  readonly runs: Runs;
  /** The base address, without a slash at its end. */
  readonly baseURL: string;
  /** Starts many runs, never more than `limit` at once. */
  pool(options?: PoolOptions): Pool;
}

/** The options of a single call. */
export interface CallOptions {
  /** Stops the call; it rejects with the signal's own reason. */
  signal?: AbortSignal | undefined;
}

/** The options of `agent.run`. */
export interface AgentRunOptions extends CallOptions {
  /** Milliseconds until the answer must have come. Default: 660 000, above the ten minutes that the service gives. */
  timeout?: number | undefined;
}

/**
 * Creating runs. Each call rejects with `invalid_input` before anything is sent if its params cannot be right: no `url` or `goal`,
 * a `url` without its scheme, `profile_id` without `use_profile`, `credential_item_ids` without `use_vault`.
 */
export interface Agent {
  /**
   * Creates a run and waits for its end in one answer. Such a run has no live view and cannot be cancelled: for short tasks only.
   * API reference: `POST /v1/automation/run`.
   */
  run<T = unknown>(params: RunParams, options?: AgentRunOptions): Promise<RunResult<T>>;
  /** Creates a run and gives its id at once, for `runs.watch`. API reference: `POST /v1/automation/run-async`. */
  queue(params: RunParams, options?: CallOptions): Promise<QueueResult>;
  /**
   * Creates a run and follows it live. Resolves once the service has answered; rejects if it refused.
   * API reference: `POST /v1/automation/run-sse`.
   */
  stream<T = unknown>(params: RunParams, options?: FollowOptions<T>): Promise<RunStream<T>>;
  /** Creates from 1 to 100 runs, all or none. API reference: `POST /v1/automation/run-batch`. */
  batch(runs: readonly RunParams[], options?: BatchOptions): Promise<BatchResult>;
}

/** Reading, following and cancelling runs. An id of no run rejects with `not_found`. */
export interface Runs {
  /** One run with its steps. API reference: `GET /v1/runs/{id}`. */
  get<T = unknown>(runId: string, options?: GetOptions): Promise<Run<T>>;
  /** A page when awaited, every run when iterated. API reference: `GET /v1/runs`. */
  list<T = unknown>(params?: ListParams, options?: CallOptions): RunList<T>;
  /** From 1 to 100 runs at once. API reference: `POST /v1/runs/batch`. */
  getMany<T = unknown>(runIds: readonly string[], options?: CallOptions): Promise<GetManyResult<T>>;
  /** Cancels from 1 to 100 runs. API reference: `POST /v1/runs/batch/cancel`. */
  cancelMany(runIds: readonly string[], options?: CallOptions): Promise<CancelManyResult>;
  /**
   * Cancels a run; once more is harmless. One that is not found is asked for again, since it may have been created just now.
   * API reference: `POST /v1/runs/{id}/cancel`.
   */
  cancel(runId: string): Promise<CancelResult>;
  /** Follows a run that exists already: after a reload, from another tab, from `queue`. */
  watch<T = unknown>(runId: string, options?: FollowOptions<T>): Promise<RunStream<T>>;
  /** The outcome of a run that exists already, by following it. Rejects with the reason of a signal that was aborted. */
  wait<T = unknown>(runId: string, options?: FollowOptions<T>): Promise<Outcome<T>>;
  /** The picture of one step. API reference: `GET /v1/runs/{id}/steps/{stepId}/screenshot`. */
  screenshot(runId: string, stepId: string, options?: CallOptions): Promise<Blob>;
  /**
   * The HTML of the page at one step; the run needs `capture_config.html`.
   * API reference: `GET /v1/runs/{id}/steps/{stepId}/html`.
   */
  html(runId: string, stepId: string, options?: CallOptions): Promise<string>;
}
