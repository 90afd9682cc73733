//! What the handles of one run share, and how the machine's word reaches them.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::{JsString, Promise};
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

use super::options::Following;
use super::record::Record;
use super::snapshot::{About, Snapshot};
use super::watchers::Watchers;
use crate::api::errors;
use crate::api::js::{self, object};
use crate::api::promise::Deferred;
use crate::core::failure::{Code, Failure};
use crate::core::machine::{Batch, Input, Outcome, ResultFrom, Run, Settlement};
use crate::core::wire::{Kind, Status};
use crate::net::{Endpoint, Follower, Listener, Sink, Trouble, get, is_nullish};

type OnSettled = Box<dyn FnOnce(Outcome)>;
type OnChanged = Box<dyn Fn()>;

/// One run's state in JavaScript.
pub struct Shared {
    follower: OnceCell<Rc<Follower>>,
    snapshot: Snapshot,
    watchers: Watchers,
    /// Made when somebody waits, so that nobody else sees an unhandled rejection.
    ready: OnceCell<Deferred>,
    finished: Deferred,
    cancels: RefCell<Vec<Deferred>>,
    /// What a cancel was answered with last.
    answer: RefCell<Option<JsValue>>,
    reason: RefCell<Option<JsValue>>,
    listeners: RefCell<Vec<Listener>>,
    settled: Cell<bool>,
    on_settled: RefCell<Option<OnSettled>>,
    on_changed: RefCell<Option<OnChanged>>,
}

impl Shared {
    /// The state of a run that has not begun. Fails with the caller's reason if its signal has
    /// aborted already: nothing is sent then.
    pub fn new(
        endpoint: Rc<Endpoint>,
        following: Following,
        body: Option<JsString>,
        about: About,
    ) -> Result<Rc<Self>, JsValue> {
        if let Some(signal) = following.signal.as_ref().filter(|signal| signal.aborted()) {
            return Err(signal.reason());
        }
        let shared = Rc::new(Self {
            follower: OnceCell::new(),
            snapshot: Snapshot::new(about, Record::new(&following.callbacks)),
            watchers: Watchers::default(),
            ready: OnceCell::new(),
            finished: Deferred::default(),
            cancels: RefCell::default(),
            answer: RefCell::default(),
            reason: RefCell::default(),
            listeners: RefCell::default(),
            settled: Cell::new(false),
            on_settled: RefCell::default(),
            on_changed: RefCell::default(),
        });
        let follower = Follower::idle(endpoint, following.config, body, shared.clone());
        let _ = shared.follower.set(follower);
        if let Some(signal) = following.signal {
            shared.obey(signal);
        }
        if following.cancel_on_page_hide {
            shared.cancel_on_page_hide();
        }
        Ok(shared)
    }

    fn obey(self: &Rc<Self>, signal: web_sys::AbortSignal) {
        let (shared, its) = (Rc::downgrade(self), signal.clone());
        let listener = Listener::new(&signal, "abort", move || {
            if let Some(shared) = shared.upgrade() {
                shared.reason.replace(Some(its.reason()));
                shared.close();
            }
        });
        self.listeners.borrow_mut().push(listener);
    }

    fn cancel_on_page_hide(self: &Rc<Self>) {
        let Ok(page) = js_sys::global().dyn_into::<EventTarget>() else {
            return;
        };
        let shared = Rc::downgrade(self);
        let listener = Listener::new(&page, "pagehide", move || {
            if let Some(shared) = shared.upgrade() {
                shared.follower().tell(Input::Cancel);
            }
        });
        self.listeners.borrow_mut().push(listener);
    }

    /// Who follows the run.
    #[allow(
        clippy::expect_used,
        reason = "set in `new`, before the value is shared"
    )]
    pub fn follower(&self) -> &Rc<Follower> {
        self.follower.get().expect("set in new")
    }

    /// Where the run's calls go.
    pub fn endpoint(&self) -> &Rc<Endpoint> {
        self.follower().endpoint()
    }

    /// The iterator over the events.
    pub fn iterate(self: &Rc<Self>) -> JsValue {
        let shared = self.clone();
        let close = Closure::<dyn Fn()>::new(move || shared.close());
        self.snapshot.record().iterate(&close.into_js_value())
    }

    /// The subscribers.
    pub fn watchers(&self) -> &Watchers {
        &self.watchers
    }

    /// The snapshot.
    pub fn snapshot(&self) -> JsValue {
        self.follower().with(|run| self.snapshot.look(run))
    }

    /// The run's id.
    pub fn run_id(&self) -> Option<String> {
        self.follower().run_id()
    }

    /// The promise of the outcome.
    pub fn finished(&self) -> Promise {
        self.finished.promise()
    }

    /// Whether the run has settled.
    pub fn is_settled(&self) -> bool {
        self.settled.get()
    }

    /// The promise of the service's first answer for this run. Of what came before it was asked for it knows nothing.
    pub fn ready(&self) -> Promise {
        self.ready.get_or_init(Deferred::default).promise()
    }

    /// Why a run settled before the service answered for it.
    fn early(&self, error: &JsValue) -> JsValue {
        match self.abort_reason() {
            Some(reason) => reason,
            None if error.is_null() => {
                Failure::new(Code::Closed, "The stream was closed before the run began.").into()
            }
            None => error.clone(),
        }
    }

    /// The caller's own reason to abort, if that is why it closed.
    pub fn abort_reason(&self) -> Option<JsValue> {
        self.reason.borrow().clone()
    }

    /// Stops listening.
    pub fn close(&self) {
        self.follower().tell(Input::Close);
        // Events may be on their way to the callback that calls this. Unless they tell the end, they are not wanted.
        let status = self.follower().with(Run::status);
        if !status.is_some_and(Status::is_terminal) {
            self.snapshot.record().set_member("closed", &true.into());
        }
    }

    /// Whether a cancel that is asked for now will be answered here: no longer once the end is known, and not after one
    /// was sent whose answer nobody here waits for.
    pub fn answers_cancels(&self) -> bool {
        let waits = !self.cancels.borrow().is_empty();
        self.follower()
            .with(|run| !run.has_ended() && (waits || !run.cancel_sent()))
    }

    /// Asks for a cancel on the server; the promise is of the server's answer.
    pub fn ask_cancel(&self) -> Promise {
        let answer = Deferred::default();
        let promise = answer.promise();
        self.cancels.borrow_mut().push(answer);
        self.follower().tell(Input::Cancel);
        promise
    }

    /// What a cancel was answered with last.
    pub fn cancel_answer(&self) -> Option<JsValue> {
        self.answer.borrow().clone()
    }

    /// Calls back once the run has settled.
    pub fn when_settled(&self, call: impl FnOnce(Outcome) + 'static) {
        self.on_settled.replace(Some(Box::new(call)));
    }

    /// Calls back whenever something about the run changed.
    pub fn when_changed(&self, call: impl Fn() + 'static) {
        self.on_changed.replace(Some(Box::new(call)));
    }

    fn outcome(&self, settlement: &Settlement, cause: &JsValue) -> JsValue {
        let run = settlement.run.as_deref().and_then(js::parse);
        let complete = self.snapshot.record().member("complete");
        let result = match settlement.result {
            ResultFrom::Nowhere => JsValue::NULL,
            // Where it is not JSON, the record has no such event.
            ResultFrom::Event if complete.is_object() => get(&complete, "result"),
            ResultFrom::Event | ResultFrom::Run => run.as_ref().map_or(JsValue::NULL, result_of),
        };
        let error = match (self.abort_reason(), &settlement.error) {
            (Some(reason), _) if settlement.outcome == Outcome::Closed => reason,
            (_, Some(failure)) => errors::error(failure, cause),
            (_, None) => JsValue::NULL,
        };
        let status = self
            .follower()
            .with(|run| run.status_text().map(JsValue::from_str));
        let outcome = object(&[
            ("kind", &settlement.outcome.as_str().into()),
            ("runId", &self.run_id().map_or(JsValue::NULL, JsValue::from)),
            ("status", &status.unwrap_or(JsValue::NULL)),
            ("result", &result),
            ("error", &error),
        ]);
        if let Some(run) = run {
            let _ = js_sys::Reflect::set(&outcome, &"run".into(), &run);
        }
        outcome.into()
    }

    /// What the iterator throws at the end: an end without the service's word is never quiet.
    fn thrown(&self, outcome: Outcome, error: &JsValue) -> Option<JsValue> {
        match outcome {
            Outcome::Lost | Outcome::TimedOut => Some(error.clone()),
            Outcome::Closed => self.abort_reason(),
            _ => None,
        }
    }

    /// Nobody waits for the cancel that failed.
    fn warn_of_cancel(&self) {
        self.endpoint().warn(
            "cancel_failed",
            "The cancel of a closed run did not get through: it may go on. See client.runs.list() and client.runs.cancel(runId).",
            self.run_id().as_deref(),
        );
    }

    fn end_cancels(&self, error: &JsValue) {
        if self.cancels.borrow().is_empty() || self.follower().with(Run::cancel_sent) {
            return;
        }
        let error = if error.is_null() {
            Failure::new(
                Code::Closed,
                "The stream was closed before the run could be cancelled.",
            )
            .into()
        } else {
            error.clone()
        };
        for cancel in self.cancels.take() {
            cancel.reject(&error);
        }
    }
}

impl Sink for Shared {
    fn events(&self, batch: Batch) -> bool {
        if batch
            .kinds
            .iter()
            .any(|kind| *kind != Kind::Heartbeat as u8)
        {
            self.watchers.notify();
        }
        self.snapshot.record().take_all(&batch)
    }

    fn outline(&self, event: &[u8]) -> Option<String> {
        self.snapshot.record().outline(event)
    }

    fn changed(&self) {
        self.watchers.notify();
        if let Some(call) = &*self.on_changed.borrow() {
            call();
        }
    }

    fn established(&self) {
        let Some(ready) = self.ready.get() else {
            return;
        };
        match self.abort_reason() {
            // The caller has aborted; the answer was awaited only for the sake of a cancel.
            Some(reason) => ready.reject(&reason),
            None => ready.resolve(&JsValue::UNDEFINED),
        }
    }

    fn cancelled(&self, answer: Result<Vec<u8>, Trouble>) {
        let waiting = self.cancels.take();
        match answer {
            Ok(body) => {
                let result = cancel_result(&body);
                waiting.iter().for_each(|cancel| cancel.resolve(&result));
                self.answer.replace(Some(result));
            }
            Err(trouble) => {
                if waiting.is_empty() {
                    self.warn_of_cancel();
                }
                let error = JsValue::from(trouble);
                waiting.iter().for_each(|cancel| cancel.reject(&error));
            }
        }
    }

    fn settled(&self, settlement: Settlement, cause: JsValue) {
        self.settled.set(true);
        self.listeners.take();
        // Only who closed to cancel, and could not yet, is closed by an error.
        let closed = settlement.outcome == Outcome::Closed && self.cancels.borrow().is_empty();
        let error = settlement.error.as_ref();
        if closed && error.is_some_and(Failure::may_have_created) {
            self.warn_of_cancel();
        }
        let outcome = self.outcome(&settlement, &cause);
        let error = get(&outcome, "error");
        self.snapshot.settle(js::freeze(&outcome));
        self.watchers.end();
        // An error is not made for nobody: each takes down where it was made, which is slow.
        if let Some(ready) = self.ready.get().filter(|ready| ready.is_open()) {
            ready.reject(&self.early(&error));
        }
        self.finished.resolve(&outcome);
        let thrown = self.thrown(settlement.outcome, &error);
        self.snapshot
            .record()
            .end(&thrown.unwrap_or(JsValue::UNDEFINED));
        self.end_cancels(&error);
        drop(self.on_changed.take());
        if let Some(call) = self.on_settled.take() {
            call(settlement.outcome);
        }
    }
}

/// A run's result, whichever era's name it has (wire reference 4.5).
fn result_of(run: &JsValue) -> JsValue {
    let named = ["result", "result_json", "resultJson"].map(|name| get(run, name));
    let found = named.into_iter().find(|value| !is_nullish(value));
    found.unwrap_or(JsValue::NULL)
}

/// The wire's answer to a cancel.
pub fn cancel_result(body: &[u8]) -> JsValue {
    js::parse(body).unwrap_or(JsValue::NULL)
}
