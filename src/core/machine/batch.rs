//! Events on their way to the caller: many together, so that the host decodes and parses once.

use std::ops::Range;

use super::model::Alike;
use crate::core::wire::Kind;

/// How an event of a [`Batch`] is told, beside the kinds in [`Kind`]. Known to `record.js`.
pub const MODEL: u8 = 6;
/// A `PROGRESS` that is like the model; its two strings stand in [`Batch::texts`].
pub const ALIKE: u8 = 7;
/// Added to the [`Kind`] of an event that the host holds already: it was asked to outline it.
pub const PARSED: u8 = 8;

/// Events in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// One for each: its [`Kind`], with [`PARSED`] where that holds; [`MODEL`] for the `PROGRESS` that later ones are like;
    /// [`ALIKE`] for those.
    pub kinds: Vec<u8>,
    /// A JSON array of the others; empty where there are none.
    json: Vec<u8>,
    /// Where each of them stands in the array.
    places: Vec<Range<usize>>,
    /// `purpose` and `timestamp` of those that are [`ALIKE`], with nothing between them. ASCII.
    pub texts: Vec<u8>,
    /// The lengths of those.
    pub lengths: Vec<u32>,
}

impl Batch {
    /// Whether it holds no event.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The events that stand in JSON, as an array; empty where there are none.
    pub fn json(&self) -> &[u8] {
        &self.json
    }

    /// Each of those by itself.
    pub fn elements(&self) -> impl Iterator<Item = &[u8]> {
        let places = self.places.iter().cloned();
        places.map(|place| self.json.get(place).unwrap_or_default())
    }

    /// Adds an event, written by `write`.
    pub(super) fn push(&mut self, kind: Kind, write: impl FnOnce(&mut Vec<u8>)) {
        self.push_as(kind as u8, write);
    }

    /// Adds the event that the host has parsed to outline it.
    pub(super) fn push_parsed(&mut self, kind: Kind) {
        self.kinds.push(PARSED | kind as u8);
    }

    /// Adds an event as the model.
    pub(super) fn push_model(&mut self, text: &[u8]) {
        self.push_as(MODEL, |json| json.extend_from_slice(text));
    }

    fn push_as(&mut self, kind: u8, write: impl FnOnce(&mut Vec<u8>)) {
        self.kinds.push(kind);
        match self.json.last_mut() {
            Some(end) => *end = b',',
            None => self.json.push(b'['),
        }
        let start = self.json.len();
        write(&mut self.json);
        self.places.push(start..self.json.len());
        // Not twice the room for one byte: the event may be megabytes long.
        self.json.reserve_exact(1);
        self.json.push(b']');
    }

    /// Adds an event that is like the model.
    pub(super) fn push_alike(&mut self, alike: Alike<'_>) {
        self.kinds.push(ALIKE);
        for string in [alike.purpose, alike.timestamp] {
            let text = string.get(1..string.len() - 1).unwrap_or_default();
            self.texts.extend_from_slice(text);
            self.lengths.push(text.len() as u32);
        }
    }
}
