//! Streams of every kind, told to their end.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::*;

const CREATE: &str = "POST /v1/automation/run-sse";

async fn stream(path: &str, options: &JsValue) -> (JsValue, String) {
    let tag = tag();
    let run = ask(&agent(), "stream", &[&scenario(path, &tag), options]).await;
    (run.expect("a stream"), tag)
}

/// Plays a scenario and checks how it settles, that every step was told once, and that the run was
/// created once.
async fn plays(path: &str, kind: &str, steps: usize) -> JsValue {
    let (run, tag) = stream(path, &object(r#"{"idleTimeout": 1500}"#)).await;
    let (events, thrown) = events(&run).await;
    assert!(thrown.is_none(), "{path} threw");
    let types = types(&events);
    assert_eq!(types.first().map(String::as_str), Some("STARTED"), "{path}");
    assert_eq!(types.last().map(String::as_str), Some("COMPLETE"), "{path}");
    let progress = types.iter().filter(|kind| *kind == "PROGRESS").count();
    assert_eq!(progress, steps, "{path}: {types:?}");
    let outcome = outcome(&run).await;
    assert_eq!(text(&outcome, "kind"), kind, "{path}");
    assert_eq!(get(&outcome, "runId"), get(&run, "runId"));
    assert_eq!(times(&tag, CREATE).await, 1, "{path} was created again");
    outcome
}

#[wasm_bindgen_test]
async fn a_run_is_followed_to_its_end() {
    let outcome = plays("complete?steps=3", "completed", 3).await;
    assert_eq!(text(&get(&outcome, "run"), "status"), "COMPLETED");
    assert_eq!(get(&get(&outcome, "result"), "steps"), 3);
}

#[wasm_bindgen_test]
async fn cut_streams_go_on_without_loss_or_repetition() {
    for path in [
        "drop?after=1&steps=3",
        "drop?after=0&steps=3&how=abort",
        "reset?after=2&steps=3",
        "drop?after=1&steps=3&poll_errors=2",
    ] {
        plays(path, "completed", 3).await;
    }
}

#[wasm_bindgen_test]
async fn a_silent_stream_is_followed_by_its_id() {
    plays("silent?after=1&steps=2", "completed", 2).await;
}

#[wasm_bindgen_test]
async fn odd_streams_are_read_right() {
    for path in [
        "slow-bytes?steps=1&size=7",
        "no-blank-lines?steps=2",
        "done-marker?steps=2",
        "unknown-events?steps=2",
    ] {
        let steps = if path.contains("steps=1") { 1 } else { 2 };
        plays(path, "completed", steps).await;
    }
}

#[wasm_bindgen_test]
async fn results_of_any_kind_pass() {
    let outcome = plays("array-result?steps=1", "completed", 1).await;
    assert!(Array::is_array(&get(&outcome, "result")));
    let outcome = plays("null-result?steps=1", "completed", 1).await;
    assert!(get(&outcome, "result").is_null());
    let outcome = plays("string-result?steps=1", "completed", 1).await;
    assert!(get(&outcome, "result").is_string());
}

#[wasm_bindgen_test]
async fn old_names_arrive_as_todays() {
    let (run, _) = stream("legacy-names?steps=1", &JsValue::UNDEFINED).await;
    let (events, _) = events(&run).await;
    for event in &events {
        assert!(get(event, "runId").is_undefined() && get(event, "streamingUrl").is_undefined());
    }
    assert!(get(&events[0], "run_id").is_string());
    assert!(
        events
            .iter()
            .any(|event| get(event, "streaming_url").is_string())
    );
    assert!(get(events.last().unwrap(), "resultJson").is_undefined());
}

#[wasm_bindgen_test]
async fn a_failed_run_carries_the_services_error() {
    for (category, retryable) in [
        ("SYSTEM_FAILURE", true),
        ("AGENT_FAILURE", false),
        ("BILLING_FAILURE", false),
        ("UNKNOWN", true),
    ] {
        let path = format!("fail?steps=1&category={category}&retry_after=7&help_message=Try");
        let error = get(&plays(&path, "failed", 1).await, "error");
        assert_eq!(text(&error, "name"), "TinyFishError");
        assert_eq!(text(&error, "code"), "run_failed");
        assert_eq!(text(&error, "category"), category);
        assert_eq!(get(&error, "retryable"), retryable, "{category}");
        assert_eq!(get(&error, "retryAfter"), 7);
        assert_eq!(text(&error, "helpMessage"), "Try");
    }
    let error = get(&plays("string-error?steps=1", "failed", 1).await, "error");
    assert!(!text(&error, "message").is_empty());
}

#[wasm_bindgen_test]
async fn a_drop_before_started_is_lost_and_not_repeated() {
    let (run, tag) = stream("drop-before-started", &JsValue::UNDEFINED).await;
    let (_, thrown) = events(&run).await;
    assert_eq!(text(&thrown.expect("an error"), "code"), "run_lost");
    assert_eq!(text(&outcome(&run).await, "kind"), "lost");
    assert_eq!(times(&tag, CREATE).await, 1);
}

#[wasm_bindgen_test]
async fn a_busy_service_is_asked_again_and_no_more_than_that() {
    let tag = tag();
    let run = ask(
        &agent(),
        "stream",
        &[&scenario("busy?times=1&retry_after=0&steps=1", &tag)],
    )
    .await;
    assert_eq!(text(&outcome(&run.unwrap()).await, "kind"), "completed");
    // The refusal was one call without a run; the run was created by one more.
    assert_eq!(times(&tag, CREATE).await, 1, "created once");
}

#[wasm_bindgen_test]
async fn callbacks_get_each_event_and_may_throw() {
    let seen = Array::new();
    let options = object("{}");
    set(&options, "seen", &seen);
    let push = Function::new_with_args("event", "this.push(event.type)").bind0(&seen);
    let throw = Function::new_no_args("globalThis.reportError = () => {}; throw new Error('mine')");
    set(&options, "onEvent", &push);
    set(&options, "onProgress", &throw);
    let before = get(&js_sys::global(), "reportError");
    let (run, _) = stream("complete?steps=2", &options).await;
    assert_eq!(text(&outcome(&run).await, "kind"), "completed");
    set(&js_sys::global(), "reportError", &before);
    let progress = seen.iter().filter(|kind| kind == "PROGRESS").count();
    assert_eq!(progress, 2);
}

#[wasm_bindgen_test]
async fn snapshots_change_only_when_something_changed() {
    let (run, _) = stream("complete?steps=2", &JsValue::UNDEFINED).await;
    let outcome = outcome(&run).await;
    let one = call(&run, "snapshot", &[]).unwrap();
    let two = call(&run, "snapshot", &[]).unwrap();
    assert!(js_sys::Object::is(&one, &two));
    assert_eq!(text(&one, "status"), "COMPLETED");
    assert_eq!(Array::from(&get(&one, "progress")).length(), 2);
    assert!(js_sys::Object::is(&get(&one, "outcome"), &outcome));
}

#[wasm_bindgen_test]
async fn a_page_instead_of_a_stream_rejects() {
    let answer = ask(&agent(), "stream", &[&scenario("html", &tag())]).await;
    assert_eq!(text(&answer.unwrap_err(), "code"), "bad_response");
}
