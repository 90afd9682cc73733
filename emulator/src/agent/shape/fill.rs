//! Fills a schema from facts: by name first, by kind of name second, by type last. What cannot be
//! found is left out, never invented.

use serde_json::{Map, Number, Value};

/// Words that stand for the same thing in people's schemas.
const SAME: &[&[&str]] = &[
    &[
        "products", "items", "results", "listings", "offers", "entries", "articles", "data", "list",
    ],
    &[
        "name",
        "title",
        "productname",
        "product",
        "label",
        "heading",
        "itemname",
    ],
    &[
        "price",
        "cost",
        "amount",
        "pricevalue",
        "currentprice",
        "unitprice",
    ],
    &["rating", "stars", "score", "averagerating", "reviewscore"],
    &[
        "reviews",
        "reviewcount",
        "numberofreviews",
        "ratingscount",
        "numreviews",
    ],
    &["url", "link", "href", "producturl", "address"],
    &["description", "summary", "details", "text", "about"],
    &[
        "instock",
        "available",
        "availability",
        "stock",
        "isavailable",
    ],
    &["currency", "currencycode", "pricecurrency"],
    &["category", "type", "kind", "department"],
];

/// A value for the schema, made of the facts.
pub(crate) fn fill(schema: &Value, facts: &Value) -> Value {
    value_for(schema, facts).unwrap_or(Value::Null)
}

fn value_for(schema: &Value, facts: &Value) -> Option<Value> {
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        return choices.iter().find_map(|choice| value_for(choice, facts));
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => Some(Value::Object(object_for(schema, facts))),
        Some("array") => array_for(schema, facts),
        Some("string") => text_for(schema, facts),
        Some("number") => as_number(facts)
            .and_then(Number::from_f64)
            .map(Value::Number),
        Some("integer") => as_number(facts)
            .filter(|number| number.fract() == 0.0)
            .map(|number| Value::from(number as i64)),
        Some("boolean") => facts.as_bool().map(Value::Bool),
        _ => Some(facts.clone()),
    }
}

fn object_for(schema: &Value, facts: &Value) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, inner) in schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let nullable = inner.get("nullable") == Some(&Value::Bool(true));
        match find(name, inner, facts).and_then(|fact| value_for(inner, fact)) {
            Some(value) => drop(object.insert(name.clone(), value)),
            None if nullable => drop(object.insert(name.clone(), Value::Null)),
            None => {}
        }
    }
    object
}

/// The fact that a property most likely means.
fn find<'a>(name: &str, inner: &Value, facts: &'a Value) -> Option<&'a Value> {
    let known = facts.as_object()?;
    let wanted = plain(name);
    let same = |other: &str| {
        let other = plain(other);
        other == wanted
            || SAME
                .iter()
                .any(|group| group.contains(&wanted.as_str()) && group.contains(&other.as_str()))
    };
    let by_name = known.iter().find(|(other, _)| plain(other) == wanted);
    let by_meaning = || known.iter().find(|(other, _)| same(other));
    let by_type = || match inner.get("type").and_then(Value::as_str) {
        // A list of objects can only mean the one list of objects there is.
        Some("array") => known
            .iter()
            .find(|(_, fact)| fact.get(0).is_some_and(Value::is_object)),
        _ => None,
    };
    by_name
        .or_else(by_meaning)
        .or_else(by_type)
        .map(|(_, fact)| fact)
}

fn array_for(schema: &Value, facts: &Value) -> Option<Value> {
    let items = facts.as_array()?;
    let most = schema
        .get("maxItems")
        .and_then(Value::as_u64)
        .and_then(|most| usize::try_from(most).ok());
    let items = items.iter().take(most.unwrap_or(usize::MAX));
    Some(match schema.get("items") {
        Some(inner) => Value::Array(items.filter_map(|item| value_for(inner, item)).collect()),
        None => Value::Array(items.cloned().collect()),
    })
}

fn text_for(schema: &Value, facts: &Value) -> Option<Value> {
    let text = match facts {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        // A list of names where a name is wanted, and the like: not ours to guess.
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    let choices = schema.get("enum").and_then(Value::as_array);
    match choices {
        None => Some(Value::String(text)),
        Some(choices) => choices
            .iter()
            .find(|choice| {
                choice
                    .as_str()
                    .is_some_and(|c| c.eq_ignore_ascii_case(&text))
            })
            .cloned(),
    }
}

/// A number, also out of texts such as `€ 24.90`.
fn as_number(fact: &Value) -> Option<f64> {
    match fact {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => {
            let digits: String = text
                .chars()
                .filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-'))
                .collect();
            digits.parse().ok()
        }
        _ => None,
    }
}

fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .collect::<String>()
        .to_lowercase()
}
