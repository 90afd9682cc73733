//! The options of `mountScreenshots`.

use js_sys::Function;
use wasm_bindgen::JsValue;

use crate::net::get;
use crate::view::live::callback;

/// How a filmstrip is shown.
#[derive(Debug, Clone)]
pub struct Options {
    /// Fetches the pictures of a run that was read. Default: nobody does.
    pub client: JsValue,
    /// Whether the strip keeps to the newest step. Default `true`.
    pub follow: bool,
    /// Told of each picture that cannot be shown.
    pub on_warning: Option<Function>,
}

impl Options {
    /// Reads and checks them.
    pub fn read(given: &JsValue) -> Result<Self, JsValue> {
        Ok(Self {
            client: get(given, "client"),
            follow: get(given, "follow").as_bool().unwrap_or(true),
            on_warning: callback(given, "onWarning")?,
        })
    }
}
