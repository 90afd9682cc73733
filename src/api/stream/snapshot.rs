//! What is known of a run at one moment, as one frozen object.

use std::cell::{Cell, RefCell};

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use super::record::Record;
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

/// What the snapshot tells beside what the run machine knows.
pub struct Snapshot {
    about: About,
    record: Record,
    outcome: RefCell<JsValue>,
    /// The run's, of the current one: a callback may have changed the run since, of which is told later.
    revision: Cell<u32>,
}

impl Snapshot {
    /// An empty one.
    pub fn new(about: About, record: Record) -> Self {
        Self {
            about,
            record,
            outcome: RefCell::new(JsValue::NULL),
            revision: Cell::new(0),
        }
    }

    /// The events.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The run settled: the next look makes a new object.
    pub fn settle(&self, outcome: JsValue) {
        self.record.set_member("current", &JsValue::UNDEFINED);
        self.outcome.replace(outcome);
    }

    /// The snapshot as it stands.
    pub fn look(&self, run: &Run) -> JsValue {
        let current = self.record.member("current");
        if self.revision.replace(run.revision()) == run.revision() && !current.is_undefined() {
            return current;
        }
        let made = self.make(run);
        self.record.set_member("current", &made);
        made
    }

    fn make(&self, run: &Run) -> JsValue {
        let progress: Array = self.record.member("progress").unchecked_into();
        let progress = js::freeze(&progress.slice(0, progress.length()));
        let goal = self.about.goal.as_deref().or(run.goal());
        let snapshot = object(&[
            ("runId", &text(run.run_id())),
            ("status", &text(run.status_text())),
            ("connection", &run.connection().as_str().into()),
            ("goal", &text(goal)),
            ("url", &text(self.about.url.as_deref())),
            ("streamingUrl", &text(run.streaming_url())),
            ("progress", &progress),
            ("cancelRequested", &run.cancel_requested().into()),
            ("startedAt", &self.record.member("startedAt")),
            ("outcome", &self.outcome.borrow()),
        ]);
        js::freeze(&snapshot)
    }
}

fn text(value: Option<&str>) -> JsValue {
    value.map_or(JsValue::NULL, JsValue::from_str)
}
