//! `client.runs`: reading, following and cancelling runs.

use std::rc::Rc;

use js_sys::Promise;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::agent::answer;
use super::ids;
use super::js::object;
use super::list::RunList;
use super::options::{self, Kind};
use super::params;
use super::promise::promise;
use super::screenshot::Screenshot;
use super::stream::{RunStream, cancel_result};
use crate::core::machine::Start;
use crate::core::pictures::{Picture, Shape};
use crate::net::pictures::{self, Unread};
use crate::net::{self, Call, Endpoint, Mode, Reply};

/// Reading, following and cancelling runs.
#[wasm_bindgen(skip_typescript)]
pub struct Runs {
    endpoint: Rc<Endpoint>,
}

impl Runs {
    pub(super) fn new(endpoint: Rc<Endpoint>) -> Self {
        Self { endpoint }
    }
}

/// What a read of a run asks for (wire reference 5.3). Nothing is sent unless it is asked for: no
/// value is valid in every version of the API.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Reading {
    screenshots: Option<String>,
    html: Option<String>,
}

impl Reading {
    /// Reads the options of `runs.get`.
    pub fn read(given: &JsValue) -> Result<Self, JsValue> {
        let fields = [("screenshots", Kind::Text), ("html", Kind::Text)];
        Ok(options::read(given, &fields)?)
    }

    fn query(&self) -> String {
        net::query(&[
            ("screenshots", self.screenshots.as_deref()),
            ("html", self.html.as_deref()),
        ])
    }
}

/// Reads one run with its steps.
pub async fn read_run(
    endpoint: &Rc<Endpoint>,
    run_id: &str,
    reading: &Reading,
    options: &JsValue,
) -> Result<JsValue, JsValue> {
    let call = Call::read_run(run_id, &reading.query());
    if reading.screenshots.as_deref() == Some("base64") {
        return with_pictures(endpoint, call, options, Shape::Run).await;
    }
    answer(endpoint, call, options).await
}

/// Sends a call whose answer carries screenshots in base64: each step's `screenshot` becomes a
/// [`Screenshot`], whose bytes never were a JavaScript string.
async fn with_pictures(
    endpoint: &Rc<Endpoint>,
    call: Call,
    options: &JsValue,
    shape: Shape,
) -> Result<JsValue, JsValue> {
    let signal = options::signal(options)?;
    let reply = endpoint.send(&call, signal.as_ref()).await?;
    let Some(body) = reply.body() else {
        return Ok(reply.json().await?);
    };
    let make = |picture: Picture<'_>| Screenshot::new(picture.kind, picture.bytes).into();
    match pictures::read(body, shape, make).await {
        Ok(reading) => {
            if !reading.unreadable.is_empty() {
                endpoint.warn(
                    "screenshot",
                    "A step's screenshot is no picture and was left as it came.",
                );
            }
            Ok(reading.value)
        }
        Err(Unread::Stream(error)) => Err(reply.explain(error).into()),
        Err(Unread::Json(_)) => Err(net::not_json().into()),
    }
}

/// Reads the picture of one step.
pub async fn read_screenshot(
    endpoint: &Rc<Endpoint>,
    run_id: &JsValue,
    step_id: &JsValue,
    options: &JsValue,
) -> Result<JsValue, JsValue> {
    let reply = artefact(endpoint, run_id, step_id, "/screenshot", "image/*", options).await?;
    Ok(reply.blob().await?.into())
}

async fn artefact(
    endpoint: &Rc<Endpoint>,
    run_id: &JsValue,
    step_id: &JsValue,
    what: &str,
    accept: &'static str,
    options: &JsValue,
) -> Result<Reply, JsValue> {
    let run_id = ids::id(run_id, "runId")?;
    let step_id = ids::id(step_id, "stepId")?;
    let segments = [
        "/v1/runs/",
        &net::encode(&run_id),
        "/steps/",
        &net::encode(&step_id),
        what,
    ];
    let signal = options::signal(options)?;
    let call = Call::get(segments.concat()).accept(accept);
    Ok(endpoint.send(&call, signal.as_ref()).await?)
}

#[wasm_bindgen]
impl Runs {
    /// `GET /v1/runs/{id}`: one run with its steps.
    pub fn get(&self, run_id: JsValue, options: JsValue) -> Promise {
        let endpoint = self.endpoint.clone();
        promise(async move {
            let run_id = ids::id(&run_id, "runId")?;
            let reading = Reading::read(&options)?;
            read_run(&endpoint, &run_id, &reading, &options).await
        })
    }

    /// `GET /v1/runs`: a page when awaited, all runs when iterated.
    pub fn list(&self, params: JsValue, options: JsValue) -> Result<RunList, JsValue> {
        RunList::new(self.endpoint.clone(), params, options)
    }

    /// `POST /v1/runs/batch`: up to 100 runs at once.
    #[wasm_bindgen(js_name = getMany)]
    pub fn get_many(&self, run_ids: JsValue, options: JsValue) -> Promise {
        self.many(run_ids, options, "/v1/runs/batch")
    }

    /// `POST /v1/runs/batch/cancel`: cancels up to 100 runs at once.
    #[wasm_bindgen(js_name = cancelMany)]
    pub fn cancel_many(&self, run_ids: JsValue, options: JsValue) -> Promise {
        self.many(run_ids, options, "/v1/runs/batch/cancel")
    }

    /// `POST /v1/runs/{id}/cancel`: idempotent.
    pub fn cancel(&self, run_id: JsValue) -> Promise {
        let endpoint = self.endpoint.clone();
        promise(async move {
            let run_id = ids::id(&run_id, "runId")?;
            let answer = net::cancel_run(&endpoint, &run_id).await?;
            Ok::<_, JsValue>(cancel_result(&answer))
        })
    }

    /// A `RunStream` on a run that exists already.
    pub fn watch(&self, run_id: JsValue, options: JsValue) -> Promise {
        let endpoint = self.endpoint.clone();
        promise(async move { watch(endpoint, &run_id, &options).await })
    }

    /// The outcome of a run that exists already, by following it.
    pub fn wait(&self, run_id: JsValue, options: JsValue) -> Promise {
        let endpoint = self.endpoint.clone();
        promise(async move {
            let stream = watch(endpoint, &run_id, &options).await?;
            let outcome = wasm_bindgen_futures::JsFuture::from(stream.finished()).await?;
            match stream.shared().abort_reason() {
                Some(reason) => Err(reason),
                None => Ok(outcome),
            }
        })
    }

    /// The picture of one step.
    pub fn screenshot(&self, run_id: JsValue, step_id: JsValue, options: JsValue) -> Promise {
        let endpoint = self.endpoint.clone();
        promise(async move { read_screenshot(&endpoint, &run_id, &step_id, &options).await })
    }

    /// The HTML snapshot of one step.
    pub fn html(&self, run_id: JsValue, step_id: JsValue, options: JsValue) -> Promise {
        let endpoint = self.endpoint.clone();
        promise(async move {
            let reply =
                artefact(&endpoint, &run_id, &step_id, "/html", "text/html", &options).await?;
            Ok::<JsValue, JsValue>(reply.text().await?.into())
        })
    }
}

impl Runs {
    fn many(&self, run_ids: JsValue, options: JsValue, path: &'static str) -> Promise {
        let endpoint = self.endpoint.clone();
        promise(async move {
            let run_ids = ids::run_ids(&run_ids)?;
            let body = params::body(&object(&[("run_ids", &run_ids)]))?;
            let call = Call::post(path, Some(body), Mode::Repeatable);
            answer(&endpoint, call, &options).await
        })
    }
}

async fn watch(
    endpoint: Rc<Endpoint>,
    run_id: &JsValue,
    options: &JsValue,
) -> Result<RunStream, JsValue> {
    let run_id = ids::id(run_id, "runId")?;
    let stream = RunStream::existing(endpoint, options)?;
    stream.begin(Start::Existing(run_id));
    stream.ready().await?;
    Ok(stream)
}
