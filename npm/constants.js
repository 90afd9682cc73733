// The names of the wire's values, as the official SDK has them, for code that was written with it.

const same = (...names) => Object.freeze(Object.fromEntries(names.map((name) => [name, name])));

export const RunStatus = /* @__PURE__ */ same("PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED");
export const EventType = /* @__PURE__ */ same("STARTED", "STREAMING_URL", "PROGRESS", "TF_API_RESULT", "HEARTBEAT", "COMPLETE");
export const ErrorCategory = /* @__PURE__ */ same("SYSTEM_FAILURE", "AGENT_FAILURE", "BILLING_FAILURE", "UNKNOWN");
export const ProxyCountryCode = /* @__PURE__ */ same("US", "GB", "CA", "DE", "FR", "JP", "AU");
export const BrowserProfile = /* @__PURE__ */ Object.freeze({ LITE: "lite", STEALTH: "stealth" });
export const SortDirection = /* @__PURE__ */ Object.freeze({ ASC: "asc", DESC: "desc" });
