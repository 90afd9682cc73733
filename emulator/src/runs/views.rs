//! How the API shows a run: in lists, alone with its steps, and as a synchronous answer.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::run::Life;
use super::{Run, Step};
use crate::clock;

/// The form of `steps[].screenshot`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screenshots {
    Url,
    Base64,
    None,
}

/// The form of `steps[].html`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Html {
    Url,
    None,
}

/// How steps are to be shown, and the base of the addresses in them.
#[derive(Clone, Debug)]
pub(crate) struct StepForm {
    pub screenshots: Screenshots,
    pub html: Html,
    pub base: String,
}

/// A run in a list: without `video_url` and `steps`.
pub(crate) fn summary(run: &Run) -> Map<String, Value> {
    run.read(|life| summary_of(run, life))
}

/// A run alone: with `video_url` (never recorded here) and its steps.
pub(crate) fn full(run: &Run, form: &StepForm) -> Map<String, Value> {
    let (mut object, steps) = run.read(|life| (summary_of(run, life), life.steps.clone()));
    object.insert("video_url".into(), Value::Null);
    let steps = steps.iter().map(|step| step_of(run, step, form)).collect();
    object.insert("steps".into(), Value::Array(steps));
    object
}

/// The answer of the synchronous endpoint.
pub(crate) fn answer(run: &Run) -> Value {
    run.read(|life| {
        json!({
            "run_id": run.id,
            "status": life.status,
            "started_at": time(life.started_at),
            "finished_at": time(life.finished_at),
            "num_of_steps": life.steps.len(),
            "result": life.result,
            "schema_validation": life.schema_validation,
            "error": life.error,
        })
    })
}

fn summary_of(run: &Run, life: &Life) -> Map<String, Value> {
    let params = &run.params;
    let profile = params
        .use_profile
        .then(|| params.profile_id.as_deref().unwrap_or("prof_default"));
    let browser = params.proxy_config.as_ref().map(
        |proxy| json!({ "proxy_enabled": proxy.enabled, "proxy_country_code": proxy.country_code }),
    );
    let fields = json!({
        "run_id": run.id,
        "status": life.status,
        "goal": params.goal,
        "created_at": clock::iso(run.created_at),
        "started_at": time(life.started_at),
        "finished_at": time(life.finished_at),
        "num_of_steps": life.status.is_terminal().then_some(life.steps.len()),
        "result": life.result,
        "output_schema": params.output_schema,
        "schema_validation": life.schema_validation,
        "profile_attached": params.use_profile,
        "profile_id": profile,
        "error": life.error,
        "streaming_url": life.streaming_url,
        "browser_config": browser,
    });
    match fields {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

fn step_of(run: &Run, step: &Arc<Step>, form: &StepForm) -> Value {
    // The documented addresses have no `/v1`: they want a dashboard session, not a key.
    let address = |what: &str| format!("{}/runs/{}/steps/{}/{what}", form.base, run.id, step.id);
    let screenshot = match form.screenshots {
        Screenshots::Url => Some(address("screenshot")),
        Screenshots::Base64 => Some(format!(
            "data:image/jpeg;base64,{}",
            STANDARD.encode(&step.screenshot)
        )),
        Screenshots::None => None,
    };
    let html = (form.html == Html::Url && step.html.is_some()).then(|| address("html"));
    json!({
        "id": step.id,
        "timestamp": clock::iso(step.time),
        "status": step.status,
        "action": step.action,
        "screenshot": screenshot,
        "html": html,
        "duration": format!("{:.1}s", step.took.as_secs_f64()),
    })
}

fn time(time: Option<OffsetDateTime>) -> Option<String> {
    time.map(clock::iso)
}
