//! `mountLiveView` and its handle.

use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;

use super::facts::Source;
use super::options::Options;
use super::view::{LiveView, Standing};
use crate::api::Watchers;
use crate::view::dom;
use crate::view::error::{self, invalid};
use crate::view::registry::Mounted;
use crate::view::source::RunSource;

/// Shows the remote browser of a run in `element`: a frame with safe defaults, the states around
/// it, and the last screenshot when the run is over.
///
/// `source` is a run's stream (anything with `snapshot()` and `subscribe()`) or the address of a
/// live view. Options: `interactive` (default `false`: the frame is inert and out of the tab
/// order), `aspectRatio` (`"16 / 10"`), `allowHosts` (any host), `maxLive` (5 frames on the page),
/// `title` (from the goal), `loadTimeout` (15000 ms), `onStateChange`.
///
/// Throws a `TinyFishError` with code `invalid_input` and its `field` for wrong arguments. An
/// address that may not be framed does not throw: the view says so, its state is `failed`, and the
/// handle's `error` has the code `live_view`.
///
/// The frame's rules are those of the API reference, section 7 (`streaming_url`): a credential, on
/// changing hosts, `https:` (`http:` on this machine only), never the page's own origin.
#[wasm_bindgen(js_name = mountLiveView, skip_typescript)]
pub fn mount_live_view(
    element: JsValue,
    source: JsValue,
    options: JsValue,
) -> Result<LiveViewHandle, JsValue> {
    let element = dom::element(element)?;
    let options = Options::read(&options)?;
    let watched = match (RunSource::of(&source), source.as_string()) {
        (Some(run), _) => Source::Run(run),
        (None, Some(address)) => Source::Address(address),
        (None, None) => {
            return Err(invalid(
                "source",
                "a run's stream (client.agent.stream, client.runs.watch) or a live view's address",
            ));
        }
    };
    let view = LiveView::mount(element, &source, watched, options)?;
    Ok(LiveViewHandle {
        standing: view.standing(),
        view: Rc::downgrade(&view),
    })
}

/// A mounted live view. The view stays mounted whether or not this is kept.
#[wasm_bindgen(js_name = LiveViewHandle, skip_typescript)]
pub struct LiveViewHandle {
    view: Weak<LiveView>,
    standing: Rc<Standing>,
}

#[wasm_bindgen(js_class = LiveViewHandle)]
impl LiveViewHandle {
    /// `"waiting"`, `"loading"`, `"live"`, `"ended"`, `"unavailable"` or `"failed"`; once
    /// unmounted, the last of them.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> String {
        self.standing.state.get().as_str().into()
    }

    /// Why the address is not framed: a `TinyFishError` with code `live_view`, or `null`.
    #[wasm_bindgen(getter)]
    pub fn error(&self) -> JsValue {
        let refusal = self.standing.refusal.get();
        refusal.map_or(JsValue::NULL, error::refused)
    }

    /// Calls back, at most once a frame, when the state has changed. Gives the function that ends
    /// it.
    pub fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        match self.view.upgrade() {
            Some(view) => view.subscribe(listener),
            // Nothing changes any more.
            None => Watchers::default().subscribe(listener),
        }
    }

    /// Moves the view into another element, with its frame running on where the platform has
    /// `moveBefore`. Does nothing once unmounted.
    #[wasm_bindgen(js_name = moveTo)]
    pub fn move_to(&self, element: JsValue) -> Result<(), JsValue> {
        let element = dom::element(element)?;
        match self.view.upgrade() {
            Some(view) => view.move_to(element),
            None => Ok(()),
        }
    }

    /// Takes the view out of the page and ends all it listened to. A second call does nothing.
    pub fn unmount(&self) {
        if let Some(view) = self.view.upgrade() {
            view.unmount();
        }
    }
}
