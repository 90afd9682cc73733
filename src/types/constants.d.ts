/**
 * How a run stands. `COMPLETED` says that the machinery worked, not that the goal was reached: look into `result`.
 * API reference: Runs, status.
 */
export type RunStatus = (typeof RunStatus)[keyof typeof RunStatus] | (string & {});
export declare const RunStatus: {
  readonly PENDING: "PENDING";
  readonly RUNNING: "RUNNING";
  readonly COMPLETED: "COMPLETED";
  readonly FAILED: "FAILED";
  readonly CANCELLED: "CANCELLED";
};

/** The types of events that are known today. API reference: `POST /v1/automation/run-sse`, events. */
export type EventType = (typeof EventType)[keyof typeof EventType];
export declare const EventType: {
  readonly STARTED: "STARTED";
  readonly STREAMING_URL: "STREAMING_URL";
  readonly PROGRESS: "PROGRESS";
  readonly TF_API_RESULT: "TF_API_RESULT";
  readonly HEARTBEAT: "HEARTBEAT";
  readonly COMPLETE: "COMPLETE";
};

/** Whose fault a failed run is. API reference: Error codes, `error.category`. */
export type ErrorCategory = (typeof ErrorCategory)[keyof typeof ErrorCategory] | (string & {});
export declare const ErrorCategory: {
  readonly SYSTEM_FAILURE: "SYSTEM_FAILURE";
  readonly AGENT_FAILURE: "AGENT_FAILURE";
  readonly BILLING_FAILURE: "BILLING_FAILURE";
  readonly UNKNOWN: "UNKNOWN";
};

/** `stealth` is a browser that is harder to tell from a person's. API reference: `browser_profile`. */
export type BrowserProfile = (typeof BrowserProfile)[keyof typeof BrowserProfile] | (string & {});
export declare const BrowserProfile: {
  readonly LITE: "lite";
  readonly STEALTH: "stealth";
};

/** ISO 3166-1 alpha-2; the named ones are those of the documents. API reference: `proxy_config.country_code`. */
export type ProxyCountryCode = (typeof ProxyCountryCode)[keyof typeof ProxyCountryCode] | (string & {});
export declare const ProxyCountryCode: {
  readonly US: "US";
  readonly GB: "GB";
  readonly CA: "CA";
  readonly DE: "DE";
  readonly FR: "FR";
  readonly JP: "JP";
  readonly AU: "AU";
};

/** By time of creation. API reference: `GET /v1/runs`, `sort_direction`. */
export type SortDirection = (typeof SortDirection)[keyof typeof SortDirection];
export declare const SortDirection: {
  readonly ASC: "asc";
  readonly DESC: "desc";
};
