//! Base64 as the browser reads it in `data:` URIs: the Infra Standard's "forgiving-base64 decode", from after its
//! removal of whitespace.
//!
//! Padding may be there or not, bits left over at the end are dropped, any other character makes the whole text
//! invalid. The URL-safe alphabet is not read: neither the service nor `data:` URIs use it.

mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use scalar::blocks;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use simd128::blocks;

/// Characters decoded in one step.
const BLOCK: usize = 64;
/// The bytes they become.
const BYTES: usize = BLOCK / 4 * 3;

/// Decodes `text` to the front of `out` and gives the number of bytes, or nothing when `text` is not base64.
///
/// `out` grows as needed and never shrinks, so that one buffer serves many calls without being cleared between them.
pub fn decode(text: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let text = unpadded(text);
    let length = match text.len() % 4 {
        // Six bits are not a byte.
        1 => return None,
        over => text.len() / 4 * 3 + over.saturating_sub(1),
    };
    if out.len() < length {
        out.resize(length, 0);
    }
    let (whole, tail) = text.as_chunks::<BLOCK>();
    let (front, behind) = out.split_at_mut_checked(whole.len() * BYTES)?;
    let valid = blocks(whole, front.as_chunks_mut::<BYTES>().0) && scalar::decode(tail, behind);
    valid.then_some(length)
}

/// Without its padding, which counts as such only where it makes the length a multiple of four.
fn unpadded(text: &[u8]) -> &[u8] {
    if !text.len().is_multiple_of(4) {
        return text;
    }
    let text = text.strip_suffix(b"=").unwrap_or(text);
    text.strip_suffix(b"=").unwrap_or(text)
}
