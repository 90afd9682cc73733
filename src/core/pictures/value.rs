//! A string that may be a picture.

use super::{Kind, base64};
use crate::core::wire;

/// A media type with its parameters is short; the comma is not looked for beyond this.
const LONGEST_LABEL: usize = 256;

/// What a string at a screenshot's place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A picture, and the number of its bytes.
    Picture(Kind, usize),
    /// A `data:image/…;base64,` URI whose data is not base64, or not a picture of a known kind.
    Unreadable,
    /// Anything else: an address, a note, a string that is not valid JSON.
    Other,
}

/// Looks at `text`, a string as it stands between its quotes. A picture's bytes are put at the front of `out`, which
/// is reused as [`base64::decode`] does.
pub fn look(text: &[u8], out: &mut Vec<u8>) -> Found {
    let (body, labelled) = body(text);
    if let Some(found) = picture(body, out) {
        return found;
    }
    // Only now the rare forms, so that a common one is gone over once.
    match plain(text) {
        Some(plain) => spaced(plain.as_bytes(), out),
        None if labelled => Found::Unreadable,
        None => Found::Other,
    }
}

/// Looks at a string whose escapes have been resolved: what is whitespace in it may stand in base64.
fn spaced(text: &[u8], out: &mut Vec<u8>) -> Found {
    let (body, labelled) = body(text);
    let packed: Vec<u8> = body
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    match picture(&packed, out) {
        Some(found) => found,
        None if labelled => Found::Unreadable,
        None => Found::Other,
    }
}

fn picture(body: &[u8], out: &mut Vec<u8>) -> Option<Found> {
    let length = base64::decode(body, out)?;
    let kind = Kind::of(out.get(..length)?)?;
    Some(Found::Picture(kind, length))
}

/// The string with its escapes resolved; nothing for one that JSON does not allow.
fn plain(text: &[u8]) -> Option<String> {
    // A control character that is not escaped must not pass for whitespace: JSON does not allow it.
    if text.iter().any(|byte| *byte < 0x20) {
        return None;
    }
    wire::text(Some(&[b"\"", text, b"\""].concat()))
}

/// The base64 of a `data:image/…;base64,` URI, and true; any other text as it is, and false.
fn body(text: &[u8]) -> (&[u8], bool) {
    labelled(text).map_or((text, false), |body| (body, true))
}

fn labelled(text: &[u8]) -> Option<&[u8]> {
    let comma = text
        .iter()
        .take(LONGEST_LABEL)
        .position(|byte| *byte == b',')?;
    let (label, body) = text.split_at_checked(comma)?;
    // JSON does not allow it there either.
    if label.iter().any(|byte| *byte < 0x20) {
        return None;
    }
    let starts = label
        .get(.."data:image/".len())?
        .eq_ignore_ascii_case(b"data:image/");
    let ends = label
        .get(comma.checked_sub(";base64".len())?..)?
        .eq_ignore_ascii_case(b";base64");
    (starts && ends).then_some(body.strip_prefix(b",")?)
}
