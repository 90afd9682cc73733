//! One screenshot of a run that was read with `screenshots: "base64"`.

mod bitmap;
mod bytes;

use std::cell::RefCell;

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, Url};

use super::promise::promise;
use crate::core::pictures::Kind;
use crate::core::text::decimal;
use bitmap::{decode, draw};
use bytes::Bytes;

/// One screenshot.
#[wasm_bindgen(skip_typescript)]
pub struct Screenshot {
    kind: Kind,
    bytes: Bytes,
    made: RefCell<Made>,
}

/// What has been made of the bytes because somebody asked.
#[derive(Default)]
struct Made {
    blob: Option<Blob>,
    url: Option<String>,
}

impl Screenshot {
    /// A handle on a picture of these bytes, of which it takes a copy.
    pub fn new(kind: Kind, bytes: &[u8]) -> Self {
        Self {
            kind,
            bytes: Bytes::new(bytes),
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
        self.bytes.size()
    }

    /// The file's bytes: an array made when first asked for, and the same each time.
    pub fn bytes(&self) -> Uint8Array {
        self.bytes.array()
    }

    /// The file as a `Blob`, made when first asked for.
    pub fn blob(&self) -> Result<Blob, JsValue> {
        if let Some(blob) = &self.made.borrow().blob {
            return Ok(blob.clone());
        }
        let options = BlobPropertyBag::new();
        options.set_type(self.kind.mime());
        let blob = Blob::new_with_u8_array_sequence_and_options(
            &Array::of1(&self.bytes.array()),
            &options,
        )?;
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
            &decimal(self.size() as usize),
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
