//! `client.agent`: creating runs.

use std::rc::Rc;

use js_sys::Promise;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::js::object;
use super::options::{self, Kind};
use super::promise::promise;
use super::{RunStream, ids, params};
use crate::core::machine::Start;
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

#[derive(Deserialize, Default)]
#[serde(default)]
struct RunOptions {
    timeout: Option<f64>,
}

#[wasm_bindgen]
impl Agent {
    /// `POST /v1/automation/run`: the run's end, in one answer.
    pub fn run(&self, params: JsValue, options: JsValue) -> Promise {
        let endpoint = self.endpoint.clone();
        promise(async move {
            params::check(&params, "")?;
            let plain: RunOptions = options::read(&options, &[("timeout", Kind::Number)])?;
            let body = params::body(&params)?;
            let mut call = Call::post("/v1/automation/run", Some(body), Mode::Creating);
            call.timeout = options::milliseconds(plain.timeout).or(Some(RUN_TIMEOUT));
            call.run_shaped = true;
            answer(&endpoint, call, &options).await
        })
    }

    /// `POST /v1/automation/run-async`: the run's id, at once.
    pub fn queue(&self, params: JsValue, options: JsValue) -> Promise {
        let endpoint = self.endpoint.clone();
        promise(async move {
            params::check(&params, "")?;
            let body = params::body(&params)?;
            let call = Call::post("/v1/automation/run-async", Some(body), Mode::Creating);
            answer(&endpoint, call, &options).await
        })
    }

    /// `POST /v1/automation/run-sse`: a `RunStream`, once the service has answered.
    pub fn stream(&self, params: JsValue, options: JsValue) -> Promise {
        let endpoint = self.endpoint.clone();
        promise(async move {
            params::check(&params, "")?;
            let stream = RunStream::create(endpoint, &params, &options)?;
            stream.begin(Start::Stream);
            stream.ready().await?;
            Ok::<_, JsValue>(stream)
        })
    }

    /// `POST /v1/automation/run-batch`: the ids of up to 100 runs, in order.
    pub fn batch(&self, runs: JsValue, options: JsValue) -> Promise {
        let endpoint = self.endpoint.clone();
        promise(async move {
            let runs = ids::batch(&runs, "runs")?;
            for (at, run) in runs.iter().enumerate() {
                params::check(&run, &["runs[", &at.to_string(), "]."].concat())?;
            }
            let body = object(&[("runs", &runs)]);
            let schema = get(&options, "output_schema");
            if !is_nullish(&schema) {
                let _ = js_sys::Reflect::set(&body, &"output_schema".into(), &schema);
            }
            let body = params::body(&body)?;
            let call = Call::post("/v1/automation/run-batch", Some(body), Mode::Creating);
            answer(&endpoint, call, &options).await
        })
    }
}

/// Sends a call and gives its JSON answer.
pub(super) async fn answer(
    endpoint: &Rc<Endpoint>,
    call: Call,
    options: &JsValue,
) -> Result<JsValue, JsValue> {
    let signal = options::signal(options)?;
    let reply = endpoint.send(&call, signal.as_ref()).await?;
    Ok(reply.json().await?)
}
