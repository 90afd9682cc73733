//! How a run is followed, as the caller asked for it.

use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use crate::api::options::Options;
use crate::core::failure::Failure;
use crate::core::machine::Config;
use crate::core::wire;
use crate::net::{self, Endpoint};

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
    fn read(options: Options<'_>) -> Result<Self, Failure> {
        let function = |name| options.function(name);
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
        let options = Options::of(given)?;
        let cancels = |name| {
            let choice = options.choice(name, &["cancel", "keep"])?;
            Ok::<_, Failure>(choice == Some(0))
        };
        Ok(Self {
            config: Config {
                total: options.milliseconds("timeout")?,
                idle: options
                    .milliseconds("idleTimeout")?
                    .unwrap_or(endpoint.idle),
                line_limit: endpoint.line_limit,
                max_retries: endpoint.max_retries,
                events: endpoint.may_have_events(),
                close_cancels: cancels("onClose")?,
                seed: net::random_seed(),
            },
            callbacks: Callbacks::read(options)?,
            signal: options.signal()?,
            cancel_on_page_hide: cancels("onPageHide")?,
        })
    }
}
