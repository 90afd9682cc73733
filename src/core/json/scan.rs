//! Steps over a text: whitespace, strings, values.

use memchr::memchr2;
use std::ops::Range;

use super::container;

/// The bytes, and the steps over them. Each step takes a place and gives the place after what it passed, or nothing
/// when that is not there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) bytes: &'a [u8],
}

impl<'a> Text<'a> {
    pub(super) fn byte(self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    pub(super) fn slice(self, range: Range<usize>) -> Option<&'a [u8]> {
        self.bytes.get(range)
    }

    fn rest(self, at: usize) -> &'a [u8] {
        self.bytes.get(at..).unwrap_or_default()
    }

    /// Over whitespace.
    pub(super) fn space(self, at: usize) -> usize {
        let blank = |byte: &&u8| matches!(**byte, b' ' | b'\t' | b'\n' | b'\r');
        at + self.rest(at).iter().take_while(blank).count()
    }

    /// Over a string, from its opening quote.
    pub(super) fn string(self, at: usize) -> Option<usize> {
        if self.byte(at) != Some(b'"') {
            return None;
        }
        let mut at = at + 1;
        loop {
            let stop = at + memchr2(b'"', b'\\', self.rest(at))?;
            if self.byte(stop) == Some(b'"') {
                return Some(stop + 1);
            }
            at = stop + 2;
        }
    }

    /// Over any value.
    pub(super) fn value(self, at: usize) -> Option<usize> {
        match self.byte(at)? {
            b'"' => self.string(at),
            b'{' | b'[' => self.container(at),
            _ => self.scalar(at),
        }
    }

    /// Over a number or a literal name.
    fn scalar(self, at: usize) -> Option<usize> {
        for name in [&b"true"[..], b"false", b"null"] {
            if self.rest(at).starts_with(name) {
                return Some(at + name.len());
            }
        }
        let digit = |byte: &&u8| matches!(**byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let length = self.rest(at).iter().take_while(digit).count();
        (length > 0).then_some(at + length)
    }

    /// Over an object or array, by its brackets.
    fn container(self, at: usize) -> Option<usize> {
        Some(at + container::length(self.rest(at))?)
    }
}
