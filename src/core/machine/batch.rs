//! Events on their way to the caller: one JSON array for many, so that the host decodes and
//! parses once.

use std::ops::Range;

use crate::core::wire::Kind;

/// Events as one JSON array.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    text: Vec<u8>,
    entries: Vec<Entry>,
}

/// One event of a [`Batch`].
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its kind.
    pub kind: Kind,
    /// Where its own JSON text stands in the array's.
    pub at: Range<usize>,
}

impl Batch {
    /// Whether it holds no event.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds one event, written by `write`.
    pub fn push(&mut self, kind: Kind, write: impl FnOnce(&mut Vec<u8>)) {
        self.text
            .push(if self.text.is_empty() { b'[' } else { b',' });
        let start = self.text.len();
        write(&mut self.text);
        self.entries.push(Entry {
            kind,
            at: start..self.text.len(),
        });
    }

    /// Closes the array and gives its text.
    pub fn into_parts(mut self) -> (Vec<u8>, Vec<Entry>) {
        self.text.push(b']');
        (self.text, self.entries)
    }
}
