//! What a view is given to watch.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::Document;

use super::dom::Callback;
use crate::core::live::Run;
use crate::net::{Listener, get, get_function, get_string, is_nullish, is_seen, on_visibility};

/// A run's stream: anything with `snapshot()` and `subscribe()`. `read()` and `screenshot()` are
/// used where they are there.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSource(JsValue);

impl RunSource {
    /// The value as a run's stream, if it is one.
    pub fn of(value: &JsValue) -> Option<Self> {
        get_function(value, "snapshot")?;
        get_function(value, "subscribe")?;
        Some(Self(value.clone()))
    }

    /// What is known of the run. A source that throws tells nothing.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(
            self.call("snapshot", &JsValue::UNDEFINED)
                .unwrap_or_default(),
        )
    }

    /// Calls back when something changed, until the subscription is dropped; while `document` is hidden, not before it is
    /// seen again. A source that tells all its listeners in turn may call once more after that, so the listener is
    /// JavaScript's to collect, and `changed` must hold nothing but weak references.
    pub fn subscribe(&self, document: &Document, changed: Rc<dyn Fn()>) -> Subscription {
        let missed = Rc::new(Cell::new(false));
        let listener = {
            let (changed, missed) = (changed.clone(), missed.clone());
            let document = document.clone();
            Callback::wrap(Box::new(move |_| {
                missed.set(!is_seen(&document));
                if !missed.get() {
                    changed();
                }
            }))
        };
        let its = document.clone();
        let seen_again = on_visibility(document, move || {
            if is_seen(&its) && missed.take() {
                changed();
            }
        });
        let unsubscribe = self.call("subscribe", &listener.into_js_value());
        Subscription {
            unsubscribe: unsubscribe.and_then(|end| end.dyn_into().ok()),
            _seen_again: seen_again,
        }
    }

    /// Reads the run afresh, with no parameters: the only choice that every version of the service
    /// takes (API reference, section 5.3). `None` if the source cannot.
    pub fn read(&self) -> Option<Promise> {
        self.call("read", &JsValue::UNDEFINED)
            .map(|run| Promise::resolve(&run))
    }

    /// Fetches one step's picture through the run's client. `None` if the source cannot.
    pub fn screenshot(&self, step: &str) -> Option<Promise> {
        self.call("screenshot", &step.into())
            .map(|blob| Promise::resolve(&blob))
    }

    fn call(&self, method: &str, argument: &JsValue) -> Option<JsValue> {
        get_function(&self.0, method)?.call1(&self.0, argument).ok()
    }
}

/// A subscription that ends when dropped.
pub struct Subscription {
    unsubscribe: Option<Function>,
    _seen_again: Listener,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(unsubscribe) = &self.unsubscribe {
            let _ = unsubscribe.call0(&JsValue::UNDEFINED);
        }
    }
}

/// What is known of a run at one moment.
#[derive(Debug)]
pub struct Snapshot(JsValue);

impl Snapshot {
    /// How the run stands.
    pub fn run(&self) -> Run {
        Run::read(
            self.text("status").as_deref(),
            get_string(&self.outcome(), "kind").as_deref(),
        )
    }

    /// The goal.
    pub fn goal(&self) -> Option<String> {
        self.text("goal")
    }

    /// Whether the service has not named the run. Sources that tell no id may still be read.
    pub fn is_unnamed(&self) -> bool {
        get(&self.0, "runId").is_null()
    }

    /// The live view's address.
    pub fn streaming_url(&self) -> Option<String> {
        self.text("streamingUrl")
    }

    /// How many progress events have come.
    pub fn progress_count(&self) -> u32 {
        get(&get(&self.0, "progress"), "length")
            .as_f64()
            .unwrap_or(0.0) as u32
    }

    /// The words of the newest progress event.
    pub fn newest_progress(&self) -> Option<String> {
        let progress = get(&self.0, "progress");
        let events: &Array = progress.dyn_ref()?;
        get_string(&events.get(events.length().checked_sub(1)?), "purpose")
    }

    /// The steps that came with the outcome.
    pub fn outcome_steps(&self) -> Option<Array> {
        get(&get(&self.outcome(), "run"), "steps").dyn_into().ok()
    }

    /// Whether the run has settled, so that nothing more will come.
    pub fn is_settled(&self) -> bool {
        !is_nullish(&self.outcome())
    }

    /// What the run's error advises: the service's help, or else its message.
    pub fn advice(&self) -> Option<String> {
        let error = get(&self.outcome(), "error");
        get_string(&error, "helpMessage")
            .or_else(|| get_string(&error, "message"))
            .filter(|text| !text.is_empty())
    }

    /// Where the error says to read more. Other than `https:` is not followed.
    pub fn help_url(&self) -> Option<String> {
        let url = get_string(&get(&self.outcome(), "error"), "helpUrl");
        url.filter(|url| url.starts_with("https://"))
    }

    fn outcome(&self) -> JsValue {
        get(&self.0, "outcome")
    }

    fn text(&self, key: &str) -> Option<String> {
        get_string(&self.0, key).filter(|text| !text.is_empty())
    }
}
