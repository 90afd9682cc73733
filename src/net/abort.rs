//! Ending requests: one controller a request, fed by the caller's signal and by a time limit.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, EventTarget};

use super::clock::Timer;
use super::trouble::Trouble;
use crate::core::failure::{Code, Failure};

/// An event listener that is removed when dropped.
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    callback: Closure<dyn FnMut()>,
}

impl Listener {
    /// Listens for `event`.
    pub fn new(
        target: &EventTarget,
        event: &'static str,
        callback: impl FnMut() + 'static,
    ) -> Self {
        let callback = Closure::<dyn FnMut()>::new(callback);
        let listener = callback.as_ref().unchecked_ref();
        let _ = target.add_event_listener_with_callback(event, listener);
        Self {
            target: target.clone(),
            event,
            callback,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback(self.event, callback);
    }
}

/// The guard of one request: it aborts when dropped, so whoever holds it holds the request.
pub struct Abort {
    controller: AbortController,
    caller: Option<AbortSignal>,
    late: Rc<Cell<bool>>,
    timer: Option<Timer>,
    _listener: Option<Listener>,
}

impl Abort {
    /// A guard that also aborts when `caller` does, and after `limit` milliseconds.
    pub fn new(caller: Option<&AbortSignal>, limit: Option<u64>) -> Result<Self, Trouble> {
        let controller = AbortController::new().map_err(Trouble::network)?;
        if caller.is_some_and(AbortSignal::aborted) {
            controller.abort();
        }
        let late = Rc::new(Cell::new(false));
        let listener = caller.map(|signal| {
            let controller = controller.clone();
            Listener::new(signal, "abort", move || controller.abort())
        });
        let timer = limit.map(|limit| {
            let (controller, late) = (controller.clone(), late.clone());
            Timer::new(limit, move || {
                late.set(true);
                controller.abort();
            })
        });
        Ok(Self {
            controller,
            caller: caller.cloned(),
            late,
            timer,
            _listener: listener,
        })
    }

    /// The signal for the request.
    pub fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// A handle that aborts the request from elsewhere.
    pub fn controller(&self) -> AbortController {
        self.controller.clone()
    }

    /// Waits for a promise of the request, but no longer than until the guard aborts: a `fetch` of
    /// the caller's, or an older engine, may take no notice of the signal.
    pub async fn wait(&self, promise: Result<Promise, JsValue>) -> Result<JsValue, JsValue> {
        // First, so that no promise is made that rejects and that nobody waits for.
        let promise = promise?;
        let signal = self.signal();
        let kept = RefCell::new(None);
        let aborted = Promise::new(&mut |_, reject: Function| {
            let reject = move || {
                let _ = reject.call0(&JsValue::UNDEFINED);
            };
            if signal.aborted() {
                return reject();
            }
            kept.replace(Some(Listener::new(&signal, "abort", reject)));
        });
        JsFuture::from(Promise::race(&Array::of2(&promise, &aborted))).await
    }

    /// The answer has begun: the time limit is met.
    pub fn in_time(&mut self) {
        self.timer = None;
    }

    /// Why the guard has aborted, if it has.
    pub fn ended(&self) -> Option<Trouble> {
        let aborted = self.signal().aborted();
        aborted.then(|| self.explain(JsValue::NULL))
    }

    /// Why a request under this guard threw `error`: the caller's reason, the time limit, or the
    /// network.
    pub fn explain(&self, error: JsValue) -> Trouble {
        if let Some(caller) = self.caller.as_ref().filter(|caller| caller.aborted()) {
            return Trouble::Aborted(caller.reason());
        }
        if self.late.get() {
            return timed_out().into();
        }
        Trouble::network(error)
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        self.controller.abort();
    }
}

fn timed_out() -> Failure {
    Failure::new(
        Code::Timeout,
        "The answer did not come within the timeout: the service is slow, or a proxy holds the \
         answer back. Set a longer timeout if the call needs one.",
    )
    .retryable()
}
