//! Orders of events that are rare and must not change the truth.

use serde_json::{Value, json};
use tinyfish_web::core::machine::{Config, Content, Input, Outcome, Start};

use super::world::{World, config, event, started, status};

fn ended(status: &str, error: &Value) -> Value {
    json!({ "run_id": "r", "status": status, "result": null, "error": error, "steps": [] })
}

#[test]
fn a_cancel_that_waits_for_the_id_outlives_a_second_close() {
    let mut world = World::streaming(config());
    world.tell(Input::Cancel);
    world.tell(Input::Close);
    world.tell(Input::Close);
    assert_eq!(world.outcome(), None);
    world.bytes(&started());
    assert_eq!((world.cancels, world.outcome()), (1, Some(Outcome::Closed)));
}

#[test]
fn a_cancel_that_waits_for_the_id_outlives_the_timeout() {
    let mut world = World::streaming(Config {
        total: Some(60),
        close_cancels: true,
        ..config()
    });
    world.tell(Input::Close);
    world.pass(100);
    world.bytes(&started());
    assert_eq!((world.cancels, world.outcome()), (1, Some(Outcome::Closed)));
}

#[test]
fn the_runs_own_word_counts_where_complete_tells_no_status() {
    let error = json!({ "message": "said", "category": "AGENT_FAILURE" });
    for (word, error, outcome) in [
        ("FAILED", error, Outcome::Failed),
        ("CANCELLED", Value::Null, Outcome::Cancelled),
        ("COMPLETED", Value::Null, Outcome::Completed),
    ] {
        let mut world = World::named(config());
        world.bytes(&event(&json!({ "type": "COMPLETE", "run_id": "r" })));
        world.wait_for_read();
        world.answer(&ended(word, &error));
        assert_eq!(world.outcome(), Some(outcome));
        assert_eq!(world.settlement.unwrap().error.is_some(), word == "FAILED");
    }
}

#[test]
fn an_empty_error_is_none() {
    let mut world = World::named(config());
    let complete = json!({ "type": "COMPLETE", "run_id": "r", "status": "COMPLETED", "result": 1, "error": "" });
    world.bytes(&event(&complete));
    world.wait_for_read();
    let mut run = ended("COMPLETED", &json!(""));
    run["result"] = json!(1);
    world.answer(&run);
    assert_eq!(world.outcome(), Some(Outcome::Completed));
    assert_eq!(world.settlement.unwrap().error, None);
}

#[test]
fn a_timeout_while_the_service_refuses_says_that_no_run_exists() {
    let mut world = World::begin(
        Config {
            total: Some(100),
            ..config()
        },
        Start::Stream,
    );
    let mut refusal = status(429, "RATE_LIMIT_EXCEEDED");
    refusal.retry_after = Some(5.0);
    world.tell(Input::Refused(refusal));
    world.pass(200);
    let error = world.error();
    assert_eq!(world.outcome(), Some(Outcome::TimedOut));
    assert!(error.retryable && error.message.contains("no run was created"));
    assert!(
        error
            .retry_after
            .is_some_and(|seconds| (4.0..6.0).contains(&seconds))
    );
}

#[test]
fn a_timeout_before_the_creating_call_has_left_says_that_no_run_exists() {
    for start in [Start::Stream, Start::Queue] {
        let limited = Config {
            total: Some(100),
            ..config()
        };
        let mut world = World::unsent(limited, start);
        world.pass(200);
        let error = world.error();
        assert_eq!(world.outcome(), Some(Outcome::TimedOut));
        assert_eq!(error.code.as_str(), "timeout");
        assert_eq!(error.field.as_deref(), Some("headers"));
        assert!(error.retryable && error.message.ends_with("the request was not sent."));
    }
}

#[test]
fn what_is_too_long_behind_the_end_changes_nothing() {
    let config = Config {
        line_limit: 300,
        ..config()
    };
    let complete = json!({ "type": "COMPLETE", "run_id": "r", "status": "COMPLETED", "result": 1 });
    let long = ["data: ", &"x".repeat(400)].concat();
    let mut world = World::streaming(config);
    world.bytes(&[started(), event(&complete), long.clone()].concat());
    world.wait_for_read();
    let mut run = ended("COMPLETED", &Value::Null);
    run["result"] = json!(1);
    world.answer(&run);
    assert_eq!(world.types(), ["STARTED", "COMPLETE"]);
    assert_eq!(
        (world.outcome(), world.warnings.len()),
        (Some(Outcome::Completed), 0)
    );

    let mut world = World::streaming(config);
    world.tell(Input::Cancel);
    world.tell(Input::Close);
    world.bytes(&[started(), long].concat());
    world.pass(200_000);
    assert_eq!((world.outcome(), world.reads), (Some(Outcome::Closed), 0));
}

#[test]
fn a_cancel_that_failed_leaves_the_one_beside_it_under_way() {
    let mut world = World::named(config());
    world.tell(Input::Cancel);
    world.tell(Input::CancelSent);
    world.tell(Input::CancelFailed);
    assert!(world.machine.cancel_sent());
    world.tell(Input::CancelFailed);
    assert!(!world.machine.cancel_sent());
}

#[test]
fn a_clock_that_is_set_back_holds_up_nothing() {
    let mut world = World::begin(config(), Start::Existing("r".into()));
    world.answer(&ended("RUNNING", &Value::Null));
    // An hour back, when the timer fires.
    world.now -= 3_600_000;
    world.tell(Input::Tick);
    let reads = world.reads;
    world.pass(60_000);
    assert!(world.reads > reads);
}

#[test]
fn the_last_read_waits_as_long_as_the_service_asks() {
    let mut world = World::streaming(config());
    world.tell(Input::Opened(Content::Stream));
    world.bytes(&started());
    world.bytes(&event(
        &json!({ "type": "COMPLETE", "run_id": "r", "status": "COMPLETED" }),
    ));
    world.wait_for_read();
    let mut busy = status(429, "RATE_LIMIT_EXCEEDED").retryable();
    busy.retry_after = Some(3.0);
    world.fail_read(busy.clone());
    let reads = world.reads;
    world.pass(2_900);
    assert_eq!(world.reads, reads);
    world.pass(200);
    assert_eq!(world.reads, reads + 1);
    // The next one would come too late.
    world.fail_read(busy);
    assert_eq!(world.outcome(), Some(Outcome::Completed));
}
