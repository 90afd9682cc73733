//! Whether anybody sees the page.

use wasm_bindgen::prelude::*;

use super::abort::Listener;
use super::fields::get;

#[wasm_bindgen]
extern "C" {
    // Missing in a worker.
    #[wasm_bindgen(thread_local_v2, js_namespace = globalThis, js_name = document)]
    static DOCUMENT: JsValue;
}

/// Whether the page is drawn: a hidden tab is not, and a worker has none.
pub fn is_drawn() -> bool {
    DOCUMENT.with(|document| get(document, "hidden")).as_bool() == Some(false)
}

/// Calls back when the page comes into sight or goes out of it. Nothing in a worker.
pub fn on_visibility(changed: impl FnMut() + 'static) -> Option<Listener> {
    let document = DOCUMENT.with(JsValue::clone);
    let listen = document.is_object();
    listen.then(|| Listener::new(document.unchecked_ref(), "visibilitychange", changed))
}
