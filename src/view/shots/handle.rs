//! `mountScreenshots` and its handle.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::options::Options;
use super::state::State;
use super::strip::{Source, Strip};
use crate::api::Watchers;
use crate::net::{get, get_string};
use crate::view::dom;
use crate::view::error::invalid;
use crate::view::registry::Mounted;
use crate::view::source::RunSource;
use crate::view::step::Step;

/// Shows the screenshots of a run in `element` as a filmstrip: it grows as steps arrive, and each
/// opens large.
///
/// `source` is a run's stream (anything with `snapshot()` and `subscribe()`, and `read()` and
/// `screenshot(stepId)` for its steps and pictures), a run as read (an object with `steps`), or a
/// list of steps. Options: `client` (fetches the pictures of a run that was read), `follow`
/// (default `true`: keeps to the newest step until the reader scrolls away), `onWarning` (called
/// with `{code: "screenshot", message}` for pictures that cannot be shown).
///
/// Throws a `TinyFishError` with code `invalid_input` and its `field` for wrong arguments. A
/// picture that is missing, damaged or refused never throws: a labelled placeholder stands for it.
///
/// The forms a picture may have are those of the API reference, sections 5.2 to 5.4.
#[wasm_bindgen(js_name = mountScreenshots, skip_typescript)]
pub fn mount_screenshots(
    element: JsValue,
    source: JsValue,
    options: JsValue,
) -> Result<ScreenshotsHandle, JsValue> {
    let element = dom::element(element)?;
    let options = Options::read(&options)?;
    let source = read(&source).ok_or_else(|| {
        invalid("source", "a run's stream (client.agent.stream, client.runs.watch), a run with its steps (client.runs.get), or a list of steps")
    })?;
    let strip = Strip::mount(element, source, options)?;
    Ok(ScreenshotsHandle {
        state: strip.state(),
        strip: Rc::downgrade(&strip),
    })
}

fn read(source: &JsValue) -> Option<Source> {
    if let Some(run) = RunSource::of(source) {
        return Some(Source::Run(run));
    }
    let steps = if source.is_array() {
        source.clone()
    } else {
        get(source, "steps")
    };
    let steps: &Array = steps.dyn_ref()?;
    Some(Source::Steps(
        Step::list(steps),
        get_string(source, "run_id"),
    ))
}

/// A mounted filmstrip. The strip stays mounted whether or not this is kept.
#[wasm_bindgen(js_name = ScreenshotsHandle, skip_typescript)]
pub struct ScreenshotsHandle {
    strip: Weak<Strip>,
    state: Rc<Cell<State>>,
}

#[wasm_bindgen(js_class = ScreenshotsHandle)]
impl ScreenshotsHandle {
    /// `"waiting"` (no step yet), `"live"` (steps are coming), `"ended"` (all are there) or
    /// `"unavailable"` (the run is over and its steps could not be read); once unmounted, the last
    /// of them.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> String {
        self.state.get().as_str().into()
    }

    /// Calls back, at most once a frame, when the state has changed. Gives the function that ends
    /// it.
    pub fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        match self.strip.upgrade() {
            Some(strip) => strip.subscribe(listener),
            // Nothing changes any more.
            None => Watchers::default().subscribe(listener),
        }
    }

    /// Takes the strip out of the page and ends all it listened to. A second call does nothing.
    pub fn unmount(&self) {
        if let Some(strip) = self.strip.upgrade() {
            strip.unmount();
        }
    }
}
