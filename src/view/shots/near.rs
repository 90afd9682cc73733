//! Which steps are near the viewport: only their pictures are decoded.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

use crate::api::js::object;

/// How far outside the page's viewport counts as near.
const PAGE_MARGIN: &str = "300px";
/// How far outside the strip's own edges counts as near. Engines without this option decode a
/// picture when it comes into view.
const STRIP_MARGIN: &str = "0px 400px";

/// Watches elements until dropped.
pub struct Near {
    observer: Option<IntersectionObserver>,
    _callback: Closure<dyn Fn(Array)>,
}

impl Near {
    /// Calls back with an element and whether it is near, whenever that changes.
    pub fn new(changed: impl Fn(&Element, bool) + 'static) -> Self {
        let callback = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
            for entry in entries.iter() {
                let entry: IntersectionObserverEntry = entry.unchecked_into();
                changed(&entry.target(), entry.is_intersecting());
            }
        });
        let options = object(&[
            ("rootMargin", &PAGE_MARGIN.into()),
            ("scrollMargin", &STRIP_MARGIN.into()),
        ]);
        let listener = callback.as_ref().unchecked_ref();
        let observer =
            IntersectionObserver::new_with_options(listener, options.unchecked_ref()).ok();
        Self {
            observer,
            _callback: callback,
        }
    }

    /// Watches one more. True if the platform cannot tell, so that it must count as near.
    pub fn watch(&self, element: &Element) -> bool {
        if let Some(observer) = &self.observer {
            observer.observe(element);
        }
        self.observer.is_none()
    }
}

impl Drop for Near {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
