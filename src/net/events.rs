//! The relay's event stream of a run, by the platform's own `EventSource`.

use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;

use futures_core::Stream;
use gloo_net::eventsource::futures::{EventSource, EventSourceBuilder, EventSourceSubscription};
use web_sys::RequestCredentials;

use super::call::encode;
use super::endpoint::Endpoint;

/// An open event stream; closed when dropped.
pub struct Events {
    _source: EventSource,
    messages: EventSourceSubscription,
}

impl Events {
    /// Opens `GET {base}/v1/runs/{id}/events`.
    pub fn open(endpoint: &Rc<Endpoint>, run_id: &str) -> Option<Self> {
        let url = [&endpoint.base, "/v1/runs/", &encode(run_id), "/events"].concat();
        let with_credentials = endpoint.credentials == Some(RequestCredentials::Include);
        let mut source = EventSourceBuilder::new()
            .with_credentials(with_credentials)
            .build(&url)
            .ok()?;
        let messages = source.subscribe("message").ok()?;
        Some(Self {
            _source: source,
            messages,
        })
    }

    /// The next message's data, or `None` once the platform has given the stream up. While it
    /// reconnects by itself nothing is told.
    pub async fn next(&mut self) -> Option<String> {
        let mut messages = pin!(&mut self.messages);
        let next = poll_fn(|context| messages.as_mut().poll_next(context)).await;
        match next {
            Some(Ok((_, message))) => Some(message.data().as_string().unwrap_or_default()),
            Some(Err(_)) | None => None,
        }
    }
}

/// Whether the platform has `EventSource`.
pub fn has_event_source() -> bool {
    js_sys::Reflect::has(&js_sys::global(), &"EventSource".into()).unwrap_or(false)
}
