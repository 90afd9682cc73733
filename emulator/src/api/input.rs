//! Reads requests: bodies, the lists of run ids that batch endpoints take, addresses. What does not fit gets the envelope.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::check::{Checker, issues_error};
use super::errors::ApiError;

/// Enough for a hundred runs with the largest schemas.
const LARGEST: usize = 16 * 1024 * 1024;

/// A body that is a JSON object.
pub(crate) struct JsonObject(pub Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for JsonObject {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let body: Body = request.into_body();
        let bytes = to_bytes(body, LARGEST)
            .await
            .map_err(|_| ApiError::invalid_input("The request body is too large or was cut"))?;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(object)) => Ok(Self(object)),
            Ok(_) => Err(ApiError::invalid_input("The request body must be a JSON object").with_details(json!([{
                "code": "invalid_type", "path": [], "expected": "object", "message": "must be an object",
            }]))),
            Err(_) => Err(ApiError::invalid_input("The request body must be valid JSON")),
        }
    }
}

/// `{ run_ids: string[] }` with 1 to 100 ids.
pub(crate) struct RunIds(pub Vec<String>);

impl<S: Send + Sync> FromRequest<S> for RunIds {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let JsonObject(body) = JsonObject::from_request(request, state).await?;
        let mut issues = Vec::new();
        let mut checker = Checker::new(&body, &[], &mut issues);
        // Only automation routes tolerate fields that they do not know.
        checker.only(&["run_ids"]);
        checker.require("run_ids");
        let ids = checker.strings("run_ids", 1..=100).unwrap_or_default();
        if issues.is_empty() {
            Ok(Self(ids))
        } else {
            Err(issues_error(issues))
        }
    }
}

/// The ids in a path. Bytes that are no text are the id of nothing.
pub(crate) struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(ids)) => Ok(Self(ids)),
            Err(_) => Err(ApiError::run_not_found()),
        }
    }
}

/// The query of an address.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(query)) => Ok(Self(query)),
            Err(rejection) => Err(ApiError::invalid_input(rejection.body_text())),
        }
    }
}
