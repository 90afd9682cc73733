//! Base64 one character at a time: the ends of texts, and every machine without the vector kernel.

/// Decodes whole blocks; false as soon as a character is invalid.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub fn blocks(text: &[[u8; super::BLOCK]], out: &mut [[u8; super::BYTES]]) -> bool {
    text.iter().zip(out).all(|(text, out)| decode(text, out))
}

/// Decodes `text` to the front of `out`, which has room for it; false when a character is invalid.
pub fn decode(text: &[u8], out: &mut [u8]) -> bool {
    let mut valid = true;
    for (text, out) in text.chunks(4).zip(out.chunks_mut(3)) {
        let mut bits = 0_u32;
        for (place, character) in text.iter().enumerate() {
            let value = sextet(*character);
            valid &= value.is_some();
            bits |= u32::from(value.unwrap_or(0)) << (18 - 6 * place);
        }
        let [_, bytes @ ..] = bits.to_be_bytes();
        out.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    }
    valid
}

fn sextet(character: u8) -> Option<u8> {
    Some(match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}
