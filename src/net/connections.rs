//! How many streams a page may hold open at once.
//!
//! Over HTTP/1.1 a browser opens six connections to a host, for all its tabs. Streams that take
//! them all would leave none to cancel by: streams beyond the limit are followed by reads.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, JsString};
use wasm_bindgen::prelude::*;

use super::fields::get;

/// Streams held open over HTTP/1.1; two connections stay free for reads and cancels.
const LIMIT: u32 = 4;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = globalThis, js_name = performance)]
    static PERFORMANCE: JsValue;
}

thread_local! {
    static OPEN: Rc<Cell<u32>> = Rc::default();
}

/// A place for one open stream, given back when dropped.
#[derive(Debug)]
pub struct Slot(Rc<Cell<u32>>);

impl Slot {
    /// Takes a place, or `None` when all are taken and the host speaks HTTP/1.1, or may.
    pub fn take(base: &str) -> Option<Self> {
        OPEN.with(|open| {
            if open.get() >= LIMIT && !is_multiplexed(base) {
                return None;
            }
            open.set(open.get() + 1);
            Some(Self(open.clone()))
        })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}

/// Whether an earlier request below `base` went over HTTP/2 or 3, as the platform recorded it.
fn is_multiplexed(base: &str) -> bool {
    let entries = PERFORMANCE.with(|performance| {
        let ask = super::get_function(performance, "getEntriesByType")?;
        ask.call1(performance, &JsValue::from_str("resource")).ok()
    });
    let Some(entries) = entries else {
        return false;
    };
    Array::from(&entries).iter().any(|entry| {
        let name = get(&entry, "name").unchecked_into::<JsString>();
        let below = name.is_string() && name.includes(base, 0);
        let protocol = get(&entry, "nextHopProtocol")
            .as_string()
            .unwrap_or_default();
        below && (protocol.starts_with("h2") || protocol.starts_with("h3"))
    })
}
