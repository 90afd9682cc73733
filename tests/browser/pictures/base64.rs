//! The vector kernel against the browser's `atob`, which is the same standard's algorithm.

use super::page::decoded;
use tinyfish_web::core::pictures::base64::decode;
use wasm_bindgen_test::wasm_bindgen_test;

fn check(text: &str) {
    // `atob` skips whitespace, which is not the decoder's part.
    let expected = decoded(text).map(|bytes| bytes.to_vec());
    let mut out = vec![0xAA; 5];
    let found = decode(text.as_bytes(), &mut out);
    assert_eq!(
        found.and_then(|length| out.get(..length)),
        expected.as_deref(),
        "{text}"
    );
}

/// Every character of the alphabet in every place of a vector.
fn text(length: usize, turn: usize) -> String {
    let alphabet: Vec<char> = ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(['+', '/'])
        .collect();
    (0..length)
        .map(|at| alphabet[(at * 37 + turn) % 64])
        .collect()
}

#[wasm_bindgen_test]
fn every_length_and_every_character() {
    for length in 0..400 {
        check(&text(length, length));
    }
    for turn in 0..64 {
        check(&text(128, turn));
    }
}

#[wasm_bindgen_test]
fn every_invalid_character_in_every_place_of_a_block() {
    for place in 0..64 {
        for byte in 0..=0x7F_u8 {
            if byte.is_ascii_whitespace() {
                continue;
            }
            let mut text = text(128, place).into_bytes();
            text[64 + place] = byte;
            check(std::str::from_utf8(&text).unwrap());
        }
    }
    let mut out = Vec::new();
    for place in 0..64 {
        for byte in 0x80..=0xFF_u8 {
            let mut text = text(64, place).into_bytes();
            text[place] = byte;
            assert_eq!(decode(&text, &mut out), None, "{byte} at {place}");
        }
    }
}
