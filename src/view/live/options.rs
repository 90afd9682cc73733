//! The options of `mountLiveView`.

use js_sys::{Array, Function, Number};
use wasm_bindgen::prelude::*;

use crate::net::{get, get_string, is_nullish};
use crate::view::error::invalid;

/// How a live view is shown.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether the frame takes the mouse and the keyboard. Default `false`.
    pub interactive: bool,
    /// The frame's shape, in CSS. Default `16 / 10`.
    pub aspect_ratio: Option<String>,
    /// The only hosts whose addresses are framed. Default: any.
    pub allow_hosts: Option<Vec<String>>,
    /// How many live frames the page may have. Default 5.
    pub max_live: usize,
    /// The frame's title. Default: made of the goal.
    pub title: Option<String>,
    /// Milliseconds after which a frame that has not loaded is said to be late. Default 15 000.
    pub load_timeout: u64,
    /// Called with the state whenever it changes.
    pub on_state_change: Option<Function>,
}

impl Options {
    /// Reads and checks them.
    pub fn read(given: &JsValue) -> Result<Self, JsValue> {
        Ok(Self {
            interactive: get(given, "interactive").is_truthy(),
            aspect_ratio: aspect_ratio(&get(given, "aspectRatio"))?,
            allow_hosts: allow_hosts(&get(given, "allowHosts"))?,
            max_live: number(given, "maxLive", 5, 1.0)? as usize,
            title: get_string(given, "title"),
            load_timeout: number(given, "loadTimeout", 15_000, 0.0)?,
            on_state_change: callback(given, "onStateChange")?,
        })
    }
}

/// A callback, if one is given.
pub fn callback(given: &JsValue, field: &str) -> Result<Option<Function>, JsValue> {
    let value = get(given, field);
    if is_nullish(&value) {
        return Ok(None);
    }
    value
        .dyn_into()
        .map(Some)
        .map_err(|_| invalid(field, "a function"))
}

fn number(given: &JsValue, field: &str, default: u64, least: f64) -> Result<u64, JsValue> {
    let value = get(given, field);
    if is_nullish(&value) {
        return Ok(default);
    }
    match value.as_f64() {
        // The cast saturates, so that Infinity means no limit.
        Some(number) if number >= least => Ok(number as u64),
        _ if least > 0.0 => Err(invalid(field, "a number of at least 1")),
        _ => Err(invalid(field, "a number of at least 0")),
    }
}

fn aspect_ratio(value: &JsValue) -> Result<Option<String>, JsValue> {
    if is_nullish(value) {
        return Ok(None);
    }
    let text = match value.dyn_ref::<Number>() {
        // JavaScript writes the number: Rust's own way would add 13 kB to the package.
        Some(number) if number.value_of() > 0.0 => {
            number.to_string_with_radix(10).ok().map(String::from)
        }
        _ => value.as_string(),
    };
    text.map(Some).ok_or_else(|| {
        invalid(
            "aspectRatio",
            "a CSS ratio such as \"16 / 10\", or a number above 0",
        )
    })
}

fn allow_hosts(value: &JsValue) -> Result<Option<Vec<String>>, JsValue> {
    if is_nullish(value) {
        return Ok(None);
    }
    let list: Option<Vec<String>> = value
        .dyn_ref::<Array>()
        .and_then(|list| list.iter().map(|entry| entry.as_string()).collect());
    list.map(Some).ok_or_else(|| {
        invalid(
            "allowHosts",
            "a list of hosts such as [\"viewer.example\", \"*.viewer.example\"]",
        )
    })
}
