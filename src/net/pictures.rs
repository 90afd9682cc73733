//! Reading an answer whose screenshots become bytes on the way and never JavaScript strings.

use js_sys::{Array, ArrayBuffer, DataView, Promise, Reflect, TypeError, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStream;

use super::fields::get;
use super::later::later;
use crate::core::pictures::{Picture, Place, Rest, Scanner, Shape};

/// Bytes asked for in one read, where the platform lets a buffer be lent to it and used again.
const BUFFER: u32 = 512 * 1024;

/// Bytes that cross into WebAssembly at once, whatever the size of the chunks that arrive: larger than most pictures,
/// so that few are cut and have to be gathered, and small enough for the processor's cache.
const PIECE: u32 = 256 * 1024;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse_json(text: &str) -> Result<JsValue, JsValue>;

    /// A `ReadableStream`; web-sys has no way to learn that it is not one of bytes.
    type Body;
    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn get_reader(this: &Body, options: &JsValue) -> Result<Reader, JsValue>;

    /// Either of its two readers.
    type Reader;
    #[wasm_bindgen(method)]
    fn read(this: &Reader, view: &JsValue) -> Promise;
    #[wasm_bindgen(method)]
    fn cancel(this: &Reader) -> Promise;
}

/// An answer that has been read.
pub struct Reading {
    /// What `JSON.parse` gives, with what the caller made of each picture in its place.
    pub value: JsValue,
    /// Where a text that says it is a picture could not be read; it is in the value as it came.
    pub unreadable: Vec<Place>,
}

/// Why an answer could not be read.
pub enum Unread {
    /// The stream failed, with this.
    Stream(JsValue),
    /// The answer is not JSON: what `JSON.parse` threw.
    Json(JsValue),
}

/// Reads an answer of that shape to its end. `make` is called for each picture the moment it is whole, while the
/// answer still arrives, and gives what is to stand in its place.
///
/// Dropping the future cancels the stream.
pub async fn read(
    body: ReadableStream,
    shape: Shape,
    mut make: impl FnMut(Picture<'_>) -> JsValue,
) -> Result<Reading, Unread> {
    let mut source = Source::of(&body).map_err(Unread::Stream)?;
    let mut scanner = Scanner::new(shape);
    let mut made = Vec::new();
    let mut piece = Vec::new();
    while let Some(chunk) = source.next().await.map_err(Unread::Stream)? {
        for from in (0..chunk.length()).step_by(PIECE as usize) {
            let part = chunk.subarray(from, chunk.length().min(from + PIECE));
            piece.resize(part.length() as usize, 0);
            part.copy_to(&mut piece);
            scanner.feed(&piece, &mut |picture: Picture<'_>| made.push(make(picture)));
        }
    }
    let rest = scanner.finish();
    let value = parse(&rest).map_err(Unread::Json)?;
    for (number, place) in rest.places {
        if let (Some(step), Some(made)) = (step(&value, shape, place), made.get(number)) {
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
    let json = rest
        .json
        .strip_prefix("\u{FEFF}".as_bytes())
        .unwrap_or(&rest.json);
    parse_json(&String::from_utf8_lossy(json))
}

fn step(value: &JsValue, shape: Shape, place: Place) -> Option<JsValue> {
    let run = match shape {
        Shape::Run => value.clone(),
        Shape::Runs => element(&get(value, "data"), place.run)?,
    };
    element(&get(&run, "steps"), place.step)
}

fn element(list: &JsValue, index: usize) -> Option<JsValue> {
    let item = list.dyn_ref::<Array>()?.get(u32::try_from(index).ok()?);
    item.is_object().then_some(item)
}

/// The stream's chunks; cancels it unless it came to its end.
struct Source {
    reader: Reader,
    /// What is lent to the next read; `undefined` where each chunk brings its own buffer.
    view: JsValue,
    lends: bool,
    ended: bool,
}

impl Source {
    fn of(body: &ReadableStream) -> Result<Self, JsValue> {
        let body = body.unchecked_ref::<Body>();
        let options = js_sys::Object::new();
        Reflect::set(&options, &"mode".into(), &"byob".into())?;
        // Throws where the stream is not one of bytes, or the platform has no such reader.
        let lent = body.get_reader(&options);
        let lends = lent.is_ok();
        let view = if lends {
            Uint8Array::new_with_length(BUFFER).into()
        } else {
            JsValue::UNDEFINED
        };
        let reader = lent.or_else(|_| body.get_reader(&JsValue::UNDEFINED))?;
        Ok(Self {
            reader,
            view,
            lends,
            ended: false,
        })
    }

    /// The next bytes, valid until the one after; nothing at the end.
    async fn next(&mut self) -> Result<Option<Uint8Array>, JsValue> {
        let read = JsFuture::from(self.reader.read(&self.view)).await;
        // A stream that failed needs no cancelling.
        self.ended = !matches!(&read, Ok(read) if get(read, "done").is_falsy());
        let read = read?;
        if self.ended {
            return Ok(None);
        }
        let chunk = bytes(&get(&read, "value"))?;
        if self.lends {
            self.view = Uint8Array::new(&chunk.buffer()).into();
        }
        Ok(Some(chunk))
    }
}

/// The bytes of a chunk. It may come from a `fetch` of another realm, such as a frame's, whose classes are not ours;
/// anything but bytes is what the Fetch Standard calls a `TypeError`.
fn bytes(chunk: &JsValue) -> Result<Uint8Array, JsValue> {
    if !ArrayBuffer::is_view(chunk.unchecked_ref()) {
        return Err(TypeError::new("This body is not made of bytes.").into());
    }
    let view = chunk.unchecked_ref::<DataView>();
    let (start, length) = (view.byte_offset(), view.byte_length());
    Ok(Uint8Array::new_with_byte_offset_and_length(
        &view.buffer(),
        u32::try_from(start).unwrap_or(0),
        u32::try_from(length).unwrap_or(0),
    ))
}

impl Drop for Source {
    fn drop(&mut self) {
        if !self.ended {
            let cancelled = self.reader.cancel();
            // Awaited only so that its failure is not reported as nobody's.
            later(async move {
                let _ = JsFuture::from(cancelled).await;
            });
        }
    }
}
