/**
 * How a run stands. `COMPLETED` says that the machinery worked, not that the goal was reached: look into `result`.
 * API reference: Runs, status.
 */
export type RunStatus = (typeof RunStatus)[keyof typeof RunStatus] | (string & {});
/** The known statuses by name. */
export declare const RunStatus: {
  /** Queued: the account's runs at once are used up. */
  readonly PENDING: "PENDING";
  /** The agent is at work. */
  readonly RUNNING: "RUNNING";
  /** Ended; whether the goal was reached is in `result`. */
  readonly COMPLETED: "COMPLETED";
  /** Ended by a failure, which `error` tells. */
  readonly FAILED: "FAILED";
  /** Ended by a cancel. */
  readonly CANCELLED: "CANCELLED";
};

/** The types of events that are known today. API reference: `POST /v1/automation/run-sse`, events. */
export type EventType = (typeof EventType)[keyof typeof EventType];
/** The known types of events by name. */
export declare const EventType: {
  /** Of a {@link StartedEvent}. */
  readonly STARTED: "STARTED";
  /** Of a {@link StreamingUrlEvent}. */
  readonly STREAMING_URL: "STREAMING_URL";
  /** Of a {@link ProgressEvent}. */
  readonly PROGRESS: "PROGRESS";
  /** Of a {@link TfApiResultEvent}. */
  readonly TF_API_RESULT: "TF_API_RESULT";
  /** Of a {@link HeartbeatEvent}. */
  readonly HEARTBEAT: "HEARTBEAT";
  /** Of a {@link CompleteEvent}. */
  readonly COMPLETE: "COMPLETE";
};

/** Whose fault a failed run is. API reference: Error codes, `error.category`. */
export type ErrorCategory = (typeof ErrorCategory)[keyof typeof ErrorCategory] | (string & {});
/** The known categories by name. */
export declare const ErrorCategory: {
  /** The service's: the same call may work later. */
  readonly SYSTEM_FAILURE: "SYSTEM_FAILURE";
  /** The agent did not get there: another goal or address may. */
  readonly AGENT_FAILURE: "AGENT_FAILURE";
  /** The account has no credit. */
  readonly BILLING_FAILURE: "BILLING_FAILURE";
  /** Nobody knows: the same call may work later. */
  readonly UNKNOWN: "UNKNOWN";
};

/** `stealth` is a browser that is harder to tell from a person's. API reference: `browser_profile`. */
export type BrowserProfile = (typeof BrowserProfile)[keyof typeof BrowserProfile] | (string & {});
/** The known browser profiles by name. */
export declare const BrowserProfile: {
  /** The service's default. */
  readonly LITE: "lite";
  /** Harder to tell from a person's browser. */
  readonly STEALTH: "stealth";
};

/** ISO 3166-1 alpha-2; the named ones are those of the documents. API reference: `proxy_config.country_code`. */
export type ProxyCountryCode = (typeof ProxyCountryCode)[keyof typeof ProxyCountryCode] | (string & {});
/** The documented countries by name. */
export declare const ProxyCountryCode: {
  /** United States. */
  readonly US: "US";
  /** United Kingdom. */
  readonly GB: "GB";
  /** Canada. */
  readonly CA: "CA";
  /** Germany. */
  readonly DE: "DE";
  /** France. */
  readonly FR: "FR";
  /** Japan. */
  readonly JP: "JP";
  /** Australia. */
  readonly AU: "AU";
};

/** By time of creation. API reference: `GET /v1/runs`, `sort_direction`. */
export type SortDirection = (typeof SortDirection)[keyof typeof SortDirection];
/** The directions by name. */
export declare const SortDirection: {
  /** Oldest first. */
  readonly ASC: "asc";
  /** Newest first, the service's default. */
  readonly DESC: "desc";
};
