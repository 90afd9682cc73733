//! The accepted subset of JSON Schema, and what is reported about a result.

use crate::support::{Emulator, json_of, scenario, text};
use reqwest::StatusCode;
use serde_json::{Value, json};

fn object_with(property: Value) -> Value {
    json!({ "type": "object", "properties": { "p": property } })
}

fn nested(levels: usize) -> Value {
    (1..levels).fold(
        json!({ "type": "string" }),
        |inner, _| json!({ "type": "object", "properties": { "p": inner } }),
    )
}

async fn answer(emulator: &Emulator, schema: &Value) -> (StatusCode, Value) {
    let mut body = scenario("complete?steps=0");
    body["output_schema"] = schema.clone();
    let answer = emulator.post("/v1/automation/run-async", &body).await;
    (answer.status(), json_of(answer).await)
}

#[tokio::test]
async fn schemas_outside_the_subset_are_refused_with_a_pointer() {
    let emulator = Emulator::start().await;
    let cases = [
        (json!(true), "#"),
        (json!("object"), "#"),
        (json!({ "type": "array" }), "#"),
        (json!({ "properties": {} }), "#"),
        (
            json!({ "type": "object", "anyOf": [{ "type": "object" }] }),
            "#",
        ),
        (
            json!({ "type": "object", "additionalProperties": false }),
            "#",
        ),
        (json!({ "type": "object", "$ref": "#/x" }), "#"),
        (json!({ "type": "object", "required": ["p"] }), "#"),
        (
            json!({ "type": "object", "properties": { "p": { "type": "string" } }, "required": ["q"] }),
            "#",
        ),
        (json!({ "type": "object", "propertyOrdering": ["p"] }), "#"),
        (
            json!({ "type": "object", "properties": { "p": {} }, "propertyOrdering": ["p", "p"] }),
            "#",
        ),
        (object_with(json!(true)), "#/properties/p"),
        (
            object_with(json!({ "type": ["string", "null"] })),
            "#/properties/p",
        ),
        (object_with(json!({ "type": "null" })), "#/properties/p"),
        (
            object_with(json!({ "type": "integer", "enum": [1] })),
            "#/properties/p",
        ),
        (
            object_with(json!({ "type": "string", "enum": [1] })),
            "#/properties/p",
        ),
        (
            object_with(json!({ "type": "string", "format": "email" })),
            "#/properties/p",
        ),
        (
            object_with(json!({ "type": "string", "minimum": 1 })),
            "#/properties/p",
        ),
        (
            object_with(json!({ "type": "number", "minItems": 1 })),
            "#/properties/p",
        ),
        (
            object_with(json!({ "type": "string", "const": "x" })),
            "#/properties/p",
        ),
        (
            object_with(json!({ "type": "string", "nullable": "yes" })),
            "#/properties/p",
        ),
        (
            object_with(json!({ "oneOf": [{ "type": "string" }] })),
            "#/properties/p",
        ),
        (object_with(json!({ "anyOf": [] })), "#/properties/p"),
        (
            object_with(json!({ "anyOf": [{ "type": "string" }, { "type": "date" }] })),
            "#/properties/p/anyOf/1",
        ),
        (
            object_with(json!({ "type": "array", "items": { "type": "string", "examples": [] } })),
            "#/properties/p/items",
        ),
        (
            json!({ "type": "object", "properties": { "a/b~c": { "x": 1 } } }),
            "#/properties/a~1b~0c",
        ),
        (nested(11), "/properties/p"),
        (
            object_with(json!({ "type": "string", "enum": ["x".repeat(70_000)] })),
            "#",
        ),
    ];
    for (schema, pointer) in cases {
        let (status, body) = answer(&emulator, &schema).await;
        assert_eq!(
            (status, text(&body["error"]["code"])),
            (StatusCode::BAD_REQUEST, "INVALID_INPUT"),
            "{schema}"
        );
        let message = text(&body["error"]["message"]);
        assert!(
            message.contains(&format!("{pointer}: ")),
            "{schema}: {message}"
        );
        assert_eq!(
            body["error"]["details"][0]["path"][0], "output_schema",
            "{body}"
        );
    }
}

#[tokio::test]
async fn the_whole_subset_is_accepted() {
    let emulator = Emulator::start().await;
    let schema = json!({
        "type": "object",
        "properties": {
            "name": { "type": "string", "nullable": true, "enum": ["a", "b"] },
            "day": { "type": "string", "format": "date" },
            "many": { "type": "array", "items": { "type": "number", "minimum": 0, "maximum": 9.5 }, "minItems": 0, "maxItems": 3 },
            "either": { "anyOf": [{ "type": "boolean" }, { "required": ["elsewhere"] }] },
        },
        "required": ["name"],
        "propertyOrdering": ["day", "name"],
    });
    for schema in [schema, nested(10), json!({ "type": "object" })] {
        let (status, body) = answer(&emulator, &schema).await;
        assert_eq!(status, StatusCode::OK, "{body}");
    }
}

#[tokio::test]
async fn results_are_shaped_and_the_report_is_honest() {
    let emulator = Emulator::start().await;
    let run = async |schema: Value| {
        let mut body = scenario("complete?steps=2");
        body["output_schema"] = schema;
        emulator.run(&body).await
    };
    let good = run(json!({ "type": "object", "properties": { "steps": { "type": "integer" }, "gone": { "type": "string", "nullable": true } } })).await;
    assert_eq!(good["result"], json!({ "steps": 2, "gone": null }));
    assert_eq!(
        good["schema_validation"],
        json!({ "valid": true, "re_prompt_attempts": 0, "errors": [] })
    );

    let bad = run(json!({
        "type": "object",
        "properties": { "steps": { "type": "integer", "maximum": 1 }, "colour": { "type": "string" } },
        "required": ["colour"],
    }))
    .await;
    assert_eq!(bad["status"], "COMPLETED");
    assert_eq!(bad["schema_validation"]["valid"], false);
    let paths: Vec<_> = bad["schema_validation"]["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| text(&e["path"]))
        .collect();
    assert_eq!(paths, ["#/colour", "#/steps"]);

    let without = emulator.run(&scenario("complete?steps=0")).await;
    assert_eq!(without["schema_validation"], Value::Null);
}

#[tokio::test]
async fn a_batch_has_one_schema_for_all() {
    let emulator = Emulator::start().await;
    let schema = json!({ "type": "object", "properties": { "steps": { "type": "integer" } } });
    let batch =
        json!({ "runs": [scenario("complete"), scenario("complete")], "output_schema": schema });
    let answer = emulator.post_json("/v1/automation/run-batch", &batch).await;
    for id in answer["run_ids"].as_array().unwrap() {
        assert_eq!(emulator.read_ended(text(id)).await["output_schema"], schema);
    }
    let bad = json!({ "runs": [scenario("complete")], "output_schema": { "type": "array" } });
    let answer = emulator.post("/v1/automation/run-batch", &bad).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let body = json_of(answer).await;
    assert_eq!(
        body["error"]["details"][0]["path"],
        json!(["output_schema"]),
        "where it stands in the request"
    );
}
