//! Creating once, and the limits of time and size.

use serde_json::json;
use tinyfish_web::core::failure::{Code, Failure};
use tinyfish_web::core::machine::{Config, Content, Input, Order, Outcome, Run, Start, Warning};

use super::world::{World, config, event, network, started, status};

/// What a creating call may be answered with, and how often it is sent in all.
#[test]
fn a_creating_call_is_repeated_only_when_it_was_refused_before_it_created() {
    let cases = [
        (status(429, "RATE_LIMIT_EXCEEDED"), 3, "rate_limited"),
        (status(503, "SERVICE_BUSY"), 3, "service_busy"),
        (status(503, "service_busy"), 3, "service_busy"),
        (status(503, "TIMEOUT"), 1, "timeout"),
        (status(503, "503"), 1, "service_busy"),
        (
            Failure::from_answer(503, b"<html>gateway", None),
            1,
            "service_busy",
        ),
        (Failure::from_answer(429, b"", None), 3, "rate_limited"),
        (status(500, "INTERNAL_ERROR"), 1, "service_error"),
        (status(502, "BAD_GATEWAY"), 1, "service_error"),
        (status(503, "FORBIDDEN"), 1, "forbidden"),
        (status(429, "FORBIDDEN"), 1, "forbidden"),
        (Failure::from_answer(408, b"", None), 1, "timeout"),
        (status(401, "INVALID_API_KEY"), 1, "invalid_api_key"),
        (
            status(403, "INSUFFICIENT_CREDITS"),
            1,
            "insufficient_credits",
        ),
        (status(400, "INVALID_INPUT"), 1, "invalid_input"),
        (network(), 1, "network"),
        (Failure::new(Code::Timeout, "late"), 1, "timeout"),
    ];
    for start in [Start::Stream, Start::Queue] {
        for (failure, times, code) in &cases {
            let mut world = World::begin(config(), start.clone());
            for _ in 0..5 {
                world.tell(Input::Refused(failure.clone()));
                if world.settlement.is_some() {
                    break;
                }
                world.wait();
            }
            assert_eq!(world.creates, *times, "{failure:?}");
            assert_eq!(world.error().code.as_str(), *code);
        }
    }
}

#[test]
fn a_refusal_says_when_to_come_back() {
    let mut world = World::begin(config(), Start::Stream);
    let mut busy = status(503, "SERVICE_BUSY");
    busy.retry_after = Some(12.0);
    world.tell(Input::Refused(busy));
    world.pass(11_000);
    assert_eq!(world.creates, 1);
    world.pass(2_000);
    assert_eq!(world.creates, 2);
}

#[test]
fn any_byte_feeds_the_idle_limit() {
    let mut world = World::named(config());
    for _ in 0..10 {
        world.pass(80_000);
        world.bytes(":\n");
    }
    assert_eq!(world.reads, 0);
    world.pass(91_000);
    assert!(world.warnings.contains(&Warning::StreamSilent));
    world.wait_for_read();
}

#[test]
fn a_machine_that_slept_notices() {
    let mut world = World::named(config());
    // The timer does not fire while the machine sleeps; it fires late.
    world.now += 3_600_000;
    world.timer = None;
    world.tell(Input::Tick);
    world.wait_for_read();
    world.answer(&json!({"run_id": "r", "status": "COMPLETED", "steps": []}));
    assert_eq!(world.outcome(), Some(Outcome::Completed));
}

#[test]
fn a_timer_that_fires_early_is_armed_again() {
    let mut world = World::named(config());
    world.now = world.timer.take().unwrap() - 1;
    world.tell(Input::Tick);
    assert!(world.timer.is_some());
}

#[test]
fn the_total_limit_ends_listening_wherever_it_is() {
    let limited = || Config {
        total: Some(30_000),
        ..config()
    };
    let streaming = World::named(limited());
    let opening = World::begin(limited(), Start::Stream);
    let mut polling = World::begin(limited(), Start::Existing("r".into()));
    polling.answer(&json!({"run_id": "r", "status": "RUNNING", "steps": []}));
    for mut world in [streaming, opening, polling] {
        let mut turns = 0;
        while world.settlement.is_none() && turns < 100 {
            world.wait();
            if world.reading {
                world.answer(&json!({"run_id": "r", "status": "RUNNING", "steps": []}));
            }
            turns += 1;
        }
        assert_eq!(world.outcome(), Some(Outcome::TimedOut));
        assert_eq!(world.error().code.as_str(), "timeout");
        assert_eq!(world.cancels, 0);
    }
}

#[test]
fn a_line_beyond_the_limit_does_not_stay_in_memory() {
    let small = Config {
        line_limit: 1_000,
        ..config()
    };
    let mut world = World::streaming(small);
    world.bytes("data: {\"type\":\"");
    for _ in 0..100 {
        world.bytes(&"x".repeat(100));
        assert!(world.machine.buffered() <= 2_000);
    }
    assert_eq!(world.outcome(), Some(Outcome::Lost));
    assert_eq!(world.error().code.as_str(), "line_too_long");
    assert!(world.error().message.contains("not known whether a run"));

    let mut known = World::named(small);
    known.bytes(&"y".repeat(3_000));
    assert!(known.warnings.contains(&Warning::LineTooLong));
    known.wait_for_read();
}

#[test]
fn a_page_instead_of_a_stream_is_told_by_its_first_letter() {
    for (content, body) in [
        (Content::Stream, "\n<!doctype html><p>Sign in</p>"),
        (Content::Html, " <p>Sign in</p>"),
        (Content::Html, "Not found"),
    ] {
        let mut world = World::begin(config(), Start::Stream);
        world.tell(Input::Opened(content));
        assert_eq!(world.outcome(), None);
        world.bytes(body);
        assert_eq!(world.outcome(), Some(Outcome::Lost), "{body}");
        assert_eq!(world.error().code.as_str(), "bad_response");
        assert!(world.error().message.contains("not known whether a run"));
    }
    let mut empty = World::begin(config(), Start::Stream);
    empty.tell(Input::Opened(Content::Html));
    empty.tell(Input::Ended);
    assert_eq!(empty.error().code.as_str(), "bad_response");
}

#[test]
fn a_stream_that_is_called_a_page_is_followed() {
    let mut world = World::begin(config(), Start::Stream);
    world.tell(Input::Opened(Content::Html));
    for text in [": hello\n\n", &started()] {
        world.bytes(text);
    }
    assert_eq!(world.types(), ["STARTED"]);
    // A field that nobody knows is one of a stream's, unless it is called a page.
    let mut world = World::streaming(config());
    world.bytes(&["x: y\n", &started()].concat());
    assert_eq!(world.types(), ["STARTED"]);
}

#[test]
fn bytes_that_only_push_the_idle_limit_back_cost_no_timer_each() {
    let mut machine = Run::new(config());
    let arms = |machine: &mut Run| {
        let orders = std::iter::from_fn(|| machine.next_order());
        orders
            .filter(|order| matches!(order, Order::Arm(_)))
            .count()
    };
    machine.begin(Start::Stream, 0);
    machine.handle(Input::Opened(Content::Stream), 0);
    assert_eq!(arms(&mut machine), 1);
    for now in 1..100 {
        machine.handle(Input::Bytes(b":\n"), now);
    }
    assert_eq!(arms(&mut machine), 0);
    machine.handle(Input::Tick, 90_000);
    assert_eq!(arms(&mut machine), 1, "it is set anew once it ran out");
    machine.handle(Input::Bytes(b":\n"), 90_001);
    assert_eq!(arms(&mut machine), 0);
}

#[test]
fn closing_to_cancel_is_closed_once_a_stream_without_a_name_is_silent_for_too_long() {
    let mut world = World::streaming(Config {
        close_cancels: true,
        total: Some(10_000),
        ..config()
    });
    world.tell(Input::Close);
    world.pass(200_000);
    assert_eq!(world.outcome(), Some(Outcome::Closed));
}

#[test]
fn a_stream_held_back_by_a_proxy_is_told_once() {
    let mut world = World::streaming(config());
    world.pass(8_000);
    world.bytes(&started());
    world.bytes(&event(&json!({"type": "PROGRESS", "purpose": "a"})));
    world.bytes(&event(&json!({"type": "COMPLETE", "status": "COMPLETED"})));
    assert_eq!(world.warnings, [Warning::BufferedStream]);
}

#[test]
fn a_quick_run_is_not_taken_for_a_held_back_one() {
    let mut world = World::named(config());
    world.pass(3_000);
    world.bytes(&event(&json!({"type": "PROGRESS", "purpose": "a"})));
    world.bytes(&event(&json!({"type": "COMPLETE", "status": "COMPLETED"})));
    assert!(world.warnings.is_empty());
}

#[test]
fn eight_hours_of_heartbeats_hold_nothing() {
    let mut world = World::named(config());
    for _ in 0..(8 * 3_600 / 15) {
        world.pass(15_000);
        world.bytes(&event(&json!({"type": "HEARTBEAT", "timestamp": "t"})));
        world.events.clear();
    }
    assert_eq!(world.machine.buffered(), 0);
    assert_eq!(world.outcome(), None);
}

#[test]
fn why_nothing_was_queued_is_told_by_its_code() {
    for (code, expected, retryable) in [
        ("INSUFFICIENT_CREDITS", "insufficient_credits", false),
        ("FORBIDDEN", "forbidden", false),
        ("TIMEOUT", "timeout", true),
        ("SOMETHING_NEW", "run_failed", true),
    ] {
        let mut world = World::begin(config(), Start::Queue);
        let answer = json!({"run_id": null, "error": {"code": code, "message": "said"}});
        world.tell(Input::Queued(answer.to_string().as_bytes()));
        let error = world.error();
        assert_eq!(
            (error.code.as_str(), error.retryable),
            (expected, retryable)
        );
        assert_eq!(error.message, "said");
    }
}

#[test]
fn a_limit_that_passes_once_the_end_is_known_wakes_nobody() {
    let mut world = World::named(Config {
        total: Some(1_000),
        ..config()
    });
    world.bytes(&event(
        &json!({"type": "COMPLETE", "run_id": "r", "status": "COMPLETED"}),
    ));
    world.now += 2_000;
    world.timer = None;
    world.tell(Input::Tick);
    assert!(
        world.timer.is_some_and(|at| at > world.now),
        "it is woken again at once"
    );
}

#[test]
fn a_run_that_was_not_named_in_time_may_exist() {
    let limited = || Config {
        total: Some(10_000),
        ..config()
    };
    let mut world = World::begin(limited(), Start::Stream);
    world.pass(20_000);
    assert_eq!(world.outcome(), Some(Outcome::TimedOut));
    assert!(
        world
            .error()
            .message
            .contains("not known whether a run was created")
    );
    assert!(!world.error().message.contains("watch(runId)"));
    let mut world = World::named(limited());
    world.pass(20_000);
    assert!(world.error().message.contains("watch(runId)"));
    assert_eq!(world.error().run_id.as_deref(), Some("r"));
}

#[test]
fn a_pause_of_our_own_is_nobodys_buffering() {
    let mut world = World::begin(config(), Start::Stream);
    let mut busy = status(503, "SERVICE_BUSY");
    busy.retry_after = Some(5.0);
    world.tell(Input::Refused(busy));
    while world.creates < 2 {
        world.wait();
    }
    world.tell(Input::Opened(Content::Stream));
    world.bytes(&started());
    world.bytes(&event(&json!({"type": "PROGRESS", "purpose": "a"})));
    world.bytes(&event(&json!({"type": "COMPLETE", "status": "COMPLETED"})));
    assert!(world.warnings.is_empty());
}

#[test]
fn a_page_that_says_not_found_is_not_the_service() {
    let page = Failure::from_answer(404, b"<h1>Not found</h1>", None);
    assert_eq!(page.code, Code::BadResponse);
    assert_eq!(status(404, "NOT_FOUND").code, Code::NotFound);
}
