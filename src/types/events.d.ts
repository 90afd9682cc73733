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
  /** Tells the event apart. */
  type: "STARTED";
  /** The run: what `runs.watch` follows after a reload. */
  run_id: string;
  /** ISO 8601. */
  timestamp?: string;
}

/** The live view is up. It comes some seconds after the start, or not at all. */
export interface StreamingUrlEvent {
  /** Tells the event apart. */
  type: "STREAMING_URL";
  /** The run. */
  run_id: string;
  /** A page to show in a sandboxed frame, as `mountLiveView` does. Whoever has it can watch. */
  streaming_url: string;
  /** ISO 8601. */
  timestamp?: string;
}

/** The agent did something. */
export interface ProgressEvent {
  /** Tells the event apart. */
  type: "PROGRESS";
  /** The run. */
  run_id: string;
  /** What, for people. */
  purpose: string;
  /** ISO 8601. */
  timestamp?: string;
  /** Set on a step that used TinyFish's own search or fetch. */
  tinyfish_api?: "search" | "fetch" | (string & {});
}

/** What TinyFish's own search or fetch gave the agent. */
export interface TfApiResultEvent {
  /** Tells the event apart. */
  type: "TF_API_RESULT";
  /** The run. */
  run_id: string;
  /** Which of the two. */
  tinyfish_api: "search" | "fetch" | (string & {});
  /** What it found; the form is not documented. */
  result: unknown[];
  /** ISO 8601. */
  timestamp?: string;
}

/** Nothing new; the connection is alive. */
export interface HeartbeatEvent {
  /** Tells the event apart. */
  type: "HEARTBEAT";
  /** ISO 8601. */
  timestamp?: string;
}

/** The run has ended. It is the last event. */
export interface CompleteEvent<T = unknown> {
  /** Tells the event apart. */
  type: "COMPLETE";
  /** The run. */
  run_id: string;
  /** How it ended. */
  status: RunStatus;
  /** ISO 8601. */
  timestamp?: string;
  /** What the agent found; null or absent where there is nothing. */
  result?: T | null;
  /** Why it failed; a string in the older form. */
  error?: RunError | string | null;
  /** Where to read more about a failure, in the older form. */
  help_url?: string;
  /** Advice for people about a failure, in the older form. */
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
  /** The name as sent. */
  type: UnknownEventType;
  /** What it carries, as sent. */
  [field: string]: unknown;
}

export {};
