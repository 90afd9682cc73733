/** What a call that failed says of its run, told as an outcome. The kinds "refused" and "unfollowed" are the dashboard's own. */
import { isFinal } from "./error-advice.js";

/** After these nobody knows whether the service made a run, unless it answered with a status that says no. */
const UNCERTAIN = new Set(["network", "timeout", "service_error", "bad_response", "line_too_long", "run_lost"]);

/** `runId` is that of a run which exists already, whoever started it. */
export function refusal(error, runId) {
  return { kind: kindOf(error, runId), runId, result: null, error };
}

function kindOf(error, runId) {
  if (runId) return "unfollowed";
  return mayHaveStarted(error) ? "lost" : "refused";
}

/** An error with a field is about what was given, and one that may be retried made no run: the SDK never repeats what may have. */
function mayHaveStarted({ code, status, field, retryable }) {
  const saysNo = status >= 400 && status < 500 && status !== 408;
  return UNCERTAIN.has(code) && !retryable && !field && !saysNo;
}

/** Queueing tells in its answer why it made no run, by the service's own code and words. */
export function queueError(error) {
  if (!error) return { code: "bad_response", message: "The service's answer names no run." };
  const code = error.code?.toLowerCase();
  return { code, serviceCode: error.code, message: error.message, retryable: !isFinal(code) };
}
