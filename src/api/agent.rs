//! `client.agent`: creating runs.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::ask::ask;
use super::js::object;
use super::options::Options;
use super::stream::{Until, follow};
use super::{RunStream, ids, params};
use crate::core::failure::Failure;
use crate::core::machine::Start;
use crate::core::text::decimal;
use crate::net::{Call, Endpoint, Mode, get, is_nullish};

/// The limit of `agent.run` unless the call sets one: just above the ten minutes that the platform
/// gives a synchronous run (wire reference 3.1).
const RUN_TIMEOUT: u64 = 660_000;

/// Creating runs.
#[wasm_bindgen(skip_typescript)]
pub struct Agent {
    endpoint: Rc<Endpoint>,
}

impl Agent {
    pub(super) fn new(endpoint: Rc<Endpoint>) -> Self {
        Self { endpoint }
    }
}

#[wasm_bindgen]
impl Agent {
    /// `POST /v1/automation/run`: the run's end, in one answer.
    pub fn run(&self, params: JsValue, options: JsValue) -> Promise {
        let call = || {
            let mut call = creating("/v1/automation/run", &params)?;
            let limit = Options::of(&options)?.milliseconds("timeout")?;
            call.timeout = limit.or(Some(RUN_TIMEOUT));
            call.run_shaped = true;
            Ok(call)
        };
        ask(&self.endpoint, call(), &options)
    }

    /// `POST /v1/automation/run-async`: the run's id, at once.
    pub fn queue(&self, params: JsValue, options: JsValue) -> Promise {
        let call = creating("/v1/automation/run-async", &params);
        ask(&self.endpoint, call, &options)
    }

    /// `POST /v1/automation/run-sse`: a `RunStream`, once the service has answered.
    pub fn stream(&self, params: JsValue, options: JsValue) -> Promise {
        let begin = || {
            params::check(&params, "")?;
            let stream = RunStream::create(self.endpoint.clone(), &params, &options)?;
            Ok((stream, Start::Stream))
        };
        follow(begin(), Until::Ready)
    }

    /// `POST /v1/automation/run-batch`: the ids of up to 100 runs, in order.
    pub fn batch(&self, runs: JsValue, options: JsValue) -> Promise {
        ask(&self.endpoint, batch(&runs, &options), &options)
    }
}

fn creating(path: &str, params: &JsValue) -> Result<Call, Failure> {
    params::check(params, "")?;
    let body = params::body(params)?;
    Ok(Call::post(path, Some(body), Mode::Creating))
}

fn batch(runs: &JsValue, options: &JsValue) -> Result<Call, Failure> {
    let runs = ids::batch(runs, "runs")?;
    for (at, run) in runs.iter().enumerate() {
        params::check(&run, &["runs[", &decimal(at), "]."].concat())?;
    }
    let body = object(&[("runs", &runs)]);
    let schema = get(options, "output_schema");
    if !is_nullish(&schema) {
        let _ = js_sys::Reflect::set(&body, &"output_schema".into(), &schema);
    }
    let body = params::body(&body)?;
    let path = "/v1/automation/run-batch";
    Ok(Call::post(path, Some(body), Mode::Creating))
}
