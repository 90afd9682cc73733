//! Cancelling runs: idempotent, by the documented table.

use axum::extract::State as FromState;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::auth::Key;
use super::errors::ApiError;
use super::input::{Path, RunIds};
use super::read::none_if_empty;
use crate::clock;
use crate::request_log::About;
use crate::runs::{Cancelled, MadeBy, Run};
use crate::scenarios::{self, Outcome};
use crate::state::State;

/// `POST /v1/runs/{id}/cancel`.
pub(crate) async fn one(
    FromState(state): FromState<State>,
    key: Key,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let run = state
        .store
        .owned(&id, &key.0)
        .ok_or_else(ApiError::run_not_found)?;
    if !is_cancellable(&run) {
        // What the service answers here is not documented.
        return Err(ApiError::invalid_input(
            "A run made by /v1/automation/run cannot be cancelled",
        ));
    }
    let answer = cancel(&run).await;
    Ok((Extension(About::run(&run)), Json(answer)).into_response())
}

/// `POST /v1/runs/batch/cancel`. Runs that cannot be cancelled count as not found.
pub(crate) async fn many(
    FromState(state): FromState<State>,
    key: Key,
    RunIds(ids): RunIds,
) -> Json<Value> {
    let mut results = Vec::new();
    let mut not_found = Vec::new();
    for id in ids {
        match state
            .store
            .owned(&id, &key.0)
            .filter(|run| is_cancellable(run))
        {
            Some(run) => results.push(cancel(&run).await),
            None => not_found.push(id),
        }
    }
    Json(json!({ "results": results, "not_found": none_if_empty(not_found) }))
}

/// A synchronous run that has ended is answered like any other.
fn is_cancellable(run: &Run) -> bool {
    run.made_by != MadeBy::Run || run.status().is_terminal()
}

async fn cancel(run: &Run) -> Value {
    complete_meanwhile(run).await;
    let how = run.cancel();
    let (status, finished_at) = run.read(|life| (life.status, life.finished_at));
    let message = match how {
        Cancelled::Now => None,
        Cancelled::Before => Some("Run already cancelled"),
        Cancelled::TooLate => Some("Run already finished"),
    };
    let cancelled_at = finished_at
        .filter(|_| how != Cancelled::TooLate)
        .map(clock::iso);
    json!({ "run_id": run.id, "status": status, "cancelled_at": cancelled_at, "message": message })
}

/// The race of a scenario: the run completes while the cancel is on its way.
async fn complete_meanwhile(run: &Run) {
    let Some(plan) = &run.plan else { return };
    if let (Some(pause), Outcome::Complete(result)) = (plan.cancel_race, &plan.outcome) {
        run.finish(scenarios::complete(run, result.clone()));
        tokio::time::sleep(pause).await;
    }
}
