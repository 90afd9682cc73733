//! Nearly all events of a stream are `PROGRESS`, and nearly all of those differ from each other in two strings only. One of
//! them serves as the model; another one is told by comparing bytes, and the host makes it without parsing JSON.

use crate::core::json::{self, Member};

/// The members of a `PROGRESS` that can be a model, in this order.
const MEMBERS: [&[u8]; 4] = [b"type", b"run_id", b"purpose", b"timestamp"];

/// The text of an event around the two strings.
#[derive(Debug, Clone)]
pub(super) struct Model {
    before: Vec<u8>,
    between: Vec<u8>,
    after: Vec<u8>,
}

/// The two strings, each as JSON text with its quotes: what stands between them is the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Alike<'a> {
    pub(super) purpose: &'a [u8],
    pub(super) timestamp: &'a [u8],
}

impl Model {
    /// Takes the text of a `PROGRESS` as the model, if it has just the usual members, all of them strings that need no
    /// decoding: so the host can parse it.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        let members: Vec<Member<'_>> = json::members(text).collect();
        let usual = members.iter().map(|member| member.key).eq(MEMBERS)
            && members.iter().all(|member| member.value.starts_with(b"\""))
            && is_printable(text)
            && memchr::memchr(b'\\', text).is_none();
        let [_, _, purpose, timestamp] = members.as_slice() else {
            return None;
        };
        let (purpose, timestamp) = (&purpose.value_at, &timestamp.value_at);
        usual.then_some(Self {
            before: text.get(..purpose.start)?.to_vec(),
            between: text.get(purpose.end..timestamp.start)?.to_vec(),
            after: text.get(timestamp.end..)?.to_vec(),
        })
    }

    /// The two strings of an event that is like the model, if both are printable ASCII without escapes.
    pub(super) fn alike<'a>(&self, text: &'a [u8]) -> Option<Alike<'a>> {
        let rest = after_prefix(text, &self.before)?;
        let (purpose, rest) = plain_string(rest)?;
        let rest = after_prefix(rest, &self.between)?;
        let (timestamp, rest) = plain_string(rest)?;
        (rest == self.after).then_some(Alike { purpose, timestamp })
    }
}

/// `strip_prefix`, eight bytes at a time: what the target compares slices with goes byte by byte.
fn after_prefix<'a>(text: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    let ((words, tail), (expected, expected_tail)) =
        (head.as_chunks::<8>(), prefix.as_chunks::<8>());
    let pairs = words.iter().zip(expected);
    let differs = pairs.fold(0, |differs, (word, expected)| {
        differs | (u64::from_le_bytes(*word) ^ u64::from_le_bytes(*expected))
    });
    (differs == 0 && tail == expected_tail).then_some(rest)
}

/// The string at the start of a text, and what follows it.
fn plain_string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = text.strip_prefix(b"\"")?;
    let end = memchr::memchr2(b'"', b'\\', inner)?;
    let (string, rest) = text.split_at_checked(end + 2)?;
    (string.ends_with(b"\"") && is_printable(string)).then_some((string, rest))
}

/// Whether every byte is from space to tilde, or DEL; eight at a time.
fn is_printable(text: &[u8]) -> bool {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const SPACES: u64 = 0x2020_2020_2020_2020;
    let (words, rest) = text.as_chunks::<8>();
    // A byte below the space borrows from the high bit.
    let odd = words.iter().fold(0, |odd, word| {
        let word = u64::from_le_bytes(*word);
        odd | word | word.wrapping_sub(SPACES)
    });
    odd & HIGH == 0 && rest.iter().all(|byte| (b' '..0x80).contains(byte))
}
