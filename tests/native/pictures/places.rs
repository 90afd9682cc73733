//! Where pictures are taken, and what is left.

use super::oracle::{check, scan};
use tinyfish_web::core::pictures::{Kind, Picture, Scanner};

const JPEG: &str = "data:image/jpeg;base64,/9j/4AAQ";

fn rest(text: &str) -> String {
    let (_, rest) = scan(text.as_bytes(), &[3]);
    String::from_utf8(rest.json).unwrap()
}

fn places(text: &str) -> Vec<usize> {
    check(text.as_bytes(), &[usize::MAX])
        .iter()
        .map(|given| given.step)
        .collect()
}

#[test]
fn a_picture_leaves_null_and_everything_else_its_bytes() {
    let text = format!(
        "\u{FEFF} {{ \"x\" : \"\\u0041\\/\" ,\r\n \"steps\":[{{\"screenshot\": \"{JPEG}\" , \"id\":1.50}},\t{{\"screenshot\":\"https://x.test/\\/\"}} ] }} \n"
    );
    assert_eq!(rest(&text), text.replace(&format!("\"{JPEG}\""), "null"));
}

#[test]
fn a_picture_is_given_when_its_string_ends() {
    let mut scanner = Scanner::default();
    let mut given = Vec::new();
    let mut feed = |text: &str| {
        scanner.feed(text.as_bytes(), &mut |picture: Picture<'_>| {
            given.push((picture.step, picture.kind, picture.bytes.to_vec()));
        });
        given.len()
    };
    assert_eq!(
        feed("{\"steps\":[{\"screenshot\":\"data:image/jpeg;base64,/9"),
        0
    );
    assert_eq!(feed("j/4AAQ"), 0);
    assert_eq!(feed("\""), 1);
    assert_eq!(feed("},{},{\"screenshot\":\"R0lGODlh\"}"), 2);
    let jpeg = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10];
    assert_eq!(
        given,
        [(0, Kind::Jpeg, jpeg), (2, Kind::Gif, b"GIF89a".to_vec())]
    );
}

#[test]
fn indexes_count_every_element() {
    let text = format!(
        r#"{{"steps":[1,"x",{{"screenshot":"{JPEG}"}},[],{{"a":{{"b":[]}},"screenshot":"{JPEG}"}},null,{{}},{{"screenshot":"{JPEG}"}}]}}"#
    );
    assert_eq!(places(&text), [2, 4, 7]);
}

#[test]
fn only_the_path_counts() {
    for text in [
        r#"{"screenshot":"P"}"#,
        r#"{"steps":"P"}"#,
        r#"{"steps":["P"]}"#,
        r#"{"steps":{"screenshot":"P"}}"#,
        r#"{"steps":[["screenshot","P"]]}"#,
        r#"{"steps":[[{"screenshot":"P"}]]}"#,
        r#"{"steps":[{"screenshot":["P"]}]}"#,
        r#"{"steps":[{"screenshot":{"screenshot":"P"}}]}"#,
        r#"{"steps":[{"Screenshot":"P"}]}"#,
        r#"{"steps":[{"html":"P"}]}"#,
        r#"{"result":{"steps":[{"screenshot":"P"}]}}"#,
        r#"{"data":[{"steps":[{"screenshot":"P"}]}]}"#,
        r#"[{"steps":[{"screenshot":"P"}]}]"#,
        r#""P""#,
    ] {
        let text = text.replace('P', JPEG);
        assert_eq!(rest(&text), text);
        assert!(places(&text).is_empty(), "{text}");
    }
}

#[test]
fn the_last_member_of_a_name_holds() {
    let cases = [
        (r#"{"steps":[{"screenshot":"P","screenshot":"x"}]}"#, vec![]),
        (
            r#"{"steps":[{"screenshot":"x","screenshot":"P"}]}"#,
            vec![0],
        ),
        (
            r#"{"steps":[{"screenshot":"P","scr\u0065enshot":null}]}"#,
            vec![],
        ),
        (
            r#"{"steps":[{"screenshot":"P"},{"screenshot":"P"}],"steps":[{"screenshot":"P"}]}"#,
            vec![0],
        ),
        (
            r#"{"steps":[{"screenshot":"P"}],"st\u0065ps":null}"#,
            vec![],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(places(&text.replace('P', JPEG)), expected, "{text}");
    }
}

#[test]
fn pictures_that_cannot_be_read_stay_and_are_told() {
    let text = r#"{"steps":[
        {"screenshot":"data:image/jpeg;base64,/9j/4A!Q"},
        {"screenshot":"data:image/png;base64,PGh0bWw+"},
        {"screenshot":"data:image/svg+xml;base64,PHN2Zz4="},
        {"screenshot":"data:image/jpeg;base64,"},
        {"screenshot":"data:image/jpeg;base64,/9j/ 4A!Q"},
        {"screenshot":"no picture was taken"},
        {"screenshot":"PGh0bWw+"},
        {"screenshot":""}]}"#;
    let (given, rest) = scan(text.as_bytes(), &[1]);
    assert_eq!(given, []);
    assert_eq!(String::from_utf8(rest.json).unwrap(), text);
    assert_eq!(rest.unreadable, [0, 1, 2, 3, 4]);
}

#[test]
fn of_those_that_cannot_be_read_the_last_member_of_a_name_holds_too() {
    for (text, unreadable) in [
        (
            r#"{"steps":[{"screenshot":"U","screenshot":null}]}"#,
            vec![],
        ),
        (
            r#"{"steps":[{"screenshot":"U"},{"screenshot":"U","screenshot":"P"}]}"#,
            vec![0],
        ),
        (
            r#"{"steps":[{"screenshot":"U"},{"screenshot":"U"}],"steps":[{"screenshot":"U"}]}"#,
            vec![0],
        ),
        (r#"{"steps":[{"screenshot":"U"}],"steps":[]}"#, vec![]),
    ] {
        let text = text
            .replace('U', "data:image/jpeg;base64,!")
            .replace('P', JPEG);
        assert_eq!(
            scan(text.as_bytes(), &[3]).1.unreadable,
            unreadable,
            "{text}"
        );
    }
}

#[test]
fn a_label_may_hold_spaces() {
    let text = r#"{"steps":[{"screenshot":"data:image/jpeg; charset=x;base64,/9j/4AAQ"}]}"#;
    assert_eq!(places(text), [0]);
}

/// `JSON.parse` refuses a control character in a string, so it may not vanish with the picture around it.
#[test]
fn whitespace_in_base64_must_be_escaped_or_a_space() {
    for (inner, taken) in [
        (r"\n", true),
        (r"\r\n\t", true),
        (r"\u000a", true),
        (" ", true),
        ("\n", false),
        (" \n", false),
        ("\\n\n", false),
        ("\t", false),
        (r"\b", false),
    ] {
        let text = format!(
            "{{\"steps\":[{{\"screenshot\":\"data:image/jpeg;base64,/9j/{inner}4AAQ\"}}]}}"
        );
        let (given, _) = scan(text.as_bytes(), &[5]);
        assert_eq!(!given.is_empty(), taken, "{inner:?}");
        check(text.as_bytes(), &[1]);
    }
}
