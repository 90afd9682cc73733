//! A swipe: a finger that goes sideways. The element's `touch-action` must leave that to the page.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Event, PointerEvent};

/// Pixels a finger must go for a swipe.
const DISTANCE: i32 = 40;

/// A swipe that may be under way.
#[derive(Default)]
pub struct Swipe(Cell<Option<(i32, i32)>>);

impl Swipe {
    /// A finger came down.
    pub fn began(&self, event: &Event) {
        self.0.set(place(event));
    }

    /// It went up: −1 for a swipe to the left, 1 for one to the right.
    pub fn ended(&self, event: &Event) -> Option<i32> {
        let ((x0, y0), (x, y)) = (self.0.take()?, place(event)?);
        let (across, along) = (x - x0, y - y0);
        (across.abs() >= DISTANCE && across.abs() > 2 * along.abs()).then(|| across.signum())
    }
}

/// Where the only finger is; a mouse does not swipe.
fn place(event: &Event) -> Option<(i32, i32)> {
    let event: &PointerEvent = event.unchecked_ref();
    (event.is_primary() && event.pointer_type() != "mouse")
        .then(|| (event.client_x(), event.client_y()))
}
