/** A run as it was read, told as an outcome, so that past and present runs are shown by the same code. */

const KINDS = { COMPLETED: "completed", FAILED: "failed", CANCELLED: "cancelled" };

export function pastOutcome(run) {
  return {
    kind: KINDS[run.status] ?? "running",
    runId: run.run_id,
    run,
    result: run.result ?? null,
    error: run.error ? advice(run.error) : null,
  };
}

/** The category decides whether trying again helps (Error codes, "Run errors"); unknown ones may. */
function advice({ message, code, category, retry_after, help_url, help_message }) {
  return {
    message,
    serviceCode: code,
    category,
    retryable: category !== "AGENT_FAILURE" && category !== "BILLING_FAILURE",
    retryAfter: retry_after ?? undefined,
    helpUrl: help_url,
    helpMessage: help_message,
  };
}
