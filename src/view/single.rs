//! One screenshot at a time, for pages that show them their own way.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlImageElement};

use super::blob_url::BlobUrl;
use super::error;
use super::picture::{self, Fault};
use crate::core::failure::{Code, Failure};
use crate::net::{get, promise};

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
    let given = of_step(screenshot);
    let address = picture::address(&given);
    let held = match &address {
        // An answer has `blob()`, as a handle does.
        Some(address) => answer(address).await?,
        None => given,
    };
    let held = picture::held(&held);
    picture::bytes(held).await.map_err(|fault| match fault {
        Fault::Refused if address.is_some() => not_fetched(),
        fault => error::no_picture(fault.warning()),
    })
}

async fn image(screenshot: JsValue) -> Result<HtmlImageElement, JsValue> {
    let blob = blob(screenshot).await?;
    let damaged = || error::no_picture(Fault::Corrupt.warning());
    let image = HtmlImageElement::new().map_err(|_| {
        Failure::invalid(
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
    let holds_bytes = ["blob", "arrayBuffer", "byteLength"];
    let is_step = value.is_object()
        && holds_bytes
            .iter()
            .all(|name| get(&value, name).is_undefined());
    if is_step {
        get(&value, "screenshot")
    } else {
        value
    }
}

async fn answer(address: &str) -> Result<JsValue, JsValue> {
    let answer = JsFuture::from(fetch(address)).await.ok();
    let good = answer.filter(|answer| get(answer, "ok").is_truthy());
    good.ok_or_else(not_fetched)
}

fn not_fetched() -> JsValue {
    Failure::new(
        Code::Network,
        "The screenshot could not be fetched: the service's own addresses need the key, so use client.runs.screenshot(runId, stepId).",
    )
    .into()
}
