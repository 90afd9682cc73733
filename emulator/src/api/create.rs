//! The four endpoints that create runs.

use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Map, Value, json};

use super::auth::Key;
use super::check::{Checker, issues_error};
use super::errors::ApiError;
use super::input::JsonObject;
use super::{schema, validate};
use crate::request_log::{About, tag_of};
use crate::runs::{MadeBy, NewRun, Run, RunParams, views};
use crate::scenarios::{self, Plan, Refusal};
use crate::sockets::Connection;
use crate::state::State;
use crate::{driver, sse};

/// What each of the endpoints takes.
pub(crate) struct Call {
    state: State,
    key: Key,
    headers: HeaderMap,
    body: Map<String, Value>,
}

/// A request that may create a run, admitted and read but not yet accepted.
struct Wish {
    params: RunParams,
    plan: Option<Plan>,
    key: Key,
    tag: Option<String>,
}

/// `POST /v1/automation/run`: answers when the run has ended.
pub(crate) async fn run(call: Call) -> Result<Response, Response> {
    let run = call.create(MadeBy::Run).map_err(run_shaped_if_500)?;
    run.ended().await;
    Ok((about(&run), Json(views::answer(&run))).into_response())
}

/// `POST /v1/automation/run-async`: answers with the run's id.
pub(crate) async fn run_async(call: Call) -> Result<Response, Response> {
    call.create(MadeBy::RunAsync).map(|run| queued(&run))
}

/// `POST /v1/automation/run-sse`: answers with the stream of the run's events.
pub(crate) async fn run_sse(
    ConnectInfo(connection): ConnectInfo<Connection>,
    call: Call,
) -> Result<Response, Response> {
    let run = call.create(MadeBy::RunSse)?;
    let refusal = run.plan.as_ref().and_then(|plan| plan.refusal.as_ref());
    if matches!(refusal, Some(Refusal::Json)) {
        return Ok(queued(&run));
    }
    Ok((about(&run), sse::respond(run, connection)).into_response())
}

/// `POST /v1/automation/run-batch`: all runs are created, or none.
pub(crate) async fn run_batch(call: Call) -> Result<Response, ApiError> {
    let Call {
        state,
        key,
        headers,
        body,
    } = call;
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
    if let Some(schema) = schema {
        schema::check(schema).map_err(|fault| fault.into_error(&[]))?;
    }
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

impl FromRequest<State> for Call {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &State) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let key = Key::from_request_parts(&mut parts, state).await?;
        let headers = parts.headers.clone();
        let JsonObject(body) =
            JsonObject::from_request(Request::from_parts(parts, body), state).await?;
        Ok(Self {
            state: state.clone(),
            key,
            headers,
            body,
        })
    }
}

impl Call {
    /// Creates the run, unless the request or its scenario does not let one be.
    fn create(self, made_by: MadeBy) -> Result<Arc<Run>, Response> {
        let wish = Wish::read(&self.body, &[], self.key, &self.headers)
            .map_err(IntoResponse::into_response)?;
        match wish.answer_instead(&self.state) {
            Some(answer) => Err(answer),
            None => Ok(wish.grant(&self.state, made_by)),
        }
    }
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
