//! Members and elements, compared with serde_json on valid texts and held to safety on all others.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;
use tinyfish_web::core::json::{elements, is_object, members, number, string};

/// JSON values with every kind of string and of nesting.
pub fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\"\\\\{}\\[\\],:é𝄞\u{0}-\u{1f}]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(8, 64, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec(("[a-c\"\\\\{}]{0,3}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A text of a value: compact or spread over lines.
pub fn json() -> impl Strategy<Value = (Value, String)> {
    (value(), any::<bool>()).prop_map(|(value, pretty)| {
        let text = if pretty {
            format!(" {value:#}\r\n\t")
        } else {
            value.to_string()
        };
        (value, text)
    })
}

/// What our reader makes of a text, all the way down.
fn read(text: &[u8]) -> Option<Value> {
    match text.first()? {
        b'"' => string(text).map(|text| Value::from(text.as_ref())),
        b'{' => {
            let mut walk = members(text);
            let mut object = serde_json::Map::new();
            for member in &mut walk {
                assert_eq!(&text[member.value_at.clone()], member.value);
                let key = &text[member.key_at.clone()];
                assert_eq!(&key[1..key.len() - 1], member.key);
                object.insert(string(key)?.into_owned(), read(member.value)?);
            }
            walk.is_whole().then_some(Value::Object(object))
        }
        b'[' => {
            let mut walk = elements(text);
            let items = walk.by_ref().map(read).collect::<Option<Vec<_>>>()?;
            walk.is_whole().then_some(Value::Array(items))
        }
        _ => serde_json::from_slice(text).ok(),
    }
}

/// Equality that looks at numbers as JavaScript does: all are `f64`.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= f64::EPSILON * 2.0 * a.abs().max(b.abs())
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| k == l && same(a, b))
        }
        _ => left == right,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn reads_what_serde_json_wrote((value, text) in json()) {
        let found = read(text.trim().as_bytes());
        prop_assert!(found.as_ref().is_some_and(|found| same(found, &value)), "{text} read as {found:?}");
        prop_assert_eq!(is_object(text.as_bytes()), value.is_object());
    }

    #[test]
    fn a_cut_object_is_never_whole((_, text) in json(), at in any::<prop::sample::Index>()) {
        let text = format!("{{\"a\":{text}}}");
        prop_assert!(is_object(text.as_bytes()));
        prop_assert!(!is_object(&text.as_bytes()[..at.index(text.len())]));
    }

    #[test]
    fn any_bytes_are_safe(bytes in vec(prop_oneof![any::<u8>(), prop::sample::select(b"{}[]\",:\\ut0-.e ".to_vec())], 0..60)) {
        let _ = (is_object(&bytes), string(&bytes), number(&bytes));
        for member in members(&bytes) {
            prop_assert_eq!(&bytes[member.value_at], member.value);
        }
        prop_assert!(elements(&bytes).map(<[u8]>::len).sum::<usize>() <= bytes.len());
    }

    /// Accepting more than the grammar is allowed inside nested values; refusing what the grammar accepts never is.
    #[test]
    fn what_serde_json_accepts_is_accepted(text in "[{}\\[\\]\",:a0 \\\\]{0,12}") {
        if serde_json::from_str::<Value>(&text).is_ok_and(|value| value.is_object()) {
            prop_assert!(is_object(text.as_bytes()));
        }
    }
}

#[test]
fn whole_objects() {
    for text in [
        "{}",
        " {} ",
        "\r\n\t{ }\n",
        r#"{"a":1}"#,
        r#"{ "a" : [ { } ] , "b" : "}" }"#,
        r#"{"a":"\\"}"#,
        r#"{"":null}"#,
    ] {
        assert!(is_object(text.as_bytes()), "{text}");
    }
}

#[test]
fn texts_that_are_not_one_whole_object() {
    for text in [
        "",
        " ",
        "{",
        "}",
        "{}}",
        "{}{}",
        "{} x",
        "x {}",
        "[]",
        "1",
        "\"{}\"",
        "null",
        "{,}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a" 1}"#,
        r#"{"a"=1}"#,
        r#"{a":1}"#,
        r#"{"a":1;"b":2}"#,
        r#"{"a":1]"#,
        "(}",
        r#"{"a":1,}"#,
        r#"{"a":1 "b":2}"#,
        r#"{a:1}"#,
        r#"{'a':1}"#,
        r#"{"a":x}"#,
        r#"{"a":tru}"#,
        r#"{"a":"}"#,
        r#"{"a":"\"}"#,
        r#"{"a":[}"#,
        r#"{"a":truex}"#,
        "\u{FEFF}{}",
    ] {
        assert!(!is_object(text.as_bytes()), "{text}");
    }
}

#[test]
fn what_comes_before_a_fault_is_given() {
    let keys = |text: &'static str| {
        members(text.as_bytes())
            .map(|member| member.key)
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(r#"{"a":1,"b":2,"c":"cut"#), [b"a", b"b"]);
    assert_eq!(keys(r#"{"a":1 oops "b":2}"#), [b"a"]);
    assert_eq!(elements(b"[1,2").collect::<Vec<_>>(), [b"1", b"2"]);
    assert_eq!(elements(b"[1;2]").collect::<Vec<_>>(), [b"1"]);
    for text in ["[1,2", "[1;2]", "[1}", "[}", "(1]", "(]"] {
        let mut walk = elements(text.as_bytes());
        walk.by_ref().for_each(drop);
        assert!(!walk.is_whole(), "{text}");
    }
}

#[test]
fn a_walk_stays_ended() {
    let mut walk = members(b"{\"a\":1} x");
    assert!(walk.next().is_some());
    assert_eq!(
        (walk.next(), walk.next(), walk.is_whole()),
        (None, None, false)
    );
    let mut walk = elements(b"[]");
    assert_eq!(
        (walk.next(), walk.next(), walk.is_whole()),
        (None, None, true)
    );
}

#[test]
fn depth_costs_no_stack() {
    let depth = 1_000_000;
    let text = format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert!(is_object(text.as_bytes()));
    assert!(!is_object("{\"a\":".repeat(depth).as_bytes()));
}
