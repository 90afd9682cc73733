//! Events that are told by their likeness to another are the events that were sent.

use proptest::prelude::*;
use serde_json::{Value, json};
use tinyfish_web::core::machine::{Input, Order, Run, Start};

use super::world::{World, config, event};

const STARTED: &str = "data: {\"type\":\"STARTED\",\"run_id\":\"r\"}\n\n";

fn progress(purpose: &str, timestamp: &str) -> Value {
    json!({ "type": "PROGRESS", "run_id": "r", "purpose": purpose, "timestamp": timestamp })
}

/// The events that a stream of these texts tells after `STARTED`.
fn told(frames: &[String]) -> Vec<Value> {
    let mut world = World::streaming(config());
    world.bytes(STARTED);
    world.bytes(&frames.concat());
    world.events[1..]
        .iter()
        .map(|event| event.as_ref().clone())
        .collect()
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ -~]{0,40}",
        1 => any::<String>(),
        1 => "[a-z]{0,9}[\u{0}-\u{1f}\u{7f}é日\"\\\\]{0,2}[a-z]{0,9}",
    ]
}

fn events() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => (texts(), texts()).prop_map(|(purpose, timestamp)| progress(&purpose, &timestamp)),
        1 => texts().prop_map(|purpose| json!({ "type": "PROGRESS", "run_id": "r", "purpose": purpose })),
        1 => texts().prop_map(|purpose| json!({ "type": "PROGRESS", "run_id": "other", "purpose": purpose, "timestamp": "t" })),
        1 => texts().prop_map(|more| json!({ "type": "PROGRESS", "run_id": "r", "purpose": "p", "timestamp": "t", "more": more })),
        1 => Just(json!({ "type": "HEARTBEAT", "timestamp": "t" })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_event_comes_as_it_was_sent(events in prop::collection::vec(events(), 0..20), size in 1usize..200) {
        let mut world = World::streaming(config());
        let stream = events.iter().fold(STARTED.to_owned(), |stream, one| stream + &event(one));
        for chunk in stream.as_bytes().chunks(size) {
            world.tell(Input::Bytes(chunk));
        }
        let told: Vec<_> = world.events[1..].iter().map(|event| event.as_ref().clone()).collect();
        prop_assert_eq!(told, events);
    }
}

#[test]
fn usual_events_are_told_by_their_likeness() {
    let mut machine = Run::new(config());
    machine.begin(Start::Stream, 0);
    machine.handle(
        Input::Opened(tinyfish_web::core::machine::Content::Stream),
        0,
    );
    let stream = (0..100).map(|index| event(&progress(&format!("Step {index}"), "t")));
    let stream = stream.fold(STARTED.to_owned(), |stream, one| stream + &one);
    machine.handle(Input::Bytes(stream.as_bytes()), 0);
    let batch = std::iter::from_fn(|| machine.next_order()).find_map(|order| match order {
        Order::Emit(batch) => Some(batch),
        _ => None,
    });
    // STARTED and the model.
    assert_eq!(batch.unwrap().elements().count(), 2);
}

#[test]
fn what_is_no_json_is_no_model() {
    // The host refuses a raw tab within a string: if such an event were the model, all like it would be lost with it.
    let odd = "data: {\"type\":\"PROGRESS\",\"run_id\":\"r\",\"purpose\":\"a\tb\",\"timestamp\":\"t\"}\n\n";
    let rest = [progress("one", "t1"), progress("two", "t2")];
    let frames = [odd.to_owned(), event(&rest[0]), event(&rest[1])];
    assert_eq!(told(&frames), rest);
}

#[test]
fn blanks_between_members_make_no_difference() {
    let frame = |purpose: &str| {
        format!(
            "data: {{ \"type\": \"PROGRESS\", \"run_id\": \"r\", \"purpose\": \"{purpose}\", \"timestamp\": \"t\" }}\n\n"
        )
    };
    let expected = [progress("one", "t"), progress("two", "t")];
    assert_eq!(told(&[frame("one"), frame("two")]), expected);
}
