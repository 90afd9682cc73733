//! One step of a run, as the API sends it (API reference, section 5.2).

use js_sys::{Array, Date};
use wasm_bindgen::prelude::*;

use super::words;
use crate::net::{get, get_string, is_nullish};

#[wasm_bindgen]
extern "C" {
    type LocalTime;
    #[wasm_bindgen(method, js_name = toLocaleTimeString)]
    fn in_local_words(this: &LocalTime) -> String;
}

/// A step.
#[derive(Debug, Clone)]
pub struct Step {
    value: JsValue,
    id: Option<String>,
}

impl Step {
    /// The steps of an array; what is not an object counts as a step that nothing is known of.
    pub fn list(steps: &Array) -> Vec<Self> {
        steps.iter().map(Self::of).collect()
    }

    /// A step from one value.
    pub fn of(value: JsValue) -> Self {
        let id = get_string(&value, "id").filter(|id| !id.is_empty());
        Self { value, id }
    }

    /// Its id.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Its picture, in whatever form it came.
    pub fn screenshot(&self) -> JsValue {
        get(&self.value, "screenshot")
    }

    /// Whether it says that it has a picture.
    pub fn has_screenshot(&self) -> bool {
        let screenshot = self.screenshot();
        !is_nullish(&screenshot) && screenshot.as_string().is_none_or(|text| !text.is_empty())
    }

    /// What the agent did; its number where the step does not say.
    pub fn action(&self, index: usize) -> String {
        let action = get_string(&self.value, "action").filter(|action| !action.trim().is_empty());
        action.unwrap_or_else(|| words::step(index))
    }

    /// When, and how long it took, in the reader's own form.
    pub fn moment(&self) -> Vec<String> {
        let duration = get_string(&self.value, "duration").filter(|text| !text.is_empty());
        self.time().into_iter().chain(duration).collect()
    }

    /// The picture in words: action, time and duration.
    pub fn description(&self, index: usize) -> String {
        let mut text = self.action(index);
        for part in self.moment() {
            text.push_str(", ");
            text.push_str(&part);
        }
        text
    }

    fn time(&self) -> Option<String> {
        let time = Date::new(&get(&self.value, "timestamp").as_string()?.into());
        (!time.get_time().is_nan()).then(|| time.unchecked_ref::<LocalTime>().in_local_words())
    }
}
