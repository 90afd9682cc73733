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

#[test]
fn only_what_may_have_created_a_run_warns_of_one() {
    let new = |code| Failure::new(code, "said");
    for code in [Code::Network, Code::Timeout, Code::BadResponse] {
        assert_ne!(new(code).of_creating_call(), new(code));
    }
    for code in [
        Code::RunLost,
        Code::KeyInPage,
        Code::InvalidInput,
        Code::Closed,
    ] {
        assert_eq!(new(code).of_creating_call(), new(code));
    }
    // The headers took too long: nothing was sent.
    let mut late = new(Code::Timeout);
    late.field = Some("headers".into());
    assert_eq!(late.clone().of_creating_call(), late);
}
