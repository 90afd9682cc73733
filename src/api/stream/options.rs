//! How a run is followed, as the caller asked for it.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use crate::api::options::Options;
use crate::core::failure::Failure;
use crate::core::machine::Config;
use crate::net::{self, Endpoint};

/// The caller's functions by the kind of event they are called with, in the order of [`crate::core::wire::Kind`]. Events of
/// unknown type have none of their own; the last one gets every event, before the others.
const CALLBACKS: [&str; 7] = [
    "onStarted",
    "onStreamingUrl",
    "onProgress",
    "onHeartbeat",
    "onComplete",
    "",
    "onEvent",
];

fn callbacks(options: Options<'_>) -> Result<Array, Failure> {
    let callbacks = Array::new();
    for name in CALLBACKS {
        callbacks.push(&options.function(name)?.into());
    }
    Ok(callbacks)
}

/// All that the caller says about following one run.
pub struct Following {
    /// For the run machine.
    pub config: Config,
    /// The caller's functions.
    pub callbacks: Array,
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
            callbacks: callbacks(options)?,
            signal: options.signal()?,
            cancel_on_page_hide: cancels("onPageHide")?,
        })
    }
}
