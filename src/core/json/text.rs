//! Strings: reading and writing.

use memchr::memchr2;
use std::borrow::Cow;

/// What stands between the quotes of a string that holds no escape; nothing for other values.
pub fn raw_string(value: &[u8]) -> Option<&[u8]> {
    let inner = inner(value)?;
    memchr2(b'"', b'\\', inner).is_none().then_some(inner)
}

/// The text of a string; nothing when `value` is not one, or has an escape that JSON does not know.
///
/// A surrogate without its partner becomes U+FFFD, and so does invalid UTF-8. Control characters that should have
/// been escaped are taken as they are.
pub fn string(value: &[u8]) -> Option<Cow<'_, str>> {
    let mut rest = inner(value)?;
    let Some(first) = memchr2(b'"', b'\\', rest) else {
        return Some(String::from_utf8_lossy(rest));
    };
    let mut text = String::with_capacity(rest.len());
    let mut next = Some(first);
    while let Some((plain, [b'\\', escaped @ ..])) = next.and_then(|at| rest.split_at_checked(at)) {
        text.push_str(&String::from_utf8_lossy(plain));
        let (character, tail) = unescape(escaped)?;
        text.push(character);
        rest = tail;
        next = memchr2(b'"', b'\\', rest);
    }
    // What stopped the loop was the end, or a quote where only the end may be.
    next.is_none()
        .then(|| text.push_str(&String::from_utf8_lossy(rest)))?;
    Some(Cow::Owned(text))
}

/// Appends `text` as a JSON string, with its quotes.
pub fn write_string(out: &mut Vec<u8>, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', byte]),
            0..0x20 => {
                out.extend(b"\\u00");
                out.extend(
                    [byte >> 4, byte & 15]
                        .iter()
                        .filter_map(|digit| HEX.get(usize::from(*digit))),
                );
            }
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

fn inner(value: &[u8]) -> Option<&[u8]> {
    value.strip_prefix(b"\"")?.strip_suffix(b"\"")
}

/// The character of an escape, from after its backslash, and what follows it.
fn unescape(escaped: &[u8]) -> Option<(char, &[u8])> {
    let (kind, rest) = escaped.split_first()?;
    let character = match kind {
        b'"' | b'\\' | b'/' => char::from(*kind),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(rest),
        _ => return None,
    };
    Some((character, rest))
}

/// The character of a `\u` escape, from after the `u`; two escapes where they are a surrogate pair.
fn unicode(digits: &[u8]) -> Option<(char, &[u8])> {
    let (unit, rest) = code_unit(digits)?;
    if let 0xD800..0xDC00 = unit
        && let Some((low @ 0xDC00..0xE000, after)) = rest.strip_prefix(b"\\u").and_then(code_unit)
    {
        let scalar = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        return Some((char::from_u32(scalar)?, after));
    }
    Some((
        char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER),
        rest,
    ))
}

fn code_unit(digits: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = digits.split_first_chunk::<4>()?;
    let unit = digits.iter().try_fold(0, |sum, digit| {
        Some(sum * 16 + char::from(*digit).to_digit(16)?)
    })?;
    Some((unit, rest))
}
