//! What reads of a run tell, when they come, and how many may fail.

use serde_json::{Value, json};
use tinyfish_web::core::failure::Failure;
use tinyfish_web::core::machine::{Config, Input, Outcome, Start};

use super::world::{START, World, config, event, network, relayed, run, started, status};

/// A run that was created by `run-async`, and not read yet.
fn queued(config: Config) -> World {
    let mut world = World::begin(config, Start::Queue);
    world.tell(Input::Queued(br#"{"run_id":"r","error":null}"#));
    world
}

/// A run whose stream broke.
fn broken(config: Config) -> World {
    let mut world = World::named(config);
    world.tell(Input::Broken(network()));
    world
}

#[test]
fn a_read_tells_what_the_stream_would_have_told() {
    let mut world = World::watching(config());
    let mut read = json!({
        "run_id": "r", "status": "RUNNING", "created_at": "c", "started_at": "s",
        "streaming_url": "https://live/1", "finished_at": null, "result": null, "error": null,
        "steps": [{"id": "1", "action": "a", "timestamp": "t1"}, {"action": "b"}],
    });
    world.answer(&read);
    let mut expected = vec![
        json!({"type": "STARTED", "run_id": "r", "timestamp": "s"}),
        json!({"type": "STREAMING_URL", "run_id": "r", "streaming_url": "https://live/1"}),
        json!({"type": "PROGRESS", "run_id": "r", "purpose": "a", "step_id": "1", "timestamp": "t1"}),
        json!({"type": "PROGRESS", "run_id": "r", "purpose": "b"}),
    ];
    assert_eq!(world.told(0), expected);
    world.wait_for_read();
    read["status"] = "COMPLETED".into();
    read["finished_at"] = "f".into();
    world.answer(&read);
    expected.push(json!({
        "type": "COMPLETE", "run_id": "r", "status": "COMPLETED", "result": null, "error": null, "timestamp": "f",
    }));
    assert_eq!(world.told(0), expected);

    let mut world = World::watching(config());
    let mut read = run("FAILED");
    read["error"] = json!({"message": "said"});
    read["result"] = json!([1]);
    world.answer(&read);
    let complete = json!({
        "type": "COMPLETE", "run_id": "r", "status": "FAILED", "result": [1], "error": {"message": "said"},
    });
    let started = json!({"type": "STARTED", "run_id": "r"});
    assert_eq!(world.told(0), [started, complete]);
}

#[test]
fn a_run_that_waits_has_not_started() {
    let mut world = World::watching(config());
    world.answer(&run("PENDING"));
    assert!(world.events.is_empty());
    assert_eq!(world.machine.status_text(), Some("PENDING"));
}

#[test]
fn only_the_last_step_may_be_without_its_text() {
    let mut world = World::watching(config());
    let mut read = run("RUNNING");
    read["steps"] = json!([{"id": "1", "action": null}, {"id": "2", "action": "b"}]);
    world.answer(&read);
    assert_eq!(world.purposes(), ["", "b"]);
}

#[test]
fn steps_that_the_stream_told_are_not_told_again() {
    let stream = [("a", "t1"), ("a", "t2"), ("c", "t3")];
    // What the run has of them, and which of those were not told before.
    let cases = [
        (json!([["a", "t1"], ["a", "t2"], ["c", "t3"]]), vec![]),
        (json!([["a", "t1"], ["a", "t2"], ["a", "t4"]]), vec!["a"]),
        (json!([["other", "t3"], ["c", "t9"]]), vec!["c"]),
        (json!([["c", "t9"], ["new", "t8"]]), vec!["new"]),
        (
            json!([["new", null], ["newer", null]]),
            vec!["new", "newer"],
        ),
        // One that is the same in both is meant before one that is only alike.
        (json!([["c", "t2"], ["a", "t1"], ["a", "t2"]]), vec!["a"]),
        (json!([["a", "t2"], ["x", "t1"], ["c", "t3"]]), vec![]),
    ];
    // Usual events are told by their likeness, others whole.
    for ((steps, new), usual) in cases.iter().flat_map(|case| [(case, false), (case, true)]) {
        let mut world = World::named(config());
        for (purpose, timestamp) in stream {
            let mut progress = json!({"type": "PROGRESS", "run_id": "r", "purpose": purpose, "timestamp": timestamp});
            if !usual {
                progress["more"] = 1.into();
            }
            world.bytes(&event(&progress));
        }
        world.tell(Input::Ended);
        world.wait_for_read();
        let mut read = run("RUNNING");
        let numbered = steps.as_array().unwrap().iter().enumerate();
        read["steps"] = numbered
            .map(|(at, step)| json!({"id": at, "action": step[0], "timestamp": step[1]}))
            .chain([json!({"id": "at work", "action": null})])
            .collect();
        world.answer(&read);
        assert_eq!(&world.purposes()[3..], &new[..], "{steps}");
    }
}

#[test]
fn a_step_is_known_by_its_id() {
    let progress = |id: Value, purpose: &str| {
        json!({"type": "PROGRESS", "run_id": "r", "step_id": id, "purpose": purpose}).to_string()
    };
    let mut world = World::named(config());
    for (id, purpose) in [(1, "a"), (2, "a"), (1, "again")] {
        world.bytes(&format!("data: {}\n\n", progress(id.into(), purpose)));
    }
    assert_eq!(world.purposes(), ["a", "a"]);

    // A stream of the relay's that was resumed; its event has no id, and is known by its text.
    let mut world = World::watching(relayed());
    world.answer(&run("RUNNING"));
    for purpose in ["a", "a", "b"] {
        world.tell(Input::Message(progress(Value::Null, purpose).as_bytes()));
    }
    assert_eq!(world.purposes(), ["a", "b"]);
}

#[test]
fn what_tells_nothing_new_changes_nothing() {
    let mut world = World::watching(config());
    let mut read = run("RUNNING");
    read["streaming_url"] = "https://live/1".into();
    world.answer(&read);
    let (revision, events) = (world.machine.revision(), world.events.len());
    for _ in 0..3 {
        world.wait_for_read();
        world.answer(&read);
    }
    assert_eq!(world.machine.revision(), revision);
    assert_eq!(world.events.len(), events);
    world.wait_for_read();
    read["status"] = "PAUSED".into();
    world.answer(&read);
    assert_ne!(world.machine.revision(), revision);
}

#[test]
fn the_stream_says_that_the_run_is_at_work_once() {
    let mut world = World::streaming(config());
    world.bytes(&event(&json!({"type": "HEARTBEAT", "run_id": "r"})));
    assert_eq!(world.machine.status_text(), None);
    let revision = world.machine.revision();
    world.bytes(&started());
    assert_eq!(world.machine.status_text(), Some("RUNNING"));
    assert_ne!(world.machine.revision(), revision);
    let revision = world.machine.revision();
    world.bytes(&event(
        &json!({"type": "PROGRESS", "run_id": "r", "purpose": "a"}),
    ));
    world.bytes(&event(&json!({"type": "STREAMING_URL", "run_id": "r"})));
    assert_eq!(world.machine.revision(), revision);
    assert_eq!(world.types(), ["STARTED", "PROGRESS"]);
}

#[test]
fn a_run_that_pauses_again_is_told_so() {
    let mut world = World::watching(relayed());
    world.answer(&run("PAUSED"));
    world.tell(Input::Message(br#"{"type":"PROGRESS","purpose":"a"}"#));
    assert_eq!(world.machine.status_text(), Some("RUNNING"));
    world.tell(Input::EventsClosed);
    world.answer(&run("PAUSED"));
    assert_eq!(world.machine.status_text(), Some("PAUSED"));
}

#[test]
fn a_broken_stream_is_followed_soon_and_every_second_for_a_while() {
    let mut world = broken(config());
    assert_eq!(world.pause(), 250);
    let broken = world.now - 250;
    while world.now < broken + 60_000 {
        let young = world.now - broken < 10_000;
        world.answer(&run("RUNNING"));
        let pause = world.pause();
        assert_eq!(pause <= 1_000, young, "{pause} at {}", world.now - broken);
        assert!(pause >= 750);
    }
}

#[test]
fn reads_come_at_the_pace_of_the_runs_age() {
    let mut world = World::watching(config());
    while world.now < START + 400_000 {
        world.answer(&run("RUNNING"));
        let most = match world.now - START {
            0..60_000 => 2_000,
            60_000..300_000 => 5_000,
            _ => 15_000,
        };
        let pause = world.pause();
        assert!(pause <= most && pause >= most / 4 * 3, "{pause} of {most}");
    }
}

#[test]
fn eight_reads_in_a_row_may_fail() {
    for garbage in [false, true] {
        let mut world = queued(config());
        for turn in 0..2 {
            for failed in 0..8 {
                world.wait_for_read();
                assert_eq!(world.outcome(), None);
                if garbage {
                    world.answer(&json!({"run_id": "r"}));
                } else {
                    world.fail_read(network());
                }
                let most = (1_000 << failed).min(30_000);
                let pause = world.pause();
                assert!(pause <= most && pause >= most / 2, "{pause} of {most}");
            }
            if turn == 0 {
                world.answer(&run("RUNNING"));
            }
        }
        if garbage {
            world.answer_text("<html>");
        } else {
            world.fail_read(network());
        }
        assert_eq!(world.outcome(), Some(Outcome::Lost));
        let code = if garbage { "bad_response" } else { "network" };
        assert_eq!((world.error_code(), world.reads), (Some(code), 18));
        assert_eq!(world.error().run_id.as_deref(), Some("r"));
    }
}

#[test]
fn a_run_just_created_may_be_missing_three_times_in_a_row() {
    let mut world = queued(config());
    for turn in 0..2 {
        for _ in 0..3 {
            world.wait_for_read();
            world.fail_read(status(404, "NOT_FOUND"));
            assert_eq!(world.outcome(), None);
        }
        world.wait_for_read();
        if turn == 0 {
            world.answer(&run("RUNNING"));
        }
    }
    world.fail_read(status(404, "NOT_FOUND"));
    assert_eq!(world.error_code(), Some("not_found"));

    let mut world = queued(config());
    world.wait_for_read();
    world.fail_read(status(401, "INVALID_API_KEY"));
    assert_eq!(
        world.error_code(),
        Some("invalid_api_key"),
        "it will not pass"
    );
}

#[test]
fn what_a_lost_run_is_told_with() {
    let mut world = World::streaming(config());
    world.tell(Input::Broken(network()));
    assert_eq!(world.error_code(), Some("run_lost"));
    assert!(world.error().message.contains("not known whether a run"));

    for (answer, code) in [("{}", "bad_response"), ("<html>", "bad_response")] {
        let mut world = World::begin(config(), Start::Queue);
        world.tell(Input::Queued(answer.as_bytes()));
        assert_eq!(world.error_code(), Some(code));
        assert!(world.error().message.contains("not known whether a run"));
    }
}

#[test]
fn a_first_read_may_fail_if_that_may_pass() {
    let mut world = queued(config());
    world.wait_for_read();
    world.fail_read(network());
    assert_eq!(world.outcome(), None);

    let mut world = queued(config());
    world.wait_for_read();
    world.fail_read(Failure::invalid("headers", "threw").retryable());
    assert_eq!(world.outcome(), Some(Outcome::Lost));
}

#[test]
fn a_last_read_that_is_no_run_does_not_hold_up_the_end() {
    for answer in ["<html>", "{}"] {
        let mut world = World::named(config());
        world.bytes(&event(
            &json!({"type": "COMPLETE", "run_id": "r", "status": "COMPLETED"}),
        ));
        world.answer_text(answer);
        assert_eq!(world.outcome(), Some(Outcome::Completed));
        assert!(world.settlement.is_some_and(|end| end.run.is_none()));
    }
}
