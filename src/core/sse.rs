//! The event stream format of the HTML Standard, section 9.2.6 ("Interpreting an event stream").
//!
//! Bytes go in as they arrive, frames come out as soon as they are complete. A frame whose single `data`
//! line lies in one chunk borrows from that chunk; anything else is gathered in buffers that are reused.
//! Every byte is looked at once and copied at most twice, whatever the chunks are.
//!
//! [`Parser::new`] forgives what proxies in front of the service do to streams; it differs from the standard in
//! exactly these ways, and [`Parser::strict`] in none:
//!
//! - **Dropped blank lines.** When the event so far is one `data` line that is a whole JSON object, and another
//!   `data` line begins with `{`, the first is complete: the standard would join the two into one event.
//!   An `event` or `id` line between the two already counts for the first.
//! - **No blank line at the end.** [`Parser::finish`] gives the last event; the standard discards it. Its last
//!   line may lack a line end, but then counts only as `data`: half an `id` would be a wrong one.

use super::json;
use memchr::{memchr, memchr2};
use std::mem;

/// Bytes that one event may hold unless told otherwise: 16 MiB.
pub const DEFAULT_LIMIT: usize = 16 * 1024 * 1024;

const BYTE_ORDER_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// A buffer larger than this is given back after use instead of kept for the next event.
const KEEP_CAPACITY: usize = 256 * 1024;

/// One dispatched event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The `data` lines, joined by line feeds.
    pub data: &'a [u8],
    /// The `event` field; empty means `message`.
    pub event: &'a [u8],
    /// The last event id in force, as `Last-Event-ID` would send it; empty when there was none.
    pub id: &'a [u8],
}

/// An event outgrew the limit. The parser has let go of its buffers and refuses everything after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong {
    /// The limit in bytes.
    pub limit: usize,
}

/// An incremental parser for one event stream.
#[derive(Debug)]
pub struct Parser {
    limit: usize,
    strict: bool,
    too_long: bool,
    /// Bytes of a byte order mark seen at the very start; 3 once that question is settled.
    mark: usize,
    /// The last byte was CR: an LF right after belongs to it.
    after_cr: bool,
    /// A line whose end has not arrived.
    line: Vec<u8>,
    /// `data` from earlier chunks, from `data_at` on: a line that becomes data moves here whole, with its name.
    data: Vec<u8>,
    data_at: usize,
    /// Length and number of the event's `data` lines so far, wherever they are.
    data_len: usize,
    data_lines: usize,
    event: Vec<u8>,
    id: Vec<u8>,
    retry: Option<u32>,
    #[cfg(test)]
    work: usize,
}

impl Parser {
    /// A forgiving parser. `limit` bounds the bytes held for one event: its unfinished line, data, type and id.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            strict: false,
            too_long: false,
            mark: 0,
            after_cr: false,
            line: Vec::new(),
            data: Vec::new(),
            data_at: 0,
            data_len: 0,
            data_lines: 0,
            event: Vec::new(),
            id: Vec::new(),
            retry: None,
            #[cfg(test)]
            work: 0,
        }
    }

    /// A parser that does what the standard says and nothing else.
    pub fn strict(limit: usize) -> Self {
        Self {
            strict: true,
            ..Self::new(limit)
        }
    }

    /// Takes the next bytes and gives every frame they complete.
    ///
    /// # Errors
    ///
    /// [`TooLong`] once an event exceeds the limit; frames before it have been given. Where the chunks were cut
    /// makes no difference.
    pub fn feed(&mut self, chunk: &[u8], sink: &mut impl FnMut(Frame<'_>)) -> Result<(), TooLong> {
        if self.too_long {
            return Err(TooLong { limit: self.limit });
        }
        let mut rest = self.skip_mark(chunk);
        let mut loose = None;
        loop {
            if self.after_cr && !rest.is_empty() {
                self.after_cr = false;
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            }
            let end = memchr2(b'\n', b'\r', rest);
            self.count(end.unwrap_or(rest.len()));
            let Some((line, [ending, tail @ ..])) = end.and_then(|at| rest.split_at_checked(at))
            else {
                break;
            };
            self.check(line.len())?;
            if self.line.is_empty() {
                self.take(line, &mut loose, sink);
            } else {
                self.line.extend_from_slice(line);
                self.count(line.len());
                self.take_held(&mut loose, sink);
            }
            self.after_cr = *ending == b'\r';
            rest = tail;
        }
        self.settle(&mut loose);
        self.check(rest.len())?;
        self.line.extend_from_slice(rest);
        self.count(rest.len());
        Ok(())
    }

    /// The stream has ended: gives a last event that has no blank line after it (not when strict), and makes the
    /// parser ready for another stream.
    pub fn finish(&mut self, sink: &mut impl FnMut(Frame<'_>)) {
        if !self.strict && !self.too_long {
            let line = mem::take(&mut self.line);
            let mut loose = None;
            if let (b"data", value) = field(&line) {
                self.data_line(value, &mut loose, sink);
            }
            self.dispatch(&mut loose, sink);
        }
        let strict = self.strict;
        *self = Self {
            strict,
            ..Self::new(self.limit)
        };
    }

    /// The last valid `retry` field, in milliseconds.
    pub fn retry(&self) -> Option<u32> {
        self.retry
    }

    /// Bytes held for events that are not complete.
    pub fn buffered(&self) -> usize {
        self.line.len() + self.data_len + self.event.len() + self.id.len()
    }

    /// Takes a byte order mark off the start of the stream, which may come in three pieces.
    fn skip_mark<'c>(&mut self, chunk: &'c [u8]) -> &'c [u8] {
        let mut rest = chunk;
        while let Some(expected) = BYTE_ORDER_MARK.get(self.mark) {
            match rest.split_first() {
                None => break,
                Some((byte, tail)) if byte == expected => {
                    self.mark += 1;
                    rest = tail;
                }
                Some(_) => {
                    self.line.extend(BYTE_ORDER_MARK.iter().take(self.mark));
                    self.mark = BYTE_ORDER_MARK.len();
                }
            }
        }
        rest
    }

    /// Refuses a line that would take the event over the limit. Asked before the line is understood, so that
    /// the answer is the same whether the line came in one piece or in many.
    fn check(&mut self, more: usize) -> Result<(), TooLong> {
        if self.buffered().saturating_add(more) <= self.limit {
            return Ok(());
        }
        *self = Self {
            too_long: true,
            strict: self.strict,
            retry: self.retry,
            ..Self::new(self.limit)
        };
        Err(TooLong { limit: self.limit })
    }

    /// A whole line that lies in the chunk. `loose` is the event's only data line when that lies in the chunk too.
    fn take<'c>(
        &mut self,
        line: &'c [u8],
        loose: &mut Option<&'c [u8]>,
        sink: &mut impl FnMut(Frame<'_>),
    ) {
        if line.is_empty() {
            return self.dispatch(loose, sink);
        }
        match field(line) {
            (b"data", value) => self.data_line(value, loose, sink),
            (name, value) => self.other_line(name, value),
        }
    }

    /// A whole line that began in an earlier chunk and so lies in `self.line`.
    fn take_held(&mut self, loose: &mut Option<&[u8]>, sink: &mut impl FnMut(Frame<'_>)) {
        self.settle(loose);
        let line = mem::take(&mut self.line);
        let (name, value) = field(&line);
        if name != b"data" {
            self.other_line(name, value);
            self.line = line;
        } else {
            self.split(value, &mut None, sink);
            if self.data_lines == 0 {
                // The line becomes the data without a copy: a screenshot in one line is megabytes.
                self.data_at = line.len() - value.len();
                self.data_len = value.len();
                self.data_lines = 1;
                self.line = mem::replace(&mut self.data, line);
            } else {
                self.append(value);
                self.line = line;
            }
        }
        reuse(&mut self.line);
    }

    fn data_line<'c>(
        &mut self,
        value: &'c [u8],
        loose: &mut Option<&'c [u8]>,
        sink: &mut impl FnMut(Frame<'_>),
    ) {
        self.split(value, loose, sink);
        if self.data_lines == 0 {
            *loose = Some(value);
            self.data_len = value.len();
            self.data_lines = 1;
        } else {
            self.settle(loose);
            self.append(value);
        }
    }

    fn other_line(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"event" => value.clone_into(&mut self.event),
            b"id" if memchr(0, value).is_none() => value.clone_into(&mut self.id),
            b"retry" => self.retry = milliseconds(value).or(self.retry),
            // A comment, whose name is empty, or a field that the standard does not know.
            _ => {}
        }
    }

    /// Gives the event so far when a proxy has dropped the blank line between it and `next`.
    fn split(&mut self, next: &[u8], loose: &mut Option<&[u8]>, sink: &mut impl FnMut(Frame<'_>)) {
        // Only one line is ever examined, and only when the next arrives: the cost stays linear.
        if self.strict || self.data_lines != 1 || next.first() != Some(&b'{') {
            return;
        }
        self.count(self.data_len);
        if json::is_object(
            loose.unwrap_or_else(|| self.data.get(self.data_at..).unwrap_or_default()),
        ) {
            self.dispatch(loose, sink);
        }
    }

    /// Moves a data line that lies in the chunk into the buffer: more lines follow, or the chunk is at its end.
    fn settle(&mut self, loose: &mut Option<&[u8]>) {
        if let Some(value) = loose.take() {
            self.data.extend_from_slice(value);
            self.count(value.len());
        }
    }

    fn append(&mut self, value: &[u8]) {
        self.data.push(b'\n');
        self.data.extend_from_slice(value);
        self.count(value.len() + 1);
        self.data_len += value.len() + 1;
        self.data_lines += 1;
    }

    fn dispatch(&mut self, loose: &mut Option<&[u8]>, sink: &mut impl FnMut(Frame<'_>)) {
        if self.data_lines > 0 {
            let data = loose
                .take()
                .unwrap_or_else(|| self.data.get(self.data_at..).unwrap_or_default());
            sink(Frame {
                data,
                event: &self.event,
                id: &self.id,
            });
            reuse(&mut self.data);
            self.data_at = 0;
            self.data_len = 0;
            self.data_lines = 0;
        }
        self.event.clear();
    }

    /// In tests, counts the bytes looked at or copied.
    #[cfg(test)]
    fn count(&mut self, bytes: usize) {
        self.work += bytes;
    }

    #[cfg(not(test))]
    #[inline(always)]
    fn count(&mut self, _bytes: usize) {}
}

/// The name and value of a line: one space after the colon is not part of the value, and a line without a colon
/// is a name with an empty value.
fn field(line: &[u8]) -> (&[u8], &[u8]) {
    // Nearly every line is data; this spares it the search for the colon.
    if let Some(value) = line.strip_prefix(b"data:") {
        return (b"data", value.strip_prefix(b" ").unwrap_or(value));
    }
    match memchr(b':', line).and_then(|at| line.split_at_checked(at)) {
        Some((name, [_, value @ ..])) => (name, value.strip_prefix(b" ").unwrap_or(value)),
        _ => (line, b""),
    }
}

/// The value of a `retry` field: ASCII digits only. A number too large for the type is not valid here.
fn milliseconds(value: &[u8]) -> Option<u32> {
    if value.is_empty() {
        return None;
    }
    value.iter().try_fold(0_u32, |sum, byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}

/// Empties a buffer, and gives its memory back when one large event has blown it up.
fn reuse(buffer: &mut Vec<u8>) {
    buffer.clear();
    buffer.shrink_to(KEEP_CAPACITY);
}
