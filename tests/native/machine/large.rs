//! Events too large to copy: told as they came, in their place.

use serde_json::{Value, json};
use tinyfish_web::core::machine::Input;

use super::world::{World, config, event};

/// Above it a buffer is given away instead of kept.
const LARGE: usize = 300 * 1024;

fn complete(more: &Value) -> Value {
    let mut event = json!({
        "type": "COMPLETE", "run_id": "r", "status": "COMPLETED",
        "result": { "text": "\\\"}".repeat(LARGE / 3) }, "error": null,
    });
    let members = more.as_object().unwrap().clone();
    event.as_object_mut().unwrap().extend(members);
    event
}

/// The events that a stream tells, in chunks of this size.
fn told(stream: &str, size: usize) -> Vec<Value> {
    let mut world = World::streaming(config());
    for chunk in stream.as_bytes().chunks(size) {
        world.tell(Input::Bytes(chunk));
    }
    let told = world.events.iter();
    told.map(|event| event.as_ref().clone()).collect()
}

#[test]
fn they_come_after_those_before_them_and_before_those_behind() {
    let large = json!({ "type": "CUSTOM", "text": "x".repeat(LARGE) });
    let events = [
        json!({ "type": "STARTED", "run_id": "r" }),
        json!({ "type": "HEARTBEAT", "timestamp": "a" }),
        large.clone(),
        json!({ "type": "HEARTBEAT", "timestamp": "b" }),
        large,
        complete(&json!({})),
    ];
    let stream: String = events.iter().map(event).collect();
    for size in [1000, LARGE - 1, LARGE + 100, stream.len()] {
        assert!(told(&stream, size) == events, "in chunks of {size}");
    }
}

#[test]
fn what_is_written_anew_or_has_space_around_it_is_told_too() {
    let old = complete(&json!({ "error": "words" })).to_string();
    let today = json!({ "message": "words", "category": "UNKNOWN", "retry_after": null });
    let started = event(&json!({ "type": "STARTED", "run_id": "r" }));
    for (data, expected) in [
        (
            format!("  {}\x0C ", complete(&json!({}))),
            complete(&json!({})),
        ),
        (old, complete(&json!({ "error": today }))),
    ] {
        let stream = format!("{started}data: {data}\n\n");
        assert!(told(&stream, 1000).last() == Some(&expected));
    }
}
