//! How a run is followed, as the caller asked for it.

use std::rc::Rc;

use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use crate::api::options::{self, Kind};
use crate::core::failure::Failure;
use crate::core::machine::Config;
use crate::core::wire;
use crate::net::{self, Endpoint};

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Plain {
    timeout: Option<f64>,
    idle_timeout: Option<f64>,
    on_close: Option<String>,
    on_page_hide: Option<String>,
}

const FIELDS: &[(&str, Kind)] = &[
    ("timeout", Kind::Number),
    ("idleTimeout", Kind::Number),
    ("onClose", Kind::OneOf(&["cancel", "keep"])),
    ("onPageHide", Kind::OneOf(&["cancel", "keep"])),
];

/// The caller's functions, each called with the event.
#[derive(Debug, Default)]
pub struct Callbacks {
    started: Option<Function>,
    streaming_url: Option<Function>,
    progress: Option<Function>,
    heartbeat: Option<Function>,
    complete: Option<Function>,
    /// Called with every event, before the others.
    pub event: Option<Function>,
}

impl Callbacks {
    fn read(options: &JsValue) -> Result<Self, Failure> {
        let function = |name| options::function(options, name);
        Ok(Self {
            started: function("onStarted")?,
            streaming_url: function("onStreamingUrl")?,
            progress: function("onProgress")?,
            heartbeat: function("onHeartbeat")?,
            complete: function("onComplete")?,
            event: function("onEvent")?,
        })
    }

    /// The function for one kind of event.
    pub fn of(&self, kind: wire::Kind) -> Option<&Function> {
        match kind {
            wire::Kind::Started => self.started.as_ref(),
            wire::Kind::StreamingUrl => self.streaming_url.as_ref(),
            wire::Kind::Progress => self.progress.as_ref(),
            wire::Kind::Heartbeat => self.heartbeat.as_ref(),
            wire::Kind::Complete => self.complete.as_ref(),
            wire::Kind::Other => None,
        }
    }
}

/// All that the caller says about following one run.
pub struct Following {
    /// For the run machine.
    pub config: Config,
    /// The caller's functions.
    pub callbacks: Callbacks,
    /// The caller's signal.
    pub signal: Option<AbortSignal>,
    /// Whether leaving the page cancels the run.
    pub cancel_on_page_hide: bool,
}

impl Following {
    /// Reads the options of `stream`, `watch`, `wait` and the pool's `add`.
    pub fn read(endpoint: &Rc<Endpoint>, given: &JsValue) -> Result<Self, Failure> {
        let plain: Plain = options::read(given, FIELDS)?;
        Ok(Self {
            config: Config {
                idle: options::milliseconds(plain.idle_timeout).unwrap_or(endpoint.idle),
                total: options::milliseconds(plain.timeout),
                line_limit: endpoint.line_limit,
                max_retries: endpoint.max_retries,
                events: endpoint.may_have_events(),
                close_cancels: plain.on_close.as_deref() == Some("cancel"),
                seed: net::random_seed(),
            },
            callbacks: Callbacks::read(given)?,
            signal: options::signal(given)?,
            cancel_on_page_hide: plain.on_page_hide.as_deref() == Some("cancel"),
        })
    }
}
