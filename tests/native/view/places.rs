use std::collections::BTreeSet;

use proptest::prelude::*;
use tinyfish_web::core::places::{Change, Places, Ticket};

use Change::{Evicted, Granted};

#[test]
fn places_are_given_in_the_order_of_asking() {
    let mut places = Places::default();
    assert_eq!(places.ask(1, 2), [Granted(1)]);
    assert_eq!(places.ask(2, 2), [Granted(2)]);
    assert_eq!(places.ask(3, 2), []);
    assert_eq!(places.ask(4, 2), []);
    assert_eq!(places.leave(2), [Granted(3)]);
    assert_eq!(places.leave(1), [Granted(4)]);
}

#[test]
fn asking_twice_takes_one_place_and_keeps_the_turn() {
    let mut places = Places::default();
    places.ask(1, 1);
    assert_eq!(places.ask(1, 1), []);
    places.ask(2, 1);
    places.ask(3, 1);
    assert_eq!(places.ask(2, 1), []);
    assert_eq!(places.leave(1), [Granted(2)]);
    assert_eq!(places.taken(), 1);
}

#[test]
fn a_wait_that_is_given_up_is_skipped() {
    let mut places = Places::default();
    places.ask(1, 1);
    places.ask(2, 1);
    places.ask(3, 1);
    assert_eq!(places.leave(2), []);
    assert_eq!(places.leave(1), [Granted(3)]);
}

#[test]
fn a_lower_limit_waits_without_holding_up_the_others() {
    let mut places = Places::default();
    places.ask(1, 3);
    places.ask(2, 3);
    assert_eq!(places.ask(3, 1), []);
    assert_eq!(places.ask(4, 3), [Granted(4)]);
    assert_eq!(places.leave(1), []);
    assert_eq!(places.leave(2), []);
    assert_eq!(places.leave(4), [Granted(3)]);
}

#[test]
fn a_slow_holder_yields_only_to_one_who_waits() {
    let mut places = Places::default();
    places.ask(1, 1);
    assert_eq!(places.slow(1, true), []);
    assert_eq!(places.ask(2, 1), [Evicted(1), Granted(2)]);
    places.ask(3, 1);
    assert_eq!(places.slow(2, true), [Evicted(2), Granted(3)]);
    // One that has loaded after all keeps its place.
    places.slow(3, true);
    places.slow(3, false);
    assert_eq!(places.ask(4, 1), []);
    // Where there is room, nobody has to yield.
    assert_eq!(places.slow(3, true), [Evicted(3), Granted(4)]);
    places.slow(4, true);
    assert_eq!(places.ask(5, 2), [Granted(5)]);
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Ask(Ticket),
    Slow(Ticket, bool),
    Leave(Ticket),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0..9_u32).prop_map(Act::Ask),
        (0..9_u32, any::<bool>()).prop_map(|(ticket, slow)| Act::Slow(ticket, slow)),
        (0..9_u32).prop_map(Act::Leave),
    ]
}

proptest! {
    #[test]
    fn never_more_than_the_limit_and_never_a_free_place_beside_a_queue(
        limit in 1..5_usize,
        acts in proptest::collection::vec(act(), 0..120),
    ) {
        let mut places = Places::default();
        let (mut holding, mut waiting) = (BTreeSet::new(), BTreeSet::new());
        for act in acts {
            let changes = match act {
                Act::Ask(ticket) => {
                    if !holding.contains(&ticket) { waiting.insert(ticket); }
                    places.ask(ticket, limit)
                }
                Act::Slow(ticket, slow) => places.slow(ticket, slow),
                Act::Leave(ticket) => {
                    holding.remove(&ticket);
                    waiting.remove(&ticket);
                    places.leave(ticket)
                }
            };
            for change in changes {
                match change {
                    Granted(ticket) => {
                        prop_assert!(waiting.remove(&ticket), "{ticket} had not asked");
                        holding.insert(ticket);
                    }
                    Evicted(ticket) => prop_assert!(holding.remove(&ticket), "{ticket} held nothing"),
                }
            }
            prop_assert_eq!(places.taken(), holding.len());
            prop_assert!(holding.len() <= limit);
            prop_assert!(waiting.is_empty() || holding.len() == limit, "{waiting:?} wait");
        }
    }
}
