//! Which elements can be seen.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

use super::dom::Callback;
use crate::api::js::object;

/// Told of an element, and whether it can be seen now.
pub type Changed = Box<dyn Fn(&Element, bool)>;

/// Watches elements until dropped.
pub struct Seen(Option<IntersectionObserver>);

impl Seen {
    /// Calls back with an element and whether it is within `margin` of the viewport and within
    /// `inner` of the edges of what scrolls around it, whenever that changes. Engines that do not
    /// know the second take it as none.
    ///
    /// A platform may have one more call in hand when this is dropped, so the callback is
    /// JavaScript's to collect, and `changed` must hold nothing but weak references.
    pub fn new(margin: &str, inner: &str, changed: Changed) -> Self {
        let callback = Callback::wrap(Box::new(move |entries: JsValue| {
            for entry in entries.unchecked_ref::<Array>().iter() {
                let entry: IntersectionObserverEntry = entry.unchecked_into();
                changed(&entry.target(), entry.is_intersecting());
            }
        }));
        let callback = callback.into_js_value().unchecked_into();
        let options = object(&[
            ("rootMargin", &margin.into()),
            ("scrollMargin", &inner.into()),
        ]);
        Self(IntersectionObserver::new_with_options(&callback, options.unchecked_ref()).ok())
    }

    /// Watches one more. False if the platform cannot tell, so that it must count as seen.
    pub fn watch(&self, element: &Element) -> bool {
        if let Some(observer) = &self.0 {
            observer.observe(element);
        }
        self.0.is_some()
    }
}

impl Drop for Seen {
    fn drop(&mut self) {
        if let Some(observer) = &self.0 {
            observer.disconnect();
        }
    }
}
