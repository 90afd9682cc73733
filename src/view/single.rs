//! One screenshot at a time, for pages that show them their own way.

use js_sys::{JsString, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlImageElement, Response};

use super::blob_url::BlobUrl;
use super::{error, picture};
use crate::core::failure::{Code, Failure};
use crate::net::promise;
use crate::net::{get, get_function};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(address: &str) -> Promise;
}

/// The picture of a step, or of its `screenshot` alone, as a `Blob` under its true media type.
///
/// Takes a `data:` URI, bare base64, bytes, a `Blob`, a handle with `blob()`, or an address that
/// the page itself may fetch. Rejects with a `TinyFishError`: `bad_response` for what is no JPEG,
/// PNG or WebP, `network` for an address that cannot be fetched.
#[wasm_bindgen(js_name = screenshotToBlob, skip_typescript)]
pub fn screenshot_to_blob(screenshot: JsValue) -> Promise {
    promise(async { blob(screenshot).await.map(JsValue::from) })
}

/// The same as an image that is decoded and ready to be put into the page.
///
/// Its blob address is revoked already: the image keeps its picture.
#[wasm_bindgen(js_name = screenshotToImage, skip_typescript)]
pub fn screenshot_to_image(screenshot: JsValue) -> Promise {
    promise(async { image(screenshot).await.map(JsValue::from) })
}

async fn blob(screenshot: JsValue) -> Result<Blob, JsValue> {
    let value = of_step(screenshot);
    let blob = match picture::address(&value) {
        Some(address) => picture::checked(download(&address).await?).await,
        None => picture::bytes(&value).await,
    };
    blob.map_err(|fault| error::no_picture(fault.warning()))
}

async fn image(screenshot: JsValue) -> Result<HtmlImageElement, JsValue> {
    let blob = blob(screenshot).await?;
    let damaged = || error::no_picture(picture::Fault::Corrupt.warning());
    let image = HtmlImageElement::new().map_err(|_| {
        error::invalid(
            "screenshot",
            "An image needs a document: in a worker, use screenshotToBlob and createImageBitmap.",
        )
    })?;
    let url = BlobUrl::new(&blob).ok_or_else(damaged)?;
    image.set_src(url.as_str());
    JsFuture::from(image.decode())
        .await
        .map_err(|_| damaged())?;
    Ok(image)
}

/// The `screenshot` of a step; anything else is one itself.
fn of_step(value: JsValue) -> JsValue {
    let is_step = value.is_object()
        && !value.is_instance_of::<JsString>()
        && get_function(&value, "blob").is_none()
        && get_function(&value, "arrayBuffer").is_none()
        && !js_sys::ArrayBuffer::is_view(&value)
        && !value.is_instance_of::<js_sys::ArrayBuffer>();
    if is_step {
        get(&value, "screenshot")
    } else {
        value
    }
}

async fn download(address: &str) -> Result<Blob, JsValue> {
    let failed = || {
        Failure::new(
            Code::Network,
            "The screenshot could not be fetched: the service's own addresses need the key, so use client.runs.screenshot(runId, stepId).",
        )
    };
    let answer = JsFuture::from(fetch(address)).await.map_err(|_| failed())?;
    let answer: Response = answer.unchecked_into();
    if !answer.ok() {
        return Err(failed().into());
    }
    let blob = JsFuture::from(answer.blob().map_err(|_| failed())?).await;
    Ok(blob.map_err(|_| failed())?.unchecked_into())
}
