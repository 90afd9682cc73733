//! The events of a run as an async iterator: a queue on one side, waiting calls on the other.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::shared::Shared;
use crate::api::js::step;
use crate::api::promise::Deferred;
use crate::core::wire::Kind;

/// Events that nobody has asked for yet, and askers without an event yet: never both.
#[derive(Default)]
pub struct Queue {
    events: RefCell<VecDeque<(Kind, JsValue)>>,
    askers: RefCell<VecDeque<Deferred>>,
    over: Cell<bool>,
    /// Thrown once, after the last event.
    error: RefCell<Option<JsValue>>,
}

impl Queue {
    /// Adds an event. Heartbeats that nobody waits for do not pile up: the newest is kept.
    pub fn push(&self, kind: Kind, event: &JsValue) {
        if self.over.get() {
            return;
        }
        let asker = self.askers.borrow_mut().pop_front();
        if let Some(asker) = asker {
            asker.resolve(&step(event, false));
            return;
        }
        let mut events = self.events.borrow_mut();
        if kind == Kind::Heartbeat && events.back().is_some_and(|last| last.0 == kind) {
            events.pop_back();
        }
        events.push_back((kind, event.clone()));
    }

    /// Ends the queue: what it holds is still given, then the error, if there is one.
    pub fn end(&self, error: Option<JsValue>) {
        if self.over.replace(true) {
            return;
        }
        self.error.replace(error);
        for asker in self.askers.take() {
            match self.error.take() {
                Some(error) => asker.reject(&error),
                None => asker.resolve(&step(&JsValue::UNDEFINED, true)),
            }
        }
    }

    /// Forgets what it holds: the loop was left.
    pub fn clear(&self) {
        self.events.take();
        self.error.take();
    }

    fn next(&self) -> Promise {
        let event = self.events.borrow_mut().pop_front();
        if let Some((_, event)) = event {
            return Promise::resolve(&step(&event, false));
        }
        if !self.over.get() {
            let asker = Deferred::default();
            let promise = asker.promise();
            self.askers.borrow_mut().push_back(asker);
            return promise;
        }
        match self.error.take() {
            Some(error) => Promise::reject(&error),
            None => Promise::resolve(&step(&JsValue::UNDEFINED, true)),
        }
    }
}

/// The iterator of a `for await` loop over a `RunStream`.
#[wasm_bindgen(skip_typescript)]
pub struct RunEvents {
    shared: Rc<Shared>,
}

impl RunEvents {
    pub(super) fn new(shared: Rc<Shared>) -> Self {
        Self { shared }
    }
}

#[wasm_bindgen]
impl RunEvents {
    /// The next event. After the last one: done; or, once, the error of a run that was lost or
    /// timed out, or the caller's own reason to abort.
    pub fn next(&self) -> Promise {
        self.shared.queue().next()
    }

    /// Leaves the loop: stops listening.
    #[wasm_bindgen(js_name = "return")]
    pub fn leave(&self, value: JsValue) -> Promise {
        self.shared.close();
        self.shared.queue().clear();
        Promise::resolve(&step(&value, true))
    }

    /// An iterator is its own iterable.
    #[wasm_bindgen(js_name = "[Symbol.asyncIterator]")]
    pub fn iter(&self) -> RunEvents {
        Self::new(self.shared.clone())
    }
}
