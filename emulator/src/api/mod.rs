//! The HTTP API on the agent host, and the emulator's own endpoints beside it.

mod artefacts;
mod auth;
mod cancel;
mod check;
mod control;
mod create;
mod describe;
mod errors;
mod input;
mod list;
mod read;
mod schema;
mod validate;

use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::Response;
use axum::routing::{delete, get, post};
use tower_http::cors::{AllowHeaders, AllowMethods, Any, CorsLayer};

use crate::request_log;
use crate::state::State;
use errors::ApiError;

/// All routes, with authentication, CORS and the request log around them.
pub(crate) fn router(state: State) -> Router {
    let service = Router::new()
        .route("/v1/automation/run", post(create::run))
        .route("/v1/automation/run-async", post(create::run_async))
        .route("/v1/automation/run-sse", post(create::run_sse))
        .route("/v1/automation/run-batch", post(create::run_batch))
        .route("/v1/runs", get(list::list))
        .route("/v1/runs/batch", post(read::many))
        .route("/v1/runs/batch/cancel", post(cancel::many))
        .route("/v1/runs/{id}", get(read::one))
        .route("/v1/runs/{id}/cancel", post(cancel::one))
        .route(
            "/v1/runs/{id}/steps/{step}/screenshot",
            get(artefacts::screenshot),
        )
        .route("/v1/runs/{id}/steps/{step}/html", get(artefacts::html))
        .route_layer(middleware::from_fn(auth::require_key));
    let own = Router::new()
        .route("/emulator", get(describe::describe))
        .route("/emulator/requests", get(control::requests))
        .route("/emulator/browser", delete(control::kill_browser))
        .route("/emulator/runs/{id}/browser", delete(control::kill_tab))
        // The addresses in `steps[]` want the session of a dashboard, which nobody has here.
        .route(
            "/runs/{id}/steps/{step}/{artefact}",
            get(artefacts::for_dashboard),
        );
    service
        .merge(own)
        .fallback(async || ApiError::not_found("There is no such endpoint"))
        .method_not_allowed_fallback(async || {
            ApiError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "INVALID_INPUT",
                "This endpoint does not take that method",
            )
        })
        .layer(middleware::map_response(readable_from_isolated_pages))
        .layer(cors())
        .layer(middleware::from_fn_with_state(
            State::clone(&state),
            request_log::record,
        ))
        .with_state(state)
}

fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .allow_private_network(true)
        .expose_headers([header::RETRY_AFTER])
        .max_age(Duration::from_secs(600))
}

/// Cross-origin isolated pages may only embed what says so.
async fn readable_from_isolated_pages(mut response: Response) -> Response {
    response.headers_mut().insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    response
}
