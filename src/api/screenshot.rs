//! One screenshot of a run that was read with `screenshots: "base64"`.
//!
//! The bytes lie in a `Uint8Array` of their own, outside JavaScript's heap. The collector knows their weight, frees
//! them when nobody holds the handle, and they are handed out without another copy. In WebAssembly's memory they would
//! be had without the copy that brings them here, a third of the time of a read; but that memory never shrinks, and the
//! collector, who sees only small handles, would let it grow from read to read until it is full.

use std::cell::RefCell;

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Url};

use super::promise::promise;
use crate::core::failure::{Code, Failure};
use crate::core::pictures::Kind;
use crate::net::Trouble;

#[wasm_bindgen]
extern "C" {
    // Of the global object, which is not always a window.
    #[wasm_bindgen(catch, js_name = createImageBitmap)]
    fn create_image_bitmap(blob: &Blob) -> Result<Promise, JsValue>;

    /// An `ImageBitmap`.
    type Bitmap;
    #[wasm_bindgen(method, getter)]
    fn width(this: &Bitmap) -> u32;
    #[wasm_bindgen(method, getter)]
    fn height(this: &Bitmap) -> u32;
    #[wasm_bindgen(method)]
    fn close(this: &Bitmap);

    /// An `HTMLCanvasElement` or `OffscreenCanvas`.
    type Canvas;
    #[wasm_bindgen(method, setter)]
    fn set_width(this: &Canvas, width: u32);
    #[wasm_bindgen(method, setter)]
    fn set_height(this: &Canvas, height: u32);
    #[wasm_bindgen(method, catch, js_name = getContext)]
    fn get_context(this: &Canvas, kind: &str) -> Result<Option<Context>, JsValue>;

    /// Their 2D context.
    type Context;
    #[wasm_bindgen(method, catch, js_name = drawImage)]
    fn draw_image(this: &Context, image: &Bitmap, x: u32, y: u32) -> Result<(), JsValue>;
}

/// One screenshot.
#[wasm_bindgen(skip_typescript)]
pub struct Screenshot {
    kind: Kind,
    bytes: Uint8Array,
    made: RefCell<Made>,
}

/// What has been made of the bytes because somebody asked.
#[derive(Default)]
struct Made {
    blob: Option<Blob>,
    url: Option<String>,
}

impl Screenshot {
    /// A handle on a picture; the bytes are its own.
    pub fn new(kind: Kind, bytes: Uint8Array) -> Self {
        Self {
            kind,
            bytes,
            made: RefCell::default(),
        }
    }
}

#[wasm_bindgen]
impl Screenshot {
    /// The MIME type, told by the bytes.
    #[wasm_bindgen(getter, js_name = type)]
    pub fn mime(&self) -> String {
        self.kind.mime().into()
    }

    /// The number of bytes.
    #[wasm_bindgen(getter)]
    pub fn size(&self) -> u32 {
        self.bytes.length()
    }

    /// The file's bytes: the same array each time, not a copy.
    pub fn bytes(&self) -> Uint8Array {
        self.bytes.clone()
    }

    /// The file as a `Blob`, made when first asked for.
    pub fn blob(&self) -> Result<Blob, JsValue> {
        if let Some(blob) = &self.made.borrow().blob {
            return Ok(blob.clone());
        }
        let options = BlobPropertyBag::new();
        options.set_type(self.kind.mime());
        let blob =
            Blob::new_with_u8_array_sequence_and_options(&Array::of1(&self.bytes), &options)?;
        self.made.borrow_mut().blob = Some(blob.clone());
        Ok(blob)
    }

    /// An address for `<img src>`, made when first asked for. It is this handle's: it stops working on `release()`,
    /// on disposal, and when the handle is collected.
    pub fn url(&self) -> Result<String, JsValue> {
        if let Some(url) = &self.made.borrow().url {
            return Ok(url.clone());
        }
        let url = Url::create_object_url_with_blob(&self.blob()?)?;
        self.made.borrow_mut().url = Some(url.clone());
        Ok(url)
    }

    /// The decoded picture; it is the caller's to close. Rejects when the bytes cannot be decoded.
    pub fn bitmap(&self) -> Promise {
        let blob = self.blob();
        promise(async move { Ok::<JsValue, JsValue>(decode(&blob?).await?.into()) })
    }

    /// Gives a canvas the picture's size and draws it there. Rejects when the bytes cannot be decoded, and for a
    /// canvas that has another context than a 2D one.
    pub fn draw(&self, canvas: JsValue) -> Promise {
        let blob = self.blob();
        promise(async move {
            let bitmap = decode(&blob?).await?;
            let drawn = draw(&bitmap, canvas.unchecked_ref());
            bitmap.close();
            drawn.map(|()| JsValue::UNDEFINED)
        })
    }

    /// Lets go of the address and the `Blob`; the bytes stay, and both can be had again.
    pub fn release(&self) {
        let made = self.made.take();
        if let Some(url) = made.url {
            let _ = Url::revoke_object_url(&url);
        }
    }

    /// A short label, so that a run can be logged.
    #[wasm_bindgen(js_name = toString)]
    pub fn label(&self) -> String {
        [
            "[",
            self.kind.mime(),
            ", ",
            &self.size().to_string(),
            " bytes]",
        ]
        .concat()
    }

    /// The same label: the picture itself is not JSON.
    #[wasm_bindgen(js_name = toJSON)]
    pub fn json(&self) -> String {
        self.label()
    }
}

impl Drop for Screenshot {
    fn drop(&mut self) {
        self.release();
    }
}

async fn decode(blob: &Blob) -> Result<Bitmap, JsValue> {
    let decoded = match create_image_bitmap(blob) {
        Ok(promise) => JsFuture::from(promise).await,
        Err(cause) => Err(cause),
    };
    decoded.map(JsCast::unchecked_into).map_err(|cause| {
        let failure = Failure::new(
            Code::BadResponse,
            "This screenshot is damaged: it cannot be decoded.",
        );
        Trouble::Failed {
            failure: Box::new(failure),
            cause,
        }
        .into()
    })
}

fn draw(bitmap: &Bitmap, canvas: &Canvas) -> Result<(), JsValue> {
    let Ok(Some(context)) = canvas.get_context("2d") else {
        let message = "draw() takes a canvas that has a 2D context, or none yet.";
        return Err(Failure::new(Code::InvalidInput, message).into());
    };
    canvas.set_width(bitmap.width());
    canvas.set_height(bitmap.height());
    context.draw_image(bitmap, 0, 0)
}
