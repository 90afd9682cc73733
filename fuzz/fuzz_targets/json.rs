//! Any bytes are safe to read, and what serde_json reads is read the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tinyfish_web::core::json;

fuzz_target!(|input: &[u8]| {
    for member in json::members(input) {
        assert_eq!(input.get(member.value_at), Some(member.value));
    }
    let _ = (
        json::elements(input).count(),
        json::number(input),
        json::raw_string(input),
    );
    let text = json::string(input);
    if let Some(text) = &text {
        let mut written = Vec::new();
        json::write_string(&mut written, text);
        assert_eq!(json::string(&written).as_deref(), Some(text.as_ref()));
    }

    let Ok(value) = serde_json::from_slice(input) else {
        return;
    };
    assert_eq!(json::is_object(input), matches!(value, Value::Object(_)));
    let trimmed = input.trim_ascii();
    match value {
        Value::Object(expected) => {
            let keys = json::members(input).filter(|member| {
                let key = json::string(&input[member.key_at.clone()]).expect("a key is a string");
                expected.contains_key(key.as_ref())
                    && serde_json::from_slice::<Value>(member.value).is_ok()
            });
            // A key that comes twice is one entry for serde_json.
            assert!(keys.count() >= expected.len());
        }
        Value::Array(expected) => {
            let items: Vec<Value> = json::elements(input)
                .map(|item| serde_json::from_slice(item).unwrap())
                .collect();
            assert_eq!(items, expected);
        }
        Value::String(expected) => {
            assert_eq!(json::string(trimmed).as_deref(), Some(expected.as_str()))
        }
        Value::Number(expected) => {
            let expected = expected.as_f64().unwrap();
            // Not all are read, but those right.
            if let Some(found) = json::number(trimmed) {
                assert!((found - expected).abs() <= 1e-14 * expected || expected < 1e-290);
            }
        }
        Value::Null => assert!(json::is_null(trimmed)),
        Value::Bool(_) => {}
    }
});
