//! Reading members of JavaScript objects by key.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The member of an object; `undefined` for what has none, or whose getter throws.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    if is_nullish(object) {
        return JsValue::UNDEFINED;
    }
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// The member, if it is a string.
pub fn get_string(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string()
}

/// The member, if it is a function.
pub fn get_function(object: &JsValue, key: &str) -> Option<Function> {
    get(object, key).dyn_into().ok()
}

/// Whether a value is `null` or `undefined`.
pub fn is_nullish(value: &JsValue) -> bool {
    value.is_null() || value.is_undefined()
}
