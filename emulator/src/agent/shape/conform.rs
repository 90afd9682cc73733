//! Validates a result against the accepted subset of JSON Schema.

use serde_json::{Map, Value};

use crate::json::type_name;
use crate::runs::SchemaMismatch;

/// Every place where the value does not fit the schema.
pub(crate) fn mismatches(schema: &Value, value: &Value) -> Vec<SchemaMismatch> {
    let mut found = Vec::new();
    compare(schema, value, "#", &mut found);
    found
}

fn compare(schema: &Value, value: &Value, path: &str, found: &mut Vec<SchemaMismatch>) {
    let nullable = schema.get("nullable") == Some(&Value::Bool(true));
    if value.is_null() && nullable {
        return;
    }
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array)
        && !choices
            .iter()
            .any(|choice| mismatches(choice, value).is_empty())
    {
        found.push(mismatch(path, "one of the schemas of anyOf", value));
    }
    if let Some(kind) = schema.get("type").and_then(Value::as_str)
        && !is_of_type(value, kind)
    {
        found.push(mismatch(path, kind, value));
        return;
    }
    match value {
        Value::Object(object) => compare_object(schema, object, path, found),
        Value::Array(items) => compare_array(schema, items, path, found),
        Value::Number(_) => compare_number(schema, value, path, found),
        Value::String(text) => compare_string(schema, text, path, found),
        Value::Null | Value::Bool(_) => {}
    }
}

fn compare_object(
    schema: &Value,
    object: &Map<String, Value>,
    path: &str,
    found: &mut Vec<SchemaMismatch>,
) {
    let required = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    for name in required
        .filter_map(Value::as_str)
        .filter(|name| !object.contains_key(*name))
    {
        found.push(SchemaMismatch {
            path: format!("{path}/{name}"),
            expected: "a value".to_owned(),
            received: "nothing".to_owned(),
            message: format!("`{name}` is required"),
        });
    }
    for (name, inner) in schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        if let Some(value) = object.get(name) {
            compare(inner, value, &format!("{path}/{name}"), found);
        }
    }
}

fn compare_array(schema: &Value, items: &[Value], path: &str, found: &mut Vec<SchemaMismatch>) {
    let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
    let count = items.len() as u64;
    if let Some(least) = bound("minItems").filter(|least| count < *least) {
        found.push(count_mismatch(
            path,
            &format!("at least {least} items"),
            count,
        ));
    }
    if let Some(most) = bound("maxItems").filter(|most| count > *most) {
        found.push(count_mismatch(
            path,
            &format!("at most {most} items"),
            count,
        ));
    }
    if let Some(inner) = schema.get("items") {
        for (index, item) in items.iter().enumerate() {
            compare(inner, item, &format!("{path}/{index}"), found);
        }
    }
}

fn compare_number(schema: &Value, value: &Value, path: &str, found: &mut Vec<SchemaMismatch>) {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    let number = value.as_f64().unwrap_or_default();
    if let Some(least) = bound("minimum").filter(|least| number < *least) {
        found.push(mismatch(path, &format!("at least {least}"), value));
    }
    if let Some(most) = bound("maximum").filter(|most| number > *most) {
        found.push(mismatch(path, &format!("at most {most}"), value));
    }
}

fn compare_string(schema: &Value, text: &str, path: &str, found: &mut Vec<SchemaMismatch>) {
    let choices = schema.get("enum").and_then(Value::as_array);
    if choices.is_some_and(|choices| !choices.iter().any(|choice| choice == text)) {
        found.push(mismatch(
            path,
            "one of the values of enum",
            &Value::String(text.to_owned()),
        ));
    }
    if let Some(format) = schema.get("format").and_then(Value::as_str)
        && !has_format(text, format)
    {
        found.push(mismatch(
            path,
            &format!("a {format}"),
            &Value::String(text.to_owned()),
        ));
    }
}

fn has_format(text: &str, format: &str) -> bool {
    match format {
        "date-time" => crate::clock::parse(text).is_some(),
        "date" => crate::clock::parse(&format!("{text}T00:00:00Z")).is_some(),
        "time" => crate::clock::parse(&format!("2000-01-01T{text}")).is_some(),
        "duration" => text.starts_with('P') && text.len() > 2,
        _ => true,
    }
}

fn is_of_type(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        _ => false,
    }
}

fn mismatch(path: &str, expected: &str, value: &Value) -> SchemaMismatch {
    SchemaMismatch {
        path: path.to_owned(),
        expected: expected.to_owned(),
        received: type_name(value).to_owned(),
        message: format!("must be {expected}"),
    }
}

fn count_mismatch(path: &str, expected: &str, count: u64) -> SchemaMismatch {
    SchemaMismatch {
        path: path.to_owned(),
        expected: expected.to_owned(),
        received: format!("{count} items"),
        message: format!("must have {expected}"),
    }
}
