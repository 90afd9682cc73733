//! The event stream in its documented form, and what the request log says about it.

use crate::support::{Emulator, scenario, text, types, until};
use serde_json::Value;

#[tokio::test]
async fn events_come_in_order_as_bare_data_lines() {
    let emulator = Emulator::start().await;
    let response = emulator
        .post("/v1/automation/run-sse", &scenario("complete?steps=2"))
        .await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let body = response.text().await.unwrap();
    for event in body.split_terminator("\n\n") {
        assert!(
            event.starts_with("data: {") && !event.contains('\n') && !event.contains('\r'),
            "{event:?}"
        );
    }
    let events = crate::support::events_in(&body);
    assert_eq!(
        types(&events),
        [
            "STARTED",
            "STREAMING_URL",
            "PROGRESS",
            "PROGRESS",
            "COMPLETE"
        ]
    );
    let id = &events[0]["run_id"];
    for event in &events {
        assert_eq!(&event["run_id"], id);
        assert!(text(&event["timestamp"]).ends_with('Z'), "{event}");
    }
    let last = events.last().unwrap();
    assert_eq!(
        (text(&last["status"]), &last["error"]),
        ("COMPLETED", &Value::Null)
    );
    assert_eq!(last["result"], emulator.read(text(id)).await["result"]);
}

#[tokio::test]
async fn a_failed_run_carries_its_error() {
    let emulator = Emulator::start().await;
    let address = "fail?steps=0&category=BILLING_FAILURE&code=INSUFFICIENT_CREDITS&retry_after=7&help_url=https://help.test/&help_message=Pay&message=Empty";
    let (events, _) = emulator.events(&scenario(address)).await;
    let error = &events.last().unwrap()["error"];
    assert_eq!(
        *error,
        serde_json::json!({
            "code": "INSUFFICIENT_CREDITS", "message": "Empty", "category": "BILLING_FAILURE", "retry_after": 7,
            "help_url": "https://help.test/", "help_message": "Pay",
        })
    );
}

#[tokio::test]
async fn heartbeats_come_when_nothing_else_does() {
    let emulator = Emulator::start().await;
    let mut stream = emulator
        .stream(&scenario("never?steps=0&heartbeat=20"))
        .await;
    let id = text(&stream.next_of("STARTED").await["run_id"]).to_owned();
    for _ in 0..3 {
        let beat = stream.next_of("HEARTBEAT").await;
        assert!(beat.get("run_id").is_none() && beat["timestamp"].is_string());
    }
    emulator.cancel(&id).await;
    assert_eq!(stream.next_of("COMPLETE").await["status"], "CANCELLED");
}

#[tokio::test]
async fn leaving_the_stream_does_not_cancel_and_is_noticed() {
    let emulator = Emulator::start().await;
    let mut stream = emulator
        .stream(&scenario("complete?steps=20&delay=20&tag=leaver"))
        .await;
    let id = text(&stream.next_of("STARTED").await["run_id"]).to_owned();
    drop(stream);
    let gone = until(async || {
        let requests = emulator
            .requests("tag=leaver&path=/v1/automation/run-sse")
            .await;
        requests[0]["client_gone"].as_bool()
    })
    .await;
    assert!(gone);
    assert_eq!(emulator.read_ended(&id).await["status"], "COMPLETED");
}

#[tokio::test]
async fn the_request_log_tells_what_was_sent_and_hides_the_key() {
    let emulator = Emulator::start().await;
    let mut body = scenario("complete?steps=0");
    body["goal"] = "log me".into();
    let request = emulator.request(reqwest::Method::POST, "/v1/automation/run-sse");
    let request = request
        .header("X-API-Key", crate::support::KEY)
        .header("X-Test-Tag", "mine")
        .header("X-Extra", "yes");
    let text_of = request
        .json(&body)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let id = text(&crate::support::events_in(&text_of)[0]["run_id"]).to_owned();
    emulator.read(&id).await;
    emulator.queue(&scenario("complete?steps=0")).await;

    // The end of a body is noted just after its last byte has gone out.
    let mine = until(async || {
        let mine = emulator.requests("tag=mine").await;
        mine.iter()
            .all(|entry| entry["client_gone"] == false)
            .then_some(mine)
    })
    .await;
    assert_eq!(mine.len(), 2, "the creation and the read of its run");
    assert_eq!(
        (&mine[0]["method"], &mine[0]["path"]),
        (&"POST".into(), &"/v1/automation/run-sse".into())
    );
    assert_eq!(
        (&mine[0]["run_id"], &mine[0]["status"]),
        (&id.clone().into(), &200.into())
    );
    assert_eq!(mine[0]["target"], "http://scenarios.test/complete?steps=0");
    assert_eq!(mine[0]["headers"]["x-extra"], "yes");
    assert!(!mine[0].to_string().contains(crate::support::KEY));
    let seq = &mine[0]["seq"];
    assert_eq!(
        emulator
            .requests(&format!("tag=mine&since={seq}"))
            .await
            .len(),
        1
    );
    let time = text(&mine[1]["time"]);
    assert_eq!(
        emulator
            .requests(&format!("method=POST&tag=mine&since={time}"))
            .await
            .len(),
        0
    );
    assert_eq!(emulator.requests(&format!("run_id={id}")).await.len(), 2);
}
