//! What each scenario makes of its parameters.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::params::Values;
use super::{CutHow, Eol, Framing, Moment, Outcome, Plan, Refusal, Wire};
use crate::runs::{Category, RunError};

/// A run that completes after its steps, which all scenarios start from.
pub(super) fn basis(name: &str, values: &Values) -> Plan {
    let steps = values.small("steps");
    let heartbeat = values.milliseconds("heartbeat");
    Plan {
        refusal: None,
        queued: Duration::ZERO,
        early_id: false,
        steps,
        delay: values.milliseconds("delay"),
        picture_bytes: values.small("picture_kb") as usize * 1024,
        live: values.switch("live"),
        unknown_events: false,
        outcome: Outcome::Complete(json!({ "scenario": name, "steps": steps })),
        cancel_race: None,
        failing_reads: None,
        wire: Wire {
            heartbeat: (!heartbeat.is_zero()).then_some(heartbeat),
            ..Wire::default()
        },
    }
}

pub(super) fn fail(plan: &mut Plan, values: &Values) {
    let category = values
        .text("category")
        .and_then(Category::from_name)
        .unwrap_or(Category::Unknown);
    let text = |name| values.text(name).unwrap_or_default();
    let mut error = RunError::new(text("code"), category, text("message"));
    error.retry_after = values.number("retry_after");
    error.help_url = values.text("help_url").map(str::to_owned);
    error.help_message = values.text("help_message").map(str::to_owned);
    plan.outcome = Outcome::Fail(error);
}

pub(super) fn drop(plan: &mut Plan, values: &Values) {
    plan.wire.cut = Some((after(values), how(values)));
    match values.text("then") {
        Some("fail") => {
            plan.outcome = Outcome::Fail(RunError::task_failed("The scenario asked for a failure"))
        }
        Some("never") => plan.outcome = Outcome::Never,
        _ => {}
    }
    let errors = values.small("poll_errors") as usize;
    plan.failing_reads = (errors > 0).then_some((errors, StatusCode::INTERNAL_SERVER_ERROR));
}

pub(super) fn drop_before_started(plan: &mut Plan, values: &Values) {
    plan.wire.cut = Some((Moment::Opening, how(values)));
}

pub(super) fn reset(plan: &mut Plan, values: &Values) {
    plan.wire.cut = Some((after(values), CutHow::Reset));
}

pub(super) fn silent(plan: &mut Plan, values: &Values) {
    let moment = values
        .number("after")
        .map_or(Moment::Opening, |_| after(values));
    plan.wire.silent = Some(moment);
}

pub(super) fn slow_bytes(plan: &mut Plan, values: &Values) {
    plan.wire.slices = Some((
        values.count("size").max(1) as usize,
        values.milliseconds("gap"),
    ));
}

pub(super) fn never(plan: &mut Plan, _: &Values) {
    plan.outcome = Outcome::Never;
}

pub(super) fn array_result(plan: &mut Plan, _: &Values) {
    plan.outcome = Outcome::Complete(json!([{ "name": "first" }, { "name": "second" }]));
}

pub(super) fn string_result(plan: &mut Plan, values: &Values) {
    plan.outcome = Outcome::Complete(json!(values.text("text")));
}

pub(super) fn null_result(plan: &mut Plan, _: &Values) {
    plan.outcome = Outcome::Complete(Value::Null);
}

pub(super) fn goal_missed(plan: &mut Plan, values: &Values) {
    plan.outcome =
        Outcome::Complete(json!({ "status": "failure", "reason": values.text("reason") }));
}

pub(super) fn legacy_names(plan: &mut Plan, values: &Values) {
    plan.wire.framing.legacy_names = true;
    if let (true, Outcome::Complete(result)) = (values.switch("string"), &plan.outcome) {
        plan.outcome = Outcome::Complete(Value::String(result.to_string()));
    }
}

pub(super) fn string_error(plan: &mut Plan, _: &Values) {
    plan.wire.framing.string_error = true;
    let mut error = RunError::task_failed("The scenario asked for a failure")
        .with_help("Try another scenario.");
    error.help_url = Some("https://docs.tinyfish.ai/error-codes".to_owned());
    plan.outcome = Outcome::Fail(error);
}

pub(super) fn busy(plan: &mut Plan, values: &Values) {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    plan.refusal = Some(refusal(
        status,
        "SERVICE_BUSY",
        "The service is busy",
        values,
    ));
}

pub(super) fn rate_limited(plan: &mut Plan, values: &Values) {
    let status = StatusCode::TOO_MANY_REQUESTS;
    plan.refusal = Some(refusal(
        status,
        "RATE_LIMIT_EXCEEDED",
        "Too many requests",
        values,
    ));
}

pub(super) fn status(plan: &mut Plan, values: &Values) {
    let status = error_status(values);
    let code = values.text("error").unwrap_or_else(|| usual_code(status));
    plan.refusal = Some(always(status, code));
}

pub(super) fn unauthorized(plan: &mut Plan, values: &Values) {
    plan.refusal = Some(always(
        StatusCode::UNAUTHORIZED,
        values.text("code").unwrap_or("UNAUTHORIZED"),
    ));
}

pub(super) fn html(plan: &mut Plan, _: &Values) {
    plan.refusal = Some(Refusal::Html);
}

pub(super) fn json(plan: &mut Plan, _: &Values) {
    plan.refusal = Some(Refusal::Json);
}

pub(super) fn huge(plan: &mut Plan, values: &Values) {
    const LINE: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde.";
    let kilobytes = values.count("kb") as usize;
    let text = LINE.repeat(kilobytes * 1024 / LINE.len());
    plan.outcome = Outcome::Complete(json!({ "kb": kilobytes, "text": text }));
}

pub(super) fn odd_framing(plan: &mut Plan, values: &Values) {
    plan.wire.framing = Framing {
        eol: Eol::from_name(values.text("eol").unwrap_or_default()),
        bom: values.switch("bom"),
        named: values.switch("named"),
        several_lines: values.switch("lines"),
        no_space: values.switch("no_space"),
        unterminated: values.switch("unterminated"),
        ..Framing::default()
    };
}

pub(super) fn queued(plan: &mut Plan, values: &Values) {
    plan.queued = values.milliseconds("ms");
    plan.early_id = values.switch("early");
}

pub(super) fn cancel_race(plan: &mut Plan, values: &Values) {
    // The result is kept for the moment the cancel arrives; until then the run waits.
    plan.cancel_race = Some(values.milliseconds("pause"));
}

pub(super) fn poll_errors(plan: &mut Plan, values: &Values) {
    plan.wire.cut = Some((after(values), CutHow::End));
    plan.failing_reads = Some((values.count("times") as usize, error_status(values)));
}

fn after(values: &Values) -> Moment {
    Moment::AfterProgress(values.small("after"))
}

fn how(values: &Values) -> CutHow {
    CutHow::from_name(values.text("how").unwrap_or_default())
}

fn refusal(status: StatusCode, code: &str, message: &str, values: &Values) -> Refusal {
    Refusal::Error {
        status,
        code: code.to_owned(),
        message: message.to_owned(),
        times: values.count("times") as usize,
        retry_after: values.number("retry_after").filter(|seconds| *seconds > 0),
    }
}

fn always(status: StatusCode, code: &str) -> Refusal {
    Refusal::Error {
        status,
        code: code.to_owned(),
        message: format!("The scenario asked for HTTP {}", status.as_u16()),
        times: usize::MAX,
        retry_after: None,
    }
}

/// The parameter `code` as an error status; 500 below 400, where no envelope belongs.
fn error_status(values: &Values) -> StatusCode {
    let code = u16::try_from(values.count("code")).unwrap_or(500);
    StatusCode::from_u16(code)
        .ok()
        .filter(|status| code >= 400 && !status.is_success())
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The documented code for a status.
fn usual_code(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "INVALID_INPUT",
        401 => "UNAUTHORIZED",
        402 => "INSUFFICIENT_CREDITS",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        429 => "RATE_LIMIT_EXCEEDED",
        503 => "SERVICE_BUSY",
        _ => "INTERNAL_ERROR",
    }
}
