//! Cancelling and closing.

use serde_json::json;
use tinyfish_web::core::machine::{Config, Connection, Input, Outcome, Start};

use super::world::{World, config, event, network, relayed, run, started, status};

fn complete(status: &str) -> String {
    event(&json!({"type": "COMPLETE", "run_id": "r", "status": status}))
}

fn closes_to_cancel() -> Config {
    Config {
        close_cancels: true,
        ..config()
    }
}

fn settle(world: &mut World) -> Option<Outcome> {
    while world.outcome().is_none() {
        world.wait_for_read();
        world.fail_read(network());
    }
    world.outcome()
}

#[test]
fn a_cancel_listens_on_for_the_truth() {
    for (truth, outcome) in [
        ("CANCELLED", Outcome::Cancelled),
        ("COMPLETED", Outcome::Completed),
        ("FAILED", Outcome::Failed),
    ] {
        let mut world = World::named(config());
        world.tell(Input::Cancel);
        assert_eq!((world.cancels, world.outcome()), (1, None));
        world.tell(Input::CancelAnswered);
        world.bytes(&complete(truth));
        assert_eq!(settle(&mut world), Some(outcome));
    }
}

#[test]
fn a_cancel_before_started_waits_for_the_id() {
    let mut world = World::streaming(config());
    world.tell(Input::Cancel);
    assert_eq!(world.cancels, 0);
    world.bytes(&started());
    assert_eq!(world.cancels, 1);
}

#[test]
fn cancelling_twice_sends_once() {
    let mut world = World::named(config());
    world.tell(Input::Cancel);
    world.tell(Input::Cancel);
    assert_eq!(world.cancels, 1);
}

#[test]
fn a_cancel_that_failed_may_be_sent_again() {
    let mut world = World::named(config());
    world.tell(Input::Cancel);
    world.tell(Input::CancelFailed);
    world.tell(Input::Cancel);
    assert_eq!(world.cancels, 2);
}

#[test]
fn a_stream_that_says_nothing_after_a_cancel_is_made_sure_of() {
    let mut world = World::named(config());
    world.tell(Input::Cancel);
    world.tell(Input::CancelAnswered);
    world.wait_for_read();
    world.answer(&json!({"run_id": "r", "status": "CANCELLED", "steps": []}));
    assert_eq!(world.outcome(), Some(Outcome::Cancelled));
    assert_eq!(world.types().last(), Some(&"COMPLETE"));
}

#[test]
fn closing_leaves_the_server_alone() {
    let mut world = World::named(config());
    world.tell(Input::Close);
    assert_eq!(world.outcome(), Some(Outcome::Closed));
    assert_eq!(world.cancels, 0);
}

#[test]
fn closing_may_cancel_where_that_was_asked_for() {
    let mut world = World::named(closes_to_cancel());
    world.tell(Input::Close);
    assert_eq!((world.cancels, world.outcome()), (1, Some(Outcome::Closed)));
}

#[test]
fn closing_to_cancel_before_started_waits_for_the_id_silently() {
    let mut world = World::streaming(closes_to_cancel());
    world.tell(Input::Close);
    assert_eq!(world.outcome(), None);
    world.bytes(&event(&json!({"type": "PROGRESS", "purpose": "a"})));
    world.bytes(&started());
    assert_eq!((world.cancels, world.outcome()), (1, Some(Outcome::Closed)));
    assert!(world.events.is_empty());
}

#[test]
fn closing_after_the_end_keeps_the_end() {
    let mut world = World::named(config());
    world.bytes(&complete("COMPLETED"));
    world.tell(Input::Close);
    assert_eq!(world.outcome(), Some(Outcome::Completed));
}

#[test]
fn a_run_that_waits_to_be_created_is_cancelled_here() {
    let mut world = World::begin(config(), Start::Stream);
    world.tell(Input::Refused(status(503, "SERVICE_BUSY")));
    assert!(world.machine.waits_until().is_some());
    world.tell(Input::Cancel);
    assert_eq!(world.outcome(), Some(Outcome::Cancelled));
    assert!(world.never_created);
    assert_eq!((world.creates, world.cancels), (1, 0));
}

#[test]
fn a_run_that_never_began_is_cancelled_without_a_call() {
    let mut world = World::idle(config());
    world.tell(Input::Cancel);
    assert_eq!(world.outcome(), Some(Outcome::Cancelled));
    assert_eq!((world.creates, world.cancels), (0, 0));
}

#[test]
fn a_cancel_sent_with_others_is_not_sent_again() {
    let mut world = World::named(config());
    world.tell(Input::CancelSent);
    world.tell(Input::Cancel);
    assert_eq!(world.cancels, 0);
    assert!(world.machine.cancel_requested());
}

#[test]
fn closing_while_the_next_creating_call_waits_creates_nothing() {
    for start in [Start::Stream, Start::Queue] {
        for late in [0, 3_600_000] {
            let mut world = World::begin(closes_to_cancel(), start.clone());
            world.tell(Input::Refused(status(429, "RATE_LIMIT_EXCEEDED")));
            // The timer of a page that slept comes late.
            world.now += late;
            world.tell(Input::Close);
            assert_eq!(world.outcome(), Some(Outcome::Closed));
            assert_eq!((world.creates, world.cancels), (1, 0));
        }
    }
}

#[test]
fn cancelling_when_the_next_creating_call_is_overdue_creates_nothing() {
    let mut world = World::begin(config(), Start::Stream);
    world.tell(Input::Refused(status(503, "SERVICE_BUSY")));
    world.now += 3_600_000;
    world.tell(Input::Cancel);
    assert_eq!(world.outcome(), Some(Outcome::Cancelled));
    assert!(world.never_created);
    assert_eq!(world.creates, 1);
}

#[test]
fn a_creating_call_refused_after_a_cancel_made_no_run() {
    let mut world = World::begin(config(), Start::Stream);
    world.tell(Input::Cancel);
    world.tell(Input::Refused(status(503, "SERVICE_BUSY")));
    assert_eq!(world.outcome(), Some(Outcome::Cancelled));
    assert!(world.never_created);

    let mut world = World::begin(closes_to_cancel(), Start::Stream);
    world.tell(Input::Close);
    world.tell(Input::Refused(status(503, "SERVICE_BUSY")));
    assert_eq!(world.outcome(), Some(Outcome::Closed));
    assert!(world.never_created);
    assert_eq!(world.creates, 1);
}

#[test]
fn closing_right_after_a_cancel_still_cancels_once_the_id_is_known() {
    let mut world = World::streaming(config());
    world.tell(Input::Cancel);
    world.tell(Input::Close);
    assert_eq!(world.outcome(), None);
    world.bytes(&started());
    assert_eq!((world.cancels, world.outcome()), (1, Some(Outcome::Closed)));
    assert!(world.events.is_empty());
}

#[test]
fn a_creating_call_that_may_have_made_a_run_is_lost_whatever_was_wished() {
    let mut world = World::begin(config(), Start::Stream);
    world.tell(Input::Cancel);
    world.tell(Input::Refused(status(500, "INTERNAL_ERROR")));
    assert_eq!(world.outcome(), Some(Outcome::Lost));
    assert!(!world.never_created);
}

#[test]
fn closing_to_cancel_a_queued_run_waits_for_its_id() {
    let mut world = World::begin(
        Config {
            close_cancels: true,
            ..config()
        },
        Start::Queue,
    );
    world.tell(Input::Close);
    assert_eq!(world.outcome(), None);
    world.tell(Input::Queued(br#"{"run_id":"r"}"#));
    assert_eq!((world.cancels, world.outcome()), (1, Some(Outcome::Closed)));
}

#[test]
fn an_answered_cancel_is_made_sure_of_by_a_read() {
    // Between two reads: at once.
    let mut world = World::watching(config());
    world.answer(&run("RUNNING"));
    world.tell(Input::Cancel);
    world.tell(Input::CancelAnswered);
    assert_eq!(world.pause(), 0);
    assert_eq!(world.reads, 2);

    // While one is under way, which may have missed it: soon after, by another, also where there are events.
    for config in [config(), relayed()] {
        let mut world = World::watching(config);
        world.tell(Input::Cancel);
        world.tell(Input::CancelAnswered);
        assert_eq!(world.reads, 1);
        world.answer(&run("RUNNING"));
        assert_eq!(world.machine.connection(), Connection::Polling);
        assert!(world.pause() <= 1_000);
    }

    // While a stream is open: it may tell the end itself.
    let streaming = World::named(config());
    let mut events = World::watching(relayed());
    events.answer(&run("RUNNING"));
    for mut world in [streaming, events] {
        world.tell(Input::Cancel);
        world.tell(Input::CancelAnswered);
        let before = world.reads;
        assert_eq!(world.pause(), 1_500);
        // It did not end: the stream goes on.
        world.answer(&run("RUNNING"));
        assert_eq!(world.machine.connection(), Connection::Streaming);
        assert_eq!(world.reads, before + 1);
    }
}

#[test]
fn a_stream_that_tells_the_end_after_a_cancel_is_read_once() {
    let mut world = World::named(config());
    world.tell(Input::Cancel);
    world.tell(Input::CancelAnswered);
    world.bytes(&event(
        &json!({"type": "COMPLETE", "run_id": "r", "status": "COMPLETED"}),
    ));
    world.pass(4_000);
    assert_eq!(world.reads, 1);
}

#[test]
fn a_read_that_saw_the_end_before_the_stream_ends_it() {
    let mut world = World::named(config());
    world.tell(Input::Cancel);
    world.tell(Input::CancelAnswered);
    world.wait_for_read();
    world.answer(&run("CANCELLED"));
    assert_eq!(
        (world.outcome(), world.reads),
        (Some(Outcome::Cancelled), 1)
    );
}

#[test]
fn a_creating_call_that_was_ordered_and_has_not_left_creates_nothing() {
    for start in [Start::Stream, Start::Queue] {
        for (wish, outcome) in [
            (Input::Cancel, Outcome::Cancelled),
            (Input::Close, Outcome::Closed),
        ] {
            let mut world = World::unsent(closes_to_cancel(), start.clone());
            world.tell(wish);
            assert_eq!(world.outcome(), Some(outcome));
            assert!(world.never_created);
        }
    }
}
