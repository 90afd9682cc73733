//! The body of a creating call (wire reference 2): checked where the answer is certain, and passed
//! on as it is, with every member that is not known today.

use js_sys::{Array, JSON, JsString};
use wasm_bindgen::{JsCast, JsValue};

use crate::core::failure::Failure;
use crate::net::{get, is_nullish};

/// Checks one run's params. `at` goes before each name: empty, or `runs[3].` in a batch.
pub fn check(params: &JsValue, at: &str) -> Result<(), Failure> {
    if !params.is_object() || Array::is_array(params) {
        let name = if at.is_empty() {
            "params"
        } else {
            at.strip_suffix('.').unwrap_or(at)
        };
        return Err(wrong("", name, " must be an object with url and goal."));
    }
    let url = text(
        params,
        at,
        "url",
        " is missing: the page where the agent starts.",
    )?;
    if !has_scheme(url.trim_ascii()) {
        return Err(wrong(
            at,
            "url",
            " must begin with its scheme, such as https://.",
        ));
    }
    text(
        params,
        at,
        "goal",
        " is missing: what the agent is to do, in plain words.",
    )?;
    if !is_nullish(&get(params, "profile_id")) && !get(params, "use_profile").is_truthy() {
        return Err(wrong(
            at,
            "profile_id",
            " needs use_profile: true beside it.",
        ));
    }
    check_credentials(params, at)
}

/// A member that has to be there.
fn text(params: &JsValue, at: &str, name: &str, missing: &str) -> Result<String, Failure> {
    let value = get(params, name);
    match value.as_string() {
        Some(text) if !text.trim_ascii().is_empty() => Ok(text),
        None if !is_nullish(&value) => Err(wrong(at, name, " must be a string.")),
        _ => Err(wrong(at, name, missing)),
    }
}

fn check_credentials(params: &JsValue, at: &str) -> Result<(), Failure> {
    let name = "credential_item_ids";
    let ids = get(params, name);
    if is_nullish(&ids) {
        return Ok(());
    }
    if !get(params, "use_vault").is_truthy() {
        return Err(wrong(at, name, " needs use_vault: true beside it."));
    }
    match ids.dyn_ref::<Array>() {
        Some(ids) if ids.length() > 0 => Ok(()),
        _ => Err(wrong(
            at,
            name,
            " must be an array of at least one id; leave it out to allow every enabled item.",
        )),
    }
}

/// The body as JSON text.
pub fn body(params: &JsValue) -> Result<JsString, Failure> {
    JSON::stringify(params)
        .ok()
        .filter(|text| text.is_string())
        .ok_or_else(|| {
            Failure::invalid(
                "params",
                "params cannot be written as JSON: it holds a cycle or a BigInt.",
            )
        })
}

fn wrong(at: &str, name: &str, what: &str) -> Failure {
    let field = [at, name].concat();
    let message = [&field, what].concat();
    Failure::invalid(field, message)
}

/// RFC 3986 §3.1, followed by an authority.
fn has_scheme(url: &str) -> bool {
    let in_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    let length = url.bytes().take_while(in_scheme).count();
    let (scheme, rest) = url.as_bytes().split_at_checked(length).unwrap_or_default();
    let rest = rest.strip_prefix(b"://").unwrap_or_default();
    scheme.first().is_some_and(u8::is_ascii_alphabetic) && !rest.is_empty()
}
