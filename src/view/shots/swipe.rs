//! A swipe: a finger that goes sideways.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, PointerEvent};

use crate::view::dom::On;

/// Pixels a finger must go for a swipe.
const DISTANCE: i32 = 40;

/// Calls back with −1 for a swipe to the left and 1 for one to the right, until dropped. The
/// element's `touch-action` must leave sideways movement to the page.
pub fn watch(element: &Element, swiped: impl Fn(i32) + 'static) -> [On; 2] {
    let start = Rc::new(Cell::new(None));
    let began = start.clone();
    [
        On::new(element, "pointerdown", move |event| {
            began.set(place(&event))
        }),
        On::new(element, "pointerup", move |event| {
            if let (Some((x0, y0)), Some((x, y))) = (start.take(), place(&event)) {
                let (across, along) = (x - x0, y - y0);
                if across.abs() >= DISTANCE && across.abs() > 2 * along.abs() {
                    swiped(across.signum());
                }
            }
        }),
    ]
}

/// Where the only finger is; a mouse does not swipe.
fn place(event: &Event) -> Option<(i32, i32)> {
    let event: &PointerEvent = event.unchecked_ref();
    (event.is_primary() && event.pointer_type() != "mouse")
        .then(|| (event.client_x(), event.client_y()))
}
