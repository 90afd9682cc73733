//! Making elements and listening to them.

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, EventTarget};

use super::error;
use crate::net::get;

/// The element in `value`. Told by its node type: an element of another window (a frame, a popup)
/// is not an instance of this window's class.
pub fn element(value: JsValue) -> Result<Element, JsValue> {
    if get(&value, "nodeType").as_f64() == Some(1.0) {
        return Ok(value.unchecked_into());
    }
    Err(error::invalid(
        "element",
        "Give the DOM element to mount in, for example from document.querySelector.",
    ))
}

/// Makes the elements of a view in the document they will live in.
#[derive(Debug, Clone)]
pub struct Maker(Document);

impl Maker {
    /// For the document of `element`.
    pub fn of(element: &Element) -> Result<Self, JsValue> {
        let document = element.owner_document();
        document
            .map(Self)
            .ok_or_else(|| error::invalid("element", "The element has no document."))
    }

    /// An element. Its part name is also its class, for pages and for shadow roots.
    pub fn make(&self, tag: &str, part: &str) -> Result<Element, JsValue> {
        let element = self.0.create_element(tag)?;
        if !part.is_empty() {
            set(&element, "part", part);
            set(&element, "class", &format!("tinyfish-{part}"));
        }
        Ok(element)
    }

    /// An element inside `parent`, after what it has.
    pub fn add(&self, parent: &Element, tag: &str, part: &str) -> Result<Element, JsValue> {
        let element = self.make(tag, part)?;
        parent.append_child(&element)?;
        Ok(element)
    }

    /// A button with these words.
    pub fn add_button(
        &self,
        parent: &Element,
        part: &str,
        words: &str,
    ) -> Result<Element, JsValue> {
        let button = self.add(parent, "button", part)?;
        set(&button, "type", "button");
        set_text(&button, words);
        Ok(button)
    }
}

/// Sets an attribute.
pub fn set(element: &Element, name: &str, value: &str) {
    // Fails for names that are no names only, and these are all written out here.
    let _ = element.set_attribute(name, value);
}

/// Sets or removes an attribute without a value.
pub fn set_flag(element: &Element, name: &str, on: bool) {
    let _ = element.toggle_attribute_with_force(name, on);
}

/// Sets the text if it is another: a live region announces what is written, new or not.
pub fn set_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// An event listener that is removed when dropped.
pub struct On {
    target: EventTarget,
    event: &'static str,
    callback: Closure<dyn Fn(Event)>,
}

impl On {
    /// Listens on the way down, so that events that do not bubble (`load`, `error` of pictures)
    /// are heard from above too.
    pub fn new(
        target: &EventTarget,
        event: &'static str,
        callback: impl Fn(Event) + 'static,
    ) -> Self {
        let callback = Closure::<dyn Fn(Event)>::new(callback);
        let listener = callback.as_ref().unchecked_ref();
        let _ = target.add_event_listener_with_callback_and_bool(event, listener, true);
        Self {
            target: target.clone(),
            event,
            callback,
        }
    }
}

impl Drop for On {
    fn drop(&mut self) {
        let listener = self.callback.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback_and_bool(self.event, listener, true);
    }
}

/// The element an event happened at.
pub fn target(event: &Event) -> Option<Element> {
    event
        .target()
        .map(|target| target.unchecked_into::<Element>())
}
