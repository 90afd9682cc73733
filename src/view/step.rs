//! One step of a run, as the API sends it (API reference, section 5.2).

use js_sys::{Array, Date, JsString};
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
#[derive(Clone)]
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
        // Megabytes of text are not copied to see that there is some.
        let text = screenshot.dyn_ref::<JsString>();
        !is_nullish(&screenshot) && text.is_none_or(|text| text.length() > 0)
    }

    /// What it says of itself, as the step at this place.
    pub fn words(&self, index: usize) -> Words {
        let action =
            get_string(&self.value, "action").filter(|action| !action.trim_ascii().is_empty());
        let action = action.unwrap_or_else(|| words::step(index));
        let (mut moment, mut description) = (String::new(), action.clone());
        for part in [self.time(), get_string(&self.value, "duration")] {
            let Some(part) = part.filter(|part| !part.is_empty()) else {
                continue;
            };
            if !moment.is_empty() {
                moment.push_str(" · ");
            }
            moment.push_str(&part);
            description.push_str(", ");
            description.push_str(&part);
        }
        Words {
            action,
            moment,
            description,
        }
    }

    fn time(&self) -> Option<String> {
        let time = Date::new(&get(&self.value, "timestamp").as_string()?.into());
        (!time.get_time().is_nan()).then(|| time.unchecked_ref::<LocalTime>().in_local_words())
    }
}

/// What a step says of itself.
pub struct Words {
    /// What the agent did; its number where the step does not say.
    pub action: String,
    /// When, in the reader's own form, and how long it took.
    pub moment: String,
    /// The picture in words: action, time and duration.
    pub description: String,
}
