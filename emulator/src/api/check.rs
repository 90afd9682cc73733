//! Checks JSON objects field by field and collects issues in the documented form.

use std::ops::RangeInclusive;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::errors::ApiError;
use crate::json::type_name;

/// One thing that is wrong with a request, as listed in `error.details`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Issue {
    code: &'static str,
    path: Vec<Value>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    received: Option<&'static str>,
}

/// The 400 for a request with issues; its message tells the first.
pub(crate) fn issues_error(issues: Vec<Issue>) -> ApiError {
    let message = issues.first().map_or_else(String::new, |issue| {
        let path: Vec<String> = issue
            .path
            .iter()
            .map(|part| {
                part.as_str()
                    .map_or_else(|| part.to_string(), str::to_owned)
            })
            .collect();
        format!("{}: {}", path.join("."), issue.message)
    });
    ApiError::invalid_input(message).with_details(json!(issues))
}

/// The fields of one object, at one place of the request.
pub(crate) struct Checker<'a> {
    object: &'a Map<String, Value>,
    path: Vec<Value>,
    issues: &'a mut Vec<Issue>,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(
        object: &'a Map<String, Value>,
        path: &[Value],
        issues: &'a mut Vec<Issue>,
    ) -> Self {
        Self {
            object,
            path: path.to_vec(),
            issues,
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    /// Fields of other names are not tolerated.
    pub(crate) fn only(&mut self, names: &[&str]) {
        let object = self.object;
        for name in object.keys().filter(|name| !names.contains(&name.as_str())) {
            self.fault(name, "unrecognized_keys", "is not known".to_owned());
        }
    }

    /// The field must be there.
    pub(crate) fn require(&mut self, name: &str) {
        if !self.has(name) {
            self.add(
                name,
                "invalid_type",
                "is required".to_owned(),
                None,
                Some("undefined"),
            );
        }
    }

    /// A string; none if it is absent or wrong.
    pub(crate) fn string(&mut self, name: &str) -> Option<&'a str> {
        self.typed(name, "string", Value::as_str)
    }

    pub(crate) fn boolean(&mut self, name: &str) -> Option<bool> {
        self.typed(name, "boolean", Value::as_bool)
    }

    pub(crate) fn array(
        &mut self,
        name: &str,
        sizes: RangeInclusive<usize>,
    ) -> Option<&'a Vec<Value>> {
        let array = self.typed(name, "array", Value::as_array)?;
        if array.len() < *sizes.start() {
            self.fault(
                name,
                "too_small",
                format!("must have at least {} item", sizes.start()),
            );
        }
        if array.len() > *sizes.end() {
            self.fault(
                name,
                "too_big",
                format!("must have at most {} items", sizes.end()),
            );
        }
        sizes.contains(&array.len()).then_some(array)
    }

    /// An array of strings that are not empty.
    pub(crate) fn strings(
        &mut self,
        name: &str,
        sizes: RangeInclusive<usize>,
    ) -> Option<Vec<String>> {
        let array = self.array(name, sizes)?;
        let strings: Vec<String> = array
            .iter()
            .filter_map(Value::as_str)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect();
        if strings.len() == array.len() {
            return Some(strings);
        }
        self.fault(
            name,
            "invalid_type",
            "must hold strings that are not empty".to_owned(),
        );
        None
    }

    pub(crate) fn one_of(&mut self, name: &str, values: &[&str]) -> Option<&'a str> {
        let text = self.string(name)?;
        if values.contains(&text) {
            return Some(text);
        }
        self.fault(
            name,
            "invalid_value",
            format!("must be one of {}", values.join(", ")),
        );
        None
    }

    pub(crate) fn integer(&mut self, name: &str, range: RangeInclusive<u64>) -> Option<u64> {
        let number = self.typed(name, "integer", |value| {
            value
                .as_u64()
                .or_else(|| value.as_i64().map(|_| 0))
                .or_else(|| {
                    value
                        .as_f64()
                        .filter(|n| n.fract() == 0.0 && *n >= 0.0)
                        .map(|n| n as u64)
                })
        })?;
        if range.contains(&number) {
            return Some(number);
        }
        let message = if *range.end() == u64::MAX {
            format!("must be at least {}", range.start())
        } else {
            format!("must be from {} to {}", range.start(), range.end())
        };
        self.fault(
            name,
            if number < *range.start() {
                "too_small"
            } else {
                "too_big"
            },
            message,
        );
        None
    }

    /// The checker of an object inside.
    pub(crate) fn inside(&mut self, name: &str) -> Option<Checker<'_>> {
        let object = self.typed(name, "object", Value::as_object)?;
        let mut path = self.path.clone();
        path.push(json!(name));
        Some(Checker {
            object,
            path,
            issues: self.issues,
        })
    }

    /// Reports that a field is not what it must be.
    pub(crate) fn fault(&mut self, name: &str, code: &'static str, message: String) {
        self.add(name, code, message, None, None);
    }

    fn typed<T>(
        &mut self,
        name: &str,
        expected: &'static str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.object.get(name)?;
        let found = read(value);
        if found.is_none() {
            self.add(
                name,
                "invalid_type",
                format!("must be of type {expected}"),
                Some(expected),
                Some(type_name(value)),
            );
        }
        found
    }

    fn add(
        &mut self,
        name: &str,
        code: &'static str,
        message: String,
        expected: Option<&'static str>,
        received: Option<&'static str>,
    ) {
        let mut path = self.path.clone();
        path.push(json!(name));
        self.issues.push(Issue {
            code,
            path,
            message,
            expected,
            received,
        });
    }
}
