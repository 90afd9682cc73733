//! Bad input is refused with a 400 that says where it is bad.

use crate::support::{Emulator, KEY, json_of, refusal, scenario, text};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// A valid body with one change.
fn with(changes: Value) -> Value {
    let mut body = scenario("complete");
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(body.as_object_mut().unwrap().remove(name)),
            value => body[name] = value.clone(),
        }
    }
    body
}

#[tokio::test]
async fn each_bad_field_is_named_in_the_details() {
    let emulator = Emulator::start().await;
    let long = "x".repeat(10);
    let cases = [
        (json!({ "url": null }), json!(["url"])),
        (json!({ "url": 7 }), json!(["url"])),
        (json!({ "url": "example.com" }), json!(["url"])),
        (json!({ "url": "ftp://example.com" }), json!(["url"])),
        (json!({ "goal": null }), json!(["goal"])),
        (json!({ "goal": "" }), json!(["goal"])),
        (
            json!({ "browser_profile": "loud" }),
            json!(["browser_profile"]),
        ),
        (
            json!({ "proxy_config": {} }),
            json!(["proxy_config", "enabled"]),
        ),
        (
            json!({ "proxy_config": { "enabled": "yes" } }),
            json!(["proxy_config", "enabled"]),
        ),
        (
            json!({ "proxy_config": { "enabled": true, "type": "custom" } }),
            json!(["proxy_config", "url"]),
        ),
        (
            json!({ "proxy_config": { "enabled": true, "country_code": long } }),
            json!(["proxy_config", "country_code"]),
        ),
        (
            json!({ "agent_config": { "mode": "wild" } }),
            json!(["agent_config", "mode"]),
        ),
        (
            json!({ "agent_config": { "max_steps": 0 } }),
            json!(["agent_config", "max_steps"]),
        ),
        (
            json!({ "agent_config": { "max_steps": 501 } }),
            json!(["agent_config", "max_steps"]),
        ),
        (
            json!({ "agent_config": { "max_steps": 1.5 } }),
            json!(["agent_config", "max_steps"]),
        ),
        (
            json!({ "agent_config": { "max_duration_seconds": -1 } }),
            json!(["agent_config", "max_duration_seconds"]),
        ),
        (
            json!({ "capture_config": { "html": 1 } }),
            json!(["capture_config", "html"]),
        ),
        (
            json!({ "webhook_url": "http://example.com" }),
            json!(["webhook_url"]),
        ),
        (json!({ "webhook_url": "https://" }), json!(["webhook_url"])),
        (json!({ "profile_id": "prof_1" }), json!(["profile_id"])),
        (
            json!({ "use_profile": false, "profile_id": "prof_1" }),
            json!(["profile_id"]),
        ),
        (
            json!({ "credential_item_ids": ["cred:1"] }),
            json!(["credential_item_ids"]),
        ),
        (
            json!({ "use_vault": true, "credential_item_ids": [] }),
            json!(["credential_item_ids"]),
        ),
        (
            json!({ "use_vault": true, "credential_item_ids": [""] }),
            json!(["credential_item_ids"]),
        ),
    ];
    for (changes, path) in cases {
        let answer = emulator
            .post("/v1/automation/run-async", &with(changes.clone()))
            .await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{changes}");
        let body = json_of(answer).await;
        assert_eq!(body["error"]["code"], "INVALID_INPUT", "{changes}");
        let details = body["error"]["details"].as_array().expect("details");
        let found = details.iter().find(|issue| issue["path"] == path);
        let issue = found.unwrap_or_else(|| panic!("{changes}: no issue at {path} in {body}"));
        assert!(
            issue["code"].is_string() && issue["message"].is_string(),
            "{issue}"
        );
    }
}

#[tokio::test]
async fn several_faults_are_told_together() {
    let emulator = Emulator::start().await;
    let body = json_of(
        emulator
            .post("/v1/automation/run", &json!({ "browser_profile": "loud" }))
            .await,
    )
    .await;
    assert_eq!(
        body["error"]["details"].as_array().unwrap().len(),
        3,
        "{body}"
    );
}

#[tokio::test]
async fn everything_documented_is_accepted_and_unknown_fields_too() {
    let emulator = Emulator::start().await;
    let body = with(json!({
        "browser_profile": "stealth",
        "proxy_config": { "enabled": true, "type": "tetra", "country_code": "DE" },
        "api_integration": "tests",
        "agent_config": { "mode": "strict", "max_steps": 500, "max_duration_seconds": 60, "cursor_style": "fish" },
        "capture_config": { "screenshots": true, "snapshots": true, "html": true, "recording": false, "elements": false },
        "webhook_url": "https://example.com/hook",
        "output_schema": { "type": "object", "properties": { "steps": { "type": "integer" } } },
        "use_profile": true, "profile_id": "prof_1",
        "use_vault": true, "credential_item_ids": ["cred:1"],
        "not_known_today": { "deep": [1] },
    }));
    let run = emulator.read_ended(&emulator.queue(&body).await).await;
    assert_eq!(run["status"], "COMPLETED", "{run}");
    assert_eq!(run["profile_id"], "prof_1");
    assert_eq!(
        run["browser_config"],
        json!({ "proxy_enabled": true, "proxy_country_code": "DE" })
    );
    assert_eq!(run["output_schema"], body["output_schema"]);
}

#[tokio::test]
async fn whole_numbers_count_however_they_are_written() {
    let emulator = Emulator::start().await;
    for (name, number) in [
        ("max_steps", "5.0"),
        ("max_duration_seconds", "60.0"),
        ("max_duration_seconds", "1e30"),
    ] {
        let number: Value = serde_json::from_str(number).unwrap();
        let body = with(json!({ "agent_config": { name: number } }));
        let run = emulator.run(&body).await;
        assert_eq!(run["status"], "COMPLETED", "{run}");
    }
    let body = with(
        json!({ "url": "http://scenarios.test/complete?steps=3", "agent_config": { "max_steps": 2.0 } }),
    );
    assert_eq!(
        emulator.run(&body).await["error"]["code"],
        "MAX_STEPS_EXCEEDED"
    );
}

#[tokio::test]
async fn gated_captures_are_forbidden() {
    let emulator = Emulator::start().await;
    for name in ["recording", "elements"] {
        let answer = emulator
            .post(
                "/v1/automation/run-sse",
                &with(json!({ "capture_config": { name: true } })),
            )
            .await;
        assert_eq!(
            refusal(answer).await,
            (StatusCode::FORBIDDEN, "FORBIDDEN".into()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn bodies_that_are_no_json_object_are_refused() {
    let emulator = Emulator::start().await;
    for body in ["", "{", "[]", "7", "null", "\u{feff}{}"] {
        let request = emulator
            .request(Method::POST, "/v1/automation/run-async")
            .header("x-api-key", KEY)
            .body(body);
        let answer = refusal(request.send().await.unwrap()).await;
        assert_eq!(
            answer,
            (StatusCode::BAD_REQUEST, "INVALID_INPUT".into()),
            "{body:?}"
        );
    }
}

#[tokio::test]
async fn a_batch_names_the_run_that_is_wrong_and_creates_none() {
    let emulator = Emulator::start().await;
    let batch =
        json!({ "runs": [scenario("complete"), { "url": "http://scenarios.test/complete" }] });
    let body = json_of(emulator.post("/v1/automation/run-batch", &batch).await).await;
    assert_eq!(
        body["error"]["details"][0]["path"],
        json!(["runs", 1, "goal"]),
        "{body}"
    );
    assert_eq!(
        emulator.get_json("/v1/runs").await["pagination"]["total"],
        0
    );
}

#[tokio::test]
async fn batches_take_one_to_a_hundred() {
    let emulator = Emulator::start().await;
    let many = |count: usize| json!({ "runs": vec![scenario("complete?steps=0"); count] });
    for count in [0, 101] {
        let answer = emulator
            .post("/v1/automation/run-batch", &many(count))
            .await;
        assert_eq!(
            refusal(answer).await,
            (StatusCode::BAD_REQUEST, "INVALID_INPUT".into()),
            "{count}"
        );
    }
    let answer = emulator
        .post_json("/v1/automation/run-batch", &many(100))
        .await;
    assert_eq!(answer["run_ids"].as_array().unwrap().len(), 100);
    for path in ["/v1/runs/batch", "/v1/runs/batch/cancel"] {
        for body in [
            json!({ "run_ids": [] }),
            json!({ "run_ids": vec!["x"; 101] }),
            json!({ "run_ids": [7] }),
            json!({ "run_ids": "x" }),
            json!({ "run_ids": null }),
            json!({ "run_ids": ["x"], "api_integration": "x" }),
        ] {
            let answer = emulator.post(path, &body).await;
            assert_eq!(
                refusal(answer).await,
                (StatusCode::BAD_REQUEST, "INVALID_INPUT".into()),
                "{path} {body}"
            );
        }
    }
}

#[tokio::test]
async fn a_scenario_that_does_not_exist_or_a_bad_parameter_is_refused() {
    let emulator = Emulator::start().await;
    for address in [
        "no-such",
        "complete?steps=many",
        "drop?how=softly",
        "complete?steps=501",
    ] {
        let body = json_of(
            emulator
                .post("/v1/automation/run-sse", &scenario(address))
                .await,
        )
        .await;
        assert_eq!(body["error"]["code"], "INVALID_INPUT", "{address}");
        assert!(!text(&body["error"]["message"]).is_empty());
    }
}
