//! `TinyFishError` from a plain failure.

use std::cell::RefCell;

use js_sys::{Array, Error, Function, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

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

/// The fields of a `TinyFishError`; what is not known is left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    code: &'static str,
    message: &'a str,
    retryable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

/// A `TinyFishError`.
pub fn error(failure: &Failure, cause: &JsValue) -> JsValue {
    let fields = Fields {
        code: failure.code.as_str(),
        message: &failure.message,
        retryable: failure.retryable,
        status: failure.status,
        run_id: failure.run_id.as_deref(),
        retry_after: failure.retry_after,
        category: failure.category.as_deref(),
        service_code: failure.service_code.as_deref(),
        help_url: failure.help_url.as_deref(),
        help_message: failure.help_message.as_deref(),
        field: failure.field.as_deref(),
    };
    let fields = serde_wasm_bindgen::to_value(&fields).unwrap_or_default();
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
