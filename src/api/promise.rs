//! Promises.

use std::cell::RefCell;
use std::future::Future;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;

use crate::net;

/// Runs a call and gives its promise; a failure of any kind becomes the rejection.
pub fn promise<T, E>(call: impl Future<Output = Result<T, E>> + 'static) -> Promise
where
    T: Into<JsValue>,
    E: Into<JsValue>,
{
    net::promise(async move { call.await.map(Into::into).map_err(Into::into) })
}

/// A promise with the means to settle it from outside. Settling twice does nothing.
#[derive(Debug)]
pub struct Deferred {
    promise: Promise,
    settle: RefCell<Option<(Function, Function)>>,
}

impl Default for Deferred {
    fn default() -> Self {
        let mut settle = None;
        let promise = Promise::new(&mut |resolve, reject| settle = Some((resolve, reject)));
        Self {
            promise,
            settle: RefCell::new(settle),
        }
    }
}

impl Deferred {
    /// The promise.
    pub fn promise(&self) -> Promise {
        self.promise.clone()
    }

    /// Whether it is not settled yet.
    pub fn is_open(&self) -> bool {
        self.settle.borrow().is_some()
    }

    /// Fulfils it.
    pub fn resolve(&self, value: &JsValue) {
        if let Some((resolve, _)) = self.settle.take() {
            let _ = resolve.call1(&JsValue::UNDEFINED, value);
        }
    }

    /// Rejects it.
    pub fn reject(&self, reason: &JsValue) {
        if let Some((_, reject)) = self.settle.take() {
            let _ = reject.call1(&JsValue::UNDEFINED, reason);
        }
    }
}
