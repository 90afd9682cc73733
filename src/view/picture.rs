//! From a step to its picture, whatever form it comes in.

use js_sys::{Array, ArrayBuffer, Function, JsString, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag};

use super::access::Access;
use super::step::Step;
use crate::core::pictures::{Kind, base64};
use crate::core::screenshot::{self, Form};
use crate::net::{get, get_function, is_nullish};

/// How many bytes tell what a picture is.
const SIGNATURE: u32 = 16;

/// A picture that can be shown.
#[derive(Debug, Clone)]
pub enum Picture {
    /// Its bytes, with their true media type.
    Bytes(Blob),
    /// An address that the browser loads by itself.
    Address(String),
}

/// Why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The step has none.
    Missing,
    /// What it has is no picture.
    Corrupt,
    /// It could not be fetched.
    Refused,
}

impl Fault {
    /// What stands in the picture's place.
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "No screenshot",
            Self::Corrupt => "Screenshot unreadable",
            Self::Refused => "Screenshot not available",
        }
    }

    /// The warning for the page's developer.
    pub fn warning(self) -> &'static str {
        match self {
            Self::Missing => {
                "A step has no screenshot: this version of the service may send none by default."
            }
            Self::Corrupt => {
                "A step's screenshot is damaged or no JPEG, PNG or WebP picture, or the page's Content-Security-Policy lacks img-src blob:."
            }
            Self::Refused => {
                "A step's screenshot could not be fetched. It needs the key: pass `client` for a run that was read, and let the relay pass the screenshot path."
            }
        }
    }
}

/// Finds the step's picture.
pub async fn load(step: &Step, access: &Access) -> Result<Picture, Fault> {
    let (held, otherwise) = source(step, access);
    match bytes(held).await {
        Err(Fault::Refused) => otherwise,
        found => found.map(Picture::Bytes),
    }
}

/// What holds the picture's bytes, and what there is if they are refused.
fn source(step: &Step, access: &Access) -> (Result<Held, Fault>, Result<Picture, Fault>) {
    let value = step.screenshot();
    let Some(address) = address(&value) else {
        return (held(&value), Err(Fault::Refused));
    };
    let fetched = access.fetch(step, &address).map(Held::There);
    let otherwise = match screenshot::endpoint(&address) {
        // The service's own address loads for nobody but its dashboard.
        Some(_) => Err(Fault::Refused),
        None => Ok(Picture::Address(address)),
    };
    (fetched.ok_or(Fault::Refused), otherwise)
}

/// The address in a step's `screenshot`, if that is what it is.
pub fn address(value: &JsValue) -> Option<String> {
    let text: &JsString = value.dyn_ref()?;
    (form(text) == Form::Address).then(|| String::from(text).trim_ascii().to_owned())
}

/// What holds the bytes of a picture.
pub enum Held {
    /// An array.
    Here(Uint8Array),
    /// A `Blob` that is promised.
    There(Promise),
}

/// The bytes, labelled as what they are.
pub async fn bytes(held: Result<Held, Fault>) -> Result<Blob, Fault> {
    match held? {
        Held::Here(bytes) => labelled(&bytes),
        Held::There(blob) => checked(blob).await,
    }
}

/// What holds the bytes in a step's `screenshot`: text, bytes, a `Blob`, or a handle that makes one.
pub fn held(value: &JsValue) -> Result<Held, Fault> {
    if is_nullish(value) {
        return Err(Fault::Missing);
    }
    if let Some(text) = value.dyn_ref::<JsString>() {
        let bytes = match form(text) {
            Form::Empty => return Err(Fault::Missing),
            Form::DataUri(start) => decode(&text.slice(start, text.length())),
            Form::Bare => decode(text),
            Form::Address | Form::Foreign => None,
        };
        return bytes.map(Held::Here).ok_or(Fault::Corrupt);
    }
    if let Some(make) = get_function(value, "blob") {
        let made = make.call0(value).map_err(|_| Fault::Refused)?;
        return Ok(Held::There(Promise::resolve(&made)));
    }
    Ok(match buffered(value) {
        Some(bytes) => Held::Here(bytes),
        None => Held::There(Promise::resolve(value)),
    })
}

/// The bytes of a buffer, or of any view of one.
fn buffered(value: &JsValue) -> Option<Uint8Array> {
    if value.is_instance_of::<ArrayBuffer>() {
        return Some(Uint8Array::new(value));
    }
    let place = |key| get(value, key).as_f64().map(|number| number as u32);
    ArrayBuffer::is_view(value).then_some(())?;
    let (start, length) = (place("byteOffset")?, place("byteLength")?);
    Some(Uint8Array::new_with_byte_offset_and_length(
        &get(value, "buffer"),
        start,
        length,
    ))
}

/// The blob that is promised, under the media type that its bytes show.
async fn checked(promise: Promise) -> Result<Blob, Fault> {
    let blob = JsFuture::from(promise).await.map_err(|_| Fault::Refused)?;
    let kind = kind(&blob).await.ok_or(Fault::Corrupt)?;
    let blob: Blob = blob.unchecked_into();
    if blob.type_() == kind.mime() {
        return Ok(blob);
    }
    blob.slice_with_f64_and_f64_and_content_type(0.0, blob.size(), kind.mime())
        .map_err(|_| Fault::Corrupt)
}

/// What a blob's first bytes show; nothing for what is no blob. Told by its methods: one from
/// another window is not an instance of this window's class.
async fn kind(blob: &JsValue) -> Option<Kind> {
    let slice = get_function(blob, "slice")?;
    let head = slice.call2(blob, &0.into(), &SIGNATURE.into()).ok()?;
    let bytes = get_function(&head, "arrayBuffer")?.call0(&head).ok()?;
    let bytes = JsFuture::from(Promise::resolve(&bytes)).await.ok()?;
    Kind::of(&Uint8Array::new(&bytes).to_vec())
}

fn form(text: &JsString) -> Form {
    screenshot::form(&String::from(text.slice(0, screenshot::HEAD)))
}

fn decode(text: &JsString) -> Option<Uint8Array> {
    match decoder() {
        // The text is in JavaScript already, and the browser's own decoder reads it where it is.
        Some((class, decoder)) => decoder.call1(&class, text).ok().map(JsCast::unchecked_into),
        None => decode_here(text),
    }
}

/// `Uint8Array.fromBase64`, where the engine has it.
fn decoder() -> Option<(JsValue, Function)> {
    let class = get(&js_sys::global(), "Uint8Array");
    let decoder = get_function(&class, "fromBase64")?;
    Some((class, decoder))
}

fn decode_here(text: &JsString) -> Option<Uint8Array> {
    let mut text = String::from(text);
    text.retain(|character| !character.is_ascii_whitespace());
    let mut bytes = Vec::new();
    let length = base64::decode(text.as_bytes(), &mut bytes)?;
    bytes.get(..length).map(Uint8Array::from)
}

fn labelled(bytes: &Uint8Array) -> Result<Blob, Fault> {
    let kind = Kind::of(&bytes.subarray(0, SIGNATURE).to_vec()).ok_or(Fault::Corrupt)?;
    let options = BlobPropertyBag::new();
    options.set_type(kind.mime());
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &options)
        .map_err(|_| Fault::Corrupt)
}
