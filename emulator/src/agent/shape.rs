//! Shapes what was read to an `output_schema`, and reports honestly how well that went.

mod conform;
mod fill;

use serde_json::Value;

use crate::runs::{Ending, SchemaValidation};

/// A completed run whose result follows the schema as far as the facts reach.
pub(crate) fn completed(schema: &Value, facts: &Value) -> Ending {
    let result = fill::fill(schema, facts);
    let errors = conform::mismatches(schema, &result);
    let schema_validation = Some(SchemaValidation {
        valid: errors.is_empty(),
        re_prompt_attempts: 0,
        errors,
    });
    Ending::Completed {
        result,
        schema_validation,
    }
}
