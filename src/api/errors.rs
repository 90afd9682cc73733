//! `TinyFishError` from a plain failure.

use std::cell::RefCell;

use js_sys::{Array, Error, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::js::object;
use crate::core::failure::Failure;
use crate::net::Trouble;

thread_local! {
    static CLASS: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Takes the JavaScript class that errors are made of: a class cannot extend `Error` from Rust.
/// Until it is called, errors are plain `Error`s with the same fields.
#[wasm_bindgen(js_name = setErrorClass, skip_typescript)]
pub fn set_error_class(class: Function) {
    CLASS.with(|slot| slot.replace(Some(class)));
}

/// A `TinyFishError`; what is not known is left out.
pub fn error(failure: &Failure, cause: &JsValue) -> JsValue {
    let fields = object(&[
        ("code", &failure.code.as_str().into()),
        ("message", &failure.message.as_str().into()),
        ("retryable", &failure.retryable.into()),
    ]);
    for (name, text) in [
        ("runId", &failure.run_id),
        ("category", &failure.category),
        ("serviceCode", &failure.service_code),
        ("helpUrl", &failure.help_url),
        ("helpMessage", &failure.help_message),
        ("field", &failure.field),
    ] {
        if let Some(text) = text {
            set(&fields, name, &text.into());
        }
    }
    if let Some(status) = failure.status {
        set(&fields, "status", &status.into());
    }
    if let Some(seconds) = failure.retry_after {
        set(&fields, "retryAfter", &seconds.into());
    }
    if let Some(details) = &failure.details
        && let Ok(details) = js_sys::JSON::parse(details)
    {
        set(&fields, "details", &details);
    }
    if !cause.is_undefined() {
        set(&fields, "cause", cause);
    }
    make(&failure.message, &fields)
}

fn make(message: &str, fields: &JsValue) -> JsValue {
    let class = CLASS.with(|slot| slot.borrow().clone());
    let made = class.and_then(|class| Reflect::construct(&class, &Array::of1(fields)).ok());
    made.unwrap_or_else(|| {
        let error = Error::new(message);
        error.set_name("TinyFishError");
        Object::assign(&error, fields.unchecked_ref()).into()
    })
}

fn set(object: &JsValue, key: &str, value: &JsValue) {
    let _ = Reflect::set(object, &key.into(), value);
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        error(&failure, &JsValue::UNDEFINED)
    }
}

impl From<Trouble> for JsValue {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Failed { failure, cause } => error(&failure, &cause),
            Trouble::Aborted(reason) => reason,
        }
    }
}
