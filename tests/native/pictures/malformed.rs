//! Answers that are not what they should be.

use super::document::encode;
use super::oracle::{check, scan};

#[test]
fn an_answer_cut_anywhere_is_not_valid() {
    let text = r#"{"steps":[{"id":"a\"b","screenshot":"data:image/jpeg;base64,\/9j/4AAQ","x":{"y":[1]}},{"screenshot":null}]}"#;
    for length in 0..text.len() {
        let cut = &text.as_bytes()[..length];
        check(cut, &[7]);
        let (given, rest) = scan(cut, &[7]);
        assert!(
            !given.is_empty() || rest.json == cut,
            "{length}: bytes were lost"
        );
    }
}

#[test]
fn nothing_is_taken_after_a_fault() {
    for text in [
        r#"{"steps" [{"screenshot":"P"}]}"#,
        r#"{"steps":[{"screenshot" "P"}]}"#,
        r#"{"steps":[{screenshot:"P"}]}"#,
        r#"{"steps":[{"a":1 "screenshot":"P"}]}"#,
        r#"{"steps":[}{"screenshot":"P"}]}"#,
        r#"{"steps":[{]{"screenshot":"P"}]}"#,
        r#"{"steps":[{"a":1],{"screenshot":"P"}]}"#,
        r#"{"steps":[1},"steps":[{"screenshot":"P"}]}"#,
        r#"{}}{"steps":[{"screenshot":"P"}]}"#,
        r#"x{"steps":[{"screenshot":"P"}]}"#,
        r#"{},{"steps":[{"screenshot":"P"}]}"#,
        r#"{"steps":[{"a":?,"screenshot":"P"}]}"#,
    ] {
        let text = text.replace('P', "/9j/4AAQ");
        let (given, rest) = scan(text.as_bytes(), &[2]);
        assert_eq!(given, [], "{text}");
        assert_eq!(String::from_utf8(rest.json).unwrap(), text);
    }
}

#[test]
fn depth_costs_no_stack() {
    let depth = 1_000_000;
    let text = format!(
        "{{\"x\":{}{},\"steps\":[{{\"screenshot\":\"/9j/4AAQ\"}}]}}",
        "[".repeat(depth),
        "]".repeat(depth)
    );
    assert_eq!(scan(text.as_bytes(), &[1000]).0.len(), 1);
    let brackets = "{\"steps\":[".repeat(depth);
    assert_eq!(
        scan(brackets.as_bytes(), &[1000]).1.json,
        brackets.as_bytes()
    );
}

/// With a cost that grows faster than the text these would not end in anyone's lifetime.
#[test]
fn long_texts_in_small_pieces() {
    let bytes = [&b"\xFF\xD8\xFF"[..], &[7; 3_000_000]].concat();
    let text = format!(
        "{{\"steps\":[{{\"screenshot\":\"{}\"}}]}}",
        encode(&bytes, true)
    );
    let (given, _) = scan(text.as_bytes(), &[1]);
    assert_eq!(given[0].bytes, bytes);
    let repeated = format!(
        "{{\"steps\":[{{\"id\":0{}}}]}}",
        ",\"screenshot\":\"/9j/4AAQ\"".repeat(300_000)
    );
    let (given, rest) = scan(repeated.as_bytes(), &[100]);
    assert_eq!((given.len(), rest.places.len()), (300_000, 1));
}
