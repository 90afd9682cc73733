//! What JavaScript keeps of a run's events: see `record.js`.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use crate::core::machine::{ALIKE, Batch, PARSED};
use crate::net::get;

#[wasm_bindgen(module = "/src/api/stream/record.js")]
extern "C" {
    /// The events of one run: queued for `for await`, and what the snapshot tells of them.
    pub type Record;

    /// `callbacks`: by [`crate::core::wire::Kind`], and last the one for every event.
    #[wasm_bindgen(constructor)]
    pub fn new(callbacks: &Array) -> Record;

    // The parts of a batch; false if its events are not JSON.
    #[wasm_bindgen(method)]
    fn take(this: &Record, kinds: &[u8], json: &[u8], texts: &[u8], lengths: &[u32]) -> bool;

    /// Parses an event, keeps it for the next batch, and gives its outline as JSON; nothing if it is not a JSON object.
    #[wasm_bindgen(method)]
    pub fn outline(this: &Record, json: &[u8]) -> Option<String>;

    /// Ends the iteration: what is queued is still given, then the error, if there is one.
    #[wasm_bindgen(method)]
    pub fn end(this: &Record, error: &JsValue);

    /// An iterator over the events; leaving its loop calls `close`.
    #[wasm_bindgen(method)]
    pub fn iterate(this: &Record, close: &JsValue) -> JsValue;
}

impl Record {
    /// `progress`: every `PROGRESS` so far, as an array. `startedAt`: when the run started, or `null`. `complete`: the
    /// `COMPLETE` event, or `undefined`. `current`: the snapshot, or `undefined` since something changed.
    pub fn member(&self, name: &str) -> JsValue {
        get(self, name)
    }

    /// Keeps the snapshot, or lets go of it, as `current`; or says by `closed` that nothing more is wanted.
    pub fn set_member(&self, name: &str, value: &JsValue) {
        let _ = Reflect::set(self, &name.into(), value);
    }

    /// Takes the events of a batch; false if one of them is not JSON and was left out.
    pub fn take_all(&self, batch: &Batch) -> bool {
        if self.take(&batch.kinds, batch.json(), &batch.texts, &batch.lengths) {
            return true;
        }
        // One of them looks like an object and is not: each has to stand for itself.
        let (mut elements, mut lengths) = (batch.elements(), batch.lengths.chunks(2));
        let mut texts = batch.texts.as_slice();
        for kind in &batch.kinds {
            if *kind == ALIKE {
                let pair = lengths.next().unwrap_or_default();
                let length = pair.iter().sum::<u32>() as usize;
                let (text, rest) = texts.split_at_checked(length).unwrap_or_default();
                texts = rest;
                self.take(&[*kind], b"", text, pair);
            } else if *kind >= PARSED {
                self.take(&[*kind], b"", b"", &[]);
            } else if let Some(text) = elements.next() {
                self.take(&[*kind], &[b"[", text, b"]"].concat(), b"", &[]);
            }
        }
        false
    }
}
