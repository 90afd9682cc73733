//! What the page's developer is told of pictures that cannot be shown.

use std::cell::Cell;

use js_sys::Function;

use crate::api::js;
use crate::view::picture::Fault;

/// Tells a callback, and nobody twice of what concerns the whole strip.
pub struct Warnings {
    callback: Option<Function>,
    unread: Cell<bool>,
    missing: Cell<bool>,
}

impl Warnings {
    /// To this callback, if there is one.
    pub fn to(callback: Option<Function>) -> Self {
        Self {
            callback,
            unread: Cell::default(),
            missing: Cell::default(),
        }
    }

    /// The picture of one step cannot be shown.
    pub fn picture(&self, fault: Fault) {
        // A step without a picture may still get one; once all are there, one warning tells of all.
        if fault != Fault::Missing {
            self.tell(fault.warning());
        }
    }

    /// All steps are there, and not all have a picture.
    pub fn missing(&self) {
        if !self.missing.replace(true) {
            self.tell(Fault::Missing.warning());
        }
    }

    /// The steps could not be read.
    pub fn unread(&self) {
        if !self.unread.replace(true) {
            self.tell(
                "The run's steps could not be read; they are read again when there are more.",
            );
        }
    }

    fn tell(&self, message: &str) {
        if let Some(callback) = &self.callback {
            let warning =
                js::object(&[("code", &"screenshot".into()), ("message", &message.into())]);
            js::call(callback, &warning);
        }
    }
}
