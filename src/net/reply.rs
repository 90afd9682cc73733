//! An answer: its head, and its body in the form that is asked for.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::{Date, JsString, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{ReadableStream, Response};

use super::abort::Abort;
use super::body;
use super::call::Form;
use super::clock;
use super::endpoint::Endpoint;
use super::trouble::Trouble;
use crate::core::failure::{Code, Failure};
use crate::core::machine::Content;
use crate::core::wire::{Run, Status, is_text};

#[wasm_bindgen]
extern "C" {
    // The text is a JavaScript string already: it must not travel through wasm memory.
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse_json(text: &JsString) -> Result<JsValue, JsValue>;
}

/// What becomes of an answer that is being read.
pub type Finished = Pin<Box<dyn Future<Output = Result<JsValue, Trouble>>>>;
/// Reads an answer in a form.
pub type Finish = fn(Reply, Form) -> Finished;

/// Reads all of it at once.
pub fn whole(reply: Reply, form: Form) -> Finished {
    Box::pin(async move { reply.read(form).await })
}

/// An answer under its guard: dropping it ends the request.
pub struct Reply {
    response: Response,
    abort: Abort,
    endpoint: Rc<Endpoint>,
    /// The body, where it had to be read already.
    body: Option<String>,
}

impl Reply {
    /// Takes a response under the guard of its request.
    pub fn new(response: Response, abort: Abort, endpoint: Rc<Endpoint>) -> Self {
        Self {
            response,
            abort,
            endpoint,
            body: None,
        }
    }

    /// The reply itself if its status is a success, else the trouble that its body explains.
    /// With `run_shaped`, a 500 that carries a run counts as an answer.
    pub async fn success(mut self, run_shaped: bool) -> Result<Self, Trouble> {
        if self.response.ok() {
            return Ok(self);
        }
        let status = self.response.status();
        let retry_after = self.header("retry-after").and_then(|value| seconds(&value));
        let body = match (self.read(Form::Text).await, self.abort.ended()) {
            (Ok(body), _) => body,
            (Err(_), Some(ended)) => return Err(ended),
            (Err(_), None) => JsValue::from_str(""),
        };
        let body = self.endpoint.without_key(body.unchecked_into());
        if run_shaped && status == 500 && is_run(body.as_bytes()) {
            self.body = Some(body);
            return Ok(self);
        }
        Err(Failure::from_answer(status, body.as_bytes(), retry_after).into())
    }

    /// One header, where the server lets the page see it.
    pub fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name).ok().flatten()
    }

    /// What the head says of the body.
    pub fn content(&self) -> Content {
        match self.header("content-type") {
            Some(kind) if kind.trim_ascii_start().starts_with("text/html") => Content::Html,
            _ => Content::Stream,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.response.status()
    }

    /// The whole body, in this form.
    pub async fn read(&self, form: Form) -> Result<JsValue, Trouble> {
        if form == Form::Blob && self.content() == Content::Html {
            return Err(self.unusable(A_PAGE));
        }
        let read = match &self.body {
            Some(body) => JsValue::from_str(body),
            None => {
                let promise = match form {
                    Form::Blob => self.response.blob(),
                    Form::Bytes => self.response.array_buffer(),
                    Form::Json | Form::Pictures | Form::Text => self.response.text(),
                };
                let read = self.abort.wait(promise).await;
                read.map_err(|error| self.abort.explain(error))?
            }
        };
        match form {
            Form::Json | Form::Pictures => {
                parse_json(read.unchecked_ref()).map_err(|_| self.not_json())
            }
            _ => Ok(read),
        }
    }

    /// The answer should have been JSON.
    pub fn not_json(&self) -> Trouble {
        self.unusable(NOT_JSON)
    }

    fn unusable(&self, message: &str) -> Trouble {
        let mut failure = Failure::new(Code::BadResponse, message);
        failure.status = Some(self.status());
        failure.into()
    }

    /// The body as bytes.
    pub async fn bytes(&self) -> Result<Vec<u8>, Trouble> {
        let buffer = self.read(Form::Bytes).await?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }

    /// The body as a stream, where the platform has one.
    pub fn body(&self) -> Option<ReadableStream> {
        self.response.body()
    }

    /// Where the call went.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The guard of the request.
    pub fn guard(&self) -> &Abort {
        &self.abort
    }

    /// Hands the body to `each` as it arrives. The time limit of the request was for the head: from here the run
    /// machine watches for silence.
    pub async fn stream(mut self, mut each: impl FnMut(&[u8])) -> Result<(), Trouble> {
        self.abort.in_time();
        let Some(stream) = self.body() else {
            each(&self.bytes().await?);
            return Ok(());
        };
        let read = body::read(&stream, &self.abort, each).await;
        read.map_err(|error| self.abort.explain(error))
    }
}

/// Whether an error's body is a run: `status` alone may be a problem's own (RFC 9457), and a run that failed before it was
/// created has no id.
fn is_run(body: &[u8]) -> bool {
    Run::read(body).is_some_and(|run| {
        run.run_id.is_some_and(is_text) || run.status().is_some_and(Status::is_terminal)
    })
}

const NOT_JSON: &str = "The answer is not JSON: check that baseURL leads to the API or to a relay.";
const A_PAGE: &str = "The answer is an HTML page, not a picture: check that baseURL leads to the API or to a relay, and that no \
     login page stands in between.";

/// `Retry-After`: seconds, or a date (RFC 9110 §10.2.3).
fn seconds(value: &str) -> Option<f64> {
    let number = js_sys::Number::from(JsValue::from_str(value.trim_ascii())).value_of();
    let seconds = if number.is_nan() {
        (Date::parse(value) - clock::now() as f64) / 1000.0
    } else {
        number
    };
    (seconds.is_finite() && seconds >= 0.0).then_some(seconds)
}
