//! Following by id: by reads and by the relay's events.

use serde_json::{Value, json};
use tinyfish_web::core::failure::Failure;
use tinyfish_web::core::machine::{Connection, Input, Outcome, ResultFrom, Start, Warning};

use super::world::{World, config, event, network, relayed, started, status};

fn run(status: &str, steps: &[&str]) -> Value {
    let steps: Vec<Value> = steps
        .iter()
        .map(|step| json!({"id": step, "action": step, "timestamp": format!("t-{step}")}))
        .collect();
    json!({
        "run_id": "r", "status": status, "goal": "g", "streaming_url": "https://live/1",
        "result": {"a": 1}, "steps": steps,
    })
}

#[test]
fn a_run_that_has_ended_is_told_from_its_first_read() {
    let mut world = World::watching(config());
    world.answer(&run("COMPLETED", &["a", "b"]));
    assert_eq!(
        world.types(),
        ["STARTED", "PROGRESS", "PROGRESS", "COMPLETE"]
    );
    assert_eq!(world.outcome(), Some(Outcome::Completed));
    assert_eq!(world.machine.goal(), Some("g"));
    assert_eq!(world.settlement.unwrap().result, ResultFrom::Event);
}

#[test]
fn steps_become_progress_once_each() {
    let mut world = World::watching(config());
    world.answer(&run("PENDING", &[]));
    assert!(world.types().contains(&"STREAMING_URL"));
    for steps in [&["a"][..], &["a"], &["a", "b", "c"]] {
        world.wait_for_read();
        world.answer(&run("RUNNING", steps));
    }
    assert_eq!(world.purposes(), ["a", "b", "c"]);
    let starts = world
        .types()
        .iter()
        .filter(|kind| **kind == "STARTED")
        .count();
    assert_eq!(starts, 1);
}

#[test]
fn an_unknown_id_is_a_typed_404_at_once() {
    let mut world = World::watching(config());
    world.fail_read(status(404, "NOT_FOUND"));
    assert_eq!(world.outcome(), Some(Outcome::Lost));
    assert_eq!(world.error().code.as_str(), "not_found");
    assert_eq!(world.reads, 1);
}

#[test]
fn retry_after_is_honoured() {
    let mut world = World::watching(config());
    world.answer(&run("RUNNING", &[]));
    world.wait_for_read();
    let before = world.now;
    let mut busy = status(429, "RATE_LIMIT_EXCEEDED");
    busy.retry_after = Some(40.0);
    world.fail_read(busy);
    world.wait_for_read();
    assert!(world.now - before >= 40_000);
}

#[test]
fn the_relays_events_follow_where_there_are_some() {
    let mut world = World::watching(relayed());
    world.answer(&run("RUNNING", &["a"]));
    assert_eq!(world.opened_events, 1);
    assert_eq!(world.machine.connection(), Connection::Streaming);
    for message in [
        json!({"type": "STARTED", "run_id": "r"}),
        json!({"type": "PROGRESS", "run_id": "r", "purpose": "a", "step_id": "a"}),
        json!({"type": "PROGRESS", "run_id": "r", "purpose": "b", "step_id": "b"}),
        json!({"type": "COMPLETE", "run_id": "r", "status": "COMPLETED", "result": 1}),
    ] {
        world.tell(Input::Message(message.to_string().as_bytes()));
    }
    assert_eq!(world.purposes(), ["a", "b"]);
    world.answer(&run("COMPLETED", &["a", "b"]));
    assert_eq!(world.outcome(), Some(Outcome::Completed));
    assert_eq!(world.events.last().unwrap()["result"], 1);
}

#[test]
fn without_a_relay_the_events_give_way_to_reads() {
    let mut world = World::watching(relayed());
    world.answer(&run("RUNNING", &[]));
    world.tell(Input::EventsClosed);
    assert_eq!((world.reads, world.closed), (2, 1), "it is read at once");
    assert_eq!(world.machine.connection(), Connection::Polling);
    world.answer(&run("RUNNING", &["a"]));
    let before = world.now;
    world.wait_for_read();
    assert!(world.now - before <= 1_000, "and often at first");
    assert_eq!(world.opened_events, 1, "it was remembered");
    world.answer(&run("COMPLETED", &["a"]));
    assert_eq!(world.purposes(), ["a"]);
}

#[test]
fn silent_events_give_way_to_reads_within_three_heartbeats() {
    let mut world = World::watching(relayed());
    world.answer(&run("RUNNING", &[]));
    world.pass(30_000);
    world.tell(Input::Message(b"{\"type\":\"HEARTBEAT\"}"));
    world.pass(44_999);
    assert_eq!(world.machine.connection(), Connection::Streaming);
    world.pass(1);
    assert_eq!(world.machine.connection(), Connection::Polling);
    world.wait_for_read();
}

#[test]
fn a_silent_stream_is_followed_by_the_relays_events() {
    let mut world = World::streaming(relayed());
    world.bytes(&event(&json!({"type": "STARTED", "run_id": "r"})));
    world.pass(90_000);
    assert_eq!(world.warnings.first(), Some(&Warning::StreamSilent));
    assert_eq!((world.opened_events, world.reads), (1, 0));
}

#[test]
fn a_cut_stream_goes_on_by_events_without_repetition() {
    let mut world = World::streaming(relayed());
    world.bytes(&event(&json!({"type": "STARTED", "run_id": "r"})));
    let told = json!({"type": "PROGRESS", "run_id": "r", "purpose": "a", "timestamp": "t-a"});
    world.bytes(&event(&told));
    world.tell(Input::Broken(network()));
    assert_eq!(world.opened_events, 1);
    assert_eq!(world.warnings, [Warning::StreamLost]);
    for step in ["a", "b"] {
        let message = json!({"type": "PROGRESS", "run_id": "r", "purpose": step, "step_id": step, "timestamp": format!("t-{step}")});
        world.tell(Input::Message(message.to_string().as_bytes()));
    }
    assert_eq!(world.purposes(), ["a", "b"]);
}

#[test]
fn unknown_statuses_pass_through_and_end_nothing() {
    let mut world = World::watching(config());
    world.answer(&run("PAUSED", &[]));
    assert_eq!(world.machine.status_text(), Some("PAUSED"));
    assert_eq!(world.outcome(), None);
    world.wait_for_read();
    world.answer(&run("COMPLETED", &[]));
    assert_eq!(world.outcome(), Some(Outcome::Completed));
}

#[test]
fn the_last_read_fills_in_what_complete_does_not_carry() {
    let mut world = World::streaming(config());
    world.bytes(&event(&json!({"type": "STARTED", "run_id": "r"})));
    world.bytes(&event(
        &json!({"type": "COMPLETE", "run_id": "r", "status": "COMPLETED"}),
    ));
    assert_eq!(
        world.types().last(),
        Some(&"COMPLETE"),
        "the event does not wait for the read"
    );
    world.answer(&run("COMPLETED", &[]));
    let settlement = world.settlement.unwrap();
    assert_eq!(settlement.result, ResultFrom::Run);
    assert!(settlement.run.is_some());
}

#[test]
fn the_last_read_may_fail_or_hang_and_the_truth_stands() {
    for hangs in [false, true] {
        let mut world = World::streaming(config());
        world.bytes(&event(&json!({"type": "STARTED", "run_id": "r"})));
        world.bytes(&event(
            &json!({"type": "COMPLETE", "status": "COMPLETED", "result": 1}),
        ));
        if hangs {
            world.pass(5_000);
        } else {
            world.fail_read(network());
        }
        assert_eq!(world.outcome(), Some(Outcome::Completed));
        assert_eq!(world.reads, 1);
    }
}

#[test]
fn a_step_at_work_is_told_once_it_has_its_text() {
    let mut world = World::watching(config());
    let steps = |last: Value, status: &str| {
        let mut run = run(status, &["a"]);
        let more = json!({"id": "b", "action": last, "timestamp": "t-b"});
        run["steps"].as_array_mut().unwrap().push(more);
        run
    };
    world.answer(&steps(Value::Null, "RUNNING"));
    assert_eq!(world.purposes(), ["a"]);
    world.wait_for_read();
    world.answer(&steps("b".into(), "RUNNING"));
    assert_eq!(world.purposes(), ["a", "b"]);

    let mut world = World::watching(config());
    world.answer(&steps(Value::Null, "COMPLETED"));
    assert_eq!(world.purposes().len(), 2, "no text will come any more");
}

/// A run whose stream told its end with these members.
fn ended(more: Value) -> World {
    let mut world = World::streaming(config());
    world.bytes(&event(&json!({"type": "STARTED", "run_id": "r"})));
    let mut end = json!({"type": "COMPLETE", "run_id": "r", "status": "COMPLETED"});
    end.as_object_mut()
        .unwrap()
        .append(more.as_object().cloned().as_mut().unwrap());
    world.bytes(&event(&end));
    world
}

#[test]
fn a_last_read_that_brought_nothing_is_repeated_where_only_the_run_has_the_result() {
    let mut world = ended(json!({}));
    world.fail_read(network());
    world.wait_for_read();
    world.answer(&run("RUNNING", &[]));
    world.wait_for_read();
    world.answer(&run("COMPLETED", &[]));
    let settlement = world.settlement.unwrap();
    assert_eq!(settlement.result, ResultFrom::Run);
    assert!(settlement.run.is_some());

    let mut world = ended(json!({"result": 1}));
    world.fail_read(network());
    assert_eq!(
        world.outcome(),
        Some(Outcome::Completed),
        "nothing is missing"
    );
    let mut world = ended(json!({}));
    world.fail_read(status(401, "INVALID_API_KEY"));
    assert_eq!(
        world.outcome(),
        Some(Outcome::Completed),
        "it will not pass"
    );
}

#[test]
fn an_error_in_words_is_told_with_its_help_and_of_the_kind_that_the_run_says() {
    let told = || {
        ended(json!({
            "status": "FAILED", "error": "No credit", "help_url": "https://h", "help_message": "Add credit",
        }))
    };
    let mut world = told();
    world.fail_read(network());
    let error = world.error();
    assert_eq!(error.message, "No credit");
    assert_eq!(error.help_url.as_deref(), Some("https://h"));
    assert_eq!(error.help_message.as_deref(), Some("Add credit"));
    let mut world = told();
    let mut read = run("FAILED", &[]);
    read["error"] = json!({"message": "No credit", "category": "BILLING_FAILURE"});
    world.answer(&read);
    assert_eq!(world.error().category.as_deref(), Some("BILLING_FAILURE"));
    assert!(!world.error().retryable);
}

#[test]
fn statuses_that_are_not_known_today_are_told_in_their_own_words() {
    let mut world = World::watching(config());
    for status in ["PAUSED", "RESUMING"] {
        let before = world.machine.revision();
        world.answer(&run(status, &[]));
        assert_eq!(world.machine.status_text(), Some(status));
        assert_ne!(world.machine.revision(), before);
        world.wait_for_read();
    }
    let mut world = ended(json!({"status": "PARTIAL"}));
    assert_eq!(world.machine.status_text(), Some("PARTIAL"));
    world.fail_read(status(401, "INVALID_API_KEY"));
    assert_eq!(world.error().run_id.as_deref(), Some("r"));
}

#[test]
fn a_byte_order_mark_before_json_is_no_part_of_it() {
    let marked = |run: Value| format!("\u{feff}{run}");
    let mut world = World::watching(config());
    world.answer_text(&marked(run("COMPLETED", &["a"])));
    assert_eq!(world.outcome(), Some(Outcome::Completed));
    assert!(world.settlement.unwrap().run.unwrap().starts_with(b"{"));
    let mut world = World::begin(config(), Start::Queue);
    let answer = marked(json!({"run_id": "r", "error": null}));
    world.tell(Input::Queued(answer.as_bytes()));
    assert_eq!(world.machine.run_id(), Some("r"));
    let mut world = World::streaming(config());
    world.bytes(&marked(json!({"run_id": "r"})));
    world.tell(Input::Ended);
    assert_eq!(world.machine.run_id(), Some("r"));
}

#[test]
fn a_line_that_was_cut_blames_nobody() {
    let mut world = World::streaming(config());
    world.bytes(&event(&json!({"type": "STARTED", "run_id": "r"})));
    world.bytes("data: {\"type\":\"PROGR");
    world.tell(Input::Broken(network()));
    assert_eq!(world.warnings, [Warning::StreamLost]);
}

#[test]
fn what_is_wrong_with_what_the_caller_gave_is_told_at_once_unless_it_worked_before() {
    let headers = || Failure::invalid("headers", "threw").retryable();
    let mut world = World::watching(config());
    world.fail_read(headers());
    assert_eq!(world.outcome(), Some(Outcome::Lost));
    let mut world = World::watching(config());
    world.answer(&run("RUNNING", &[]));
    world.wait_for_read();
    world.fail_read(headers());
    world.wait_for_read();
    world.answer(&run("COMPLETED", &[]));
    assert_eq!(world.outcome(), Some(Outcome::Completed));
}

#[test]
fn a_last_read_that_does_not_see_the_end_brings_no_result() {
    let mut world = ended(json!({}));
    while world.outcome().is_none() {
        world.wait_for_read();
        world.answer(&run("RUNNING", &[]));
    }
    let settlement = world.settlement.unwrap();
    assert_eq!(settlement.outcome, Outcome::Completed);
    assert_eq!(
        (settlement.run, settlement.result),
        (None, ResultFrom::Nowhere)
    );
}

#[test]
fn a_byte_order_mark_may_be_cut_anywhere() {
    let stream = "\u{feff}data: {\"type\":\"STARTED\",\"run_id\":\"r\"}\n\n";
    for at in 0..stream.len() {
        let mut world = World::streaming(config());
        let (one, two) = stream.as_bytes().split_at(at);
        world.tell(Input::Bytes(one));
        world.tell(Input::Bytes(two));
        assert_eq!(world.types(), ["STARTED"], "cut at {at}");
    }
}

#[test]
fn a_read_that_tells_nothing_new_changes_nothing() {
    let run = json!({"run_id": "r", "status": "RUNNING", "goal": "Go", "steps": []});
    let mut world = World::streaming(config());
    world.bytes(&started());
    world.tell(Input::Ended);
    world.wait_for_read();
    let before = world.machine.revision();
    for _ in 0..3 {
        world.answer(&run);
        world.wait_for_read();
        world.fail_read(network());
        world.wait_for_read();
    }
    assert_eq!(world.machine.revision(), before);
}
