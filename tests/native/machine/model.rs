//! Events that are told by their likeness to another are the events that were sent.

use proptest::prelude::*;
use serde_json::{Value, json};
use tinyfish_web::core::machine::{ALIKE, Input, MODEL, Order, Run, Start};
use tinyfish_web::core::wire::Kind;

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
    world.told(1)
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
        // Alike in length, and different.
        1 => texts().prop_map(|purpose| json!({ "type": "PROGRESS", "run_id": "q", "purpose": purpose, "timestamp": "t" })),
        1 => texts().prop_map(|purpose| json!({ "type": "PROGRESS", "run_id": "r", "purpose": purpose, "timestomp": "t" })),
        1 => texts().prop_map(|purpose| json!({ "type": "PROGRESS", "run_id": "r", "purpose": purpose, "tumestamp": "t" })),
        1 => texts().prop_map(|purpose| json!({ "type": "PROGRESS", "run_id": "r", "timestamp": "t", "purpose": purpose })),
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
        prop_assert!(world.warnings.is_empty());
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
    let mut new = progress("New", "t");
    new["type"] = "NEW".into();
    let stream = stream.fold(STARTED.to_owned() + &event(&new), |stream, one| {
        stream + &one
    });
    machine.handle(Input::Bytes(stream.as_bytes()), 0);
    let batch = std::iter::from_fn(|| machine.next_order()).find_map(|order| match order {
        Order::Emit(batch) => Some(batch),
        _ => None,
    });
    let batch = batch.unwrap();
    // STARTED, one of a type that nobody knows, and the model.
    assert_eq!(batch.elements().count(), 3);
    assert_eq!(
        batch.kinds[..4],
        [Kind::Started as u8, Kind::Other as u8, MODEL, ALIKE]
    );
    assert_eq!(batch.kinds.len(), 102);
    let whole: Value = serde_json::from_slice(batch.json()).unwrap();
    assert_eq!(whole[1], new);
    assert_eq!(whole.as_array().unwrap().len(), 3);
}

#[test]
fn what_is_no_json_is_no_model() {
    // The host refuses a raw tab within a string: if such an event were the model, all like it would be lost with it.
    for odd in ["\"a\tb\"", "\"a\\qb\"", "nothing", "\"a\\"] {
        let odd = format!(
            "data: {{\"type\":\"PROGRESS\",\"run_id\":\"r\",\"purpose\":{odd},\"timestamp\":\"t\"}}\n\n"
        );
        let rest = [progress("one", "t1"), progress("two", "t2")];
        let [one, two] = [event(&rest[0]), event(&rest[1])];
        assert_eq!(
            told(&[odd.clone(), one.clone(), two.clone()]),
            rest,
            "{odd}"
        );
        assert_eq!(told(&[one, odd.clone(), two]), rest, "{odd}");
    }
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

#[test]
fn an_event_of_the_mino_era_is_no_model() {
    let old = json!({ "type": "PROGRESS", "runId": "r", "purpose": "p", "timestamp": "t" });
    assert_eq!(told(&[event(&old)]), [progress("p", "t")]);
}

#[test]
fn what_is_only_nearly_alike_is_told_whole() {
    let other = |key: &str, value: &str, time: &str| {
        let mut event = json!({ "type": "PROGRESS", "run_id": "r", "purpose": "p" });
        event[time] = "t".into();
        event[key] = value.into();
        event
    };
    for nearly in [
        other("run_id", "q", "timestamp"),
        other("type", "PROGRESX", "timestamp"),
        other("purpose", "é", "timestamp"),
        other("purpose", "é and some more", "timestamp"),
        other("more", "m", "timestamp"),
        other("purpose", "p", "tumestamp"),
        other("purpose", "p", "timestomp"),
    ] {
        let events = [progress("one", "t1"), nearly, progress("two", "t2")];
        assert_eq!(told(&events.each_ref().map(event)), events);
    }
}
