import type { ErrorCategory, RunStatus } from "./constants.js";
import type { OutputSchema } from "./params.js";
import type { Screenshot } from "./views.js";

/**
 * A run as the service tells it. Members that are not listed here are passed on as sent.
 * API reference: `GET /v1/runs/{id}`.
 *
 * @typeParam T what the caller expects as `result`; it is not checked
 */
export interface Run<T = unknown> {
  run_id: string;
  status: RunStatus;
  goal: string;
  /** ISO 8601. */
  created_at: string;
  /** ISO 8601; null while the run is queued. */
  started_at: string | null;
  /** ISO 8601; null until the run has ended. */
  finished_at: string | null;
  /** Null while the run is going. */
  num_of_steps?: number | null;
  /** An object in all documents; any JSON in the field. */
  result: T | null;
  output_schema?: OutputSchema | null;
  /** Whether `result` fits `output_schema`; null where there was none. */
  schema_validation?: SchemaValidation | null;
  profile_attached?: boolean;
  profile_id?: string | null;
  error: RunError | null;
  /** The page that shows the remote browser, while the run is going. Whoever has it can watch. */
  streaming_url: string | null;
  browser_config?: { proxy_enabled: boolean | null; proxy_country_code: string | null } | null;
  /** A video of the run (WebM). The address is good for 15 minutes: read the run again for a fresh one. Not in lists. */
  video_url?: string | null;
  /** Empty in lists. */
  steps?: Step[];
}

/** One step of a run. API reference: `GET /v1/runs/{id}`, `steps`. */
export interface Step {
  id: string;
  /** ISO 8601. */
  timestamp: string;
  status: RunStatus;
  /** What the agent did, for people. */
  action: string | null;
  /** An address, or with `screenshots: "base64"` a {@link Screenshot}. Null where there is no picture. */
  screenshot?: string | Screenshot | null;
  /** Where the HTML of the page is; only with `capture_config.html`. */
  html?: string | null;
  /** Text such as `1.2s`. */
  duration: string | null;
}

/** Why a run failed. API reference: Error codes, run errors. */
export interface RunError {
  /** Such as `SITE_BLOCKED`. Its case varies. */
  code?: string;
  message: string;
  category: ErrorCategory;
  /** Seconds. */
  retry_after?: number | null;
  help_url?: string;
  help_message?: string;
}

/** How the result fits the schema. API reference: Structured output. */
export interface SchemaValidation {
  valid: boolean;
  /** How often the agent was asked again, from 0 to 2. */
  re_prompt_attempts: number;
  errors: { path: string; expected: string; received: string; message: string }[];
}

/** The answer of `agent.run`. API reference: `POST /v1/automation/run`. */
export interface RunResult<T = unknown> {
  /** Null if the run failed before it was created. */
  run_id: string | null;
  status: "COMPLETED" | "FAILED" | (string & {});
  started_at: string | null;
  finished_at: string | null;
  num_of_steps: number | null;
  result: T | null;
  schema_validation?: SchemaValidation | null;
  error: RunError | null;
}

/** The answer of `agent.queue`. API reference: `POST /v1/automation/run-async`. */
export interface QueueResult {
  run_id: string | null;
  error: CreateError | null;
}

/** The answer of `agent.batch`. API reference: `POST /v1/automation/run-batch`. */
export interface BatchResult {
  /** In the order of the request. */
  run_ids: string[] | null;
  error: CreateError | null;
}

/** Why no run was created. */
export interface CreateError {
  code?: string;
  message: string;
}

/** The answer to a cancel. API reference: `POST /v1/runs/{id}/cancel`. */
export interface CancelResult {
  run_id: string;
  /** `COMPLETED` or `FAILED` if the run had ended before. */
  status: "CANCELLED" | "COMPLETED" | "FAILED" | (string & {});
  /** ISO 8601; null if the run had ended before. */
  cancelled_at: string | null;
  /** Such as `Run already finished`. */
  message: string | null;
}

/** The answer of `runs.cancelMany`. API reference: `POST /v1/runs/batch/cancel`. */
export interface CancelManyResult {
  results: CancelResult[];
  not_found: string[] | null;
}

/** The answer of `runs.getMany`. API reference: `POST /v1/runs/batch`. */
export interface GetManyResult<T = unknown> {
  data: Run<T>[];
  not_found: string[] | null;
}

/** One page of `runs.list`. API reference: `GET /v1/runs`. */
export interface RunPage<T = unknown> {
  /** Without `steps` and `video_url`. */
  data: Run<T>[];
  pagination: {
    total: number;
    /** The `cursor` of the next page. */
    next_cursor: string | null;
    has_more: boolean;
  };
}

/**
 * What `runs.list` gives: `await` it for one page, or go through the runs of all pages with `for await`, which reads each page
 * when it is needed.
 */
export interface RunList<T = unknown> extends PromiseLike<RunPage<T>>, AsyncIterable<Run<T>> {
  /** As on any promise of the page. */
  catch<Fallback = never>(onRejected?: ((reason: any) => Fallback | PromiseLike<Fallback>) | null): Promise<RunPage<T> | Fallback>;
}
