//! What is known of a run, and which word counts where two are told.

use serde_json::{Value, json};
use tinyfish_web::core::failure::{Code, Failure};
use tinyfish_web::core::machine::{
    Config, Connection, Content, Input, Outcome, ResultFrom, Start, Warning,
};

use super::world::{World, config, event, network, started, status};

/// A run whose stream told its end with these members; its last read is under way.
fn ended(more: &Value) -> World {
    let mut world = World::named(config());
    let mut end = json!({"type": "COMPLETE", "run_id": "r"});
    let more = more.as_object().unwrap().clone();
    end.as_object_mut().unwrap().extend(more);
    world.bytes(&event(&end));
    world
}

fn category(world: &World) -> Option<String> {
    let error = world.settlement.as_ref().unwrap().error.as_ref();
    error.map(|error| error.category.clone().unwrap_or("none".into()))
}

#[test]
fn which_word_counts() {
    let billing = json!({"message": "m", "category": "BILLING_FAILURE"});
    let agent = json!({"message": "m", "category": "AGENT_FAILURE"});
    let unknown = json!({"message": "m", "category": "UNKNOWN"});
    use Outcome::{Cancelled, Completed, Failed};
    // What COMPLETE says, what the run says, and what of both is told.
    let cases = [
        (
            json!({"status": "FAILED"}),
            "FAILED",
            &Value::Null,
            Failed,
            Some("none"),
        ),
        (
            json!({"status": "FAILED"}),
            "FAILED",
            &billing,
            Failed,
            Some("BILLING_FAILURE"),
        ),
        (
            json!({"status": "FAILED", "error": agent}),
            "FAILED",
            &billing,
            Failed,
            Some("AGENT_FAILURE"),
        ),
        (
            json!({"status": "FAILED", "error": unknown}),
            "FAILED",
            &billing,
            Failed,
            Some("BILLING_FAILURE"),
        ),
        (
            json!({"status": "FAILED", "error": agent}),
            "FAILED",
            &unknown,
            Failed,
            Some("AGENT_FAILURE"),
        ),
        (
            json!({"status": "FAILED", "error": "words"}),
            "FAILED",
            &Value::Null,
            Failed,
            Some("UNKNOWN"),
        ),
        (
            json!({"status": "CANCELLED"}),
            "FAILED",
            &billing,
            Cancelled,
            None,
        ),
        (
            json!({"status": "COMPLETED", "error": agent}),
            "COMPLETED",
            &Value::Null,
            Completed,
            Some("AGENT_FAILURE"),
        ),
        (
            json!({"status": "COMPLETED"}),
            "COMPLETED",
            &agent,
            Completed,
            Some("AGENT_FAILURE"),
        ),
        (
            json!({"status": "NEW"}),
            "CANCELLED",
            &agent,
            Cancelled,
            Some("AGENT_FAILURE"),
        ),
        (
            json!({"status": "NEW"}),
            "FAILED",
            &Value::Null,
            Failed,
            Some("none"),
        ),
        (
            json!({"status": "NEW", "error": agent}),
            "COMPLETED",
            &Value::Null,
            Completed,
            None,
        ),
        (
            json!({"error": agent}),
            "CANCELLED",
            &Value::Null,
            Cancelled,
            None,
        ),
    ];
    for (complete, status, error, outcome, kind) in cases {
        let mut world = ended(&complete);
        world.answer(&json!({"run_id": "r", "status": status, "error": error, "result": 1}));
        let told = (world.outcome(), category(&world));
        assert_eq!(
            told,
            (Some(outcome), kind.map(str::to_owned)),
            "{complete} and {status}, {error}"
        );
    }
}

#[test]
fn an_end_of_a_run_that_nothing_names_is_told_at_once() {
    let mut world = World::streaming(config());
    world.bytes(&event(&json!({"type": "COMPLETE", "status": "COMPLETED"})));
    assert_eq!(
        (world.outcome(), world.reads),
        (Some(Outcome::Completed), 0)
    );
    assert_eq!(world.settlement.unwrap().result, ResultFrom::Nowhere);
}

#[test]
fn who_leaves_while_the_end_is_looked_into_has_no_result_of_it() {
    let mut world = ended(&json!({"status": "COMPLETED"}));
    assert_eq!(
        (world.outcome(), world.closed),
        (None, 1),
        "nothing more is to come"
    );
    world.tell(Input::Close);
    let settlement = world.settlement.unwrap();
    assert_eq!(
        (settlement.outcome, settlement.result),
        (Outcome::Completed, ResultFrom::Nowhere)
    );
}

#[test]
fn a_last_read_that_takes_too_long_brings_no_result() {
    let mut world = ended(&json!({"status": "COMPLETED"}));
    world.pass(4_999);
    assert_eq!(world.outcome(), None);
    world.pass(1);
    assert_eq!(world.settlement.unwrap().result, ResultFrom::Nowhere);
}

#[test]
fn a_last_read_that_fails_for_good_brings_no_result() {
    let mut world = ended(&json!({"status": "COMPLETED"}));
    world.fail_read(status(401, "INVALID_API_KEY"));
    assert_eq!(world.settlement.unwrap().result, ResultFrom::Nowhere);
}

#[test]
fn a_run_that_has_ended_is_not_cancelled() {
    let mut world = ended(&json!({"status": "COMPLETED"}));
    world.tell(Input::Cancel);
    assert_eq!(world.cancels, 0);
}

#[test]
fn the_end_is_known_before_it_settles() {
    let mut world = World::named(config());
    assert!(!world.machine.has_ended());
    assert!(ended(&json!({"status": "COMPLETED"})).machine.has_ended());
    world.tell(Input::Close);
    assert!(world.machine.has_ended());
}

#[test]
fn the_first_name_of_a_run_stays() {
    let mut world = World::streaming(config());
    world.bytes(&event(&json!({"type": "HEARTBEAT", "run_id": ""})));
    assert_eq!(world.machine.run_id(), None);
    world.bytes(&started());
    world.tell(Input::Cancel);
    world.tell(Input::CancelFailed);
    world.bytes(&event(&json!({"type": "HEARTBEAT", "run_id": "other"})));
    assert_eq!(world.machine.run_id(), Some("r"));
    assert_eq!(world.cancels, 1);

    let world = World::begin(config(), Start::Existing("r".into()));
    assert_eq!(world.machine.run_id(), Some("r"));
}

#[test]
fn each_warning_comes_once() {
    let mut world = World::named(config());
    for _ in 0..2 {
        world.bytes("data: no event\n\n");
        world.bytes("data: {\"type\":\"NEW\",\"looks\":likeJSON}\n\n");
    }
    world.tell(Input::Ended);
    assert_eq!(
        world.warnings,
        [Warning::MalformedEvent, Warning::StreamLost]
    );

    let mut world = World::streaming(config());
    world.bytes("data: {\"type\":\"NEW\",\"looks\":likeJSON}\n\n");
    assert_eq!(
        world.warnings,
        [Warning::MalformedEvent],
        "only the host can tell"
    );
}

#[test]
fn what_is_wished_and_how_it_is_followed_are_changes() {
    let mut world = World::streaming(config());
    assert!(!world.machine.cancel_requested());
    let revision = world.machine.revision();
    world.tell(Input::Cancel);
    assert!(world.machine.cancel_requested());
    assert_ne!(world.machine.revision(), revision);
    let revision = world.machine.revision();
    world.tell(Input::Cancel);
    assert_eq!(world.machine.revision(), revision);

    let mut world = World::named(config());
    let revision = world.machine.revision();
    world.tell(Input::Ended);
    assert_eq!(world.machine.connection(), Connection::Polling);
    assert_ne!(world.machine.revision(), revision);
    assert_eq!(
        world.machine.waits_until(),
        None,
        "that is for a run to be created"
    );
}

#[test]
fn a_run_that_was_cancelled_before_it_began_does_not_begin() {
    let mut world = World::idle(config());
    world.tell(Input::Cancel);
    world.machine.begin(Start::Stream, world.now);
    assert_eq!(world.machine.next_order(), None);
}

#[test]
fn what_broke_a_stream_without_a_name_is_told() {
    let mut world = World::streaming(config());
    world.tell(Input::Broken(Failure::new(Code::BadResponse, "odd")));
    assert_eq!(world.error_code(), Some("bad_response"));
}

#[test]
fn a_clock_that_is_set_back_makes_no_stream_silent_and_none_immortal() {
    let mut world = World::named(Config {
        total: Some(200_000),
        ..config()
    });
    world.now -= 3_600_000;
    world.tell(Input::Tick);
    world.pass(89_000);
    assert_eq!(world.machine.connection(), Connection::Streaming);
    world.pass(2_000);
    assert_eq!(world.machine.connection(), Connection::Polling);
    while world.settlement.is_none() {
        world.wait();
        if world.reading {
            world.answer(&json!({"run_id": "r", "status": "RUNNING"}));
        }
        assert!(world.reads < 100, "the total limit is an hour late");
    }
    assert_eq!(world.outcome(), Some(Outcome::TimedOut));
}

#[test]
fn what_belongs_to_another_way_of_following_is_ignored() {
    let complete = json!({"type": "COMPLETE", "run_id": "r", "status": "COMPLETED"}).to_string();
    let stream = event(&json!({"type": "COMPLETE", "run_id": "r", "status": "COMPLETED"}));
    let opening = World::begin(config(), Start::Stream);
    let streaming = World::named(config());
    let mut polling = World::begin(config(), Start::Existing("r".into()));
    polling.answer(&json!({"run_id": "r", "status": "RUNNING"}));
    let late = [
        Input::Opened(Content::Stream),
        Input::Refused(status(401, "INVALID_API_KEY")),
        Input::Bytes(stream.as_bytes()),
        Input::Message(complete.as_bytes()),
        Input::Ended,
        Input::Broken(network()),
        Input::EventsClosed,
        Input::Queued(b"{}"),
        Input::CancelFailed,
    ];
    // Which of them each may hear.
    for (world, own) in [
        (opening, vec![0, 1]),
        (streaming, vec![2, 4, 5]),
        (polling, vec![]),
    ] {
        for (at, input) in late.iter().enumerate().filter(|(at, _)| !own.contains(at)) {
            let mut world = world.clone();
            let before = (world.machine.revision(), world.events.len(), world.closed);
            world.tell(input.clone());
            let after = (world.machine.revision(), world.events.len(), world.closed);
            assert_eq!(after, before, "{at}");
            assert_eq!(world.outcome(), None, "{at}");
        }
    }
}
