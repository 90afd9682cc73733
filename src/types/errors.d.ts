import type { ErrorCategory } from "./constants.js";

/**
 * What went wrong. The list is closed: a `switch` over it can be checked for completeness.
 *
 * | code | meaning | what to do |
 * |---|---|---|
 * | `invalid_input` | an argument is wrong (`field` names it), or the service refused it (400) | change the call |
 * | `missing_api_key` | 401 `MISSING_API_KEY` | give the relay its key |
 * | `invalid_api_key` | 401 `INVALID_API_KEY` | replace the key |
 * | `unauthorized` | any other 401 | sign in again, or see `helpMessage` |
 * | `forbidden` | 403: no subscription, a feature in beta, or not one's own | see `message` |
 * | `insufficient_credits` | 402, or 403 `INSUFFICIENT_CREDITS` | add credit |
 * | `not_found` | 404 | check the id, and where `baseURL` leads |
 * | `rate_limited` | 429 | wait `retryAfter` seconds |
 * | `service_busy` | 503 | wait `retryAfter` seconds |
 * | `service_error` | any other 5xx, or a status that fits nothing else | try again later |
 * | `run_failed` | the run ended as `FAILED` | see `category`, `message` and `helpMessage` |
 * | `run_lost` | the run could not be followed any further; it may still be going | follow `runId` again with `runs.watch` |
 * | `not_cancellable` | the service does not cancel this run | wait for its end |
 * | `network` | the request did not get through: network or CORS, which a page cannot tell apart | check the connection and the relay |
 * | `timeout` | one of the time limits passed | raise the limit, or follow the run by its id |
 * | `bad_response` | the answer is not what the API documents, or 404 and 405 from something else | check what stands between the page and the service |
 * | `line_too_long` | one line of the stream is longer than `maxLineBytes` | raise the limit |
 * | `key_in_page` | `apiKey` was given in a page | use a relay |
 * | `wasm_load` | the WebAssembly did not load, or was used before `connect()` | see `message` |
 * | `live_view` | the address of a live view was refused | see `message` |
 * | `closed` | the stream was closed here | nothing |
 * | `unknown` | anything else | see `message` and `cause` |
 */
export type ErrorCode =
  | "invalid_input"
  | "missing_api_key"
  | "invalid_api_key"
  | "unauthorized"
  | "forbidden"
  | "insufficient_credits"
  | "not_found"
  | "rate_limited"
  | "service_busy"
  | "service_error"
  | "run_failed"
  | "run_lost"
  | "not_cancellable"
  | "network"
  | "timeout"
  | "bad_response"
  | "line_too_long"
  | "key_in_page"
  | "wasm_load"
  | "live_view"
  | "closed"
  | "unknown";

/** What a {@link TinyFishError} is made of. */
export interface TinyFishErrorFields {
  /** What went wrong. */
  code: ErrorCode;
  /** What to do about it, for people. */
  message: string;
  /** The HTTP status. */
  status?: number;
  /** The run. */
  runId?: string;
  /** Whether the same call may work later. Default: `false`. */
  retryable?: boolean;
  /** Seconds to wait before another try. */
  retryAfter?: number;
  /** The category of a failed run, as sent. */
  category?: ErrorCategory;
  /** Where to read more, as sent. */
  helpUrl?: string;
  /** Advice for people, as sent. */
  helpMessage?: string;
  /** The service's own code, as sent. */
  serviceCode?: string;
  /** The `details` of the service's error, as sent. */
  details?: unknown;
  /** The argument that is wrong. */
  field?: string;
  /** What led to it. */
  cause?: unknown;
}

/**
 * Every error of this package. Calls that fail before a run exists reject with one; a run that ends badly carries one in its
 * {@link Outcome}, and never rejects. No key and no signed address is ever in it.
 */
export class TinyFishError extends Error {
  /** For errors of your own that handlers of this package's errors are to understand. */
  constructor(fields: TinyFishErrorFields);
  /** Holds also for the errors of another copy of this package, where `instanceof` does not. */
  readonly name: "TinyFishError";
  /** What went wrong, from a closed list. */
  readonly code: ErrorCode;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** The run, where it is known. */
  readonly runId?: string;
  /**
   * Whether the same call may work later. For a failed run its category decides: `SYSTEM_FAILURE` and `UNKNOWN` yes,
   * `AGENT_FAILURE` and `BILLING_FAILURE` no. Starting the run anew makes, and bills, a second run. Never `true` for a
   * creating call that may have made a run.
   */
  readonly retryable: boolean;
  /** Seconds to wait before another try, where the service said so. */
  readonly retryAfter?: number;
  /** The category of a failed run, as sent. */
  readonly category?: ErrorCategory;
  /** Where to read more, as sent. */
  readonly helpUrl?: string;
  /** Advice for people, as sent. */
  readonly helpMessage?: string;
  /** The service's own code, as sent, such as `SITE_BLOCKED`. Its case varies. */
  readonly serviceCode?: string;
  /** The `details` of the service's error, as sent: mostly a list of validation issues. */
  readonly details?: unknown;
  /** The argument that is wrong, such as `goal` or `runs[3].url`. */
  readonly field?: string;
  /** What led to it, such as the error of `fetch`. */
  readonly cause?: unknown;
  /** All of it but `cause` and `stack`. */
  toJSON(): Record<string, unknown>;
}

/** Whether something caught is a {@link TinyFishError}, also one of another copy of this package. */
export function isTinyFishError(error: unknown): error is TinyFishError;
