//! Strings, numbers and literals.

use proptest::prelude::*;
use tinyfish_web::core::json::{is_null, number, raw_string, string, write_string};

#[test]
fn strings() {
    for (value, expected) in [
        (r#""""#, Some("")),
        (r#""abc""#, Some("abc")),
        (r#""é€𝄞""#, Some("é€𝄞")),
        (r#""a\"b\\c\/d""#, Some("a\"b\\c/d")),
        (r#""\b\f\n\r\t""#, Some("\u{8}\u{c}\n\r\t")),
        (r##""!#[]\n!#[]""##, Some("!#[]\n!#[]")),
        (r#""\u00e9\u20AC""#, Some("é€")),
        (r#""\ud834\udd1e!""#, Some("𝄞!")),
        // A surrogate alone, the wrong way round, twice, or followed by something else.
        (r#""\ud834""#, Some("\u{FFFD}")),
        (r#""\udd1e\ud834""#, Some("\u{FFFD}\u{FFFD}")),
        (r#""\ud834\ud834\udd1e""#, Some("\u{FFFD}𝄞")),
        (r#""\ud834\n""#, Some("\u{FFFD}\n")),
        (r#""\ud834\u0041""#, Some("\u{FFFD}A")),
        // Not a string, or not one string.
        ("", None),
        ("\"", None),
        ("abc", None),
        ("null", None),
        (r#""a"#, None),
        (r#""a""b""#, None),
        (r#""\n""b""#, None),
        (r#""a\""#, None),
        (r#""\x""#, None),
        (r#""\u12""#, None),
        (r#""\u12g4""#, None),
        (r#" "a""#, None),
    ] {
        assert_eq!(string(value.as_bytes()).as_deref(), expected, "{value}");
    }
}

#[test]
fn invalid_utf8_in_a_string_is_replaced() {
    assert_eq!(string(b"\"a\xFFb\"").as_deref(), Some("a\u{FFFD}b"));
    assert_eq!(
        string(b"\"a\xC3\\n\xA9\"").as_deref(),
        Some("a\u{FFFD}\n\u{FFFD}")
    );
}

#[test]
fn raw_strings() {
    for (value, expected) in [
        (r#""abc""#, Some("abc")),
        (r#""""#, Some("")),
        (r#""a\nb""#, None),
        (r#""a\""#, None),
        (r#""a"b""#, None),
        ("1", None),
        ("\"", None),
    ] {
        assert_eq!(
            raw_string(value.as_bytes()),
            expected.map(str::as_bytes),
            "{value}"
        );
    }
}

#[test]
fn waits_are_read_exactly() {
    for (value, expected) in [
        ("0", 0.0_f64),
        ("7", 7.0),
        ("30", 30.0),
        ("1.5", 1.5),
        ("0.1", 0.1),
        ("12.345", 12.345),
        ("0.000001", 0.000001),
        ("0.000000000000000000", 0.0),
        ("9007199254740991", 9007199254740991.0),
        ("1767225600000", 1767225600000.0),
        ("9999999999999999999", 1e19),
    ] {
        let found = number(value.as_bytes());
        assert_eq!(
            found.map(f64::to_bits),
            Some(expected.to_bits()),
            "{value} read as {found:?}"
        );
    }
}

#[test]
fn what_is_no_wait_is_not_read() {
    for value in [
        "",
        "-",
        "-1",
        "+1",
        ".5",
        ".",
        "1e3",
        "1x",
        " 1",
        "1 ",
        "NaN",
        "Infinity",
        "0x1",
        "1.2.3",
        "\"1\"",
        "null",
        "[1]",
        "99999999999999999999",
        "0.99999999999999999999",
    ] {
        assert_eq!(number(value.as_bytes()), None, "{value}");
    }
}

#[test]
fn literal_null() {
    assert!(is_null(b"null"));
    assert!(
        ["", "nul", "nulls", "\"null\"", "NULL", "0"]
            .iter()
            .all(|value| !is_null(value.as_bytes()))
    );
}

#[test]
fn control_characters_are_escaped() {
    let mut out = Vec::new();
    write_string(&mut out, "\"\\/\n\r\t\u{8}\u{0}\u{1f}\u{7f}é");
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "\"\\\"\\\\/\\u000a\\u000d\\u0009\\u0008\\u0000\\u001f\u{7f}é\""
    );
}

/// A string as code units in `\u` form, as the most cautious writers do it.
fn escaped(text: &str) -> String {
    let units: String = text
        .encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect();
    format!("\"{units}\"")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn written_strings_read_back(text in prop_oneof![any::<String>(), "[\u{0}-\u{7f}]{0,20}"]) {
        let mut out = Vec::new();
        write_string(&mut out, &text);
        let found = string(&out);
        prop_assert_eq!(found.as_deref(), Some(text.as_str()));
        prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
    }

    #[test]
    fn escaped_strings_read_back(text in any::<String>()) {
        let written = escaped(&text);
        let found = string(written.as_bytes());
        prop_assert_eq!(found.as_deref(), Some(text.as_str()));
    }

    #[test]
    fn numbers_with_up_to_fifteen_digits_are_exact(digits in 0_u64..1_000_000_000_000_000, point in 0_usize..=15) {
        let text = format!("{digits:016}");
        let text = format!("{}.{}", &text[..16 - point], &text[16 - point..]);
        let text = text.trim_start_matches('0').trim_end_matches('.');
        let text = if text.is_empty() || text.starts_with('.') { format!("0{text}") } else { text.to_string() };
        prop_assert_eq!(number(text.as_bytes()), text.parse().ok());
    }
}
