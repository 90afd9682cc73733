//! `GET /v1/runs`: filters, order, and pages that continue where the last one ended.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State as FromState;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::auth::Key;
use super::errors::ApiError;
use super::input::Query;
use crate::clock;
use crate::runs::{Run, Status, views};
use crate::state::State;

/// A checked query.
struct Wanted {
    status: Option<Status>,
    goal: Option<String>,
    created_after: Option<OffsetDateTime>,
    created_before: Option<OffsetDateTime>,
    ascending: bool,
    /// The number of the last run of the page before.
    after: Option<u64>,
    limit: usize,
}

pub(crate) async fn list(
    FromState(state): FromState<State>,
    key: Key,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, ApiError> {
    let wanted = Wanted::read(&query)?;
    let mut runs = state.store.select(&key.0, |run| wanted.fits(run));
    let total = runs.len();
    if !wanted.ascending {
        runs.reverse();
    }
    runs.retain(|run| wanted.follows(run.number));
    let has_more = runs.len() > wanted.limit;
    runs.truncate(wanted.limit);
    let next = runs
        .last()
        .filter(|_| has_more)
        .map(|run| cursor(run.number));
    let data: Vec<_> = runs.iter().map(|run| views::summary(run)).collect();
    Ok(Json(json!({
        "data": data,
        "pagination": { "total": total, "next_cursor": next, "has_more": has_more },
    })))
}

impl Wanted {
    fn read(query: &HashMap<String, String>) -> Result<Self, ApiError> {
        let text = |name: &str| query.get(name).map(String::as_str);
        Ok(Self {
            status: read(text("status"), "status", "a run status", Status::from_name)?,
            goal: read(text("goal"), "goal", "at most 500 characters", |goal| {
                (goal.chars().count() <= 500).then(|| goal.to_lowercase())
            })?,
            created_after: read(
                text("created_after"),
                "created_after",
                "an ISO 8601 date-time",
                clock::parse,
            )?,
            created_before: read(
                text("created_before"),
                "created_before",
                "an ISO 8601 date-time",
                clock::parse,
            )?,
            ascending: read(
                text("sort_direction"),
                "sort_direction",
                "asc or desc",
                |name| match name {
                    "asc" => Some(true),
                    "desc" => Some(false),
                    _ => None,
                },
            )?
            .unwrap_or(false),
            after: read(
                text("cursor"),
                "cursor",
                "a cursor of an earlier answer",
                read_cursor,
            )?,
            limit: read(
                text("limit"),
                "limit",
                "a whole number from 1 to 100",
                |limit| limit.parse().ok().filter(|limit| (1..=100).contains(limit)),
            )?
            .unwrap_or(20),
        })
    }

    fn fits(&self, run: &Run) -> bool {
        self.status.is_none_or(|status| run.status() == status)
            && self
                .goal
                .as_ref()
                .is_none_or(|goal| run.params.goal.to_lowercase().contains(goal))
            && self.created_after.is_none_or(|time| run.created_at >= time)
            && self
                .created_before
                .is_none_or(|time| run.created_at <= time)
    }

    /// Whether a run comes after the page before this one.
    fn follows(&self, number: u64) -> bool {
        match self.after {
            None => true,
            Some(last) if self.ascending => number > last,
            Some(last) => number < last,
        }
    }
}

fn read<T>(
    text: Option<&str>,
    name: &str,
    expected: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, ApiError> {
    let Some(text) = text else { return Ok(None) };
    match parse(text) {
        Some(value) => Ok(Some(value)),
        None => {
            let message = format!("must be {expected}");
            let details = json!([{ "code": "invalid_value", "path": [name], "message": message }]);
            Err(ApiError::invalid_input(format!("{name}: {message}")).with_details(details))
        }
    }
}

fn cursor(number: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("run:{number}"))
}

fn read_cursor(text: &str) -> Option<u64> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    std::str::from_utf8(&bytes)
        .ok()?
        .strip_prefix("run:")?
        .parse()
        .ok()
}
