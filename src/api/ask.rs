//! One call, from its checked arguments to the promise of its answer.
//!
//! What differs from call to call is a value and not an `async` block of its own: each of those is a state machine in the
//! package.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use web_sys::ReadableStream;

use super::options::Options;
use super::promise::promise;
use super::screenshot::Screenshot;
use crate::core::failure::Failure;
use crate::core::pictures::Picture;
use crate::net::pictures::{self, Unread};
use crate::net::{Call, Endpoint, Finished, Form, Reply, Trouble, get_string};

/// Sends a call, under the signal among the caller's options. Wrong arguments reject the promise.
pub fn ask(endpoint: &Rc<Endpoint>, call: Result<Call, Failure>, options: &JsValue) -> Promise {
    let (endpoint, options) = (endpoint.clone(), options.clone());
    promise(async move {
        let call = call?;
        let signal = Options::of(&options)?.signal()?;
        endpoint
            .send(&call, signal.as_ref(), finish)
            .await
            .map_err(JsValue::from)
    })
}

fn finish(reply: Reply, form: Form) -> Finished {
    Box::pin(async move {
        match reply.body().filter(|_| form == Form::Pictures) {
            Some(body) => with_pictures(&reply, body).await,
            None => reply.read(form).await,
        }
    })
}

/// Each step's `screenshot` becomes a [`Screenshot`], whose bytes never were a JavaScript string.
async fn with_pictures(reply: &Reply, body: ReadableStream) -> Result<JsValue, Trouble> {
    let make = |picture: Picture<'_>| Screenshot::new(picture.kind, picture.bytes).into();
    match pictures::read(&body, reply.guard(), make).await {
        Ok(reading) => {
            if !reading.unreadable.is_empty() {
                let run_id = get_string(&reading.value, "run_id");
                reply.endpoint().warn(
                    "screenshot",
                    "A step's screenshot is no picture and was left as it came.",
                    run_id.as_deref(),
                );
            }
            Ok(reading.value)
        }
        Err(Unread::Stream(error)) => Err(reply.guard().explain(error)),
        Err(Unread::Json(_)) => Err(reply.not_json()),
    }
}
