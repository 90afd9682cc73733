//! The clock and its timers. Time is the wall clock's, so that a sleeping machine is noticed.

use std::cell::RefCell;

use js_sys::{Date, Function, Math, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use super::abort::Listener;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, ms: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
    #[wasm_bindgen(js_name = requestAnimationFrame, catch)]
    fn request_animation_frame(callback: &JsValue) -> Result<JsValue, JsValue>;
}

/// The longest timer the platform keeps: 2^31 − 1 ms. A later time wakes early and is armed again.
const LONGEST: u64 = i32::MAX as u64;

/// Milliseconds since the epoch.
pub fn now() -> u64 {
    Date::now() as u64
}

/// A seed for jitter.
pub fn random_seed() -> u64 {
    (Math::random() * 9_007_199_254_740_992.0) as u64
}

/// A timer that is cleared when dropped.
#[derive(Debug)]
pub struct Timer {
    id: JsValue,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls back once, after `ms` milliseconds.
    pub fn new(ms: u64, callback: impl FnMut() + 'static) -> Self {
        let callback = Closure::<dyn FnMut()>::new(callback);
        Self {
            id: set_timeout(callback.as_ref(), ms.min(LONGEST) as i32),
            _callback: callback,
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}

/// Waits `ms` milliseconds, or until `signal` aborts, whichever is first.
pub async fn pause(ms: u64, signal: Option<&AbortSignal>) {
    let kept = RefCell::new(None);
    let promise = Promise::new(&mut |resolve: Function, _| {
        let wake = resolve.clone();
        let timer = Timer::new(ms, move || {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        });
        let listener = signal.map(|signal| {
            Listener::new(signal, "abort", move || {
                let _ = wake.call0(&JsValue::UNDEFINED);
            })
        });
        kept.replace(Some((timer, listener)));
    });
    if signal.is_none_or(|signal| !signal.aborted()) {
        let _ = JsFuture::from(promise).await;
    }
}

/// Calls back once before the next frame is drawn; where none is drawn (a worker, a hidden tab,
/// which stops drawing but not listening), after 16 ms.
pub fn on_next_frame(callback: &JsValue) {
    if super::is_drawn() && request_animation_frame(callback).is_ok() {
        return;
    }
    set_timeout(callback, 16);
}
