//! Whatever happens, in whatever order: one settlement, nothing after it, memory bounded.

use proptest::prelude::*;
use serde_json::json;
use tinyfish_web::core::machine::{Config, Content, Input, Start};

use super::world::{World, event, network, status};

#[derive(Debug, Clone)]
enum Happening {
    Opened(bool),
    Bytes(Vec<u8>),
    Event(u8),
    Message(u8),
    Ended,
    Broken,
    EventsClosed,
    Refused(u16),
    Queued(bool),
    Read(u8),
    ReadFailed(u16),
    CancelAnswered,
    CancelFailed,
    CancelSent,
    Cancel,
    Close,
    Pass(u32),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        1 => any::<bool>().prop_map(Happening::Opened),
        1 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Happening::Bytes),
        8 => (0u8..8).prop_map(Happening::Event),
        4 => (0u8..8).prop_map(Happening::Message),
        1 => Just(Happening::Ended),
        1 => Just(Happening::Broken),
        1 => Just(Happening::EventsClosed),
        1 => prop::sample::select(vec![429u16, 503, 500, 401]).prop_map(Happening::Refused),
        1 => any::<bool>().prop_map(Happening::Queued),
        4 => (0u8..6).prop_map(Happening::Read),
        1 => prop::sample::select(vec![0u16, 404, 429, 500, 401]).prop_map(Happening::ReadFailed),
        1 => Just(Happening::CancelAnswered),
        1 => Just(Happening::CancelFailed),
        1 => Just(Happening::CancelSent),
        1 => Just(Happening::Cancel),
        1 => Just(Happening::Close),
        4 => (0u32..120_000).prop_map(Happening::Pass),
    ]
}

fn an_event(kind: u8) -> serde_json::Value {
    match kind {
        0 => json!({"type": "STARTED", "run_id": "r"}),
        1 => json!({"type": "STREAMING_URL", "run_id": "r", "streaming_url": "https://l/1"}),
        2 => json!({"type": "PROGRESS", "run_id": "r", "purpose": "p", "step_id": "s"}),
        3 => json!({"type": "HEARTBEAT"}),
        4 => json!({"type": "COMPLETE", "run_id": "r", "status": "COMPLETED"}),
        5 => json!({"type": "COMPLETE", "runId": "r", "status": "FAILED", "error": "e"}),
        6 => json!({"type": "NEW"}),
        _ => json!({"type": "PROGRESS", "run_id": "r", "purpose": "q"}),
    }
}

fn happen(world: &mut World, happening: &Happening) {
    match happening {
        Happening::Opened(html) => world.tell(Input::Opened(if *html {
            Content::Html
        } else {
            Content::Stream
        })),
        Happening::Bytes(bytes) => world.tell(Input::Bytes(bytes)),
        Happening::Event(kind) => world.bytes(&event(&an_event(*kind))),
        Happening::Message(kind) => {
            world.tell(Input::Message(an_event(*kind).to_string().as_bytes()))
        }
        Happening::Ended => world.tell(Input::Ended),
        Happening::Broken => world.tell(Input::Broken(network())),
        Happening::EventsClosed => world.tell(Input::EventsClosed),
        Happening::Refused(code) => world.tell(Input::Refused(status(*code, "SERVICE_BUSY"))),
        Happening::Queued(named) => world.tell(Input::Queued(if *named {
            br#"{"run_id":"r"}"#
        } else {
            b"{}"
        })),
        Happening::Read(kind) => {
            let status = [
                "PENDING",
                "RUNNING",
                "COMPLETED",
                "FAILED",
                "CANCELLED",
                "NEW",
            ];
            let run = json!({"run_id": "r", "status": status[usize::from(*kind)], "steps": [{"id": "s", "action": "p"}]});
            world.tell(Input::Read(run.to_string().as_bytes()));
        }
        Happening::ReadFailed(0) => world.tell(Input::ReadFailed(network())),
        Happening::ReadFailed(code) => world.tell(Input::ReadFailed(status(*code, "SERVICE_BUSY"))),
        Happening::CancelAnswered => world.tell(Input::CancelAnswered),
        Happening::CancelFailed => world.tell(Input::CancelFailed),
        Happening::CancelSent => world.tell(Input::CancelSent),
        Happening::Cancel => world.tell(Input::Cancel),
        Happening::Close => world.tell(Input::Close),
        Happening::Pass(ms) => world.pass(u64::from(*ms)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    // `World` itself refuses any order after a settlement, and so a second settlement too.
    #[test]
    fn it_settles_exactly_once(
        happenings in prop::collection::vec(happening(), 0..60),
        start in 0u8..3,
        events: bool,
        close_cancels: bool,
        total in prop::option::of(1_000u64..600_000),
    ) {
        let config = Config { events, close_cancels, total, line_limit: 4_096, ..Config::default() };
        let start = match start {
            0 => Start::Stream,
            1 => Start::Queue,
            _ => Start::Existing("r".into()),
        };
        let refusals = happenings.iter().filter(|one| matches!(one, Happening::Refused(429 | 503))).count();
        let mut world = World::begin(config, start);
        for happening in &happenings {
            happen(&mut world, happening);
            prop_assert!(world.machine.buffered() <= 3 * 4_096);
        }
        prop_assert!(world.creates as usize <= 1 + refusals, "created again without a refusal");
        prop_assert!(world.cancels <= 1 + happenings.len() as u32);
        let completes = world.types().iter().filter(|kind| **kind == "COMPLETE").count();
        prop_assert!(completes <= 1);
        // In the end, closing and letting time pass settles whatever is left.
        world.tell(Input::Close);
        world.tell(Input::Refused(network()));
        world.tell(Input::Ended);
        world.tell(Input::ReadFailed(status(401, "X")));
        world.pass(1_000_000);
        prop_assert!(world.settlement.is_some(), "{:?}", world.machine);
    }
}
