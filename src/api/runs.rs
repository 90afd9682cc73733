//! `client.runs`: reading, following and cancelling runs.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::ask::ask;
use super::ids;
use super::js::object;
use super::list::RunList;
use super::options::Options;
use super::params;
use super::promise::promise;
use super::stream::{RunStream, Until, cancel_result, follow};
use crate::core::failure::Failure;
use crate::core::machine::Start;
use crate::net::{self, Call, Endpoint, Form, Mode};

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

/// A read of one run with its steps (wire reference 5.3). `screenshots` and `html` are not sent unless they are asked
/// for: no value is valid in every version of the API.
pub fn reading(run_id: Result<String, Failure>, options: &JsValue) -> Result<Call, Failure> {
    let run_id = run_id?;
    let options = Options::of(options)?;
    let screenshots = options.text("screenshots")?;
    let html = options.text("html")?;
    let mut call = Call::read_run(&run_id, "");
    net::add_query(&mut call.path, "screenshots", screenshots.as_deref());
    net::add_query(&mut call.path, "html", html.as_deref());
    if screenshots.as_deref() == Some("base64") {
        call.form = Form::Pictures;
    }
    Ok(call)
}

/// A read of what one step left.
pub fn artefact(
    run_id: Result<String, Failure>,
    step_id: &JsValue,
    form: Form,
) -> Result<Call, Failure> {
    let (what, accept) = match form {
        Form::Blob => ("/screenshot", "image/*"),
        _ => ("/html", "text/html"),
    };
    let step_id = ids::id(step_id, "stepId")?;
    let path = ["/steps/", &net::encode(&step_id), what].concat();
    let mut call = Call::read_run(&run_id?, &path).accept(accept);
    call.form = form;
    Ok(call)
}

/// Cancels a run on the server.
pub fn cancel(endpoint: &Rc<Endpoint>, run_id: Result<String, Failure>) -> Promise {
    let endpoint = endpoint.clone();
    promise(async move {
        let answer = net::cancel_run(&endpoint, &run_id?).await?;
        Ok::<_, JsValue>(cancel_result(&answer))
    })
}

#[wasm_bindgen]
impl Runs {
    /// `GET /v1/runs/{id}`: one run with its steps.
    pub fn get(&self, run_id: JsValue, options: JsValue) -> Promise {
        let call = reading(ids::id(&run_id, "runId"), &options);
        ask(&self.endpoint, call, &options)
    }

    /// `GET /v1/runs`: a page when awaited, all runs when iterated.
    pub fn list(&self, params: JsValue, options: JsValue) -> RunList {
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
        cancel(&self.endpoint, ids::id(&run_id, "runId"))
    }

    /// A `RunStream` on a run that exists already.
    pub fn watch(&self, run_id: JsValue, options: JsValue) -> Promise {
        self.follow(&run_id, &options, Until::Ready)
    }

    /// The outcome of a run that exists already, by following it.
    pub fn wait(&self, run_id: JsValue, options: JsValue) -> Promise {
        self.follow(&run_id, &options, Until::Settled)
    }

    /// The picture of one step.
    pub fn screenshot(&self, run_id: JsValue, step_id: JsValue, options: JsValue) -> Promise {
        let call = artefact(ids::id(&run_id, "runId"), &step_id, Form::Blob);
        ask(&self.endpoint, call, &options)
    }

    /// The HTML snapshot of one step.
    pub fn html(&self, run_id: JsValue, step_id: JsValue, options: JsValue) -> Promise {
        let call = artefact(ids::id(&run_id, "runId"), &step_id, Form::Text);
        ask(&self.endpoint, call, &options)
    }
}

impl Runs {
    fn many(&self, run_ids: JsValue, options: JsValue, path: &'static str) -> Promise {
        let call = || {
            let run_ids = ids::run_ids(&run_ids)?;
            let body = params::body(&object(&[("run_ids", &run_ids)]))?;
            Ok(Call::post(path, Some(body), Mode::Repeatable))
        };
        ask(&self.endpoint, call(), &options)
    }

    fn follow(&self, run_id: &JsValue, options: &JsValue, until: Until) -> Promise {
        let begin = || {
            let run_id = ids::id(run_id, "runId")?;
            let stream = RunStream::existing(self.endpoint.clone(), options)?;
            Ok((stream, Start::Existing(run_id)))
        };
        follow(begin(), until)
    }
}
