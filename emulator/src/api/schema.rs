//! The subset of JSON Schema that `output_schema` may use (API reference: accepted subset).

use serde_json::{Map, Value, json};

use super::errors::ApiError;

const LARGEST_BYTES: usize = 64 * 1024;
const DEEPEST: usize = 10;

const KEYWORDS: [&str; 13] = [
    "anyOf",
    "enum",
    "format",
    "items",
    "maxItems",
    "maximum",
    "minItems",
    "minimum",
    "nullable",
    "properties",
    "propertyOrdering",
    "required",
    "type",
];
const TYPES: [&str; 6] = ["object", "array", "string", "number", "integer", "boolean"];
const FORMATS: [&str; 4] = ["date", "date-time", "duration", "time"];

/// Whether the value of a keyword is what it must be.
type Fits = fn(&Value) -> bool;

/// Where and why a schema is refused.
#[derive(Debug)]
pub(crate) struct Fault {
    path: Vec<String>,
    reason: String,
}

impl Fault {
    /// The 400, with a JSON pointer in its message; `place` is where the schema's owner stands.
    pub(crate) fn into_error(self, place: &[Value]) -> ApiError {
        let pointer: String = self
            .path
            .iter()
            .map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1")))
            .collect();
        let mut path = place.to_vec();
        path.push(json!("output_schema"));
        path.extend(self.path.iter().map(|part| json!(part)));
        ApiError::invalid_input(format!(
            "output_schema is not valid at #{pointer}: {}",
            self.reason
        ))
        .with_details(json!([{ "code": "custom", "path": path, "message": self.reason }]))
    }
}

/// Checks a whole schema.
pub(crate) fn check(schema: &Value) -> Result<(), Fault> {
    let top = |reason: &str| Fault {
        path: Vec::new(),
        reason: reason.to_owned(),
    };
    if schema.to_string().len() > LARGEST_BYTES {
        return Err(top("must be at most 64 KB"));
    }
    let object = schema
        .as_object()
        .ok_or_else(|| top("must be an object schema"))?;
    if object.contains_key("anyOf") {
        return Err(top("anyOf is not allowed at the top level"));
    }
    if object.get("type") != Some(&json!("object")) {
        return Err(top("must have type object"));
    }
    Node {
        path: Vec::new(),
        inside_any_of: false,
    }
    .check(schema)
}

/// One schema node on the way down.
#[derive(Clone)]
struct Node {
    path: Vec<String>,
    inside_any_of: bool,
}

impl Node {
    fn check(&self, schema: &Value) -> Result<(), Fault> {
        let object = schema
            .as_object()
            .ok_or_else(|| self.fault("must be a schema object"))?;
        if self.depth() > DEEPEST {
            return Err(self.fault("is nested deeper than 10 levels"));
        }
        if let Some(name) = object
            .keys()
            .find(|name| !KEYWORDS.contains(&name.as_str()))
        {
            return Err(self.fault(format!("keyword `{name}` is not supported")));
        }
        let kind = self.check_type(object)?;
        self.check_place_of_keywords(object, kind)?;
        self.check_values(object)?;
        self.check_names(object)?;
        self.check_children(object)
    }

    fn check_type<'a>(&self, object: &'a Map<String, Value>) -> Result<Option<&'a str>, Fault> {
        match object.get("type") {
            None => Ok(None),
            Some(Value::String(name)) if TYPES.contains(&name.as_str()) => Ok(Some(name)),
            Some(Value::Array(_)) => {
                Err(self.fault("type must be one name: use nullable for null"))
            }
            Some(_) => Err(self.fault(format!("type must be one of {}", TYPES.join(", ")))),
        }
    }

    /// Some keywords only mean something for one type.
    fn check_place_of_keywords(
        &self,
        object: &Map<String, Value>,
        kind: Option<&str>,
    ) -> Result<(), Fault> {
        let rules: [(&[&str], &[&str]); 4] = [
            (&["enum", "format"], &["string"]),
            (&["items", "minItems", "maxItems"], &["array"]),
            (&["minimum", "maximum"], &["number", "integer"]),
            (&["properties", "required", "propertyOrdering"], &["object"]),
        ];
        for (keywords, kinds) in rules {
            let present = keywords
                .iter()
                .find(|keyword| object.contains_key(**keyword));
            // Inside anyOf, `required` may stand without the object it belongs to.
            let excused = self.inside_any_of && kind.is_none() && kinds == ["object"];
            if let Some(keyword) = present
                && !excused
                && !kind.is_some_and(|kind| kinds.contains(&kind))
            {
                return Err(self.fault(format!(
                    "`{keyword}` is only for type {}",
                    kinds.join(" and ")
                )));
            }
        }
        Ok(())
    }

    fn check_values(&self, object: &Map<String, Value>) -> Result<(), Fault> {
        let rules: [(&str, Fits, &str); 7] = [
            ("enum", is_string_list, "must be a list of strings"),
            (
                "format",
                |v| v.as_str().is_some_and(|name| FORMATS.contains(&name)),
                "must be date, date-time, duration or time",
            ),
            ("minItems", Value::is_u64, "must be a whole number from 0"),
            ("maxItems", Value::is_u64, "must be a whole number from 0"),
            ("minimum", Value::is_number, "must be a number"),
            ("maximum", Value::is_number, "must be a number"),
            ("nullable", Value::is_boolean, "must be a boolean"),
        ];
        for (name, fits, expected) in rules {
            if object.get(name).is_some_and(|value| !fits(value)) {
                return Err(self.fault(format!("`{name}` {expected}")));
            }
        }
        Ok(())
    }

    fn check_names(&self, object: &Map<String, Value>) -> Result<(), Fault> {
        let properties = object.get("properties").and_then(Value::as_object);
        let exists =
            |name: &str| properties.is_some_and(|properties| properties.contains_key(name));
        for keyword in ["required", "propertyOrdering"] {
            let Some(list) = object.get(keyword) else {
                continue;
            };
            if !is_string_list(list) {
                return Err(self.fault(format!("`{keyword}` must be a list of strings")));
            }
            let names: Vec<&str> = list
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let excused = keyword == "required" && self.inside_any_of;
            if let Some(name) = names.iter().find(|name| !exists(name) && !excused) {
                return Err(self.fault(format!(
                    "`{keyword}` names `{name}`, which is not in properties"
                )));
            }
            let repeated = names
                .iter()
                .enumerate()
                .any(|(index, name)| names[..index].contains(name));
            if keyword == "propertyOrdering" && repeated {
                return Err(self.fault("`propertyOrdering` names a property twice"));
            }
        }
        Ok(())
    }

    fn check_children(&self, object: &Map<String, Value>) -> Result<(), Fault> {
        if let Some(properties) = object.get("properties") {
            let properties = properties
                .as_object()
                .ok_or_else(|| self.fault("`properties` must be an object"))?;
            for (name, schema) in properties {
                self.child(&["properties", name], false).check(schema)?;
            }
        }
        if let Some(items) = object.get("items") {
            self.child(&["items"], false).check(items)?;
        }
        if let Some(choices) = object.get("anyOf") {
            let choices = choices.as_array().filter(|list| !list.is_empty());
            let choices = choices.ok_or_else(|| self.fault("`anyOf` must be a list of schemas"))?;
            for (index, schema) in choices.iter().enumerate() {
                self.child(&["anyOf", &index.to_string()], true)
                    .check(schema)?;
            }
        }
        Ok(())
    }

    fn child(&self, steps: &[&str], any_of: bool) -> Self {
        let mut path = self.path.clone();
        path.extend(steps.iter().map(|step| (*step).to_owned()));
        Self {
            path,
            inside_any_of: self.inside_any_of || any_of,
        }
    }

    /// Levels of schemas: names and indices belong to the keyword before them.
    fn depth(&self) -> usize {
        let mut depth = 1;
        let mut parts = self.path.iter();
        while let Some(part) = parts.next() {
            depth += 1;
            if part != "items" {
                parts.next();
            }
        }
        depth
    }

    fn fault(&self, reason: impl Into<String>) -> Fault {
        Fault {
            path: self.path.clone(),
            reason: reason.into(),
        }
    }
}

fn is_string_list(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|list| list.iter().all(Value::is_string))
}
