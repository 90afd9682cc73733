//! The live view: a page on an origin of its own that shows a run's browser, for frames and links.
//!
//! It needs no key: whoever has the address may watch, and only watch.

use std::sync::Arc;

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State as FromState};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde_json::json;

use crate::runs::Run;
use crate::state::State;

const PAGE: &str = include_str!("../../assets/viewer/viewer.html");
const UNKNOWN: &str = include_str!("../../assets/viewer/unknown.html");

pub(crate) fn router(state: State) -> Router {
    Router::new()
        .route("/stream/{token}", get(page))
        .route("/stream/{token}/socket", get(socket))
        .fallback(async || (StatusCode::NOT_FOUND, Html(UNKNOWN)))
        .layer(middleware::map_response(frameable))
        .with_state(state)
}

async fn page(FromState(state): FromState<State>, Path(token): Path<String>) -> Response {
    match state.store.by_view_token(&token) {
        Some(_) => Html(PAGE).into_response(),
        None => (StatusCode::NOT_FOUND, Html(UNKNOWN)).into_response(),
    }
}

/// Pictures as binary messages, the state of the run as JSON.
async fn socket(
    FromState(state): FromState<State>,
    Path(token): Path<String>,
    upgrade: WebSocketUpgrade,
) -> Response {
    match state.store.by_view_token(&token) {
        Some(run) => upgrade.on_upgrade(move |socket| async move {
            // An error only means that the viewer has left.
            let _ = show(run, socket).await;
        }),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn show(run: Arc<Run>, mut socket: WebSocket) -> Result<(), axum::Error> {
    let mut pictures = run.picture.subscribe();
    let mut changes = run.watch();
    pictures.mark_changed();
    loop {
        send_status(&run, &mut socket).await?;
        let picture = pictures.borrow_and_update().clone();
        if let Some(jpeg) = picture {
            socket.send(Message::Binary(jpeg)).await?;
        }
        if run.status().is_terminal() {
            return socket.send(Message::Close(None)).await;
        }
        tokio::select! {
            _ = pictures.changed() => {}
            _ = changes.changed() => {}
            message = socket.recv() => match message {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                // Viewers only watch: what they send is dropped.
                Some(Ok(_)) => {}
            },
        }
    }
}

async fn send_status(run: &Run, socket: &mut WebSocket) -> Result<(), axum::Error> {
    let step = run.read(|life| life.steps.last().map(|step| step.action.clone()));
    let status = json!({ "status": run.status(), "step": step });
    socket.send(Message::Text(status.to_string().into())).await
}

/// Lets any page frame the viewer, cross-origin isolated ones too; forbids it to load or tell anything.
async fn frameable(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 5] = [
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
        (
            HeaderName::from_static("cross-origin-embedder-policy"),
            "require-corp",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self' ws: wss:; frame-ancestors *",
        ),
    ];
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
