//! How one event becomes bytes: the documented form, older names, and what proxies make of it.

use serde_json::{Map, Value};

use crate::runs::{Event, Kind};

/// The form of the events.
#[derive(Clone, Debug, Default)]
pub(crate) struct Framing {
    pub eol: Eol,
    /// No empty line after an event.
    pub no_blank_lines: bool,
    /// No empty line, nor line end, after the last event.
    pub unterminated: bool,
    /// `event:` and `id:` lines and comments around the data.
    pub named: bool,
    /// The JSON is spread over several `data:` lines.
    pub several_lines: bool,
    /// No space after `data:`.
    pub no_space: bool,
    pub bom: bool,
    /// Field names of the service's first era.
    pub legacy_names: bool,
    /// `COMPLETE.error` is a string with the help beside it.
    pub string_error: bool,
    /// No `timestamp`.
    pub no_timestamp: bool,
}

/// The line ends of a stream.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Eol {
    #[default]
    Lf,
    Crlf,
    Cr,
}

impl Eol {
    pub(crate) const NAMES: &'static [&'static str] = &["lf", "crlf", "cr"];

    pub(crate) fn from_name(name: &str) -> Self {
        match name {
            "crlf" => Self::Crlf,
            "cr" => Self::Cr,
            _ => Self::Lf,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::Crlf => "\r\n",
            Self::Cr => "\r",
        }
    }
}

impl Framing {
    pub(crate) const DONE: &'static str = "data: [DONE]\n\n";

    pub(crate) fn encode(&self, event: &Event) -> String {
        let eol = self.eol.text();
        let data = self.data_lines(&self.body(event));
        let mut text = String::new();
        if self.named {
            let name = event
                .body
                .get("type")
                .and_then(Value::as_str)
                .unwrap_or("message");
            text += &format!(": a comment{eol}event: {name}{eol}id: 1{eol}retry: 3000{eol}");
        }
        text += &data.join(eol);
        if self.unterminated && event.kind == Kind::Complete {
            return text;
        }
        text += eol;
        if !self.no_blank_lines {
            text += eol;
        }
        text
    }

    fn data_lines(&self, body: &Value) -> Vec<String> {
        let field = if self.no_space { "data:" } else { "data: " };
        let json = if self.several_lines {
            format!("{body:#}")
        } else {
            body.to_string()
        };
        json.lines().map(|line| format!("{field}{line}")).collect()
    }

    fn body(&self, event: &Event) -> Value {
        let Value::Object(mut object) = event.body.clone() else {
            return event.body.clone();
        };
        if self.string_error {
            flatten_error(&mut object);
        }
        if self.no_timestamp {
            object.remove("timestamp");
        }
        if self.legacy_names {
            object = object
                .into_iter()
                .map(|(name, value)| (legacy(name), value))
                .collect();
        }
        Value::Object(object)
    }
}

/// The form of the older schema: a text, with `help_url` and `help_message` at the top.
fn flatten_error(object: &mut Map<String, Value>) {
    let Some(Value::Object(error)) = object.remove("error") else {
        return;
    };
    for (from, to) in [
        ("message", "error"),
        ("help_url", "help_url"),
        ("help_message", "help_message"),
    ] {
        if let Some(value) = error.get(from) {
            object.insert(to.to_owned(), value.clone());
        }
    }
}

fn legacy(name: String) -> String {
    match name.as_str() {
        "run_id" => "runId".to_owned(),
        "streaming_url" => "streamingUrl".to_owned(),
        "result" => "resultJson".to_owned(),
        _ => name,
    }
}
