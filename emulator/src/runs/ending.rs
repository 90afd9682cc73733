//! How a run ends when nobody cancels it.

use serde::Serialize;
use serde_json::Value;

use super::RunError;

/// One place where a result does not fit the `output_schema`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SchemaMismatch {
    pub path: String,
    pub expected: String,
    pub received: String,
    pub message: String,
}

/// The report on a result for which a schema was sent.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SchemaValidation {
    pub valid: bool,
    /// Always 0 here: a script cannot be asked again in other words.
    pub re_prompt_attempts: u8,
    pub errors: Vec<SchemaMismatch>,
}

/// `COMPLETED` or `FAILED`, with what belongs to it.
#[derive(Clone, Debug)]
pub(crate) enum Ending {
    Completed {
        result: Value,
        schema_validation: Option<SchemaValidation>,
    },
    Failed(RunError),
}

impl Ending {
    /// A completed run for which no schema was sent.
    pub(crate) fn completed(result: Value) -> Self {
        Self::Completed {
            result,
            schema_validation: None,
        }
    }
}
