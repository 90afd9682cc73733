//! Work that goes on after a call has returned.
//!
//! Boxed, so that what drives a future is in the package once and not once for each kind of work.

use std::future::Future;
use std::pin::Pin;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

/// Runs `work` to its end.
pub fn later(work: impl Future<Output = ()> + 'static) {
    let _ = promise(async move {
        work.await;
        Ok(JsValue::UNDEFINED)
    });
}

/// Runs `work` and gives its promise.
pub fn promise(work: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    let work: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>> = Box::pin(work);
    future_to_promise(work)
}
