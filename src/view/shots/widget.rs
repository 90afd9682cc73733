//! What a filmstrip is made of in the page.

use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::core::text::decimal;
use crate::view::dom::{
    self, IMAGE, Maker, Part, append, hide, part, set, set_or_remove, set_text,
};
use crate::view::step::Words;
use crate::view::words;

/// All but the steps. Safari takes the role away from a list without bullets.
const PARTS: &[Part; 4] = &[
    part(0, "div", "view", &[("data-kind", "screenshots")], ""),
    part(
        1,
        "ul",
        "strip",
        &[("role", "list"), ("aria-label", words::STRIP)],
        "",
    ),
    part(1, "p", "empty", &[], ""),
    part(
        1,
        "button",
        "newest",
        &[("type", "button"), ("hidden", "")],
        words::NEWEST,
    ),
];

/// One step, in the order in which [`Row::of`] finds its elements in a copy.
const STEP: &[Part; 8] = &[
    part(0, "li", "step", &[], ""),
    part(1, "figure", "figure", &[], ""),
    part(
        2,
        "button",
        "shot",
        &[("type", "button"), ("aria-haspopup", "dialog")],
        "",
    ),
    part(3, "img", "picture", IMAGE, ""),
    part(3, "span", "placeholder", &[("hidden", "")], ""),
    part(2, "figcaption", "caption", &[], ""),
    part(3, "span", "action", &[], ""),
    part(3, "span", "moment", &[], ""),
];

/// The elements of a filmstrip.
pub struct Widget {
    /// Makes more of them.
    pub maker: Maker,
    /// All of it.
    pub root: Element,
    /// The steps.
    pub list: Element,
    /// The button that goes back to the newest step.
    pub newest: Element,
    empty: Element,
    /// Every row is a copy of it: a copy costs a fraction of making them.
    step: Element,
}

impl Widget {
    /// Builds the elements, not yet in the page.
    pub fn build(maker: Maker) -> Self {
        let [root, list, empty, newest] = maker.tree(PARTS);
        let [step, ..] = maker.tree(STEP);
        Self {
            maker,
            root,
            list,
            newest,
            empty,
            step,
        }
    }

    /// A row at the end of the list.
    pub fn add_row(&self, index: usize) -> Option<Row> {
        let root: Element = self.step.clone_node_with_deep(true).ok()?.unchecked_into();
        set(&root, "data-index", &decimal(index));
        append(&self.list, &root);
        Row::of(root)
    }

    /// Shows the state, and words in place of steps that are not there.
    pub fn show(&self, state: &str, empty: Option<&str>) {
        set(&self.root, "data-state", state);
        hide(&self.list, empty.is_some());
        hide(&self.empty, empty.is_none());
        set_text(&self.empty, empty.unwrap_or_default());
    }
}

/// The elements of one step.
pub struct Row {
    /// All of it.
    pub root: Element,
    button: Element,
    image: Element,
    note: Element,
    action: Element,
    moment: Element,
}

impl Row {
    fn of(root: Element) -> Option<Self> {
        let figure = root.first_element_child()?;
        let button = figure.first_element_child()?;
        let image = button.first_element_child()?;
        let action = button.next_element_sibling()?.first_element_child()?;
        Some(Self {
            note: image.next_element_sibling()?,
            moment: action.next_element_sibling()?,
            image,
            action,
            button,
            root,
        })
    }

    /// The number of the step whose row this is.
    pub fn index_of(root: &Element) -> Option<usize> {
        root.get_attribute("data-index")?.parse().ok()
    }

    /// Shows what the step says of itself.
    pub fn describe(&self, words: &Words) {
        set(&self.button, "aria-label", &words.description);
        set(&self.image, "alt", &words.description);
        set_text(&self.action, &words.action);
        set_text(&self.moment, &words.moment);
    }

    /// How many of the screen's pixels its picture covers, across and down: none while it is hidden.
    pub fn pixels(&self) -> (f64, f64) {
        let scale = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        let pixels = |length| f64::from(length) * scale;
        (
            pixels(self.button.client_width()),
            pixels(self.button.client_height()),
        )
    }

    /// Shows a picture, or nothing yet.
    pub fn show(&self, address: Option<&str>) {
        set_or_remove(&self.image, "src", address);
        hide(&self.image, false);
        hide(&self.note, true);
    }

    /// Shows why there is no picture.
    pub fn note(&self, note: &str, words: &Words) {
        set_or_remove(&self.image, "src", None);
        hide(&self.image, true);
        hide(&self.note, false);
        set_text(&self.note, note);
        // A name holds what can be read on its button (WCAG 2.5.3).
        let name = [&words.description, ", ", note].concat();
        set(&self.button, "aria-label", &name);
    }

    /// Puts the keyboard on it.
    pub fn focus(&self) {
        dom::focus(&self.button);
    }
}
