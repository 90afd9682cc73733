//! Events of every era, read and written again.

use serde_json::{Value, json};
use tinyfish_web::core::wire::{Event, Kind, Run, Status};

fn today(event: &Value) -> Value {
    let text = event.to_string();
    let mut out = Vec::new();
    Event::read(text.as_bytes()).unwrap().write(&mut out);
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn old_names_become_those_of_today() {
    let helped = json!({
        "message": "m", "category": "UNKNOWN", "retry_after": null, "help_url": "u", "help_message": "h",
    });
    for (old, new) in [
        (
            json!({ "type": "STARTED", "runId": "r" }),
            json!({ "type": "STARTED", "run_id": "r" }),
        ),
        (
            json!({ "streamingUrl": "u", "a": 1 }),
            json!({ "streaming_url": "u", "a": 1 }),
        ),
        (json!({ "resultJson": [1] }), json!({ "result": [1] })),
        (json!({ "result_json": [1] }), json!({ "result": [1] })),
        // A string in place of an error is one, with its help, at the end of a run only.
        (
            json!({ "type": "COMPLETE", "error": "m", "help_url": "u", "help_message": "h", "more": "m" }),
            json!({ "type": "COMPLETE", "error": helped, "help_url": "u", "help_message": "h", "more": "m" }),
        ),
        (
            json!({ "type": "COMPLETE", "error": "m" }),
            json!({ "type": "COMPLETE", "error": { "message": "m", "category": "UNKNOWN", "retry_after": null } }),
        ),
        (
            json!({ "type": "COMPLETE", "runId": "r", "error": { "message": "m" } }),
            json!({ "type": "COMPLETE", "run_id": "r", "error": { "message": "m" } }),
        ),
        (
            json!({ "type": "NEW", "error": "m" }),
            json!({ "type": "NEW", "error": "m" }),
        ),
        // Beside today's, an old name is a field that nobody knows.
        (
            json!({ "runId": "a", "run_id": "b" }),
            json!({ "runId": "a", "run_id": "b" }),
        ),
        (
            json!({ "streaming_url": "b", "streamingUrl": "a" }),
            json!({ "streaming_url": "b", "streamingUrl": "a" }),
        ),
        (
            json!({ "result": null, "resultJson": 1 }),
            json!({ "result": null, "resultJson": 1 }),
        ),
    ] {
        assert_eq!(today(&old), new);
        assert_eq!(today(&new), new);
    }
}

#[test]
fn members_are_found_under_every_name() {
    let read = |text: &str| Event::read(text.as_bytes()).is_some();
    assert!(read("{}") && !read("[]") && !read("{") && !read("{}x"));
    for (text, result) in [
        (r#"{"result":1}"#, Some(&b"1"[..])),
        (r#"{"result_json":1}"#, Some(b"1")),
        (r#"{"resultJson":1}"#, Some(b"1")),
        (r#"{"resultJson":3,"result_json":2,"result":1}"#, Some(b"1")),
        (r#"{"result":null}"#, None),
    ] {
        assert_eq!(
            Event::read(text.as_bytes()).unwrap().result,
            result,
            "{text}"
        );
        assert_eq!(Run::read(text.as_bytes()).unwrap().result, result, "{text}");
    }
    let old = br#"{"runId":"r","streamingUrl":"u","created_at":"c","error":""}"#;
    let run = Run::read(old).unwrap();
    assert_eq!(
        (run.run_id, run.streaming_url),
        (Some(&b"\"r\""[..]), Some(&b"\"u\""[..]))
    );
    assert_eq!((run.started_at, run.error), (Some(&b"\"c\""[..]), None));
}

#[test]
fn how_a_run_ended() {
    for (complete, status) in [
        (r#"{"status":"COMPLETED"}"#, Status::Completed),
        (r#"{"status":"FAILED"}"#, Status::Failed),
        (r#"{"status":"CANCELLED"}"#, Status::Cancelled),
        (r#"{"status":"RUNNING"}"#, Status::Other),
        (r#"{"status":"PENDING"}"#, Status::Other),
        (r#"{"status":"NEW"}"#, Status::Other),
        (r#"{"error":{}}"#, Status::Failed),
        (r#"{"error":""}"#, Status::Completed),
        ("{}", Status::Completed),
    ] {
        assert_eq!(
            Event::read(complete.as_bytes()).unwrap().end(),
            status,
            "{complete}"
        );
    }
    for word in ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"] {
        let status = Status::read(format!("\"{word}\"").as_bytes());
        assert_eq!(status.as_str(), Some(word));
    }
    assert_eq!(Status::Other.as_str(), None);
}

#[test]
fn kinds_are_told_apart() {
    let names = [
        "STARTED",
        "STREAMING_URL",
        "PROGRESS",
        "HEARTBEAT",
        "COMPLETE",
        "NEW",
    ];
    let kinds = names.map(|name| {
        Event::read(format!("{{\"type\":\"{name}\"}}").as_bytes())
            .unwrap()
            .kind
    });
    let expected = [
        Kind::Started,
        Kind::StreamingUrl,
        Kind::Progress,
        Kind::Heartbeat,
        Kind::Complete,
        Kind::Other,
    ];
    assert_eq!(kinds, expected);
    assert_eq!(Event::read(b"{}").unwrap().kind, Kind::Other);
}
