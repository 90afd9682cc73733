//! What the API received, so that a test can prove what a client sent and what it left out.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State as FromState};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::clock;
use crate::runs::Run;
use crate::state::State;

/// Requests kept.
const KEPT: usize = 2000;

/// One received request.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Entry {
    /// Counts up from 1; `since` takes it.
    pub seq: u64,
    pub time: String,
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    /// Without the values of secrets.
    pub headers: Map<String, Value>,
    pub run_id: Option<String>,
    /// The `url` of a request that creates a run.
    pub target: Option<String>,
    pub tag: Option<String>,
    /// Null until the answer begins.
    pub status: Option<u16>,
    /// True: the client left before the answer's end. False: the answer was sent whole, or was cut by
    /// the emulator itself. Null: under way.
    pub client_gone: Option<bool>,
    #[serde(skip)]
    pub received: OffsetDateTime,
}

/// What a handler knows about its request beyond the request itself; travels in the response.
#[derive(Clone, Debug)]
pub(crate) struct About {
    pub run_id: Option<String>,
    pub target: Option<String>,
    pub tag: Option<String>,
}

impl About {
    pub(crate) fn run(run: &Run) -> Self {
        Self {
            run_id: Some(run.id.clone()),
            target: Some(run.params.url.to_string()),
            tag: run.tag.clone(),
        }
    }
}

#[derive(Clone, Default)]
pub(crate) struct RequestLog(Arc<Mutex<Entries>>);

#[derive(Default)]
struct Entries {
    kept: VecDeque<Entry>,
    received: u64,
}

impl RequestLog {
    /// The kept requests that fit, oldest first.
    pub(crate) fn select(&self, fits: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        self.lock()
            .kept
            .iter()
            .filter(|entry| fits(entry))
            .cloned()
            .collect()
    }

    fn open(&self, request: &Request) -> u64 {
        let mut entries = self.lock();
        entries.received += 1;
        let seq = entries.received;
        let received = clock::now();
        entries.kept.push_back(Entry {
            seq,
            time: clock::iso(received),
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().map(str::to_owned),
            headers: shown_headers(request.headers()),
            run_id: run_in_path(request.uri().path()),
            target: None,
            tag: tag_of(request.headers()),
            status: None,
            client_gone: None,
            received,
        });
        if entries.kept.len() > KEPT {
            entries.kept.pop_front();
        }
        seq
    }

    fn update(&self, seq: u64, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self
            .lock()
            .kept
            .iter_mut()
            .rev()
            .find(|entry| entry.seq == seq)
        {
            change(entry);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The test's mark in a request header.
pub(crate) fn tag_of(headers: &HeaderMap) -> Option<String> {
    headers
        .get("x-test-tag")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
}

/// The middleware that records every request to the API.
pub(crate) async fn record(
    FromState(state): FromState<State>,
    request: Request,
    next: Next,
) -> Response {
    let mut watch = Watch {
        log: state.log.clone(),
        seq: state.log.open(&request),
        settled: false,
    };
    let response = next.run(request).await;
    let about = response.extensions().get::<About>().cloned();
    watch.log.update(watch.seq, |entry| {
        entry.status = Some(response.status().as_u16());
        if let Some(about) = about {
            entry.run_id = about.run_id.or(entry.run_id.take());
            entry.target = about.target;
            entry.tag = entry.tag.take().or(about.tag);
        }
    });
    if response.body().is_end_stream() {
        watch.settle(false);
    }
    response.map(|body| Body::new(Watched { body, watch }))
}

/// Notices how an exchange ends; dropped unsettled means that the client left.
struct Watch {
    log: RequestLog,
    seq: u64,
    settled: bool,
}

impl Watch {
    fn settle(&mut self, client_gone: bool) {
        if !self.settled {
            self.settled = true;
            self.log
                .update(self.seq, |entry| entry.client_gone = Some(client_gone));
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.settle(true);
    }
}

/// A body whose end, or abandonment, is noticed.
struct Watched {
    body: Body,
    watch: Watch,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        let ended = matches!(frame, Poll::Ready(None | Some(Err(_))));
        if ended || self.body.is_end_stream() {
            self.watch.settle(false);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}

fn run_in_path(path: &str) -> Option<String> {
    let id = path.strip_prefix("/v1/runs/")?.split('/').next()?;
    (!id.is_empty() && id != "batch").then(|| id.to_owned())
}

fn shown_headers(headers: &HeaderMap) -> Map<String, Value> {
    let secret = |name: &str| matches!(name, "x-api-key" | "authorization" | "cookie");
    let shown = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        let text = if secret(name.as_str()) {
            "(hidden)".into()
        } else {
            String::from_utf8_lossy(value.as_bytes())
        };
        (name.to_string(), Value::String(text.into_owned()))
    };
    headers.iter().map(shown).collect()
}
