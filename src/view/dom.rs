//! Making elements and listening to them.

use std::rc::Weak;

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, HtmlElement};

use super::error;
use crate::net::get;

#[wasm_bindgen]
extern "C" {
    /// A document or a node. web-sys gives a `Result` for each of these, and so a path on which all that was made before is
    /// dropped; but they throw for names that are none only, and every name is written out in the views.
    type Plain;
    #[wasm_bindgen(method, js_name = createElement)]
    fn create_element(this: &Plain, tag: &str) -> Element;
    #[wasm_bindgen(method, js_name = appendChild)]
    fn append_child(this: &Plain, child: &Element);
    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set_attribute(this: &Plain, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = toggleAttribute)]
    fn toggle_attribute(this: &Plain, name: &str, on: bool);
    #[wasm_bindgen(method, js_name = addEventListener)]
    fn listen(this: &Plain, event: &str, listener: &JsValue, on_the_way_down: bool);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    fn ignore(this: &Plain, event: &str, listener: &JsValue, on_the_way_down: bool);
}

/// The element in `value`. Told by its node type: an element of another window (a frame, a popup)
/// is not an instance of this window's class.
pub fn element(value: JsValue) -> Result<Element, JsValue> {
    if get(&value, "nodeType").as_f64() == Some(1.0) {
        return Ok(value.unchecked_into());
    }
    Err(error::invalid(
        "element",
        "the DOM element to mount in, for example from document.querySelector",
    ))
}

/// What an element of a view is made of.
pub struct Part {
    depth: usize,
    tag: &'static str,
    name: &'static str,
    attributes: &'static [(&'static str, &'static str)],
    words: &'static str,
}

/// An element at this depth of its tree. Its part's name is also its class, for pages and for
/// shadow roots.
pub const fn part(
    depth: usize,
    tag: &'static str,
    name: &'static str,
    attributes: &'static [(&'static str, &'static str)],
    words: &'static str,
) -> Part {
    Part {
        depth,
        tag,
        name,
        attributes,
        words,
    }
}

/// The attributes of an image that is decoded off the main thread and tells nobody which page it is in.
pub const IMAGE: &[(&str, &str)] = &[
    ("decoding", "async"),
    ("referrerpolicy", "no-referrer"),
    ("draggable", "false"),
];

/// Makes the elements of a view in the document they will live in.
#[derive(Clone)]
pub struct Maker(Document);

impl Maker {
    /// For the document of `element`.
    pub fn of(element: &Element) -> Result<Self, JsValue> {
        let document = element.owner_document();
        document
            .map(Self)
            .ok_or_else(|| error::invalid("element", "in a document"))
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.0
    }

    /// Makes a tree of elements, not yet in the page; gives them in the order of their parts.
    pub fn tree<const N: usize>(&self, parts: &[Part; N]) -> [Element; N] {
        // The elements from the root to the one made last.
        let mut path = Vec::new();
        parts.each_ref().map(|part| self.grow(&mut path, part))
    }

    fn grow(&self, path: &mut Vec<Element>, part: &Part) -> Element {
        let element = self.make(part.tag, part.name);
        for (name, value) in part.attributes {
            set(&element, name, value);
        }
        if !part.words.is_empty() {
            set_text(&element, part.words);
        }
        path.truncate(part.depth);
        if let Some(parent) = path.last() {
            append(parent, &element);
        }
        path.push(element.clone());
        element
    }

    /// An element that is in no tree yet.
    pub fn make(&self, tag: &str, part: &str) -> Element {
        let element = self.0.unchecked_ref::<Plain>().create_element(tag);
        set(&element, "part", part);
        set(&element, "class", &["tinyfish-", part].concat());
        element
    }
}

/// The window that an element is in; null where that is closed.
pub fn window_of(element: &Element) -> JsValue {
    get(&get(element, "ownerDocument"), "defaultView")
}

/// Puts an element at the end of another.
pub fn append(parent: &Element, child: &Element) {
    parent.unchecked_ref::<Plain>().append_child(child);
}

/// Sets an attribute.
pub fn set(element: &Element, name: &str, value: &str) {
    element.unchecked_ref::<Plain>().set_attribute(name, value);
}

/// Sets or removes an attribute without a value.
pub fn set_flag(element: &Element, name: &str, on: bool) {
    element.unchecked_ref::<Plain>().toggle_attribute(name, on);
}

/// Sets an attribute, or removes it.
pub fn set_or_remove(element: &Element, name: &str, value: Option<&str>) {
    match value {
        Some(value) => set(element, name, value),
        None => set_flag(element, name, false),
    }
}

/// Hides or shows.
pub fn hide(element: &Element, hidden: bool) {
    set_flag(element, "hidden", hidden);
}

/// Puts the keyboard on an element.
pub fn focus(element: &Element) {
    let _ = element.unchecked_ref::<HtmlElement>().focus();
}

/// Sets the text if it is another: a live region announces what is written, new or not.
pub fn set_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// A callback of any kind, in JavaScript's hands. One type for all, of which the package has the machinery once.
pub type Callback = Closure<dyn Fn(JsValue)>;

/// An event listener that is removed when dropped.
pub struct On {
    target: Plain,
    event: &'static str,
    callback: Callback,
}

impl On {
    /// Calls `heard` with each event as long as there is a `me`. Listens on the way down, so that
    /// events that do not bubble (`load`, `error` of pictures) are heard from above too.
    pub fn new<T: 'static>(
        target: &Element,
        event: &'static str,
        me: &Weak<T>,
        heard: fn(&T, &Event),
    ) -> Self {
        let me = me.clone();
        Self::with(
            target,
            event,
            Box::new(move |event| {
                if let Some(me) = me.upgrade() {
                    heard(&me, event.unchecked_ref());
                }
            }),
        )
    }

    /// The same for any callback.
    pub fn with(target: &Element, event: &'static str, callback: Box<dyn Fn(JsValue)>) -> Self {
        let (target, callback) = (
            target.clone().unchecked_into::<Plain>(),
            Callback::wrap(callback),
        );
        target.listen(event, callback.as_ref(), true);
        Self {
            target,
            event,
            callback,
        }
    }
}

impl Drop for On {
    fn drop(&mut self) {
        self.target.ignore(self.event, self.callback.as_ref(), true);
    }
}

/// The element an event happened at.
pub fn target(event: &Event) -> Option<Element> {
    event
        .target()
        .map(|target| target.unchecked_into::<Element>())
}
