//! Reads the query of a scenario's address, by the same descriptions that `GET /emulator` shows.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::BadScenario;

/// A parameter of a scenario, as documented and as read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Param {
    pub name: &'static str,
    pub kind: Kind,
    pub default: &'static str,
    pub meaning: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A whole number from 0 to this.
    Number(u64),
    /// `1`, `0`, `true` or `false`.
    Switch,
    Text,
    OneOf(&'static [&'static str]),
}

impl Param {
    pub(crate) fn describe(&self) -> Value {
        let mut object = json!({ "name": self.name, "type": self.kind.name() });
        match self.kind {
            Kind::Number(most) => object["maximum"] = json!(most),
            Kind::OneOf(values) => object["values"] = json!(values),
            Kind::Switch | Kind::Text => {}
        }
        object["default"] = if self.default.is_empty() {
            Value::Null
        } else {
            self.default_value()
        };
        object["meaning"] = json!(self.meaning);
        object
    }

    fn default_value(&self) -> Value {
        match self.kind {
            Kind::Number(_) => json!(self.default.parse::<u64>().ok()),
            Kind::Switch => json!(self.default == "1"),
            Kind::Text | Kind::OneOf(_) => json!(self.default),
        }
    }

    fn check(&self, text: &str) -> Result<(), BadScenario> {
        let fits = match self.kind {
            Kind::Number(most) => text.parse::<u64>().is_ok_and(|number| number <= most),
            Kind::Switch => matches!(text, "0" | "1" | "false" | "true"),
            Kind::Text => true,
            Kind::OneOf(values) => values.contains(&text),
        };
        let complaint = || {
            BadScenario(format!(
                "parameter `{}` must be {}",
                self.name,
                self.kind.expected()
            ))
        };
        if fits { Ok(()) } else { Err(complaint()) }
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Number(_) => "integer",
            Self::Switch => "boolean",
            Self::Text | Self::OneOf(_) => "string",
        }
    }

    fn expected(self) -> String {
        match self {
            Self::Number(most) => format!("a whole number from 0 to {most}"),
            Self::Switch => "1, 0, true or false".to_owned(),
            Self::Text => "a text".to_owned(),
            Self::OneOf(values) => format!("one of {}", values.join(", ")),
        }
    }
}

/// The checked parameters of one address. An empty default stands for «not set».
pub(crate) struct Values(HashMap<&'static str, String>);

impl Values {
    pub(crate) fn read<'a>(
        target: &Url,
        known: impl Iterator<Item = &'a Param> + Clone,
    ) -> Result<Self, BadScenario> {
        let mut values: HashMap<_, _> = known
            .clone()
            .filter(|param| !param.default.is_empty())
            .map(|param| (param.name, param.default.to_owned()))
            .collect();
        for (name, text) in target.query_pairs() {
            // Unknown names are left alone: they make addresses unique.
            if let Some(param) = known.clone().find(|param| param.name == name) {
                param.check(&text)?;
                values.insert(param.name, text.into_owned());
            }
        }
        Ok(Self(values))
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.text(name).and_then(|text| text.parse().ok())
    }

    /// A number that has a default; 0 otherwise.
    pub(crate) fn count(&self, name: &str) -> u64 {
        self.number(name).unwrap_or(0)
    }

    pub(crate) fn small(&self, name: &str) -> u32 {
        u32::try_from(self.count(name)).unwrap_or(u32::MAX)
    }

    pub(crate) fn switch(&self, name: &str) -> bool {
        matches!(self.text(name), Some("1" | "true"))
    }

    pub(crate) fn milliseconds(&self, name: &str) -> Duration {
        Duration::from_millis(self.count(name))
    }
}

pub(crate) const fn number(
    name: &'static str,
    most: u64,
    default: &'static str,
    meaning: &'static str,
) -> Param {
    Param {
        name,
        kind: Kind::Number(most),
        default,
        meaning,
    }
}

pub(crate) const fn switch(
    name: &'static str,
    default: &'static str,
    meaning: &'static str,
) -> Param {
    Param {
        name,
        kind: Kind::Switch,
        default,
        meaning,
    }
}

pub(crate) const fn text(
    name: &'static str,
    default: &'static str,
    meaning: &'static str,
) -> Param {
    Param {
        name,
        kind: Kind::Text,
        default,
        meaning,
    }
}

pub(crate) const fn one_of(
    name: &'static str,
    values: &'static [&'static str],
    default: &'static str,
    meaning: &'static str,
) -> Param {
    Param {
        name,
        kind: Kind::OneOf(values),
        default,
        meaning,
    }
}
