//! Walking over the members of an object and the elements of an array.

use memchr::memchr2;
use std::ops::Range;

/// One member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member<'a> {
    /// The key as it stands between its quotes, escapes included.
    pub key: &'a [u8],
    /// Where the key stands in the text, quotes included.
    pub key_at: Range<usize>,
    /// The value as it stands, without the whitespace around it.
    pub value: &'a [u8],
    /// Where the value stands in the text.
    pub value_at: Range<usize>,
}

/// The members of `object`, in order. Stops at malformed input; [`Members::is_whole`] tells which it was.
pub fn members(object: &[u8]) -> Members<'_> {
    Members {
        text: Text { bytes: object },
        at: 0,
        state: State::Before,
    }
}

/// The elements of `array`, in order, each as it stands. Stops at malformed input; [`Elements::is_whole`] tells
/// which it was.
pub fn elements(array: &[u8]) -> Elements<'_> {
    Elements {
        text: Text { bytes: array },
        at: 0,
        state: State::Before,
    }
}

/// Whether `text` is one whole object with nothing but whitespace around it. Nested values are followed by their
/// strings and brackets only.
pub fn is_object(text: &[u8]) -> bool {
    // The first and last byte settle most texts that are cut.
    if text.trim_ascii_end().last() != Some(&b'}') {
        return false;
    }
    let mut walk = members(text);
    while walk.next().is_some() {}
    walk.is_whole()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the opening bracket.
    Before,
    /// After a value: a comma or the closing bracket follows.
    After,
    /// After the closing bracket, with only whitespace behind it.
    Whole,
    Malformed,
}

/// Iterator of [`members`].
#[derive(Debug, Clone)]
pub struct Members<'a> {
    text: Text<'a>,
    at: usize,
    state: State,
}

impl<'a> Members<'a> {
    /// After the last member: whether the text was one well-formed object with only whitespace around it.
    pub fn is_whole(&self) -> bool {
        self.state == State::Whole
    }

    fn member(&mut self) -> Option<Member<'a>> {
        let text = self.text;
        let key_from = text.open(self.at, self.state, b'{', b'}')?;
        let key_to = text.string(key_from)?;
        let colon = text.space(key_to);
        if text.byte(colon) != Some(b':') {
            return None;
        }
        let from = text.space(colon + 1);
        let to = text.value(from)?;
        let member = Member {
            key: text.slice(key_from + 1..key_to - 1)?,
            key_at: key_from..key_to,
            value: text.slice(from..to)?,
            value_at: from..to,
        };
        self.at = to;
        self.state = State::After;
        Some(member)
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        let found = self.member();
        if found.is_none() {
            self.state = self.text.close(self.at, self.state, b'{', b'}');
        }
        found
    }
}

/// Iterator of [`elements`].
#[derive(Debug, Clone)]
pub struct Elements<'a> {
    text: Text<'a>,
    at: usize,
    state: State,
}

impl<'a> Elements<'a> {
    /// After the last element: whether the text was one well-formed array with only whitespace around it.
    pub fn is_whole(&self) -> bool {
        self.state == State::Whole
    }

    fn element(&mut self) -> Option<&'a [u8]> {
        let from = self.text.open(self.at, self.state, b'[', b']')?;
        let to = self.text.value(from)?;
        self.at = to;
        self.state = State::After;
        self.text.slice(from..to)
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let found = self.element();
        if found.is_none() {
            self.state = self.text.close(self.at, self.state, b'[', b']');
        }
        found
    }
}

/// The bytes, and the steps over them. Each step takes a place and gives the place after what it passed, or nothing
/// when that is not there.
#[derive(Debug, Clone, Copy)]
struct Text<'a> {
    bytes: &'a [u8],
}

impl<'a> Text<'a> {
    fn byte(self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn slice(self, range: Range<usize>) -> Option<&'a [u8]> {
        self.bytes.get(range)
    }

    fn rest(self, at: usize) -> &'a [u8] {
        self.bytes.get(at..).unwrap_or_default()
    }

    /// To the next item of a container: over its opening bracket, or the comma after the item before.
    fn open(self, at: usize, state: State, opening: u8, closing: u8) -> Option<usize> {
        let expected = match state {
            State::Before => opening,
            State::After => b',',
            State::Whole | State::Malformed => return None,
        };
        let at = self.space(at);
        if self.byte(at) != Some(expected) {
            return None;
        }
        let item = self.space(at + 1);
        (self.byte(item) != Some(closing)).then_some(item)
    }

    /// How a container ends when it gave no further item.
    fn close(self, at: usize, state: State, opening: u8, closing: u8) -> State {
        let mut at = self.space(at);
        match state {
            State::Whole | State::Malformed => return state,
            State::Before if self.byte(at) == Some(opening) => at = self.space(at + 1),
            State::Before => return State::Malformed,
            State::After => {}
        }
        if self.byte(at) == Some(closing) && self.space(at + 1) == self.bytes.len() {
            State::Whole
        } else {
            State::Malformed
        }
    }

    /// Over whitespace.
    fn space(self, at: usize) -> usize {
        let blank = |byte: &&u8| matches!(**byte, b' ' | b'\t' | b'\n' | b'\r');
        at + self.rest(at).iter().take_while(blank).count()
    }

    /// Over a string, from its opening quote.
    fn string(self, at: usize) -> Option<usize> {
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
    fn value(self, at: usize) -> Option<usize> {
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

    /// Over an object or array, by its brackets. A counter instead of recursion: depth costs nothing.
    fn container(self, at: usize) -> Option<usize> {
        let mut depth = 0_usize;
        let mut at = at;
        loop {
            match self.byte(at)? {
                b'"' => {
                    at = self.string(at)?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
}
