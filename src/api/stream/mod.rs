//! `RunStream`: one run, as JavaScript follows it.

mod options;
mod record;
mod shared;
mod snapshot;
mod watchers;

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::ask::ask;
use super::params;
use super::promise::promise;
use super::runs::{artefact, cancel, reading};
use crate::core::failure::{Code, Failure};
use crate::core::machine::Start;
use crate::net::{Endpoint, Form};
pub use options::Following;
use shared::Shared;
pub use shared::cancel_result;
pub use watchers::Watchers;

/// One run being followed. Made by `agent.stream`, `runs.watch` and the pool.
#[wasm_bindgen(skip_typescript)]
#[derive(Clone)]
pub struct RunStream {
    shared: Rc<Shared>,
}

impl RunStream {
    /// A stream that will create a run of these params, which were checked before.
    pub fn create(
        endpoint: Rc<Endpoint>,
        params: &JsValue,
        options: &JsValue,
    ) -> Result<Self, JsValue> {
        Self::create_in_pool(endpoint, params, options, 0)
    }

    /// The same, with more patience for a service that refuses for now.
    pub fn create_in_pool(
        endpoint: Rc<Endpoint>,
        params: &JsValue,
        options: &JsValue,
        patience: u32,
    ) -> Result<Self, JsValue> {
        let mut following = Following::read(&endpoint, options)?;
        following.config.max_retries = following.config.max_retries.max(patience);
        let body = params::body(params)?;
        let about = snapshot::About::of_params(params);
        Self::new(endpoint, following, Some(body), about)
    }

    /// A stream that will follow a run that exists.
    pub fn existing(endpoint: Rc<Endpoint>, options: &JsValue) -> Result<Self, JsValue> {
        let following = Following::read(&endpoint, options)?;
        Self::new(endpoint, following, None, snapshot::About::default())
    }

    fn new(
        endpoint: Rc<Endpoint>,
        following: Following,
        body: Option<js_sys::JsString>,
        about: snapshot::About,
    ) -> Result<Self, JsValue> {
        let shared = Shared::new(endpoint, following, body, about)?;
        Ok(Self { shared })
    }

    /// Begins. Nothing is sent before.
    pub fn begin(&self, start: Start) {
        self.shared.follower().begin(start);
    }

    pub(super) fn shared(&self) -> &Rc<Shared> {
        &self.shared
    }
}

/// What the promise of a call that follows a run waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// The service has answered for the run: gives the `RunStream`.
    Ready,
    /// The run has settled: gives its outcome.
    Settled,
}

/// Begins a run and gives what the call waits for. Fails if the run settled before the service answered for it.
pub fn follow(made: Result<(RunStream, Start), JsValue>, until: Until) -> Promise {
    // Asked for here: the caller may abort before the work below begins.
    let made = made.map(|(stream, start)| (stream.shared.ready(), stream, start));
    promise(async move {
        let (ready, stream, start) = made?;
        stream.begin(start);
        JsFuture::from(ready).await?;
        if until == Until::Ready {
            return Ok::<JsValue, JsValue>(stream.into());
        }
        let outcome = JsFuture::from(stream.finished()).await?;
        stream.shared.abort_reason().map_or(Ok(outcome), Err)
    })
}

#[wasm_bindgen]
impl RunStream {
    /// The run's id, or `null` until the service named it.
    #[wasm_bindgen(getter, js_name = runId)]
    pub fn run_id(&self) -> JsValue {
        match self.shared.run_id() {
            Some(id) => id.into(),
            None => JsValue::NULL,
        }
    }

    /// What is known now: a frozen object, the same one until something changes.
    pub fn snapshot(&self) -> JsValue {
        self.shared.snapshot()
    }

    /// Calls `listener` when the snapshot has changed, at most once a frame. Gives the function
    /// that ends this.
    pub fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        self.shared.watchers().subscribe(listener)
    }

    /// The outcome. Always resolves, exactly once.
    #[wasm_bindgen(getter)]
    pub fn finished(&self) -> Promise {
        self.shared.finished()
    }

    /// Cancels the run on the server and listens on for the truth.
    pub fn cancel(&self) -> Promise {
        self.shared.cancel()
    }

    /// Stops listening. The run goes on, unless `onClose: "cancel"` was asked for.
    pub fn close(&self) {
        self.shared.close();
    }

    /// Reads the run afresh.
    pub fn read(&self, options: JsValue) -> Promise {
        let call = reading(self.shared.known_id(), &options);
        ask(self.shared.endpoint(), call, &options)
    }

    /// The picture of one step, as a `Blob`.
    pub fn screenshot(&self, step_id: JsValue) -> Promise {
        let call = artefact(self.shared.known_id(), &step_id, Form::Blob);
        ask(self.shared.endpoint(), call, &JsValue::UNDEFINED)
    }

    /// The events, each once. Leaving the loop closes the stream; it does not cancel the run.
    #[wasm_bindgen(js_name = "[Symbol.asyncIterator]")]
    pub fn events(&self) -> JsValue {
        self.shared.iterate()
    }

    /// Closes, for `await using`.
    #[wasm_bindgen(js_name = "[Symbol.asyncDispose]")]
    pub fn dispose(&self) -> Promise {
        self.shared.close();
        Promise::resolve(&JsValue::UNDEFINED)
    }
}

impl Shared {
    /// The run's id, for a call that needs it.
    fn known_id(&self) -> Result<String, Failure> {
        self.run_id().ok_or_else(|| {
            let message = if self.is_settled() {
                "The service never named the run: look for it with client.runs.list({ created_after })."
            } else {
                "The service has not named the run yet: wait for STARTED."
            };
            Failure::new(Code::Closed, message)
        })
    }

    fn cancel(self: &Rc<Self>) -> Promise {
        if self.answers_cancels() {
            return self.ask_cancel();
        }
        match self.cancel_answer().filter(|_| self.run_id().is_none()) {
            // No run was created, and none will be.
            Some(answer) => Promise::resolve(&answer),
            None => cancel(self.endpoint(), self.known_id()),
        }
    }
}
