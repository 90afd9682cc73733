//! Subscribers, told at most once a frame.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::api::js;
use crate::core::failure::Failure;
use crate::net::{is_drawn, on_next_frame};

type Listeners = Rc<RefCell<Vec<(u32, Function)>>>;

/// The subscribers of one snapshot.
pub struct Watchers {
    listeners: Listeners,
    next: Cell<u32>,
    /// Whether they are about to be told, and if so, whether by a frame that was to be drawn.
    due: Rc<Cell<Option<bool>>>,
    /// Whether nothing changes any more: the listeners, which may hold what holds them, are let go of once they are told.
    over: Rc<Cell<bool>>,
    /// Kept by JavaScript: a frame may still be due when the last handle is gone.
    wake: JsValue,
}

impl Default for Watchers {
    fn default() -> Self {
        let listeners = Listeners::default();
        let due = Rc::new(Cell::new(None));
        let over = Rc::new(Cell::new(false));
        let (theirs, is_due, is_over) = (listeners.clone(), due.clone(), over.clone());
        let wake = Closure::<dyn FnMut()>::new(move || {
            if is_due.take().is_none() {
                return;
            }
            let told = theirs.borrow().clone();
            for (id, listener) in told {
                // A listener told before may have unsubscribed this one.
                if theirs.borrow().iter().any(|(other, _)| *other == id) {
                    js::call(&listener, &JsValue::UNDEFINED);
                }
            }
            if is_over.get() {
                theirs.take();
            }
        });
        Self {
            listeners,
            next: Cell::new(0),
            due,
            over,
            wake: wake.into_js_value(),
        }
    }
}

impl Watchers {
    /// Adds a listener; gives the function that removes it.
    pub fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        let listener: Function = listener
            .dyn_into()
            .map_err(|_| Failure::must_be("listener", "a function"))?;
        let id = self.next.replace(self.next.get().wrapping_add(1));
        self.listeners.borrow_mut().push((id, listener));
        let listeners = Rc::downgrade(&self.listeners);
        let unsubscribe = Closure::<dyn FnMut()>::new(move || {
            if let Some(listeners) = listeners.upgrade() {
                listeners.borrow_mut().retain(|(other, _)| *other != id);
            }
        });
        Ok(unsubscribe.into_js_value())
    }

    /// Tells all of them for the last time.
    pub fn end(&self) {
        self.over.set(true);
        self.notify();
    }

    /// Tells all of them before the next frame.
    pub fn notify(&self) {
        if self.listeners.borrow().is_empty() {
            return;
        }
        // A frame that was asked for does not come any more once the page is hidden.
        let drawn = Some(is_drawn());
        if self.due.replace(drawn) != drawn {
            on_next_frame(&self.wake);
        }
    }
}
