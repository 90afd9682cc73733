//! Whether a view can be seen. A lazy frame far below does not load, so it cannot be late; and a
//! view that was taken out of the page must not hold a place.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

/// Watches an element until dropped.
pub struct Visibility {
    observer: IntersectionObserver,
    _callback: Closure<dyn Fn(Array)>,
}

impl Visibility {
    /// Calls back whenever the element comes into view or leaves it. `None` where the platform
    /// cannot tell: the element then counts as visible.
    pub fn watch(element: &Element, changed: impl Fn(bool) + 'static) -> Option<Self> {
        let callback = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
            let newest: IntersectionObserverEntry = entries.pop().unchecked_into();
            changed(newest.is_intersecting());
        });
        let observer = IntersectionObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _callback: callback,
        })
    }
}

impl Drop for Visibility {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
