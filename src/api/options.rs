//! Options: plain members through serde, after a check that names the member that is wrong.

use js_sys::{Function, Object};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use crate::core::failure::Failure;
use crate::net::{get, is_nullish};

/// What a plain member must be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A string that is not empty.
    Text,
    /// `true` or `false`.
    Flag,
    /// A number of at least 0.
    Number,
    /// One of these strings.
    OneOf(&'static [&'static str]),
}

/// Reads the plain members `fields` of `options` into a flat struct. `undefined` and `null` count
/// as absent; anything of the wrong kind is an error that names it.
pub fn read<T: DeserializeOwned + Default>(
    options: &JsValue,
    fields: &[(&'static str, Kind)],
) -> Result<T, Failure> {
    if is_nullish(options) {
        return Ok(T::default());
    }
    if !options.is_object() {
        return Err(Failure::invalid("options", "options must be an object."));
    }
    let plain = Object::new();
    for (name, kind) in fields {
        let value = get(options, name);
        if is_nullish(&value) {
            continue;
        }
        check(name, &value, *kind)?;
        let _ = js_sys::Reflect::set(&plain, &(*name).into(), &value);
    }
    serde_wasm_bindgen::from_value(plain.into())
        .map_err(|_| Failure::invalid("options", "options could not be read."))
}

fn check(name: &'static str, value: &JsValue, kind: Kind) -> Result<(), Failure> {
    let (right, must_be) = match kind {
        Kind::Text => (
            value.as_string().is_some_and(|text| !text.is_empty()),
            "a string that is not empty".to_owned(),
        ),
        Kind::Flag => (value.as_bool().is_some(), "true or false".to_owned()),
        Kind::Number => (
            value.as_f64().is_some_and(|number| number >= 0.0),
            "a number of at least 0".to_owned(),
        ),
        Kind::OneOf(choices) => (
            value
                .as_string()
                .is_some_and(|text| choices.contains(&text.as_str())),
            ["one of: ", &choices.join(", ")].concat(),
        ),
    };
    if right {
        return Ok(());
    }
    Err(Failure::invalid(
        name,
        [name, " must be ", &must_be, "."].concat(),
    ))
}

/// A function among the options.
pub fn function(options: &JsValue, name: &'static str) -> Result<Option<Function>, Failure> {
    let value = get(options, name);
    if is_nullish(&value) {
        return Ok(None);
    }
    value
        .dyn_into()
        .map(Some)
        .map_err(|_| Failure::invalid(name, [name, " must be a function."].concat()))
}

/// The caller's signal among the options.
pub fn signal(options: &JsValue) -> Result<Option<AbortSignal>, Failure> {
    let value = get(options, "signal");
    if is_nullish(&value) {
        return Ok(None);
    }
    value
        .dyn_into()
        .map(Some)
        .map_err(|_| Failure::invalid("signal", "signal must be an AbortSignal."))
}

/// A number of milliseconds, as an option gave it.
pub fn milliseconds(value: Option<f64>) -> Option<u64> {
    // Infinity and what is beyond every clock mean no limit.
    value.filter(|ms| *ms < 9e15).map(|ms| ms as u64)
}
