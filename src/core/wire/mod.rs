//! The API's own names: events, runs and statuses, in today's form and in the older ones.
//!
//! Nothing is parsed into values here: an event or a run stays the bytes it came in, with the few
//! members that the run machine needs found by key. Names of the Mino era (`runId`, `streamingUrl`,
//! `resultJson`; wire reference 4.5) are read, and written again in today's form.
mod event;
mod run;

pub use event::{Event, Kind};
pub use run::{Run, Step};

use std::borrow::Cow;

use super::json;

/// A run's status (wire reference 5.9). Unknown ones are kept apart, never mistaken for an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Queued.
    Pending,
    /// The agent works.
    Running,
    /// Ended; says nothing about the goal.
    Completed,
    /// Ended by an error.
    Failed,
    /// Ended by a cancel.
    Cancelled,
    /// A status this version does not know.
    Other,
}

impl Status {
    /// Reads the JSON value of a `status` member.
    pub fn read(value: &[u8]) -> Self {
        match json::raw_string(value) {
            Some(b"PENDING") => Self::Pending,
            Some(b"RUNNING") => Self::Running,
            Some(b"COMPLETED") => Self::Completed,
            Some(b"FAILED") => Self::Failed,
            Some(b"CANCELLED") => Self::Cancelled,
            _ => Self::Other,
        }
    }

    /// The wire's word, unless it is one this version does not know.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Pending => Some("PENDING"),
            Self::Running => Some("RUNNING"),
            Self::Completed => Some("COMPLETED"),
            Self::Failed => Some("FAILED"),
            Self::Cancelled => Some("CANCELLED"),
            Self::Other => None,
        }
    }

    /// Whether the run has ended.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// Finds the members of these names, each as the JSON text of its value; `null` counts as absent. Gives which names were there
/// at all, by their places, or `None` unless the text is one whole JSON object.
///
/// One loop over names for all the shapes: matching on the names themselves is several times as much code for each of them.
fn find<'a>(text: &'a [u8], names: &[&[u8]], found: &mut [Option<&'a [u8]>]) -> Option<u32> {
    let mut seen = 0;
    let mut members = json::members(text);
    for member in members.by_ref() {
        let place = names.iter().position(|name| *name == member.key);
        if let Some((place, found)) = place.and_then(|place| Some((place, found.get_mut(place)?))) {
            seen |= 1 << place;
            *found = (!json::is_null(member.value)).then_some(member.value);
        }
    }
    members.is_whole().then_some(seen)
}

/// An `error`, unless it is an empty string, which says that there is none.
fn said(error: Option<&[u8]>) -> Option<&[u8]> {
    error.filter(|error| *error != b"\"\"")
}

/// Decodes a member that should be a string.
pub fn text(value: Option<&[u8]>) -> Option<String> {
    value.and_then(json::string).map(Cow::into_owned)
}

/// Whether a JSON value is a string.
pub fn is_text(value: &[u8]) -> bool {
    value.first() == Some(&b'"')
}
