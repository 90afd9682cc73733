//! The four endpoints that create runs.

use std::sync::Arc;

use axum::extract::{ConnectInfo, State as FromState};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Map, Value, json};

use super::auth::Key;
use super::check::{Checker, issues_error};
use super::errors::ApiError;
use super::input::JsonObject;
use super::validate;
use crate::request_log::{About, tag_of};
use crate::runs::{MadeBy, NewRun, Run, RunParams, views};
use crate::scenarios::{self, Plan, Refusal};
use crate::sockets::Connection;
use crate::state::State;
use crate::{driver, sse};

/// A request that may create a run, admitted and read but not yet accepted.
struct Wish {
    params: RunParams,
    plan: Option<Plan>,
    key: Key,
    tag: Option<String>,
}

/// `POST /v1/automation/run`: answers when the run has ended.
pub(crate) async fn run(
    FromState(state): FromState<State>,
    key: Key,
    headers: HeaderMap,
    JsonObject(body): JsonObject,
) -> Result<Response, ApiError> {
    let wish = Wish::read(&body, &[], key, &headers)?;
    if let Some(answer) = wish.answer_instead(&state) {
        return Ok(run_shaped_if_500(answer));
    }
    let run = wish.grant(&state, MadeBy::Run);
    run.ended().await;
    Ok((about(&run), Json(views::answer(&run))).into_response())
}

/// `POST /v1/automation/run-async`: answers with the run's id.
pub(crate) async fn run_async(
    FromState(state): FromState<State>,
    key: Key,
    headers: HeaderMap,
    JsonObject(body): JsonObject,
) -> Result<Response, ApiError> {
    let wish = Wish::read(&body, &[], key, &headers)?;
    if let Some(answer) = wish.answer_instead(&state) {
        return Ok(answer);
    }
    let run = wish.grant(&state, MadeBy::RunAsync);
    Ok(queued(&run))
}

/// `POST /v1/automation/run-sse`: answers with the stream of the run's events.
pub(crate) async fn run_sse(
    FromState(state): FromState<State>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    key: Key,
    headers: HeaderMap,
    JsonObject(body): JsonObject,
) -> Result<Response, ApiError> {
    let wish = Wish::read(&body, &[], key, &headers)?;
    if let Some(answer) = wish.answer_instead(&state) {
        return Ok(answer);
    }
    let json_instead = wish
        .plan
        .as_ref()
        .is_some_and(|plan| matches!(plan.refusal, Some(Refusal::Json)));
    let run = wish.grant(&state, MadeBy::RunSse);
    if json_instead {
        return Ok(queued(&run));
    }
    Ok((about(&run), sse::respond(run, connection)).into_response())
}

/// `POST /v1/automation/run-batch`: all runs are created, or none.
pub(crate) async fn run_batch(
    FromState(state): FromState<State>,
    key: Key,
    headers: HeaderMap,
    JsonObject(body): JsonObject,
) -> Result<Response, ApiError> {
    let bodies = batch_bodies(&body)?;
    let mut wishes = Vec::with_capacity(bodies.len());
    for (index, body) in bodies.iter().enumerate() {
        wishes.push(Wish::read(
            body,
            &[json!("runs"), json!(index)],
            key.clone(),
            &headers,
        )?);
    }
    if let Some(answer) = wishes.iter().find_map(|wish| wish.answer_instead(&state)) {
        return Ok(answer);
    }
    let ids: Vec<String> = wishes
        .into_iter()
        .map(|wish| wish.grant(&state, MadeBy::RunBatch).id.clone())
        .collect();
    Ok(Json(json!({ "run_ids": ids, "error": null })).into_response())
}

/// The elements of a batch, each with the schema for all of them.
fn batch_bodies(body: &Map<String, Value>) -> Result<Vec<Map<String, Value>>, ApiError> {
    let mut issues = Vec::new();
    let mut checker = Checker::new(body, &[], &mut issues);
    checker.require("runs");
    let runs = checker.array("runs", 1..=100).cloned().unwrap_or_default();
    if runs.iter().any(|run| !run.is_object()) {
        checker.fault("runs", "invalid_type", "must hold objects".to_owned());
    }
    if !issues.is_empty() {
        return Err(issues_error(issues));
    }
    let schema = body.get("output_schema");
    let with_schema = |run: Value| match run {
        Value::Object(mut run) => {
            if let Some(schema) = schema {
                run.insert("output_schema".to_owned(), schema.clone());
            }
            run
        }
        _ => Map::new(),
    };
    Ok(runs.into_iter().map(with_schema).collect())
}

impl Wish {
    fn read(
        body: &Map<String, Value>,
        path: &[Value],
        key: Key,
        headers: &HeaderMap,
    ) -> Result<Self, ApiError> {
        let params = validate::run_params(body, path)?;
        let plan =
            scenarios::plan_for(&params.url).map_err(|bad| ApiError::invalid_input(bad.0))?;
        let tag = tag_of(headers).or_else(|| params.tag());
        Ok(Self {
            params,
            plan,
            key,
            tag,
        })
    }

    /// The answer of a scenario that does not let a run be created.
    fn answer_instead(&self, state: &State) -> Option<Response> {
        let answer = match self.plan.as_ref()?.refusal.as_ref()? {
            Refusal::Json => return None,
            Refusal::Html => {
                Html("<!doctype html><title>Proxy</title><h1>Please wait</h1>").into_response()
            }
            Refusal::Error {
                status,
                code,
                message,
                times,
                retry_after,
            } => {
                if !state.refuse_again(self.params.url.as_str(), *times) {
                    return None;
                }
                let error = ApiError {
                    retry_after: *retry_after,
                    ..ApiError::new(*status, code, message.clone())
                };
                error.into_response()
            }
        };
        let about = About {
            run_id: None,
            target: Some(self.params.url.to_string()),
            tag: self.tag.clone(),
        };
        Some((Extension(about), answer).into_response())
    }

    fn grant(self, state: &State, made_by: MadeBy) -> Arc<Run> {
        let run = state.store.create(NewRun {
            owner: self.key.0,
            made_by,
            params: self.params,
            tag: self.tag,
            plan: self.plan,
        });
        driver::launch(state, Arc::clone(&run));
        run
    }
}

fn about(run: &Run) -> Extension<About> {
    Extension(About::run(run))
}

fn queued(run: &Run) -> Response {
    (about(run), Json(json!({ "run_id": run.id, "error": null }))).into_response()
}

/// The synchronous endpoint documents a run-shaped body, not the envelope, for 500.
fn run_shaped_if_500(answer: Response) -> Response {
    if answer.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return answer;
    }
    let body = json!({
        "run_id": null, "status": "FAILED", "started_at": null, "finished_at": null,
        "num_of_steps": 0, "result": null, "schema_validation": null,
        "error": { "message": "The run could not be created" },
    });
    (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
}
