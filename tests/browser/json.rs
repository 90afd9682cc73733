//! Passing over objects and arrays, by vectors.

use wasm_bindgen_test::wasm_bindgen_test;

#[path = "../support/containers.rs"]
mod plain;

#[wasm_bindgen_test]
fn containers_are_passed_over_as_they_are_plainly() {
    plain::are_passed_over_as_they_are_plainly();
}
