//! What steps leave behind: pictures and pages.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as FromState;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::auth::Key;
use super::errors::ApiError;
use super::input::Path;
use crate::request_log::About;
use crate::runs::{Run, Step};
use crate::state::State;

/// `GET /v1/runs/{id}/steps/{step}/screenshot`: the JPEG.
pub(crate) async fn screenshot(
    FromState(state): FromState<State>,
    key: Key,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let (run, step) = find(&state, &key, &id, &step)?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, max-age=3600"),
    ];
    Ok((about(&run), headers, step.screenshot.clone()).into_response())
}

/// `GET /v1/runs/{id}/steps/{step}/html`: the page, if the run captured it.
pub(crate) async fn html(
    FromState(state): FromState<State>,
    key: Key,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let (run, step) = find(&state, &key, &id, &step)?;
    let html = step
        .html
        .clone()
        .ok_or_else(|| ApiError::not_found("The run was made without capture_config.html"))?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        // The page is a stranger's: opened as a document here, it must not run.
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; script-src 'none'",
        ),
    ];
    Ok((about(&run), headers, html).into_response())
}

/// The addresses in `steps[]`, documented as needing a dashboard session.
pub(crate) async fn for_dashboard() -> ApiError {
    ApiError::new(
        StatusCode::UNAUTHORIZED,
        "UNAUTHORIZED",
        "This address needs a dashboard session; with an API key use the same path below /v1",
    )
}

fn find(state: &State, key: &Key, id: &str, step: &str) -> Result<(Arc<Run>, Arc<Step>), ApiError> {
    let run = state
        .store
        .owned(id, &key.0)
        .ok_or_else(ApiError::run_not_found)?;
    let step = run.read(|life| life.steps.iter().find(|known| known.id == step).cloned());
    let step = step.ok_or_else(|| ApiError::not_found("Step not found"))?;
    Ok((run, step))
}

fn about(run: &Run) -> Extension<About> {
    Extension(About::run(run))
}
