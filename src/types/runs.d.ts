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
  /** Its id. */
  run_id: string;
  /** How it stands. */
  status: RunStatus;
  /** What the agent was told, in plain words. */
  goal: string;
  /** When it was created, ISO 8601. */
  created_at: string;
  /** When the agent began, ISO 8601; null while the run is queued. */
  started_at: string | null;
  /** When it ended, ISO 8601; null until then. */
  finished_at: string | null;
  /** How many steps the agent took; null while the run is going. */
  num_of_steps?: number | null;
  /** What the agent found: an object in all documents, any JSON in the field. Null while the run is going. */
  result: T | null;
  /** The schema that `result` was asked to fit, as sent; null where there was none. */
  output_schema?: OutputSchema | null;
  /** Whether `result` fits `output_schema`; null where there was none. */
  schema_validation?: SchemaValidation | null;
  /** Whether it started from a saved browser profile. */
  profile_attached?: boolean;
  /** That profile; null where there was none. */
  profile_id?: string | null;
  /** Why it failed; null unless it did. */
  error: RunError | null;
  /** The page that shows the remote browser, while the run is going. Whoever has it can watch. */
  streaming_url: string | null;
  /** The remote browser, as far as the service tells. */
  browser_config?: {
    /** Whether its traffic went through a proxy. */
    proxy_enabled: boolean | null;
    /** The proxy's country, ISO 3166-1 alpha-2. */
    proxy_country_code: string | null;
  } | null;
  /** A video of the run (WebM). The address is good for 15 minutes: read the run again for a fresh one. Not in lists. */
  video_url?: string | null;
  /** What the agent did, in order. Absent in lists. */
  steps?: Step[];
}

/** One step of a run. API reference: `GET /v1/runs/{id}`, `steps`. */
export interface Step {
  /** Its id, for `runs.screenshot` and `runs.html`. */
  id: string;
  /** When it was done, ISO 8601. */
  timestamp: string;
  /** How it stands. */
  status: RunStatus;
  /** What the agent did, for people. */
  action: string | null;
  /** The picture of the page: an address, or with `screenshots: "base64"` a {@link Screenshot}. Null where there is no picture. */
  screenshot?: string | Screenshot | null;
  /** Where the HTML of the page is; only with `capture_config.html`. */
  html?: string | null;
  /** How long it took, as text such as `1.2s`. */
  duration: string | null;
}

/** Why a run failed. API reference: Error codes, run errors. */
export interface RunError {
  /** The service's own code, such as `SITE_BLOCKED`. Its case varies. */
  code?: string;
  /** What went wrong, for people. */
  message: string;
  /** Whose fault it is. */
  category: ErrorCategory;
  /** Seconds to wait before another try; null where waiting does not help. */
  retry_after?: number | null;
  /** Where to read more. */
  help_url?: string;
  /** Advice for people. */
  help_message?: string;
}

/** How the result fits the schema. API reference: Structured output. */
export interface SchemaValidation {
  /** Whether it fits. A run may be `COMPLETED` and this false. */
  valid: boolean;
  /** How often the agent was asked again, from 0 to 2. */
  re_prompt_attempts: number;
  /** Where it does not fit; empty if it does. */
  errors: {
    /** Where in the result. */
    path: string;
    /** What the schema asks for. */
    expected: string;
    /** What is there. */
    received: string;
    /** The same for people. */
    message: string;
  }[];
}

/** The answer of `agent.run`. API reference: `POST /v1/automation/run`. */
export interface RunResult<T = unknown> {
  /** Null if the run failed before it was created. */
  run_id: string | null;
  /** How it ended. */
  status: "COMPLETED" | "FAILED" | (string & {});
  /** When the agent began, ISO 8601. */
  started_at: string | null;
  /** When it ended, ISO 8601. */
  finished_at: string | null;
  /** How many steps the agent took. */
  num_of_steps: number | null;
  /** What the agent found. */
  result: T | null;
  /** Whether `result` fits `output_schema`; null where there was none. */
  schema_validation?: SchemaValidation | null;
  /** Why it failed; null unless it did. */
  error: RunError | null;
}

/** The answer of `agent.queue`: a run, or why there is none. API reference: `POST /v1/automation/run-async`. */
export type QueueResult =
  | {
      /** The run. */
      run_id: string;
      /** Null where a run was created. */
      error: null;
    }
  | {
      /** Null where none was created. */
      run_id: null;
      /** Why none was created. */
      error: CreateError;
    };

/** The answer of `agent.batch`: the runs, or why there are none. API reference: `POST /v1/automation/run-batch`. */
export type BatchResult =
  | {
      /** The runs, in the order of the request. */
      run_ids: string[];
      /** Null where runs were created. */
      error: null;
    }
  | {
      /** Null where none was created. */
      run_ids: null;
      /** Why none was created. */
      error: CreateError;
    };

/** Why no run was created. */
export interface CreateError {
  /** The service's own code. Its case varies. */
  code?: string;
  /** What went wrong, for people. */
  message: string;
}

/** The answer to a cancel. API reference: `POST /v1/runs/{id}/cancel`. */
export interface CancelResult {
  /** The run. */
  run_id: string;
  /** How the run stands now: `COMPLETED` or `FAILED` if it had ended before. */
  status: "CANCELLED" | "COMPLETED" | "FAILED" | (string & {});
  /** When it was cancelled, ISO 8601; null if it had ended before. */
  cancelled_at: string | null;
  /** What the service adds, such as `Run already finished`. */
  message: string | null;
}

/** The answer to the cancel of a run that the service has not created, and now never will. */
export interface NeverCreated {
  /** There is no run. */
  run_id: null;
  /** As for a run that was cancelled. */
  status: "CANCELLED";
  /** Nothing was cancelled on the server. */
  cancelled_at: null;
  /** The same for people. */
  message: string;
}

/** The answer of `runs.cancelMany`. API reference: `POST /v1/runs/batch/cancel`. */
export interface CancelManyResult {
  /** An answer for each run that exists. */
  results: CancelResult[];
  /** The ids of no run of this account; null where there are none. */
  not_found: string[] | null;
}

/** The answer of `runs.getMany`. API reference: `POST /v1/runs/batch`. */
export interface GetManyResult<T = unknown> {
  /** The runs that exist, with their steps. */
  data: Run<T>[];
  /** The ids of no run of this account; null where there are none. */
  not_found: string[] | null;
}

/** One page of `runs.list`. API reference: `GET /v1/runs`. */
export interface RunPage<T = unknown> {
  /** The runs, without `steps` and `video_url`. */
  data: Run<T>[];
  /** Where this page is in the list. */
  pagination: {
    /** How many runs the filters let through. */
    total: number;
    /** The `cursor` of the next page; null on the last. */
    next_cursor: string | null;
    /** Whether another page follows. */
    has_more: boolean;
  };
}

/**
 * What `runs.list` gives: `await` it for one page, or go through the runs of all pages with `for await`, which reads each page
 * when it is needed.
 */
export interface RunList<T = unknown> extends Promise<RunPage<T>>, AsyncIterable<Run<T>> {}
