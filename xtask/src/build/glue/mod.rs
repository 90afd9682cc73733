//! wasm-bindgen's JavaScript without what this package has no use for.
//!
//! It is written for every crate and every engine. Here each function is bound to few others, and whoever runs SIMD has all
//! that the fallbacks are for; what compresses badly is the same text around ever other names. Each change looks for the
//! exact text of the one version that `Cargo.toml` pins, and fails where that is not found.

mod classes;
mod functions;
mod support;

pub use functions::Functions;
pub use support::direct_calls;

use anyhow::{Result, bail};

/// Everything but the imported functions, which [`Functions`] takes out before.
pub fn trim(glue: &str) -> Result<String> {
    support::replace(&classes::derive(glue)?)
}

/// Any other number of occurrences means that this is not the JavaScript it is taken for.
pub fn replace_once(text: &str, search: &str, replacement: &str) -> Result<String> {
    match text.matches(search).count() {
        1 => Ok(text.replacen(search, replacement, 1)),
        found => bail!(
            "expected one `{}` in wasm-bindgen's JavaScript, found {found}",
            search.trim()
        ),
    }
}
