//! Ids of runs and steps, as they go into paths and bodies.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use crate::core::failure::Failure;

/// The most runs that one batch call takes (wire reference 3.4, 5.6, 5.8).
pub const BATCH_LIMIT: u32 = 100;

/// Any string that the API may call an id. What a URL would take for a step up is refused.
pub fn id(value: &JsValue, field: &'static str) -> Result<String, Failure> {
    match value.as_string() {
        Some(id) if !matches!(id.trim_ascii(), "" | "." | "..") => Ok(id),
        _ => Err(Failure::must_be(field, "the id of the API, as a string")),
    }
}

/// From 1 to 100 run ids.
pub fn run_ids(value: &JsValue) -> Result<Array, Failure> {
    let ids = batch(value, "runIds")?;
    for one in ids.iter() {
        id(&one, "runIds")?;
    }
    Ok(ids)
}

/// From 1 to 100 of anything.
pub fn batch(value: &JsValue, field: &'static str) -> Result<Array, Failure> {
    let items: &Array = value
        .dyn_ref()
        .ok_or_else(|| Failure::must_be(field, "an array"))?;
    match items.length() {
        1..=BATCH_LIMIT => Ok(items.clone()),
        0 => Err(Failure::invalid(
            field,
            [field, " must not be empty."].concat(),
        )),
        _ => Err(Failure::invalid(
            field,
            [field, " may hold at most 100: split it into several calls."].concat(),
        )),
    }
}
