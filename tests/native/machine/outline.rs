//! How the host outlines an event, as `record.js` does. Used by the fuzz target of events too.

use serde_json::{Map, Value};

/// What an outline tells of an event, beside which other members there are.
const READ: [&str; 12] = [
    "type",
    "run_id",
    "runId",
    "streaming_url",
    "streamingUrl",
    "status",
    "error",
    "purpose",
    "timestamp",
    "step_id",
    "help_url",
    "help_message",
];

/// The outline of an event, if it is a JSON object: `null` and what the machine reads as they are, of the rest only that it
/// is there.
pub fn outline(event: &Value) -> Option<String> {
    let members = event.as_object()?.iter().map(|(name, value)| {
        let told = value.is_null() || READ.contains(&name.as_str());
        (name.clone(), if told { value.clone() } else { 0.into() })
    });
    Some(Value::Object(members.collect::<Map<_, _>>()).to_string())
}
