//! Walking over the members of an object and the elements of an array.

use super::scan::Text;
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
    Members(Walk::new(object, b'{', b'}'))
}

/// The elements of `array`, in order, each as it stands. Stops at malformed input; [`Elements::is_whole`] tells
/// which it was.
pub fn elements(array: &[u8]) -> Elements<'_> {
    Elements(Walk::new(array, b'[', b']'))
}

/// Whether `text` is one whole object with nothing but whitespace around it. Nested values are followed by their
/// strings and brackets only.
pub fn is_object(text: &[u8]) -> bool {
    let mut walk = members(text);
    while walk.next().is_some() {}
    walk.is_whole()
}

/// Iterator of [`members`].
#[derive(Debug, Clone)]
pub struct Members<'a>(Walk<'a>);

impl<'a> Members<'a> {
    /// After the last member: whether the text was one well-formed object with only whitespace around it.
    pub fn is_whole(&self) -> bool {
        self.0.state == State::Whole
    }

    fn member(&mut self) -> Option<Member<'a>> {
        let text = self.0.text;
        let key_from = self.0.item()?;
        let key_to = text.string(key_from)?;
        let colon = text.space(key_to);
        if text.byte(colon) != Some(b':') {
            return None;
        }
        let key = text.slice(key_from + 1..key_to - 1)?;
        let (value_at, value) = self.0.value(text.space(colon + 1))?;
        Some(Member {
            key,
            key_at: key_from..key_to,
            value,
            value_at,
        })
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        self.member().or_else(|| self.0.end())
    }
}

/// Iterator of [`elements`].
#[derive(Debug, Clone)]
pub struct Elements<'a>(Walk<'a>);

impl<'a> Elements<'a> {
    /// After the last element: whether the text was one well-formed array with only whitespace around it.
    pub fn is_whole(&self) -> bool {
        self.0.state == State::Whole
    }

    fn element(&mut self) -> Option<&'a [u8]> {
        let from = self.0.item()?;
        Some(self.0.value(from)?.1)
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        self.element().or_else(|| self.0.end())
    }
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

/// A walk over what stands between two brackets.
#[derive(Debug, Clone)]
struct Walk<'a> {
    text: Text<'a>,
    opening: u8,
    closing: u8,
    at: usize,
    state: State,
}

impl<'a> Walk<'a> {
    fn new(bytes: &'a [u8], opening: u8, closing: u8) -> Self {
        Self {
            text: Text { bytes },
            opening,
            closing,
            at: 0,
            state: State::Before,
        }
    }

    /// Where the next item would begin: after the opening bracket, or after a comma.
    fn item(&self) -> Option<usize> {
        let expected = match self.state {
            State::Before => self.opening,
            State::After => b',',
            State::Whole | State::Malformed => return None,
        };
        let at = self.text.space(self.at);
        if self.text.byte(at) != Some(expected) {
            return None;
        }
        Some(self.text.space(at + 1))
    }

    /// Passes the value that begins at `from`.
    fn value(&mut self, from: usize) -> Option<(Range<usize>, &'a [u8])> {
        let to = self.text.value(from)?;
        self.at = to;
        self.state = State::After;
        Some((from..to, self.text.slice(from..to)?))
    }

    /// There was no further item: finds out whether the walk has reached its proper end.
    fn end<T>(&mut self) -> Option<T> {
        let mut at = self.text.space(self.at);
        match self.state {
            State::Whole | State::Malformed => return None,
            State::Before if self.text.byte(at) == Some(self.opening) => {
                at = self.text.space(at + 1)
            }
            // Without its opening bracket the text cannot end with the closing one.
            State::Before => at = self.text.bytes.len(),
            State::After => {}
        }
        let closed = self.text.byte(at) == Some(self.closing);
        let whole = closed && self.text.space(at + 1) == self.text.bytes.len();
        self.state = if whole {
            State::Whole
        } else {
            State::Malformed
        };
        None
    }
}
