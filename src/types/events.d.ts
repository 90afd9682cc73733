import type { RunStatus } from "./constants.js";
import type { RunError } from "./runs.js";

/**
 * What a run tells while it is going, in the wire's newest form, whatever form it came in. Members that are not listed here are
 * passed on as sent. `type` tells the events apart, one of a type not known today included:
 *
 * ```ts
 * for await (const event of run) {
 *   if (event.type === "PROGRESS") console.log(event.purpose);
 * }
 * ```
 *
 * API reference: `POST /v1/automation/run-sse`, events.
 */
export type RunEvent<T = unknown> =
  | StartedEvent
  | StreamingUrlEvent
  | ProgressEvent
  | TfApiResultEvent
  | HeartbeatEvent
  | CompleteEvent<T>
  | UnknownEvent;

/** The run exists. It is the first event. */
export interface StartedEvent {
  type: "STARTED";
  run_id: string;
  /** ISO 8601. */
  timestamp?: string;
}

/** The live view is up. It comes some seconds after the start, or not at all. */
export interface StreamingUrlEvent {
  type: "STREAMING_URL";
  run_id: string;
  /** A page to show in a sandboxed frame, as `mountLiveView` does. Whoever has it can watch. */
  streaming_url: string;
  timestamp?: string;
}

/** The agent did something. */
export interface ProgressEvent {
  type: "PROGRESS";
  run_id: string;
  /** What, for people. */
  purpose: string;
  timestamp?: string;
  /** Set on a step that used TinyFish's own search or fetch. */
  tinyfish_api?: "search" | "fetch" | (string & {});
}

/** What TinyFish's own search or fetch gave the agent. */
export interface TfApiResultEvent {
  type: "TF_API_RESULT";
  run_id: string;
  tinyfish_api: "search" | "fetch" | (string & {});
  result: unknown[];
  timestamp?: string;
}

/** Nothing new; the connection is alive. */
export interface HeartbeatEvent {
  type: "HEARTBEAT";
  timestamp?: string;
}

/** The run has ended. It is the last event. */
export interface CompleteEvent<T = unknown> {
  type: "COMPLETE";
  run_id: string;
  status: RunStatus;
  timestamp?: string;
  result?: T | null;
  /** A string in the older form. */
  error?: RunError | string | null;
  help_url?: string;
  help_message?: string;
}

/**
 * Any string that is no known type. TypeScript has no such type; an enum comes closest: it is a string, and comparing `type` with
 * a known one leaves the unknown event out. To compare with another name, write `(event.type as string) === "NAME"`.
 */
declare enum UnknownEventType {
  Any = "",
}

/** An event of a type not known today, as it came. */
export interface UnknownEvent {
  type: UnknownEventType;
  [field: string]: unknown;
}

export {};
