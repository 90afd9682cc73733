//! Reading, listing, cancelling and queueing runs.

use std::time::Duration;

use crate::support::{Emulator, refusal, scenario, text};
use emulator::{BrowserChoice, Config};
use reqwest::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn a_run_has_every_documented_field() {
    let emulator = Emulator::start().await;
    let id = emulator.queue(&scenario("complete?steps=2")).await;
    let run = emulator.read_ended(&id).await;
    let names: Vec<&str> = run
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        names,
        [
            "run_id",
            "status",
            "goal",
            "created_at",
            "started_at",
            "finished_at",
            "num_of_steps",
            "result",
            "output_schema",
            "schema_validation",
            "profile_attached",
            "profile_id",
            "error",
            "streaming_url",
            "browser_config",
            "video_url",
            "steps",
        ]
    );
    assert_eq!(
        (
            run["num_of_steps"].as_u64(),
            run["steps"].as_array().unwrap().len()
        ),
        (Some(2), 2)
    );
    let step = &run["steps"][0];
    assert_eq!(step["status"], "COMPLETED");
    assert!(text(&step["duration"]).ends_with('s'), "{step}");

    let list = emulator.get_json("/v1/runs").await;
    let listed = list["data"][0].as_object().unwrap();
    assert!(!listed.contains_key("steps") && !listed.contains_key("video_url"));
}

#[tokio::test]
async fn unknown_runs_are_a_404_everywhere() {
    let emulator = Emulator::start().await;
    let not_found = (StatusCode::NOT_FOUND, "NOT_FOUND".to_owned());
    assert_eq!(
        refusal(emulator.get("/v1/runs/nobody").await).await,
        not_found
    );
    assert_eq!(
        refusal(emulator.post("/v1/runs/nobody/cancel", &json!({})).await).await,
        not_found
    );
    assert_eq!(
        refusal(emulator.get("/v1/runs/nobody/steps/x/screenshot").await).await,
        not_found
    );
    assert_eq!(
        refusal(emulator.get("/v1/runs/nobody/steps/x/html").await).await,
        not_found
    );
    let many = emulator
        .post_json("/v1/runs/batch", &json!({ "run_ids": ["nobody"] }))
        .await;
    assert_eq!(many, json!({ "data": [], "not_found": ["nobody"] }));
    let many = emulator
        .post_json("/v1/runs/batch/cancel", &json!({ "run_ids": ["nobody"] }))
        .await;
    assert_eq!(many, json!({ "results": [], "not_found": ["nobody"] }));
}

#[tokio::test]
async fn cancelling_follows_the_table() {
    let emulator = Emulator::start().await;
    let id = emulator.queue(&scenario("never?steps=1")).await;
    emulator
        .read_until(&id, |run| run["status"] == "RUNNING")
        .await;
    let first = emulator.cancel(&id).await;
    assert_eq!(
        (text(&first["status"]), &first["message"]),
        ("CANCELLED", &Value::Null)
    );
    assert!(first["cancelled_at"].is_string());
    let again = emulator.cancel(&id).await;
    assert_eq!(
        again,
        json!({
            "run_id": id, "status": "CANCELLED", "cancelled_at": first["cancelled_at"], "message": "Run already cancelled",
        })
    );

    for (address, status) in [
        ("complete?steps=0", "COMPLETED"),
        ("fail?steps=0", "FAILED"),
    ] {
        let id = emulator.queue(&scenario(address)).await;
        emulator.read_ended(&id).await;
        let late = emulator.cancel(&id).await;
        assert_eq!(
            late,
            json!({
                "run_id": id, "status": status, "cancelled_at": null, "message": "Run already finished",
            })
        );
    }
}

#[tokio::test]
async fn a_cancelled_run_stays_as_it_was() {
    let emulator = Emulator::start().await;
    let mut stream = emulator
        .stream(&scenario("complete?steps=500&delay=20"))
        .await;
    let id = text(&stream.next_of("STARTED").await["run_id"]).to_owned();
    stream.next_of("PROGRESS").await;
    emulator.cancel(&id).await;
    let last = stream.next_of("COMPLETE").await;
    assert_eq!(
        (text(&last["status"]), &last["result"], &last["error"]),
        ("CANCELLED", &Value::Null, &Value::Null)
    );
    let (rest, orderly) = stream.rest().await;
    assert!(rest.is_empty() && orderly);
    let run = emulator.read(&id).await;
    assert_eq!(run["status"], "CANCELLED");
    assert!(run["finished_at"].is_string());
}

#[tokio::test]
async fn a_synchronous_run_cannot_be_cancelled() {
    let emulator = Emulator::start().await;
    let find = async {
        crate::support::until(async || {
            let list = emulator.get_json("/v1/runs?status=RUNNING").await;
            list["data"][0]["run_id"].as_str().map(str::to_owned)
        })
        .await
    };
    let cancel = async {
        let id = find.await;
        let answer = refusal(
            emulator
                .post(&format!("/v1/runs/{id}/cancel"), &json!({}))
                .await,
        )
        .await;
        let many = emulator
            .post_json("/v1/runs/batch/cancel", &json!({ "run_ids": [id] }))
            .await;
        (answer, many["not_found"][0] == id)
    };
    let body = scenario("complete?steps=20&delay=50");
    let (run, (answer, listed)) = tokio::join!(emulator.run(&body), cancel);
    assert_eq!(answer, (StatusCode::BAD_REQUEST, "INVALID_INPUT".into()));
    assert!(listed);
    assert_eq!(run["status"], "COMPLETED");
}

#[tokio::test]
async fn many_are_read_and_cancelled_at_once() {
    let emulator = Emulator::start().await;
    let batch = json!({ "runs": [scenario("never"), scenario("complete?steps=0")] });
    let ids = emulator.post_json("/v1/automation/run-batch", &batch).await["run_ids"].clone();
    emulator.read_ended(text(&ids[1])).await;
    let asked = json!({ "run_ids": [ids[0], ids[1], "nobody"] });
    let answer = emulator.post_json("/v1/runs/batch/cancel", &asked).await;
    let statuses: Vec<_> = answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| text(&r["status"]))
        .collect();
    assert_eq!(statuses, ["CANCELLED", "COMPLETED"]);
    assert_eq!(answer["not_found"], json!(["nobody"]));
    let read = emulator
        .post_json("/v1/runs/batch", &json!({ "run_ids": [ids[1], ids[0]] }))
        .await;
    assert_eq!(
        (&read["data"][0]["run_id"], &read["data"][1]["run_id"]),
        (&ids[1], &ids[0])
    );
    assert!(read["data"][0]["steps"].is_array());
    assert_eq!(read["not_found"], Value::Null);
}

#[tokio::test]
async fn runs_beyond_the_limit_wait_their_turn() {
    let config = Config {
        max_concurrent: 1,
        browser: BrowserChoice::Disabled,
        ..Config::default()
    };
    let emulator = Emulator::with(config).await;
    let first = emulator.queue(&scenario("never")).await;
    emulator
        .read_until(&first, |run| run["status"] == "RUNNING")
        .await;
    let second = emulator.queue(&scenario("never")).await;
    let third = emulator.queue(&scenario("complete?steps=0")).await;
    // Time in which a run that did not wait would have started.
    tokio::time::sleep(Duration::from_millis(100)).await;
    for id in [&second, &third] {
        let run = emulator.read(id).await;
        assert_eq!(
            (text(&run["status"]), &run["started_at"]),
            ("PENDING", &Value::Null)
        );
    }
    assert_eq!(emulator.cancel(&second).await["status"], "CANCELLED");
    emulator.cancel(&first).await;
    assert_eq!(emulator.read_ended(&third).await["status"], "COMPLETED");
}

#[tokio::test]
async fn limits_of_steps_and_time_fail_the_run() {
    let emulator = Emulator::start().await;
    let mut body = scenario("complete?steps=5");
    body["agent_config"] = json!({ "max_steps": 2 });
    let run = emulator.run(&body).await;
    assert_eq!(
        (text(&run["error"]["code"]), run["num_of_steps"].as_u64()),
        ("MAX_STEPS_EXCEEDED", Some(2))
    );

    let mut body = scenario("never?steps=0");
    body["agent_config"] = json!({ "max_duration_seconds": 1 });
    let run = emulator.run(&body).await;
    assert_eq!(
        (text(&run["status"]), text(&run["error"]["code"])),
        ("FAILED", "TIMEOUT")
    );
}

#[tokio::test]
async fn browser_runs_without_a_browser_fail_and_say_so() {
    let emulator = Emulator::start().await;
    let run = emulator
        .run(&json!({ "url": "https://example.com", "goal": "look" }))
        .await;
    assert_eq!(
        (text(&run["status"]), text(&run["error"]["category"])),
        ("FAILED", "SYSTEM_FAILURE")
    );
    assert!(text(&run["error"]["message"]).contains("--no-browser"));
}
