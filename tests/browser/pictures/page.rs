//! What the tests need of the page.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::ReadableStream;

#[wasm_bindgen(module = "/tests/browser/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = encoded)]
    pub fn picture(kind: &str, colour: &str, width: u32, height: u32) -> String;
    pub fn decoded(text: &str) -> Option<Uint8Array>;
    pub async fn shown(address: &str) -> JsValue;
    pub async fn reachable(address: &str) -> JsValue;
    pub fn canvas() -> JsValue;
    pub fn occupied() -> JsValue;
    pub fn middle(canvas: &JsValue) -> String;
    pub fn foreign(text: &str) -> ReadableStream;
    pub fn wordy(text: &str) -> ReadableStream;
    pub fn stringify(value: &JsValue) -> String;
    #[wasm_bindgen(js_name = asText)]
    pub fn as_text(value: &JsValue) -> String;
    pub fn dispose(value: &JsValue);
    #[wasm_bindgen(js_name = hasDispose)]
    pub fn has_dispose() -> bool;

    pub type Source;
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, lengths: Vec<u32>, bytes: bool, fault: &JsValue) -> Source;
    #[wasm_bindgen(method, getter)]
    pub fn stream(this: &Source) -> ReadableStream;
    #[wasm_bindgen(method, getter)]
    pub fn sent(this: &Source) -> usize;
    #[wasm_bindgen(method, getter)]
    pub fn cancelled(this: &Source) -> bool;

    pub type AddressCount;
    #[wasm_bindgen(constructor)]
    pub fn new() -> AddressCount;
    #[wasm_bindgen(method, getter)]
    pub fn count(this: &AddressCount) -> u32;
    #[wasm_bindgen(method)]
    pub fn stop(this: &AddressCount);
}
