//! Reading runs: one with its steps, or many at once.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use axum::extract::State as FromState;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::auth::Key;
use super::errors::ApiError;
use super::input::{Path, Query, RunIds};
use crate::request_log::About;
use crate::runs::{Run, views};
use crate::state::State;

/// The documented query of a read. Nothing sent means the newest default: addresses.
fn step_form(query: &HashMap<String, String>, state: &State) -> Result<views::StepForm, ApiError> {
    let asked = |name: &str| query.get(name).map(String::as_str);
    let screenshots = match asked("screenshots") {
        None | Some("url") => views::Screenshots::Url,
        Some("base64") => views::Screenshots::Base64,
        Some("none") => views::Screenshots::None,
        Some(_) => {
            return Err(ApiError::invalid_input(
                "screenshots: must be one of url, base64, none",
            ));
        }
    };
    let html = match asked("html") {
        None | Some("url") => views::Html::Url,
        Some("none") => views::Html::None,
        Some(_) => return Err(ApiError::invalid_input("html: must be one of url, none")),
    };
    Ok(views::StepForm {
        screenshots,
        html,
        base: state.addresses.api.clone(),
    })
}

/// `GET /v1/runs/{id}`.
pub(crate) async fn one(
    FromState(state): FromState<State>,
    key: Key,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, ApiError> {
    let form = step_form(&query, &state)?;
    let run = state
        .store
        .owned(&id, &key.0)
        .ok_or_else(ApiError::run_not_found)?;
    if let Some(failure) = failure_on_purpose(&run) {
        return Ok((Extension(About::run(&run)), failure).into_response());
    }
    Ok((Extension(About::run(&run)), Json(views::full(&run, &form))).into_response())
}

/// `POST /v1/runs/batch`: a read in spite of its method.
pub(crate) async fn many(
    FromState(state): FromState<State>,
    key: Key,
    RunIds(ids): RunIds,
) -> Json<Value> {
    let form = views::StepForm {
        screenshots: views::Screenshots::Url,
        html: views::Html::Url,
        base: state.addresses.api.clone(),
    };
    let mut data = Vec::new();
    let mut not_found = Vec::new();
    for id in ids {
        match state.store.owned(&id, &key.0) {
            Some(run) => data.push(views::full(&run, &form)),
            None => not_found.push(id),
        }
    }
    Json(json!({ "data": data, "not_found": none_if_empty(not_found) }))
}

/// A list of ids, null when there are none.
pub(crate) fn none_if_empty(ids: Vec<String>) -> Option<Vec<String>> {
    (!ids.is_empty()).then_some(ids)
}

/// A scenario may let the first reads of its run fail.
fn failure_on_purpose(run: &Run) -> Option<ApiError> {
    let (times, status) = run.plan.as_ref()?.failing_reads?;
    let failed = run.failed_reads.fetch_add(1, Ordering::Relaxed);
    (failed < times).then(|| {
        ApiError::new(
            status,
            "INTERNAL_ERROR",
            "The scenario asked for a failed read",
        )
    })
}
