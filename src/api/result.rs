//! `parseResult`: a run's result as a value, however the agent wrapped it.

use wasm_bindgen::prelude::*;

/// Unwraps a result: JSON in a string is parsed, a Markdown code fence around it is taken off.
/// Anything else, text included, comes back as it is.
#[wasm_bindgen(js_name = parseResult, skip_typescript)]
pub fn parse_result(value: JsValue) -> JsValue {
    let Some(text) = value.as_string() else {
        return value;
    };
    js_sys::JSON::parse(without_fence(text.trim_ascii())).unwrap_or(value)
}

fn without_fence(text: &str) -> &str {
    let inner = text
        .strip_prefix("```")
        .and_then(|rest| rest.strip_suffix("```"));
    match inner {
        // After the fence may come the language's name.
        Some(inner) => {
            let name = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
            inner.get(name..).unwrap_or_default().trim_ascii()
        }
        None => text,
    }
}
