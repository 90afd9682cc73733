//! Events too large to copy: told as they came, in their place.

use serde_json::{Value, json};
use tinyfish_web::core::machine::{Config, Input, Outcome, Warning};

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
    world.told(0)
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

#[test]
fn one_that_is_no_json_is_left_out_with_a_warning() {
    let mut world = World::streaming(config());
    let broken = complete(&json!({})).to_string().replace(":null", ":nil");
    let list = json!([{ "type": "COMPLETE", "text": "x".repeat(LARGE) }]);
    let started = event(&json!({ "type": "STARTED", "run_id": "r" }));
    let progress = event(&json!({ "type": "PROGRESS", "run_id": "r", "purpose": "p" }));
    for chunk in format!("{started}data: {broken}\n\ndata: {list}\n\n{progress}")
        .as_bytes()
        .chunks(1000)
    {
        world.tell(Input::Bytes(chunk));
    }
    assert_eq!(world.types(), ["STARTED", "PROGRESS"]);
    assert_eq!(world.warnings, [Warning::MalformedEvent]);
    assert_eq!(world.outcome(), None);
}

#[test]
fn the_end_is_known_by_one_that_came_as_the_time_ran_out() {
    let mut world = World::streaming(Config {
        total: Some(60_000),
        ..config()
    });
    let failed =
        json!({ "status": "FAILED", "error": { "message": "words", "code": "SITE_BLOCKED" } });
    let stream = event(&json!({ "type": "STARTED", "run_id": "r" })) + &event(&complete(&failed));
    let (first, last) = stream.as_bytes().split_at(stream.len() - 10);
    first
        .chunks(1000)
        .for_each(|chunk| world.tell(Input::Bytes(chunk)));
    world.now += 60_001;
    world.tell(Input::Bytes(last));
    assert_eq!(world.types(), ["STARTED", "COMPLETE"]);
    world.now += 60_000;
    world.tell(Input::Tick);
    assert_eq!(world.outcome(), Some(Outcome::Failed));
    assert_eq!(world.error().message, "words");
}

#[test]
fn the_last_one_counts_without_a_blank_line_behind_it() {
    let stream =
        event(&json!({ "type": "STARTED", "run_id": "r" })) + &event(&complete(&json!({})));
    let mut world = World::streaming(config());
    for chunk in stream.trim_end().as_bytes().chunks(1000) {
        world.tell(Input::Bytes(chunk));
    }
    world.tell(Input::Ended);
    assert_eq!(world.types(), ["STARTED", "COMPLETE"]);
    assert_eq!(world.warnings, []);
}
