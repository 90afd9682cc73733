//! The views' stylesheet: one constructed sheet a document, which a strict content security policy
//! does not block, adopted by each document or shadow root that shows a view and given up with the
//! last one. Every engine that runs this module (WebAssembly SIMD) has constructed sheets; a
//! simulated DOM may have none, and its views go unstyled.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, Element};

use crate::net::{get, get_function, is_nullish};

const CSS: &str = include_str!("style.css");

#[wasm_bindgen]
extern "C" {
    type Sheets;
    #[wasm_bindgen(constructor, js_class = "WeakMap")]
    fn new() -> Sheets;
    #[wasm_bindgen(method)]
    fn get(this: &Sheets, document: &JsValue) -> JsValue;
    #[wasm_bindgen(method)]
    fn set(this: &Sheets, document: &JsValue, sheet: &JsValue);
}

thread_local! {
    /// Weak, so that a popup's document can go.
    static SHEETS: Sheets = Sheets::new();
}

/// Styles the tree that `element` is in.
pub fn adopt(element: &Element) {
    let root = root(element);
    let Some(sheet) = sheet_for(element) else {
        return;
    };
    let Some(adopted) = adopted(&root) else {
        return;
    };
    if !adopted.includes(&sheet, 0) {
        adopted.push(&sheet);
        write(&root, &adopted);
    }
}

/// Gives the sheet up where no view is left. `element` is where the last one was.
pub fn release(element: &Element) {
    let root = root(element);
    let (Some(document), Some(adopted)) = (element.owner_document(), adopted(&root)) else {
        return;
    };
    let query = get_function(&root, "querySelector");
    let left = query.and_then(|query| query.call1(&root, &".tinyfish-view".into()).ok());
    if left.is_some_and(|left| is_nullish(&left)) {
        let sheet = SHEETS.with(|sheets| sheets.get(&document));
        let others = Array::new();
        for other in adopted.iter().filter(|other| *other != sheet) {
            others.push(&other);
        }
        write(&root, &others);
    }
}

/// Sets one of an element's own styles, by its name in JavaScript. What CSS does not take changes
/// nothing.
pub fn set(element: &Element, property: &str, value: &str) {
    let _ = Reflect::set(&get(element, "style"), &property.into(), &value.into());
}

fn root(element: &Element) -> JsValue {
    element.get_root_node().into()
}

/// A copy of the adopted sheets: they are changed by assignment, which every engine takes.
fn adopted(root: &JsValue) -> Option<Array> {
    let adopted = get(root, "adoptedStyleSheets");
    (!is_nullish(&adopted)).then(|| Array::from(&adopted))
}

fn write(root: &JsValue, sheets: &Array) {
    let _ = Reflect::set(root, &"adoptedStyleSheets".into(), sheets);
}

/// A document adopts only sheets made by its own window.
fn sheet_for(element: &Element) -> Option<JsValue> {
    let document = element.owner_document()?;
    let known = SHEETS.with(|sheets| sheets.get(&document));
    if !known.is_undefined() {
        return Some(known);
    }
    let class = get_function(&document.default_view()?.into(), "CSSStyleSheet")?;
    let sheet = Reflect::construct(&class, &Array::new()).ok()?;
    sheet
        .unchecked_ref::<CssStyleSheet>()
        .replace_sync(CSS)
        .ok()?;
    SHEETS.with(|sheets| sheets.set(&document, &sheet));
    Some(sheet)
}
