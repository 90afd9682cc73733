//! Tests of the parts that need a browser, in one.
#![cfg(target_arch = "wasm32")]
// A test that panics has failed, which is what it is for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod browser {
    mod client;
    mod json;
    mod pictures;
    mod views;
}
