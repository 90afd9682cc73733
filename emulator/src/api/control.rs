//! Endpoints for tests: what was received, and breaking the browser on purpose. No key needed.

use axum::Json;
use axum::extract::State as FromState;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::errors::ApiError;
use super::input::{Path, Query};
use crate::clock;
use crate::request_log::Entry;
use crate::state::State;

/// Each filter that is set must fit.
#[derive(Deserialize)]
pub(crate) struct RequestsQuery {
    run_id: Option<String>,
    /// The whole path.
    path: Option<String>,
    method: Option<String>,
    tag: Option<String>,
    /// An ISO 8601 date-time, or a `seq` to start after.
    since: Option<String>,
}

impl RequestsQuery {
    fn fits(&self, entry: &Entry) -> bool {
        let same =
            |wanted: &Option<String>, is: Option<&str>| wanted.is_none() || wanted.as_deref() == is;
        same(&self.run_id, entry.run_id.as_deref())
            && same(&self.path, Some(&entry.path))
            && same(&self.method, Some(&entry.method))
            && same(&self.tag, entry.tag.as_deref())
    }
}

/// `GET /emulator/requests`.
pub(crate) async fn requests(
    FromState(state): FromState<State>,
    Query(query): Query<RequestsQuery>,
) -> Result<Json<Value>, ApiError> {
    let since: Box<dyn Fn(&Entry) -> bool + Send> = match query.since.as_deref() {
        None => Box::new(|_| true),
        Some(text) => match (text.parse::<u64>(), clock::parse(text)) {
            (Ok(seq), _) => Box::new(move |entry| entry.seq > seq),
            (_, Some(time)) => Box::new(move |entry| entry.received >= time),
            _ => {
                return Err(ApiError::invalid_input(
                    "since: must be an ISO 8601 date-time or a seq",
                ));
            }
        },
    };
    // Reading the log, and what else the emulator offers to tests, is not what tests ask about.
    let requests = state
        .log
        .select(|entry| !entry.path.starts_with("/emulator") && query.fits(entry) && since(entry));
    Ok(Json(json!({ "requests": requests })))
}

/// `DELETE /emulator/browser`: kills Chromium; the next browser run starts a new one.
pub(crate) async fn kill_browser(FromState(state): FromState<State>) -> Json<Value> {
    let killed = state.browser.kill().await;
    Json(json!({ "killed": killed }))
}

/// `DELETE /emulator/runs/{id}/browser`: kills the tab of one run.
pub(crate) async fn kill_tab(
    FromState(state): FromState<State>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let run = state.store.find(&id).ok_or_else(ApiError::run_not_found)?;
    run.tab_killed.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
