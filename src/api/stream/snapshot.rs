//! What is known of a run at one moment, as one frozen object.

use std::cell::{Cell, RefCell};

use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::api::js::{self, object};
use crate::core::machine::Run;
use crate::net::get_string;

/// What the run was asked to do.
#[derive(Debug, Default)]
pub struct About {
    goal: Option<String>,
    url: Option<String>,
}

impl About {
    /// As the params say.
    pub fn of_params(params: &JsValue) -> Self {
        Self {
            goal: get_string(params, "goal"),
            url: get_string(params, "url"),
        }
    }
}

/// The snapshot and what only it keeps.
pub struct Snapshot {
    about: About,
    progress: Array,
    started_at: Cell<Option<f64>>,
    outcome: RefCell<JsValue>,
    current: RefCell<Option<JsValue>>,
}

impl Snapshot {
    /// An empty one.
    pub fn new(about: About) -> Self {
        Self {
            about,
            progress: Array::new(),
            started_at: Cell::new(None),
            outcome: RefCell::new(JsValue::NULL),
            current: RefCell::default(),
        }
    }

    /// Something changed: the next look makes a new object.
    pub fn stale(&self) {
        self.current.replace(None);
    }

    /// Adds a `PROGRESS` event.
    pub fn add_progress(&self, event: &JsValue) {
        self.progress.push(event);
    }

    /// The run was heard of first at this time.
    pub fn started_at(&self, now: f64) {
        if self.started_at.get().is_none() {
            self.started_at.set(Some(now));
        }
    }

    /// The run settled.
    pub fn settle(&self, outcome: JsValue) {
        self.outcome.replace(outcome);
    }

    /// The snapshot as it stands.
    pub fn look(&self, run: &Run) -> JsValue {
        if let Some(current) = &*self.current.borrow() {
            return current.clone();
        }
        let made = self.make(run);
        self.current.replace(Some(made.clone()));
        made
    }

    fn make(&self, run: &Run) -> JsValue {
        let progress = js::freeze(&self.progress.slice(0, self.progress.length()));
        let goal = self.about.goal.as_deref().or(run.goal());
        let started_at = self
            .started_at
            .get()
            .map_or(JsValue::NULL, JsValue::from_f64);
        let snapshot = object(&[
            ("runId", &text(run.run_id())),
            ("status", &text(run.status_text())),
            ("connection", &run.connection().as_str().into()),
            ("goal", &text(goal)),
            ("url", &text(self.about.url.as_deref())),
            ("streamingUrl", &text(run.streaming_url())),
            ("progress", &progress),
            ("cancelRequested", &run.cancel_requested().into()),
            ("startedAt", &started_at),
            ("outcome", &self.outcome.borrow()),
        ]);
        js::freeze(&snapshot)
    }
}

fn text(value: Option<&str>) -> JsValue {
    value.map_or(JsValue::NULL, JsValue::from_str)
}
