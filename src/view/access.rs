//! How a picture behind an address is reached: through the run's own client, so that its relay or
//! its headers apply.

use js_sys::Promise;
use wasm_bindgen::JsValue;

use super::source::RunSource;
use super::step::Step;
use crate::core::screenshot;
use crate::net::{get, get_function};

/// Who can fetch pictures.
#[derive(Debug, Default, Clone)]
pub struct Access {
    source: Option<RunSource>,
    client: JsValue,
    run_id: Option<String>,
}

impl Access {
    /// Through the stream of the run.
    pub fn through(source: RunSource) -> Self {
        Self {
            source: Some(source),
            ..Self::default()
        }
    }

    /// Through a client, for the steps of a run that has been read.
    pub fn client(client: JsValue, run_id: Option<String>) -> Self {
        Self {
            source: None,
            client,
            run_id,
        }
    }

    /// Whether the run is followed, so that more steps may come.
    pub fn is_live(&self) -> bool {
        self.source.is_some()
    }

    /// Fetches the picture of the step that has this address; `None` if nobody here can.
    pub fn fetch(&self, step: &Step, address: &str) -> Option<Promise> {
        let ids = screenshot::endpoint(address);
        let step_id = step.id().or(ids.map(|(_, step)| step))?;
        if let Some(fetched) = self
            .source
            .as_ref()
            .and_then(|source| source.screenshot(step_id))
        {
            return Some(fetched);
        }
        let run_id = self.run_id.as_deref().or(ids.map(|(run, _)| run))?;
        let runs = get(&self.client, "runs");
        let blob = get_function(&runs, "screenshot")?
            .call2(&runs, &run_id.into(), &step_id.into())
            .ok()?;
        Some(Promise::resolve(&blob))
    }
}
