//! Decoding a screenshot, and drawing it on a canvas.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::core::failure::{Code, Failure};
use crate::net::Trouble;

#[wasm_bindgen]
extern "C" {
    // Of the global object, which is not always a window.
    #[wasm_bindgen(catch, js_name = createImageBitmap)]
    fn create_image_bitmap(blob: &Blob) -> Result<Promise, JsValue>;

    /// An `ImageBitmap`.
    pub type Bitmap;
    #[wasm_bindgen(method, getter)]
    fn width(this: &Bitmap) -> u32;
    #[wasm_bindgen(method, getter)]
    fn height(this: &Bitmap) -> u32;
    #[wasm_bindgen(method)]
    pub fn close(this: &Bitmap);

    /// An `HTMLCanvasElement` or `OffscreenCanvas`.
    pub type Canvas;
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

/// Decodes; fails when the bytes are damaged.
pub async fn decode(blob: &Blob) -> Result<Bitmap, JsValue> {
    let decoded = match create_image_bitmap(blob) {
        Ok(promise) => JsFuture::from(promise).await,
        Err(cause) => Err(cause),
    };
    decoded.map(JsCast::unchecked_into).map_err(|cause| {
        let failure = Failure::new(
            Code::BadResponse,
            "This screenshot is damaged: it cannot be decoded.",
        );
        Trouble::Failed { failure, cause }.into()
    })
}

/// Gives a canvas the picture's size and draws it there; fails for one that has another context than a 2D one.
pub fn draw(bitmap: &Bitmap, canvas: &Canvas) -> Result<(), JsValue> {
    let Ok(Some(context)) = canvas.get_context("2d") else {
        let message = "draw() takes a canvas that has a 2D context, or none yet.";
        return Err(Failure::new(Code::InvalidInput, message).into());
    };
    canvas.set_width(bitmap.width());
    canvas.set_height(bitmap.height());
    context.draw_image(bitmap, 0, 0)
}
