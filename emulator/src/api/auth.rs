//! The API key: any that looks like one of the service's is good, and owns the runs made with it.

use axum::extract::{FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::errors::ApiError;

const PREFIX: &str = "sk-tinyfish-";

/// The key of an admitted request.
#[derive(Clone)]
pub(crate) struct Key(pub String);

/// Refuses requests without a key (`MISSING_API_KEY`) or with one that is none (`INVALID_API_KEY`).
pub(crate) async fn require_key(mut request: Request, next: Next) -> Response {
    let key = request
        .headers()
        .get("x-api-key")
        .map(|value| value.to_str().unwrap_or_default().to_owned());
    match key {
        None => unauthorized("MISSING_API_KEY", "The X-API-Key header is missing"),
        Some(key)
            if key
                .strip_prefix(PREFIX)
                .is_some_and(|rest| !rest.is_empty()) =>
        {
            request.extensions_mut().insert(Key(key));
            next.run(request).await
        }
        Some(_) => unauthorized(
            "INVALID_API_KEY",
            "The API key is not valid: keys begin with sk-tinyfish-",
        ),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let key = parts.extensions.get::<Self>().cloned();
        key.ok_or_else(|| {
            ApiError::new(
                StatusCode::UNAUTHORIZED,
                "MISSING_API_KEY",
                "The X-API-Key header is missing",
            )
        })
    }
}

fn unauthorized(code: &str, message: &str) -> Response {
    ApiError::new(StatusCode::UNAUTHORIZED, code, message).into_response()
}
