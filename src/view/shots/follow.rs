//! Keeping to the newest step, until the reader scrolls away from it.

use std::cell::Cell;

use web_sys::Element;

use crate::view::dom::hide;

/// Pixels from the end within which the strip counts as being at its end.
const SLACK: i32 = 24;

/// Follows the end of a list that scrolls sideways.
pub struct Follow {
    list: Element,
    newest: Element,
    wanted: bool,
    on: Cell<bool>,
}

impl Follow {
    /// Follows if `wanted`. `newest` shows while the reader is away from the end.
    pub fn new(list: &Element, newest: &Element, wanted: bool) -> Self {
        Self {
            list: list.clone(),
            newest: newest.clone(),
            wanted,
            on: Cell::new(wanted),
        }
    }

    /// The list was scrolled, by the reader or by [`Follow::go`].
    pub fn scrolled(&self) {
        if self.wanted {
            let at_end = is_at_end(&self.list);
            self.on.set(at_end);
            hide(&self.newest, at_end);
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

/// Whether the text around an element runs from right to left. Engines that cannot tell it by a
/// selector (Chromium before 120) take it to run from left to right, in the style sheet too.
pub fn is_right_to_left(element: &Element) -> bool {
    element.matches(":dir(rtl)").unwrap_or(false)
}
