//! Every scenario does what `GET /emulator` says of it.

use std::time::{Duration, Instant};

use crate::support::{
    Emulator, bytes_until_break, events_in, json_of, refusal, scenario, text, types, until,
};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// The one run made with this address.
async fn run_of(emulator: &Emulator, goal: &str) -> Value {
    let id = until(async || {
        let list = emulator.get_json(&format!("/v1/runs?goal={goal}")).await;
        list["data"][0]["run_id"].as_str().map(str::to_owned)
    })
    .await;
    emulator.read_ended(&id).await
}

fn named(address: &str, goal: &str) -> Value {
    json!({ "url": format!("http://scenarios.test/{address}"), "goal": goal })
}

#[tokio::test]
async fn a_cut_stream_leaves_the_run_going() {
    let emulator = Emulator::start().await;
    for (address, orderly, progress) in [
        ("drop?after=2", true, 2),
        ("drop?after=0&how=abort", false, 0),
        ("drop?how=reset", false, 1),
        ("reset?after=2", false, 2),
    ] {
        let (events, ended_well) = emulator.stream(&named(address, address)).await.rest().await;
        assert_eq!(ended_well, orderly, "{address}");
        assert_eq!(
            types(&events)
                .iter()
                .filter(|name| **name == "PROGRESS")
                .count(),
            progress,
            "{address}"
        );
        assert_eq!(events[0]["type"], "STARTED");
        let run = emulator.read_ended(text(&events[0]["run_id"])).await;
        assert_eq!(
            (text(&run["status"]), run["num_of_steps"].as_u64()),
            ("COMPLETED", Some(3)),
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_stream_can_be_cut_before_anything_is_known() {
    let emulator = Emulator::start().await;
    for how in ["end", "abort", "reset"] {
        let goal = format!("early-{how}");
        let answer = emulator
            .post(
                "/v1/automation/run-sse",
                &named(&format!("drop-before-started?how={how}"), &goal),
            )
            .await;
        assert_eq!(answer.status(), StatusCode::OK);
        let (bytes, orderly) = bytes_until_break(answer).await;
        assert!(bytes.is_empty());
        assert_eq!(orderly, how == "end");
        assert_eq!(run_of(&emulator, &goal).await["status"], "COMPLETED");
    }
}

#[tokio::test]
async fn a_dropped_run_can_fail_or_never_end() {
    let emulator = Emulator::start().await;
    let (events, _) = emulator
        .stream(&scenario("drop?then=fail"))
        .await
        .rest()
        .await;
    assert_eq!(
        emulator.read_ended(text(&events[0]["run_id"])).await["status"],
        "FAILED"
    );
    let (events, _) = emulator
        .stream(&scenario("drop?then=never"))
        .await
        .rest()
        .await;
    let id = text(&events[0]["run_id"]);
    emulator
        .read_until(id, |run| run["steps"].as_array().unwrap().len() == 3)
        .await;
    assert_eq!(emulator.cancel(id).await["status"], "CANCELLED");
}

#[tokio::test]
async fn silence_has_no_byte_and_no_end() {
    let emulator = Emulator::start().await;
    for address in [
        "silent?heartbeat=5&delay=0",
        "silent?after=1&heartbeat=5&delay=0",
    ] {
        let mut stream = emulator.stream(&named(address, address)).await;
        if address.contains("after") {
            stream.next_of("PROGRESS").await;
        }
        let run = run_of(&emulator, &address.replace('?', "%3F").replace('&', "%26")).await;
        assert_eq!(run["status"], "COMPLETED");
        let more = tokio::time::timeout(Duration::from_millis(60), stream.next()).await;
        assert!(more.is_err(), "{address}: {more:?}");
    }
}

#[tokio::test]
async fn slow_bytes_are_the_same_bytes_in_small_pieces() {
    let emulator = Emulator::start().await;
    let mut response = emulator
        .post(
            "/v1/automation/run-sse",
            &scenario("slow-bytes?steps=1&gap=0&size=3"),
        )
        .await;
    let mut body = Vec::new();
    let mut pieces = 0;
    while let Some(chunk) = response.chunk().await.unwrap() {
        body.extend_from_slice(&chunk);
        pieces += 1;
    }
    let events = events_in(&String::from_utf8(body).unwrap());
    assert_eq!(
        types(&events),
        ["STARTED", "STREAMING_URL", "PROGRESS", "COMPLETE"]
    );
    assert!(pieces > 20, "{pieces}");
}

#[tokio::test]
async fn results_may_be_any_json() {
    let emulator = Emulator::start().await;
    for (address, result) in [
        (
            "array-result",
            json!([{ "name": "first" }, { "name": "second" }]),
        ),
        ("string-result?text=words", json!("words")),
        ("string-result", json!("{\"answer\":42}")),
        ("null-result", Value::Null),
        (
            "goal-missed?reason=Sold%20out",
            json!({ "status": "failure", "reason": "Sold out" }),
        ),
        (
            "complete?steps=0",
            json!({ "scenario": "complete", "steps": 0 }),
        ),
    ] {
        let (events, _) = emulator.events(&scenario(address)).await;
        let last = events.last().unwrap();
        assert_eq!(last["result"], result, "{address}");
        assert_eq!(
            emulator.read(text(&last["run_id"])).await["result"],
            result,
            "{address}"
        );
    }
}

#[tokio::test]
async fn older_names_and_string_errors() {
    let emulator = Emulator::start().await;
    let (events, body) = emulator
        .events(&scenario("legacy-names?string=1&steps=1"))
        .await;
    assert!(!body.contains("run_id") && !body.contains("streaming_url"));
    assert!(events[0]["runId"].is_string() && events[1]["streamingUrl"].is_string());
    let result: Value = serde_json::from_str(text(&events.last().unwrap()["resultJson"])).unwrap();
    assert_eq!(result["steps"], 1);

    let (events, _) = emulator.events(&scenario("string-error?steps=0")).await;
    let last = events.last().unwrap();
    assert!(
        last["error"].is_string()
            && last["help_url"].is_string()
            && last["help_message"].is_string(),
        "{last}"
    );

    let (events, _) = emulator.events(&scenario("no-timestamps?steps=1")).await;
    assert!(events.iter().all(|event| event.get("timestamp").is_none()));
}

#[tokio::test]
async fn unknown_events_are_mixed_in() {
    let emulator = Emulator::start().await;
    let (events, _) = emulator.events(&scenario("unknown-events?steps=1")).await;
    assert_eq!(
        types(&events),
        [
            "STARTED",
            "STREAMING_URL",
            "TF_API_RESULT",
            "STEP",
            "NOT_YET_INVENTED",
            "PROGRESS",
            "COMPLETE",
        ]
    );
    assert_eq!(events[2]["tinyfish_api"], "search");
    assert_eq!(events[5]["tinyfish_api"], "search");
}

#[tokio::test]
async fn refusals_before_creation_are_counted_per_address() {
    let emulator = Emulator::start().await;
    for (name, status, code) in [
        ("busy", StatusCode::SERVICE_UNAVAILABLE, "SERVICE_BUSY"),
        (
            "rate-limited",
            StatusCode::TOO_MANY_REQUESTS,
            "RATE_LIMIT_EXCEEDED",
        ),
    ] {
        let body = named(&format!("{name}?times=2&retry_after=3&tag={name}"), name);
        for _ in 0..2 {
            let answer = emulator.post("/v1/automation/run-async", &body).await;
            assert_eq!(answer.headers()["retry-after"], "3");
            assert_eq!(refusal(answer).await, (status, code.to_owned()));
        }
        assert_eq!(
            emulator.get_json(&format!("/v1/runs?goal={name}")).await["pagination"]["total"],
            0
        );
        let other = emulator
            .post(
                "/v1/automation/run-async",
                &named(&format!("{name}?times=2&tag=x"), "other"),
            )
            .await;
        assert_eq!(other.status(), status, "another address has its own count");
        assert!(other.headers().get("retry-after").is_none());
        assert!(emulator.post_json("/v1/automation/run-async", &body).await["run_id"].is_string());
        assert_eq!(emulator.requests(&format!("tag={name}")).await.len(), 3);
    }
}

#[tokio::test]
async fn any_error_status_can_be_asked_for() {
    let emulator = Emulator::start().await;
    for (address, status, code) in [
        ("status?code=402", 402, "INSUFFICIENT_CREDITS"),
        ("status?code=403", 403, "FORBIDDEN"),
        (
            "status?code=404&error=FEATURE_NOT_AVAILABLE",
            404,
            "FEATURE_NOT_AVAILABLE",
        ),
        ("status", 500, "INTERNAL_ERROR"),
        ("status?code=502", 502, "INTERNAL_ERROR"),
        ("unauthorized", 401, "UNAUTHORIZED"),
        ("unauthorized?code=INVALID_API_KEY", 401, "INVALID_API_KEY"),
    ] {
        let answer = refusal(
            emulator
                .post("/v1/automation/run-sse", &scenario(address))
                .await,
        )
        .await;
        assert_eq!(
            (answer.0.as_u16(), answer.1.as_str()),
            (status, code),
            "{address}"
        );
    }
    let sync = emulator
        .post("/v1/automation/run", &scenario("status?code=500"))
        .await;
    assert_eq!(sync.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = json_of(sync).await;
    assert_eq!(
        (
            &body["run_id"],
            text(&body["status"]),
            &body["num_of_steps"]
        ),
        (&Value::Null, "FAILED", &json!(0))
    );
    assert!(
        body["error"]["message"].is_string(),
        "run-shaped, not an envelope: {body}"
    );
}

#[tokio::test]
async fn proxies_answer_with_html_or_json() {
    let emulator = Emulator::start().await;
    let html = emulator
        .post("/v1/automation/run-sse", &named("html", "page"))
        .await;
    assert_eq!(
        (
            html.status(),
            html.headers()["content-type"].to_str().unwrap()
        ),
        (StatusCode::OK, "text/html; charset=utf-8")
    );
    assert_eq!(
        emulator.get_json("/v1/runs?goal=page").await["pagination"]["total"],
        0
    );

    let json = emulator
        .post_json("/v1/automation/run-sse", &scenario("json"))
        .await;
    assert_eq!(json["error"], Value::Null);
    assert_eq!(
        emulator.read_ended(text(&json["run_id"])).await["status"],
        "COMPLETED"
    );
}

#[tokio::test]
async fn results_can_be_huge() {
    let emulator = Emulator::start().await;
    let (events, _) = emulator.events(&scenario("huge?kb=300&steps=0")).await;
    assert_eq!(
        text(&events.last().unwrap()["result"]["text"]).len(),
        300 * 1024
    );
}

#[tokio::test]
async fn framing_can_be_odd() {
    let emulator = Emulator::start().await;
    let body = async |address: &str| emulator.events(&scenario(address)).await.1;
    assert!(!body("no-blank-lines").await.contains("\n\n"));
    assert!(body("done-marker").await.ends_with("data: [DONE]\n\n"));
    assert!(body("odd-framing?eol=crlf").await.ends_with("}\r\n\r\n"));
    let cr = body("odd-framing?eol=cr").await;
    assert!(cr.ends_with("}\r\r") && !cr.contains('\n'));
    assert!(body("odd-framing?bom=1").await.starts_with('\u{feff}'));
    assert!(body("odd-framing?bom=true").await.starts_with('\u{feff}'));
    assert!(body("odd-framing?bom=false").await.starts_with("data: {"));
    assert!(body("odd-framing?no_space=1").await.starts_with("data:{"));
    assert!(body("odd-framing?unterminated=1").await.ends_with('}'));
    let named = body("odd-framing?named=1&lines=1&steps=0").await;
    assert!(
        named.starts_with(
            ": a comment\nevent: STARTED\nid: 1\nretry: 3000\ndata: {\ndata:   \"type\""
        ),
        "{named}"
    );
}

#[tokio::test]
async fn a_buffering_proxy_holds_everything_back() {
    let emulator = Emulator::start().await;
    let begun = Instant::now();
    let mut response = emulator
        .post(
            "/v1/automation/run-sse",
            &scenario("held-back?steps=4&delay=30"),
        )
        .await;
    let first = response.chunk().await.unwrap().unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(120));
    assert_eq!(
        types(&events_in(std::str::from_utf8(&first).unwrap()))[0],
        "STARTED"
    );
}

#[tokio::test]
async fn queued_runs_start_late_and_may_say_their_id_early() {
    let emulator = Emulator::start().await;
    let id = emulator.queue(&scenario("queued?ms=200")).await;
    let run = emulator.read(&id).await;
    assert_eq!(
        (
            text(&run["status"]),
            &run["started_at"],
            &run["streaming_url"]
        ),
        ("PENDING", &Value::Null, &Value::Null)
    );
    assert_eq!(emulator.read_ended(&id).await["status"], "COMPLETED");

    let mut stream = emulator.stream(&scenario("queued?ms=60000&early=1")).await;
    let id = text(&stream.next_of("STARTED").await["run_id"]).to_owned();
    assert_eq!(emulator.read(&id).await["status"], "PENDING");
    assert_eq!(emulator.cancel(&id).await["status"], "CANCELLED");
    assert_eq!(stream.next_of("COMPLETE").await["status"], "CANCELLED");
}

#[tokio::test]
async fn a_cancel_can_lose_the_race() {
    let emulator = Emulator::start().await;
    let mut stream = emulator
        .stream(&scenario("cancel-race?steps=1&pause=10"))
        .await;
    let id = text(&stream.next_of("PROGRESS").await["run_id"]).to_owned();
    let answer = emulator.cancel(&id).await;
    assert_eq!(
        (text(&answer["status"]), text(&answer["message"])),
        ("COMPLETED", "Run already finished")
    );
    let last = stream.next_of("COMPLETE").await;
    assert_eq!(
        (text(&last["status"]), &last["result"]["steps"]),
        ("COMPLETED", &json!(1))
    );
}

#[tokio::test]
async fn reads_can_fail_before_they_work() {
    let emulator = Emulator::start().await;
    let (events, _) = emulator
        .stream(&scenario("poll-errors?times=2&code=503&after=0"))
        .await
        .rest()
        .await;
    let path = format!("/v1/runs/{}", text(&events[0]["run_id"]));
    for _ in 0..2 {
        assert_eq!(
            emulator.get(&path).await.status(),
            StatusCode::SERVICE_UNAVAILABLE
        );
    }
    assert_eq!(emulator.get(&path).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_description_lists_every_scenario_with_parameters_that_work() {
    let emulator = Emulator::start().await;
    let about = emulator.get_json("/emulator").await;
    for name in ["version", "api", "viewer", "shop"] {
        assert!(about[name].is_string(), "{name}");
    }
    assert_eq!(about["api"], emulator.running.api());
    assert!(text(&about["agent"]).contains("does not understand goals"));
    let scenarios = about["scenarios"].as_array().unwrap();
    assert!(scenarios.len() > 25);
    for entry in scenarios {
        let defaults: Vec<String> = entry["params"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|param| !param["default"].is_null())
            .map(|param| {
                let value = match &param["default"] {
                    Value::Bool(on) => u8::from(*on).to_string(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                format!("{}={value}", text(&param["name"]))
            })
            .collect();
        let url = format!("{}?{}", text(&entry["url"]), defaults.join("&"));
        let answer = emulator
            .post(
                "/v1/automation/run-async",
                &json!({ "url": url, "goal": "x" }),
            )
            .await;
        assert_ne!(answer.status(), StatusCode::BAD_REQUEST, "{url}");
    }
}
