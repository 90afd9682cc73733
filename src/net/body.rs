//! Reading a body piece by piece.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::ReadableStream;

use super::abort::Abort;

#[wasm_bindgen(module = "/src/net/body.js")]
extern "C" {
    type Opened;
    #[wasm_bindgen(catch)]
    fn open(stream: &ReadableStream) -> Result<Opened, JsValue>;
    #[wasm_bindgen(method)]
    fn pour(this: &Opened, take: &ScopedClosure<'_, dyn FnMut(Uint8Array)>) -> Promise;
    #[wasm_bindgen(method)]
    fn cancel(this: &Opened);
}

/// A stream that is cancelled when dropped.
struct Body(Opened);

impl Drop for Body {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Hands the bytes of a body to `each` as they arrive, until it ends or the guard of its request aborts.
/// However that comes, and also when the future is dropped, nothing of the stream is left open.
pub async fn read(
    stream: &ReadableStream,
    guard: &Abort,
    mut each: impl FnMut(&[u8]),
) -> Result<(), JsValue> {
    let body = Body(open(stream)?);
    let mut buffer = Vec::new();
    let mut take = |bytes: Uint8Array| {
        buffer.resize(bytes.length() as usize, 0);
        bytes.copy_to(&mut buffer);
        each(&buffer);
    };
    let take = ScopedClosure::borrow_mut(&mut take);
    guard.wait(Ok(body.0.pour(&take))).await?;
    Ok(())
}
