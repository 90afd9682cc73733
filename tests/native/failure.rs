//! What an answer, or a run's own error, comes to.

use serde_json::{Value, json};
use tinyfish_web::core::failure::{Code, Failure};

fn answer(status: u16, error: &Value) -> Failure {
    Failure::from_answer(
        status,
        json!({ "error": error }).to_string().as_bytes(),
        None,
    )
}

fn run_error(error: &Value) -> Failure {
    Failure::from_run_error(Some(error.to_string().as_bytes()), Some("r"))
}

#[test]
fn an_answer_has_a_code_an_advice_and_whether_it_may_pass() {
    let other = "OTHER";
    for (status, said, code, retryable, advice) in [
        (400, other, "invalid_input", false, "refused the input"),
        (413, other, "invalid_input", false, "refused the input"),
        (422, other, "invalid_input", false, "refused the input"),
        (401, other, "unauthorized", false, "not authorised"),
        (
            401,
            "MISSING_API_KEY",
            "missing_api_key",
            false,
            "no API key",
        ),
        (
            401,
            "INVALID_API_KEY",
            "invalid_api_key",
            false,
            "wrong or revoked",
        ),
        (402, other, "insufficient_credits", false, "add credit"),
        (
            403,
            "INSUFFICIENT_CREDITS",
            "insufficient_credits",
            false,
            "add credit",
        ),
        (403, other, "forbidden", false, "may not do this"),
        (503, "FORBIDDEN", "forbidden", false, "may not do this"),
        (404, "NOT_FOUND", "not_found", false, "no such run"),
        // It may as well be a step's picture that is not there, or a path that the relay does not serve.
        (404, "NOT_FOUND", "not_found", false, "picture or page"),
        (404, "NOT_FOUND", "not_found", false, "baseURL"),
        (408, other, "timeout", true, "too long"),
        (504, other, "timeout", true, "too long"),
        (500, "timeout", "timeout", true, "too long"),
        (429, other, "rate_limited", true, "Too many requests"),
        (503, other, "service_busy", true, "busy"),
        (500, other, "service_error", true, "an error"),
        (418, other, "service_error", false, "an error"),
    ] {
        let failure = answer(status, &json!({ "code": said, "message": "why" }));
        assert_eq!(
            (failure.code.as_str(), failure.retryable),
            (code, retryable),
            "{status} {said}"
        );
        assert!(
            failure.message.contains(advice),
            "{} for {status} {said}",
            failure.message
        );
        assert!(
            failure
                .message
                .ends_with(&format!(" (HTTP {status}) It said: \"why\""))
        );
        assert_eq!(failure.status, Some(status));
        assert_eq!(failure.service_code.as_deref(), Some(said));
    }
}

#[test]
fn what_the_envelope_holds_is_told() {
    let failure = answer(
        400,
        &json!({ "code": null, "message": null, "details": { "a": [1] }, "retry_after": 3 }),
    );
    assert!(failure.message.ends_with("(HTTP 400)"), "nothing was said");
    assert_eq!(failure.details.as_deref(), Some(r#"{"a":[1]}"#));
    assert_eq!(
        (failure.service_code.as_deref(), failure.retry_after),
        (None, Some(3.0))
    );
    assert_eq!(failure.retry_after_ms(), Some(3_000));

    let nothing = answer(400, &json!({ "details": null, "retry_after": null }));
    assert_eq!(
        (nothing.details.as_deref(), nothing.retry_after),
        (None, None)
    );
    assert_eq!(answer(404, &Value::Null).code, Code::BadResponse);

    assert!(
        answer(500, &json!("words"))
            .message
            .ends_with("It said: \"words\"")
    );

    let body = json!({ "error": { "retry_after": 3 } }).to_string();
    let failure = Failure::from_answer(429, body.as_bytes(), Some(7.5));
    assert_eq!(
        failure.retry_after_ms(),
        Some(7_500),
        "the header counts for more"
    );

    // Whoever guards the route answers in a form of their own.
    let guard = Failure::from_answer(403, br#"{"message":"Sign in first"}"#, None);
    assert_eq!(guard.code, Code::Forbidden);
    assert!(
        guard.message.ends_with("It said: \"Sign in first\""),
        "{}",
        guard.message
    );

    // A framework's own answers, where no relay is, or one that is not let POST.
    for (status, body) in [(404, "<h1>Not found</h1>"), (405, "")] {
        let page = Failure::from_answer(status, body.as_bytes(), None);
        assert_eq!((page.code, page.retryable), (Code::BadResponse, false));
        assert!(page.message.contains("baseURL"), "{}", page.message);
    }
}

#[test]
fn a_runs_own_error_has_its_category_and_its_help() {
    for (category, retryable) in [
        ("SYSTEM_FAILURE", true),
        ("UNKNOWN", true),
        ("NEW", true),
        ("AGENT_FAILURE", false),
        ("BILLING_FAILURE", false),
    ] {
        let failure = run_error(&json!({
            "code": "C", "message": "said", "category": category, "retry_after": 5, "help_url": "u", "help_message": "m",
        }));
        assert_eq!(
            (failure.code, failure.retryable),
            (Code::RunFailed, retryable)
        );
        assert_eq!(failure.category.as_deref(), Some(category));
        assert_eq!(
            (failure.message.as_str(), failure.run_id.as_deref()),
            ("said", Some("r"))
        );
        assert_eq!(
            (failure.help_url.as_deref(), failure.help_message.as_deref()),
            (Some("u"), Some("m"))
        );
        assert_eq!(
            (failure.service_code.as_deref(), failure.retry_after),
            (Some("C"), Some(5.0))
        );
    }
    assert_eq!(run_error(&json!("words")).message, "words");
}

#[test]
fn an_error_without_words_is_told_in_ours() {
    for message in [Value::Null, "".into()] {
        for (category, told) in [
            ("BILLING_FAILURE", "add credit"),
            ("AGENT_FAILURE", "change the goal"),
            ("UNKNOWN", "did not say why"),
        ] {
            let failure = run_error(&json!({ "message": message, "category": category }));
            assert!(failure.message.contains(told), "{}", failure.message);
        }
    }
    assert!(
        Failure::from_run_error(None, None)
            .message
            .contains("did not say why")
    );
}

/// What a creating call failed with, and whether a run may exist all the same.
#[test]
fn a_creating_call_that_may_have_made_a_run_says_so() {
    let coded = |status, code: &str| answer(status, &json!({ "code": code, "message": "said" }));
    let page = |status| Failure::from_answer(status, b"<html>", None);
    let ours = |code| Failure::new(code, "said");
    let queued = |error: &str| Failure::from_queue_error(Some(error.as_bytes()));
    let mut headers = ours(Code::Timeout).retryable();
    headers.field = Some("headers".into());
    for (failure, may_exist) in [
        (coded(400, "INVALID_INPUT"), false),
        (coded(401, "INVALID_API_KEY"), false),
        (coded(403, "INSUFFICIENT_CREDITS"), false),
        (page(404), false),
        (page(429), false),
        (coded(429, "RATE_LIMIT_EXCEEDED"), false),
        (coded(429, "FORBIDDEN"), false),
        (page(499), false),
        (coded(503, "SERVICE_BUSY"), false),
        (coded(503, "service_busy"), false),
        (coded(503, "FORBIDDEN"), false),
        // It may have begun by then, as it may behind a gateway that gives up.
        (page(408), true),
        (coded(408, "TIMEOUT"), true),
        (coded(503, "TIMEOUT"), true),
        (coded(503, "503"), true),
        (page(503), true),
        (coded(500, "FORBIDDEN"), true),
        (coded(500, "INTERNAL_ERROR"), true),
        (coded(500, "SERVICE_BUSY"), true),
        (page(502), true),
        // A redirect that was not followed.
        (page(0), true),
        (page(307), true),
        (ours(Code::Network).retryable(), true),
        (ours(Code::Timeout), true),
        (ours(Code::BadResponse), true),
        (ours(Code::RunLost), true),
        (ours(Code::LineTooLong), true),
        // These never left.
        (ours(Code::KeyInPage), false),
        (ours(Code::Closed), false),
        (Failure::invalid("headers", "headers: no"), false),
        (headers, false),
        // The service says that it made none.
        (queued(r#"{"code":"TIMEOUT","message":"said"}"#), false),
        (queued(r#"{"code":"NEW"}"#), false),
        (queued(r#""said""#), false),
    ] {
        assert_eq!(failure.may_have_created(), may_exist, "{failure:?}");
        assert!(!failure.refused_before_creating() || !may_exist);
        let told = failure.clone().of_creating_call();
        if may_exist {
            let words = " It is not known whether a run was created, so the call was not repeated: look for \
                         it with client.runs.list({ created_after }).";
            assert_eq!(told.message, [failure.message.as_str(), words].concat());
            assert!(!told.retryable);
        } else {
            assert_eq!(told, failure);
        }
    }
}
