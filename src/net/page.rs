//! Whether anybody sees the page, or a window of it.

use wasm_bindgen::prelude::*;
use web_sys::Document;

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

/// Whether a document can be seen: this page's own, or that of a window beside it, which may be seen while the page is not.
pub fn is_seen(document: &Document) -> bool {
    get(document, "hidden").as_bool() == Some(false)
}

/// Calls back when a document comes into sight or goes out of it.
pub fn on_visibility(document: &Document, changed: impl FnMut() + 'static) -> Listener {
    Listener::new(document, "visibilitychange", changed)
}
