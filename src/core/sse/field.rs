//! One line: a field's name and value.

use memchr::memchr;

/// The name and value of a line: one space after the colon is not part of the value, and a line without a colon
/// is a name with an empty value. A comment has an empty name.
pub(super) fn split(line: &[u8]) -> (&[u8], &[u8]) {
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
pub(super) fn milliseconds(value: &[u8]) -> Option<u32> {
    if value.is_empty() {
        return None;
    }
    value.iter().try_fold(0_u32, |sum, byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}
