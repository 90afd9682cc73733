//! Reading an answer whose screenshots become bytes on the way and never JavaScript strings.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::ReadableStream;

use super::abort::Abort;
use super::body;
use super::fields::get;
use crate::core::json;
use crate::core::pictures::{Picture, Rest, Scanner};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse_json(text: &str) -> Result<JsValue, JsValue>;
}

/// An answer that has been read.
pub struct Reading {
    /// What `JSON.parse` gives, with what the caller made of each picture in its place.
    pub value: JsValue,
    /// The steps where a text that says it is a picture could not be read; it is in the value as it came.
    pub unreadable: Vec<usize>,
}

/// Why an answer could not be read.
pub enum Unread {
    /// The stream failed, with this.
    Stream(JsValue),
    /// The answer is not JSON: what `JSON.parse` threw.
    Json(JsValue),
}

/// Reads a run to its end. `make` is called for each picture the moment it is whole, while the
/// answer still arrives, and gives what is to stand in its place.
///
/// Dropping the future cancels the stream.
pub async fn read(
    body: &ReadableStream,
    guard: &Abort,
    mut make: impl FnMut(Picture<'_>) -> JsValue,
) -> Result<Reading, Unread> {
    let mut scanner = Scanner::default();
    let mut made = Vec::new();
    let mut keep = |picture: Picture<'_>| made.push(make(picture));
    let read = body::read(body, guard, |bytes| scanner.feed(bytes, &mut keep)).await;
    read.map_err(Unread::Stream)?;
    let rest = scanner.finish();
    let value = parse(&rest).map_err(Unread::Json)?;
    let steps = get(&value, "steps");
    for (number, step) in rest.places {
        if let (Some(step), Some(made)) = (element(&steps, step), made.get(number)) {
            let _ = Reflect::set(&step, &"screenshot".into(), made);
        }
    }
    Ok(Reading {
        value,
        unreadable: rest.unreadable,
    })
}

/// Parses as `Response.json()` does: a byte order mark is dropped, bytes that are not UTF-8 are replaced.
fn parse(rest: &Rest) -> Result<JsValue, JsValue> {
    parse_json(&String::from_utf8_lossy(json::without_mark(&rest.json)))
}

fn element(list: &JsValue, index: usize) -> Option<JsValue> {
    let item = list.dyn_ref::<Array>()?.get(u32::try_from(index).ok()?);
    item.is_object().then_some(item)
}
