//! What a filmstrip is made of in the page.

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlImageElement};

use crate::view::dom::{Maker, set, set_flag, set_text};
use crate::view::step::Words;
use crate::view::words;

/// The elements of a filmstrip.
#[derive(Debug)]
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
    row: Element,
}

impl Widget {
    /// Builds the elements, not yet in the page.
    pub fn build(maker: Maker) -> Result<Self, JsValue> {
        let root = maker.make("div", "view")?;
        set(&root, "data-kind", "screenshots");
        let list = maker.add(&root, "ul", "strip")?;
        // Safari takes the role away from a list without bullets.
        set(&list, "role", "list");
        set(&list, "aria-label", words::STRIP);
        let empty = maker.add(&root, "p", "empty")?;
        let newest = maker.add_button(&root, "newest", words::NEWEST)?;
        set_flag(&newest, "hidden", true);
        Ok(Self {
            row: Row::template(&maker)?,
            maker,
            root,
            list,
            newest,
            empty,
        })
    }

    /// A row at the end of the list.
    pub fn add_row(&self, index: usize) -> Option<Row> {
        let root: Element = self.row.clone_node_with_deep(true).ok()?.unchecked_into();
        set(&root, "data-index", &index.to_string());
        self.list.append_child(&root).ok()?;
        Row::of(root)
    }

    /// Shows the state, and words in place of steps that are not there.
    pub fn show(&self, state: &str, empty: Option<&str>) {
        set(&self.root, "data-state", state);
        set_flag(&self.list, "hidden", empty.is_some());
        set_flag(&self.empty, "hidden", empty.is_none());
        set_text(&self.empty, empty.unwrap_or_default());
    }
}

/// The elements of one step.
#[derive(Debug)]
pub struct Row {
    /// All of it.
    pub root: Element,
    button: Element,
    image: HtmlImageElement,
    note: Element,
    action: Element,
    moment: Element,
}

impl Row {
    /// The elements that every row is a copy of: a copy costs a fraction of making them.
    fn template(maker: &Maker) -> Result<Element, JsValue> {
        let root = maker.make("li", "step")?;
        let figure = maker.add(&root, "figure", "figure")?;
        let button = maker.add_button(&figure, "shot", "")?;
        set(&button, "aria-haspopup", "dialog");
        prepare(maker.add(&button, "img", "picture")?.unchecked_ref());
        set_flag(&maker.add(&button, "span", "placeholder")?, "hidden", true);
        let caption = maker.add(&figure, "figcaption", "caption")?;
        maker.add(&caption, "span", "action")?;
        maker.add(&caption, "span", "moment")?;
        Ok(root)
    }

    /// The elements in a copy of the template.
    fn of(root: Element) -> Option<Self> {
        let figure = root.first_element_child()?;
        let button = figure.first_element_child()?;
        let image = button.first_element_child()?;
        let action = button.next_element_sibling()?.first_element_child()?;
        Some(Self {
            note: image.next_element_sibling()?,
            image: image.unchecked_into(),
            moment: action.next_element_sibling()?,
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
        let description = words.description();
        set(&self.button, "aria-label", &description);
        self.image.set_alt(&description);
        set_text(&self.action, &words.action);
        set_text(&self.moment, &words.moment());
    }

    /// Shows a picture, words in its place, or nothing yet.
    pub fn show(&self, address: Option<&str>, note: Option<&str>) {
        match address {
            Some(address) => self.image.set_src(address),
            None => drop(self.image.remove_attribute("src")),
        }
        self.image.set_hidden(note.is_some());
        set_flag(&self.note, "hidden", note.is_none());
        set_text(&self.note, note.unwrap_or_default());
        if let Some(note) = note {
            // A name holds what can be read on its button (WCAG 2.5.3).
            let name = [&self.image.alt(), note].join(", ");
            set(&self.button, "aria-label", &name);
        }
    }

    /// Puts the keyboard on it.
    pub fn focus(&self) {
        let _ = self.button.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}

/// An image that is decoded off the main thread and tells nobody which page it is in.
pub fn prepare(image: &HtmlImageElement) {
    image.set_decoding("async");
    set(image, "referrerpolicy", "no-referrer");
    set(image, "draggable", "false");
}
