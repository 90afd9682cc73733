//! The parser: cuts the bytes into lines and lets each line act on the event.

use super::event::{Event, Loose};
use super::{Frame, TooLong, count, field};
use memchr::{memchr, memchr2};
use std::mem;

const BYTE_ORDER_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// An incremental parser for one event stream.
#[derive(Debug, Clone)]
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
    event: Event,
    retry: Option<u32>,
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
            event: Event::default(),
            retry: None,
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
        while !rest.is_empty() {
            if mem::take(&mut self.after_cr) {
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            }
            let end = memchr2(b'\n', b'\r', rest);
            count(end.unwrap_or(rest.len()));
            let Some((line, [ending, tail @ ..])) = end.and_then(|at| rest.split_at_checked(at))
            else {
                break;
            };
            self.check(line.len())?;
            self.take(line, &mut loose, sink);
            self.after_cr = *ending == b'\r';
            rest = tail;
        }
        self.event.settle(&mut loose);
        self.check(rest.len())?;
        self.hold(rest);
        Ok(())
    }

    /// The stream has ended: gives a last event that has no blank line after it (not when strict), and makes the
    /// parser ready for another stream.
    pub fn finish(&mut self, sink: &mut impl FnMut(Frame<'_>)) {
        if !self.strict {
            let line = mem::take(&mut self.line);
            let mut loose = None;
            if let (b"data", value) = field::split(&line) {
                self.data(value, &mut loose, sink);
            }
            self.event.dispatch(&mut loose, sink);
        }
        *self = Self {
            strict: self.strict,
            ..Self::new(self.limit)
        };
    }

    /// The last valid `retry` field, in milliseconds.
    pub fn retry(&self) -> Option<u32> {
        self.retry
    }

    /// Bytes held for events that are not complete, and for the last event id.
    pub fn buffered(&self) -> usize {
        self.line.len() + self.event.size()
    }

    /// Takes a byte order mark off the start of the stream, where it may come in three pieces.
    fn skip_mark<'c>(&mut self, chunk: &'c [u8]) -> &'c [u8] {
        let mut rest = chunk;
        while let (Some(expected), Some((byte, tail))) =
            (BYTE_ORDER_MARK.get(self.mark), rest.split_first())
        {
            if byte == expected {
                self.mark += 1;
                rest = tail;
            } else {
                self.line.extend(BYTE_ORDER_MARK.iter().take(self.mark));
                self.mark = BYTE_ORDER_MARK.len();
            }
        }
        rest
    }

    /// Refuses a line that would take the event over the limit. Asked before the line is understood, so that
    /// the answer is the same whether the line came in one piece or in many.
    fn check(&mut self, more: usize) -> Result<(), TooLong> {
        let limit = self.limit;
        if self.buffered().saturating_add(more) <= limit {
            return Ok(());
        }
        *self = Self {
            too_long: true,
            strict: self.strict,
            retry: self.retry,
            ..Self::new(limit)
        };
        Err(TooLong { limit })
    }

    fn hold(&mut self, bytes: &[u8]) {
        self.line.extend_from_slice(bytes);
        count(bytes.len());
    }

    /// A line has ended; `line` is the part of it that lies in this chunk.
    fn take<'c>(
        &mut self,
        line: &'c [u8],
        loose: &mut Loose<'c>,
        sink: &mut impl FnMut(Frame<'_>),
    ) {
        if !self.line.is_empty() {
            self.hold(line);
            return self.take_held(loose, sink);
        }
        match field::split(line) {
            _ if line.is_empty() => self.event.dispatch(loose, sink),
            (b"data", value) => self.data(value, loose, sink),
            (name, value) => self.other(name, value),
        }
    }

    /// A line has ended that began in an earlier chunk. Nothing is loose then: this is the first line of its chunk.
    fn take_held(&mut self, loose: &mut Loose<'_>, sink: &mut impl FnMut(Frame<'_>)) {
        let mut line = mem::take(&mut self.line);
        let (name, value) = field::split(&line);
        if name == b"data" {
            self.part(value, loose, sink);
            let length = value.len();
            line = self.event.add_held(line, length);
        } else {
            self.other(name, value);
            line.clear();
        }
        self.line = line;
    }

    fn data<'c>(
        &mut self,
        value: &'c [u8],
        loose: &mut Loose<'c>,
        sink: &mut impl FnMut(Frame<'_>),
    ) {
        self.part(value, loose, sink);
        self.event.add(value, loose);
    }

    /// Gives the event so far when the blank line between it and the data line `next` is missing.
    fn part(&mut self, next: &[u8], loose: &mut Loose<'_>, sink: &mut impl FnMut(Frame<'_>)) {
        if !self.strict && self.event.ends_before(next, loose) {
            self.event.dispatch(loose, sink);
        }
    }

    fn other(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"event" => self.event.set_kind(value),
            b"id" if memchr(0, value).is_none() => self.event.set_id(value),
            b"retry" => self.retry = field::milliseconds(value).or(self.retry),
            // A comment, or a field that the standard does not know.
            _ => {}
        }
    }
}
