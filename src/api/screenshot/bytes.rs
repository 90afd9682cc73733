//! Where a screenshot's bytes lie until they are asked for.
//!
//! In WebAssembly's memory they are for a quarter of what a `Uint8Array` costs, whose fresh pages take longer than all
//! the decoding, and most pictures of a long run are never looked at. But that memory never shrinks, and JavaScript's
//! collector, who sees only small handles, would let it grow from read to read until it is full. So it holds a limited
//! number of bytes; pictures beyond that, and those that are used, lie in arrays whose weight the collector knows.

use std::cell::{Cell, RefCell};

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

/// Bytes of all screenshots that may lie in WebAssembly's memory at once: a run of 300 steps.
const MOST_HELD: usize = 32 * 1024 * 1024;

thread_local! {
    static HELD: Cell<usize> = const { Cell::new(0) };
}

#[wasm_bindgen]
extern "C" {
    // Not `new Uint8Array(…)`, which in Firefox asks for memory full of zeros: fresh pages each time.
    #[wasm_bindgen(js_namespace = ["Uint8Array", "prototype", "slice"], js_name = call)]
    fn copy(bytes: &[u8]) -> Uint8Array;
}

/// The bytes of one screenshot.
pub struct Bytes {
    size: u32,
    place: RefCell<Place>,
}

enum Place {
    Here(Held),
    Array(Uint8Array),
}

impl Bytes {
    /// Takes a copy of `bytes`.
    pub fn new(bytes: &[u8]) -> Self {
        let place = match Held::copy(bytes) {
            Some(held) => Place::Here(held),
            None => Place::Array(copy(bytes)),
        };
        Self {
            // Memory has no more addresses than that.
            size: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            place: RefCell::new(place),
        }
    }

    /// How many there are.
    pub fn size(&self) -> u32 {
        self.size
    }

    /// The array of them: made when first asked for, and the same each time.
    pub fn array(&self) -> Uint8Array {
        let mut place = self.place.borrow_mut();
        let array = match &*place {
            Place::Array(array) => return array.clone(),
            Place::Here(held) => copy(&held.0),
        };
        *place = Place::Array(array.clone());
        array
    }
}

/// Bytes in WebAssembly's memory, counted.
struct Held(Vec<u8>);

impl Held {
    /// A copy, if there is room for it.
    fn copy(bytes: &[u8]) -> Option<Self> {
        let total = HELD.get().checked_add(bytes.len())?;
        if total > MOST_HELD {
            return None;
        }
        let mut held = Vec::new();
        held.try_reserve_exact(bytes.len()).ok()?;
        held.extend_from_slice(bytes);
        HELD.set(total);
        Some(Self(held))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        HELD.set(HELD.get().saturating_sub(self.0.len()));
    }
}
