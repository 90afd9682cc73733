//! The decoder against another implementation.

use super::document::encode;
use super::oracle;
use proptest::collection::vec;
use proptest::prelude::*;
use tinyfish_web::core::pictures::base64::decode;

fn decoded(text: &str) -> Option<Vec<u8>> {
    // A buffer that has served before: what is in it must not show.
    let mut out = vec![0xAA; 7];
    let length = decode(text.as_bytes(), &mut out)?;
    Some(out[..length].to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    #[test]
    fn gives_back_what_was_encoded(bytes in vec(any::<u8>(), 0..400), padded in any::<bool>()) {
        prop_assert_eq!(decoded(&encode(&bytes, padded)), Some(bytes));
    }

    #[test]
    fn agrees_on_any_text(text in "[A-Za-z0-9+/=]{0,9}|[A-Za-z0-9+/]{60,70}=?.{0,3}") {
        prop_assume!(!text.contains(|c: char| c.is_ascii_whitespace()));
        prop_assert_eq!(decoded(&text), oracle::decode(&text));
    }
}

/// Each byte value in each place of a block and of a tail.
#[test]
fn exactly_the_alphabet_is_valid() {
    let text = encode(&[0x5A; 96], false);
    let mut out = Vec::new();
    for place in (0..72).chain([text.len() - 1]) {
        for byte in 0..=u8::MAX {
            let mut text = text.clone().into_bytes();
            text[place] = byte;
            text.truncate(text.len().min(if place < 64 {
                128
            } else {
                place + 1 + (3 - place % 4)
            }));
            let valid = byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
            let padding = byte == b'=' && place + 1 == text.len();
            assert_eq!(
                decode(&text, &mut out).is_some(),
                valid || padding,
                "{byte} at {place}"
            );
        }
    }
}

#[test]
fn padding_counts_only_where_it_completes_a_group() {
    for (text, bytes) in [
        ("", Some(&b""[..])),
        ("YQ", Some(b"a")),
        ("YQ==", Some(b"a")),
        ("YR==", Some(b"a")),
        ("YWI", Some(b"ab")),
        ("YWI=", Some(b"ab")),
        ("YWJj", Some(b"abc")),
        ("Y", None),
        ("YQ=", None),
        ("YWJj=", None),
        ("YWJj==", None),
        ("YWJjZ", None),
        ("=", None),
        ("==", None),
        ("===", None),
        ("====", None),
        ("Y===", None),
        ("YQ==YQ==", None),
        ("=YQ=", None),
    ] {
        assert_eq!(decoded(text).as_deref(), bytes, "{text}");
        assert_eq!(
            oracle::decode(text).as_deref(),
            bytes,
            "{text}, by the reference"
        );
    }
}
