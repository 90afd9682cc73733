//! A lexical reader over JSON bytes: finds members, elements and scalars without building values.
//!
//! The host parses what the page gets; this reads the few fields the SDK itself decides by, in texts that may be
//! megabytes. On valid JSON the answers are exact. On anything else they are safe: no panic, no unbounded
//! recursion, time linear in the text. It is not a validator: inside nested values it follows strings and
//! brackets only.

mod container;
mod number;
mod scan;
mod text;
mod walk;

pub use number::number;
pub use text::{raw_string, string, write_string};
pub use walk::{Elements, Member, Members, elements, is_object, members};

/// A text without the byte order mark before it, which no JSON begins with and servers send all the same.
pub fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text)
}

/// Whether a value is the literal `null`.
pub fn is_null(value: &[u8]) -> bool {
    value == b"null"
}
