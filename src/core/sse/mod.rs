//! The event stream format of the HTML Standard, section 9.2.6 ("Interpreting an event stream").
//!
//! Bytes go in as they arrive, frames come out as soon as they are complete. A frame whose single `data`
//! line lies in one chunk borrows from that chunk; anything else is gathered in buffers that are reused.
//! The work is linear in the bytes, whatever the chunks are.
//!
//! [`Parser::new`] forgives what proxies in front of the service do to streams; it differs from the standard in
//! exactly these ways, and [`Parser::strict`] in none:
//!
//! - **Dropped blank lines.** When the event so far is one `data` line that is a whole JSON object, and another
//!   `data` line begins with `{`, the first is complete: the standard would join the two into one event.
//!   An `event` or `id` line between the two already counts for the first.
//! - **No blank line at the end.** [`Parser::finish`] gives the last event; the standard discards it. Its last
//!   line may lack a line end, but then counts only as `data`: half an `id` would be a wrong one.

#[cfg(test)]
mod cost;
mod event;
mod field;
mod parser;

pub use parser::Parser;

use std::rc::Rc;

/// Bytes that one event may hold unless told otherwise: 16 MiB.
pub const DEFAULT_LIMIT: usize = 16 * 1024 * 1024;

/// One dispatched event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The `data` lines, joined by line feeds.
    pub data: &'a [u8],
    /// The `event` field; empty means `message`.
    pub event: &'a [u8],
    /// The last event id in force, as `Last-Event-ID` would send it; empty when there was none.
    pub id: &'a [u8],
    /// The buffer that `data` is the end of, where it is large: what is to be kept of it needs no copy.
    pub held: Option<&'a Rc<Vec<u8>>>,
}

impl<'a> Frame<'a> {
    /// An event that is only its data.
    pub fn of(data: &'a [u8]) -> Self {
        Self {
            data,
            event: &[],
            id: &[],
            held: None,
        }
    }
}

/// An event outgrew the limit. The parser has let go of its buffers and refuses everything after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong {
    /// The limit in bytes.
    pub limit: usize,
}

/// Notes that so many bytes were looked at or copied; the tests hold the sum against the bytes fed.
fn count(bytes: usize) {
    #[cfg(test)]
    cost::add(bytes);
    let _ = bytes;
}
