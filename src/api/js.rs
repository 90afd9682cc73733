//! Small things JavaScript: objects, callbacks, what they throw.

use js_sys::{Function, JSON, Object, Reflect};
use wasm_bindgen::prelude::*;

/// Makes an object of these members.
pub fn object(members: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

/// Calls a callback of the caller's. What it throws is reported as an error of the page, where the
/// caller will see it, and hurts nothing here.
pub fn call(callback: &Function, argument: &JsValue) {
    if let Err(error) = callback.call1(&JsValue::UNDEFINED, argument) {
        report(&error);
    }
}

/// What an iterator's `next` gives.
pub fn step(value: &JsValue, done: bool) -> JsValue {
    object(&[("value", value), ("done", &done.into())]).into()
}

/// Parses JSON text by the host; bytes that are not UTF-8 are replaced.
pub fn parse(text: &[u8]) -> Option<JsValue> {
    JSON::parse(&String::from_utf8_lossy(text)).ok()
}

/// Makes an object immutable.
pub fn freeze(object: &JsValue) -> JsValue {
    freeze_object(object);
    object.clone()
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Object, js_name = freeze)]
    fn freeze_object(object: &JsValue);
    #[wasm_bindgen(js_name = reportError, catch)]
    fn report_error(error: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(error: &JsValue);
}

fn report(error: &JsValue) {
    if report_error(error).is_err() {
        console_error(error);
    }
}
