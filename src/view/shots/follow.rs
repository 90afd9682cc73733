//! Keeping to the newest step, until the reader scrolls away from it.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::net::get_string;
use crate::view::dom::{On, set_flag};

/// Pixels from the end within which the strip counts as being at its end.
const SLACK: i32 = 24;

/// Follows the end of a list that scrolls sideways.
pub struct Follow {
    list: Element,
    on: Rc<Cell<bool>>,
    _scroll: On,
}

impl Follow {
    /// Follows if `wanted`. `newest` shows while the reader is away from the end.
    pub fn new(list: &Element, newest: &Element, wanted: bool) -> Self {
        let on = Rc::new(Cell::new(wanted));
        let (state, watched, newest) = (on.clone(), list.clone(), newest.clone());
        let scroll = On::new(list, "scroll", move |_| {
            if wanted {
                let at_end = is_at_end(&watched);
                state.set(at_end);
                set_flag(&newest, "hidden", at_end);
            }
        });
        Self {
            list: list.clone(),
            on,
            _scroll: scroll,
        }
    }

    /// Steps were added: goes to the newest, unless the reader is elsewhere.
    pub fn grown(&self) {
        if self.on.get() {
            self.go();
        }
    }

    /// Goes to the newest.
    pub fn go(&self) {
        let end = self.list.scroll_width();
        // Sideways positions count down from zero where text runs from right to left.
        self.list.set_scroll_left(if is_right_to_left(&self.list) {
            -end
        } else {
            end
        });
    }
}

fn is_at_end(list: &Element) -> bool {
    list.scroll_left().abs() + list.client_width() >= list.scroll_width() - SLACK
}

/// Whether the text around an element runs from right to left.
pub fn is_right_to_left(element: &Element) -> bool {
    let window = element
        .owner_document()
        .and_then(|document| document.default_view());
    let style = window.and_then(|window| window.get_computed_style(element).ok()?);
    style.is_some_and(|style| {
        get_string(style.unchecked_ref(), "direction").as_deref() == Some("rtl")
    })
}
