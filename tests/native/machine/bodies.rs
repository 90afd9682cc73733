//! What stands in a stream, or in its place.

use serde_json::{Value, json};
use tinyfish_web::core::machine::{Config, Connection, Input, Warning};

use super::world::{World, config, event, started};

#[test]
fn json_where_a_stream_was_due_is_told_or_followed() {
    let complete = json!({"type": "COMPLETE", "run_id": "r", "status": "COMPLETED", "result": 1});
    let mut world = World::streaming(config());
    world.bytes(&complete.to_string());
    world.tell(Input::Ended);
    assert_eq!((world.types(), world.reads), (vec!["COMPLETE"], 1));

    for key in ["run_id", "runId", "type\":null,\"run_id\":null,\"runId"] {
        let mut world = World::streaming(config());
        world.bytes(&format!("{{\"{key}\":\"r\"}}"));
        world.tell(Input::Ended);
        assert_eq!(world.machine.run_id(), Some("r"));
        world.wait_for_read();
    }
    let mut world = World::streaming(config());
    world.bytes("{\"type\":\"HEARTBEAT\",\"run_id\":\"r\"}");
    world.tell(Input::Ended);
    assert_eq!(world.machine.connection(), Connection::Polling);
    world.wait_for_read();

    let mut world = World::streaming(config());
    world.bytes("[]");
    world.tell(Input::Ended);
    assert_eq!(world.error_code(), Some("bad_response"));
    assert!(world.error().message.contains("JSON"));
    assert!(world.error().message.contains("not known whether a run"));
}

#[test]
fn what_a_proxy_held_back_comes_late_and_all_at_once() {
    for (late, long, progress, blamed) in [
        (1_000, 250, true, true),
        (999, 0, true, false),
        (1_000, 251, true, false),
        // A run of one moment.
        (1_000, 0, false, false),
    ] {
        for step in [Value::Null, "1".into()] {
            let mut world = World::streaming(config());
            world.pass(late);
            world.bytes(&started());
            if progress {
                world.bytes(&event(
                    &json!({"type": "PROGRESS", "purpose": "a", "step_id": step}),
                ));
            }
            world.pass(long);
            world.bytes(&event(&json!({"type": "COMPLETE", "status": "COMPLETED"})));
            assert_eq!(
                world.warnings == [Warning::BufferedStream],
                blamed,
                "{late} {long}"
            );
        }
    }
}

#[test]
fn what_stands_behind_the_end_is_nothing_wrong() {
    let complete = event(&json!({"type": "COMPLETE", "run_id": "r", "status": "COMPLETED"}));
    let mut world = World::streaming(config());
    world.bytes(
        &[
            started(),
            complete.clone(),
            "data: no event\n\n".into(),
            complete,
        ]
        .concat(),
    );
    assert_eq!(world.types(), ["STARTED", "COMPLETE"]);
    assert!(world.warnings.is_empty());
}

#[test]
fn nothing_said_is_nothing_wrong() {
    let mut world = World::streaming(config());
    world.bytes("data:\n\ndata: \n\ndata: [DONE]\n\n");
    world.bytes(&started());
    world.bytes(&event(&json!({"type": "PROGRESS", "purpose": "a"})));
    assert_eq!(world.types(), ["STARTED", "PROGRESS"]);
    assert!(world.warnings.is_empty());
}

#[test]
fn events_keep_their_order_around_a_large_one() {
    let small = event(&json!({"type": "PROGRESS", "run_id": "r", "purpose": "a"}));
    let large = [
        "data: {\"type\":\"NEW\",\ndata: \"a\":\"",
        &"x".repeat(300_000),
        "\"}\n\n",
    ]
    .concat();
    let mut world = World::streaming(config());
    world.bytes(&[started(), small, large, event(&json!({"type": "NEWER"}))].concat());
    assert_eq!(world.types(), ["STARTED", "PROGRESS", "NEW", "NEWER"]);
}

#[test]
fn what_is_held_back_is_counted() {
    let mut world = World::named(config());
    world.bytes("data: {\"ty");
    assert_eq!(world.machine.buffered(), 10);

    let limited = Config {
        line_limit: 20,
        ..config()
    };
    let mut world = World::streaming(limited);
    world.bytes("{\"run_id\":");
    world.bytes("\"r\",\"a\":12");
    assert_eq!(world.machine.buffered(), 20);
    world.bytes("}");
    assert_eq!(world.error_code(), Some("line_too_long"));
}
