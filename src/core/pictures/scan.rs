//! The scanner: follows the path to the screenshots through the bytes as they come.
//!
//! It reads no more of JSON than it needs to know where it is. A picture's string leaves the text as `null`: a value
//! for a value, so that the rest is well-formed exactly when the whole was. On the first thing that cannot be right
//! it stops looking, and the JSON parser that gets the rest says what is wrong.

use super::Kind;
use super::value::{Found, look};
use crate::core::json;
use memchr::memchr2;
use std::mem;

/// How many containers are open on the path, from the run to one of its steps.
const RUN: usize = 1;
const STEPS: usize = 2;
const STEP: usize = 3;

/// A picture, the moment its string has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture<'a> {
    /// The index of its step.
    pub step: usize,
    /// What it is.
    pub kind: Kind,
    /// The file's bytes.
    pub bytes: &'a [u8],
}

/// What remains when the answer has ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rest {
    /// The JSON text with `null` for each picture.
    pub json: Vec<u8>,
    /// The pictures that belong into the value of that text: which of those given, counted from 0, and of which
    /// step. Not all when a name is there twice in one object: the last one holds, as for the JSON parser.
    pub places: Vec<(usize, usize)>,
    /// The steps with a `data:image/…;base64,` URI that cannot be read: it is still in the text.
    pub unreadable: Vec<usize>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// Before the text's first bracket.
    #[default]
    Start,
    /// In an object, before a key or the closing bracket.
    Key,
    /// After a key; whether it is the one on the path.
    Colon(bool),
    /// Before a value; whether the path goes through it.
    Value(bool),
    /// In or after a value: a comma or the closing bracket follows.
    After,
    /// In a string, after its opening quote.
    Text(Text),
    /// Past the end, or past a fault: nothing more is looked for.
    Done,
}

/// What a string is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    Key,
    Screenshot,
    Other,
}

/// An incremental scanner over one run, as `GET /v1/runs/{id}` gives it. Time is linear in the answer; memory is what remains of it, and one string.
#[derive(Debug, Default)]
pub struct Scanner {
    state: State,
    /// Containers open on the path: none, or up to [`RUN`], [`STEPS`] or [`STEP`].
    depth: usize,
    /// Containers open below the path.
    aside: usize,
    /// The index of the step.
    step: usize,
    /// The last byte was a backslash in a string.
    escaped: bool,
    /// The beginning of a key or screenshot whose end has not arrived.
    held: Vec<u8>,
    decoded: Vec<u8>,
    /// Pictures given so far.
    given: usize,
    rest: Rest,
}

impl Scanner {
    /// Takes the next bytes and gives every picture they complete. Where the chunks were cut makes no difference.
    pub fn feed(&mut self, chunk: &[u8], sink: &mut impl FnMut(Picture<'_>)) {
        let mut left = chunk;
        while !left.is_empty() {
            left = match self.state {
                State::Done => self.pass(left),
                State::Text(text) => self.text(text, left, sink),
                _ if self.aside > 0 => self.skip(left),
                _ => self.structure(left),
            };
        }
    }

    /// The answer has ended.
    pub fn finish(mut self) -> Rest {
        if let State::Text(Text::Key | Text::Screenshot) = self.state {
            self.rest.json.push(b'"');
            self.rest.json.append(&mut self.held);
        }
        self.rest
    }

    fn pass<'c>(&mut self, bytes: &[u8]) -> &'c [u8] {
        self.rest.json.extend_from_slice(bytes);
        b""
    }

    /// Inside a string: to its end, or as far as it has come.
    fn text<'c>(
        &mut self,
        text: Text,
        bytes: &'c [u8],
        sink: &mut impl FnMut(Picture<'_>),
    ) -> &'c [u8] {
        let end = string_end(bytes, &mut self.escaped);
        let (inner, left) = end
            .and_then(|at| bytes.split_at_checked(at))
            .unwrap_or((bytes, b""));
        if text == Text::Other {
            self.pass(inner);
        } else if end.is_none() || !self.held.is_empty() {
            self.held.extend_from_slice(inner);
        }
        let Some((quote, left)) = left.split_first() else {
            return left;
        };
        let mut held = mem::take(&mut self.held);
        let whole = if held.is_empty() { inner } else { &held };
        match text {
            Text::Key => self.key(whole),
            Text::Screenshot => self.screenshot(whole, sink),
            Text::Other => {
                self.rest.json.push(*quote);
                self.state = State::After;
            }
        }
        held.clear();
        self.held = held;
        left
    }

    /// A whole key of an object on the path.
    fn key(&mut self, key: &[u8]) {
        self.quoted(key);
        let name = if self.depth == RUN {
            "steps"
        } else {
            "screenshot"
        };
        let wanted = is_key(key, name);
        if wanted {
            self.replace();
        }
        self.state = State::Colon(wanted);
    }

    /// A whole string where a screenshot is expected.
    fn screenshot(&mut self, text: &[u8], sink: &mut impl FnMut(Picture<'_>)) {
        self.state = State::After;
        match look(text, &mut self.decoded) {
            Found::Picture(kind, length) => {
                self.pass(b"null");
                self.rest.places.push((self.given, self.step));
                self.given += 1;
                sink(Picture {
                    step: self.step,
                    kind,
                    bytes: self.decoded.get(..length).unwrap_or_default(),
                });
            }
            Found::Unreadable => {
                self.rest.unreadable.push(self.step);
                self.quoted(text);
            }
            Found::Other => self.quoted(text),
        }
    }

    fn quoted(&mut self, text: &[u8]) {
        self.rest.json.push(b'"');
        self.rest.json.extend_from_slice(text);
        self.rest.json.push(b'"');
    }

    /// A key on the path replaces what an earlier one of the same name held.
    fn replace(&mut self) {
        let from = if self.depth == RUN { 0 } else { self.step };
        // Steps ascend, so those under this key are the last.
        while self.rest.places.pop_if(|(_, step)| *step >= from).is_some() {}
        while self.rest.unreadable.pop_if(|step| *step >= from).is_some() {}
    }

    /// Below the path only strings and brackets matter.
    fn skip<'c>(&mut self, bytes: &'c [u8]) -> &'c [u8] {
        let mut length = 0;
        for byte in bytes {
            length += 1;
            match byte {
                b'{' | b'[' => self.aside += 1,
                b'}' | b']' => self.aside -= 1,
                b'"' => self.state = State::Text(Text::Other),
                _ => continue,
            }
            if self.aside == 0 || self.state != State::After {
                break;
            }
        }
        let (skipped, left) = bytes.split_at_checked(length).unwrap_or((bytes, b""));
        self.pass(skipped);
        left
    }

    /// One byte on the path that is not in a string.
    fn structure<'c>(&mut self, bytes: &'c [u8]) -> &'c [u8] {
        let Some((byte, left)) = bytes.split_first() else {
            return bytes;
        };
        if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            self.state = self.next(*byte);
        }
        if !matches!(self.state, State::Text(Text::Key | Text::Screenshot)) {
            self.rest.json.push(*byte);
        }
        left
    }

    fn next(&mut self, byte: u8) -> State {
        let in_object = self.depth != STEPS;
        match (self.state, byte) {
            // A byte order mark; elsewhere than at the very start the JSON parser refuses it.
            (State::Start, 0xEF | 0xBB | 0xBF) => State::Start,
            (State::Start, b'{') => self.enter(),
            (State::Key, b'"') => State::Text(Text::Key),
            (State::Colon(wanted), b':') => State::Value(wanted),
            (State::Value(wanted), b'"') => State::Text(if wanted && self.depth == STEP {
                Text::Screenshot
            } else {
                Text::Other
            }),
            (State::Value(true), b'[') if self.depth == RUN => self.enter(),
            (State::Value(_), b'{') if !in_object => self.enter(),
            (State::Value(_), b'{' | b'[') => {
                self.aside = 1;
                State::After
            }
            (State::Key | State::After, b'}') if in_object => self.leave(),
            (State::Value(_) | State::After, b']') if !in_object => self.leave(),
            (State::After, b',') if in_object => State::Key,
            (State::After, b',') => {
                self.step += 1;
                State::Value(true)
            }
            // A number or a literal name, which are not looked at.
            (
                State::Value(_) | State::After,
                b'a'..=b'z' | b'0'..=b'9' | b'-' | b'+' | b'.' | b'E',
            ) => State::After,
            _ => State::Done,
        }
    }

    fn enter(&mut self) -> State {
        self.depth += 1;
        if self.depth == STEPS {
            self.step = 0;
            return State::Value(true);
        }
        State::Key
    }

    fn leave(&mut self) -> State {
        self.depth -= 1;
        if self.depth == 0 {
            State::Done
        } else {
            State::After
        }
    }
}

/// Where the closing quote is; `escaped` says whether the byte before was a backslash, and whether the last is.
fn string_end(bytes: &[u8], escaped: &mut bool) -> Option<usize> {
    let mut at = usize::from(mem::take(escaped));
    loop {
        let stop = at + memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(stop) == Some(&b'"') {
            return Some(stop);
        }
        at = stop + 2;
        *escaped = at > bytes.len();
    }
}

/// Whether a key, as it stands between its quotes, is `name`.
fn is_key(key: &[u8], name: &str) -> bool {
    if !key.contains(&b'\\') {
        return key == name.as_bytes();
    }
    json::string(&[b"\"", key, b"\""].concat()).is_some_and(|key| key == name)
}
