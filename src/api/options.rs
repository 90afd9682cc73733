//! Options, read member by member: a member that is wrong is named in the error.
//!
//! By key and not by serde: deserialising costs a seventh of the package, most of it for messages of its own, which do not
//! name the member.

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use crate::core::failure::Failure;
use crate::net::{get, is_nullish};

/// What a caller gave as options. `undefined` and `null` count as absent, as a whole and in each member.
#[derive(Clone, Copy)]
pub struct Options<'a>(&'a JsValue);

impl<'a> Options<'a> {
    /// Takes an object, or nothing.
    pub fn of(given: &'a JsValue) -> Result<Self, Failure> {
        if is_nullish(given) || given.is_object() {
            return Ok(Self(given));
        }
        Err(Failure::must_be("options", "an object"))
    }

    /// A string that is not empty.
    pub fn text(self, name: &'static str) -> Result<Option<String>, Failure> {
        self.member(name, "a string that is not empty", |value| {
            value.as_string().filter(|text| !text.is_empty())
        })
    }

    /// `true` or `false`; false when absent.
    pub fn flag(self, name: &'static str) -> Result<bool, Failure> {
        let flag = self.member(name, "true or false", JsValue::as_bool)?;
        Ok(flag.unwrap_or_default())
    }

    /// A number of at least 0.
    pub fn number(self, name: &'static str) -> Result<Option<f64>, Failure> {
        self.member(name, "a number of at least 0", |value| {
            value.as_f64().filter(|number| *number >= 0.0)
        })
    }

    /// Milliseconds. Infinity is no limit and not the default: it becomes what is beyond every clock, and can be added to.
    pub fn milliseconds(self, name: &'static str) -> Result<Option<u64>, Failure> {
        self.member(name, "a number above 0; Infinity is no limit", |value| {
            let ms = value.as_f64().filter(|ms| *ms > 0.0);
            ms.map(|ms| ms.min(9e15) as u64)
        })
    }

    /// One of `choices`, by its place among them.
    pub fn choice(self, name: &'static str, choices: &[&str]) -> Result<Option<usize>, Failure> {
        let mut must_be = "one of".to_owned();
        let mut before = ": ";
        for choice in choices {
            must_be.push_str(before);
            must_be.push_str(choice);
            before = ", ";
        }
        self.member(name, &must_be, |value| {
            let text = value.as_string()?;
            choices.iter().position(|choice| *choice == text)
        })
    }

    /// A function.
    pub fn function(self, name: &'static str) -> Result<Option<Function>, Failure> {
        self.member(name, "a function", |value| value.dyn_ref().cloned())
    }

    /// The caller's signal.
    pub fn signal(self) -> Result<Option<AbortSignal>, Failure> {
        self.member("signal", "an AbortSignal", |value| value.dyn_ref().cloned())
    }

    fn member<T>(
        self,
        name: &'static str,
        must_be: &str,
        read: impl Fn(&JsValue) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        let value = get(self.0, name);
        if is_nullish(&value) {
            return Ok(None);
        }
        let read = read(&value);
        if read.is_none() {
            return Err(Failure::must_be(name, must_be));
        }
        Ok(read)
    }
}
