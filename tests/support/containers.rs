//! Objects and arrays as they are passed over, against the plainest way to do it: the same texts where there are vectors and
//! where there are none.

use tinyfish_web::core::json::elements;

/// What can stand in a container, of which some means something in a string, some outside, and some nowhere.
const PIECES: [&str; 12] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\"",
    "\\",
    "\\\"",
    ":",
    "abc",
    "0123456789abcdef",
    "é\u{7f}\u{0}",
];

/// The length of the container at the start, byte by byte.
fn plainly(text: &[u8]) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.iter().enumerate() {
        if escaped {
            escaped = false;
        } else if in_string {
            escaped = *byte == b'\\';
            in_string = *byte != b'"';
        } else {
            match byte {
                b'"' => in_string = true,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return Some(at + 1);
            }
        }
    }
    None
}

fn check(text: &str) {
    let array = format!("[{text}");
    let found = elements(array.as_bytes()).next();
    assert_eq!(found.map(<[u8]>::len), plainly(text.as_bytes()), "{text:?}");
}

/// Every piece at every distance from the container's start, and 20000 mixtures.
pub fn are_passed_over_as_they_are_plainly() {
    for piece in PIECES {
        for distance in 0..40 {
            let blank = " ".repeat(distance);
            for text in [
                format!("{{{blank}{piece}}}"),
                format!("[\"{blank}{piece}\"]"),
                format!("{{\"{blank}{piece}\"]}}\"}}"),
            ] {
                check(&text);
            }
        }
    }
    let mut state = 1_u32;
    for length in 0..20_000 {
        let mut text = String::from("{");
        for _ in 0..length % 50 {
            // The constants of Numerical Recipes' generator; its high bits are the random ones.
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(PIECES[(state >> 16) as usize % PIECES.len()]);
        }
        check(&text);
    }
}
