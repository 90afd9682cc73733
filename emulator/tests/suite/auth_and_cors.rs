//! Who may call, and from which pages.

use crate::support::{Emulator, KEY, refusal, scenario};
use reqwest::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn a_missing_and_a_wrong_key_are_told_apart() {
    let emulator = Emulator::start().await;
    for path in [
        "/v1/runs",
        "/v1/runs/some-id",
        "/v1/runs/some-id/steps/s/screenshot",
    ] {
        let without = emulator.request(Method::GET, path).send().await.unwrap();
        assert_eq!(
            refusal(without).await,
            (StatusCode::UNAUTHORIZED, "MISSING_API_KEY".into()),
            "{path}"
        );
        for wrong in ["sk-other-1", "sk-mino-1", "sk-tinyfish-", ""] {
            let answer = emulator
                .request(Method::GET, path)
                .header("x-api-key", wrong)
                .send()
                .await
                .unwrap();
            assert_eq!(
                refusal(answer).await,
                (StatusCode::UNAUTHORIZED, "INVALID_API_KEY".into()),
                "{path} {wrong}"
            );
        }
    }
}

#[tokio::test]
async fn every_creating_endpoint_needs_a_key() {
    let emulator = Emulator::start().await;
    for name in ["run", "run-async", "run-sse", "run-batch"] {
        let request = emulator.request(Method::POST, &format!("/v1/automation/{name}"));
        let answer = request.json(&scenario("complete")).send().await.unwrap();
        assert_eq!(
            refusal(answer).await,
            (StatusCode::UNAUTHORIZED, "MISSING_API_KEY".into()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn runs_are_seen_only_with_the_key_that_made_them() {
    let emulator = Emulator::start().await;
    let id = emulator.queue(&scenario("complete")).await;
    let other = emulator
        .request(Method::GET, &format!("/v1/runs/{id}"))
        .header("x-api-key", "sk-tinyfish-other");
    assert_eq!(
        refusal(other.send().await.unwrap()).await,
        (StatusCode::NOT_FOUND, "NOT_FOUND".into())
    );
    let list = emulator
        .request(Method::GET, "/v1/runs")
        .header("x-api-key", "sk-tinyfish-other");
    let list: serde_json::Value = list.send().await.unwrap().json().await.unwrap();
    assert_eq!(list["pagination"]["total"], 0);
}

#[tokio::test]
async fn a_page_from_anywhere_gets_through_the_preflight() {
    let emulator = Emulator::start().await;
    let preflight = emulator
        .request(Method::OPTIONS, "/v1/automation/run-sse")
        .header("Origin", "https://page.example")
        .header("Access-Control-Request-Method", "POST")
        .header(
            "Access-Control-Request-Headers",
            "content-type,x-api-key,x-tf-request-origin",
        )
        .send()
        .await
        .unwrap();
    assert_eq!(preflight.status(), StatusCode::OK);
    let header = |name: &str| preflight.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("access-control-allow-origin"), "*");
    assert_eq!(header("access-control-allow-methods"), "POST");
    for name in ["content-type", "x-api-key", "x-tf-request-origin"] {
        assert!(
            header("access-control-allow-headers").contains(name),
            "{name}"
        );
    }
}

#[tokio::test]
async fn answers_and_refusals_can_be_read_by_any_page() {
    let emulator = Emulator::start().await;
    for (path, key) in [
        ("/v1/runs", KEY),
        ("/v1/runs", "wrong"),
        ("/emulator", ""),
        ("/nowhere", KEY),
    ] {
        let request = emulator
            .request(Method::GET, path)
            .header("x-api-key", key)
            .header("Origin", "null");
        let answer = request.send().await.unwrap();
        assert_eq!(
            answer.headers()["access-control-allow-origin"],
            "*",
            "{path} {key}"
        );
        assert_eq!(
            answer.headers()["cross-origin-resource-policy"],
            "cross-origin",
            "{path} {key}"
        );
    }
}

#[tokio::test]
async fn ids_that_are_no_text_get_an_envelope_too() {
    let emulator = Emulator::start().await;
    let paths = ["%FF", "%FF/steps/evt_1/html", "run/steps/%FF/screenshot"];
    for path in paths {
        let answer = refusal(emulator.get(&format!("/v1/runs/{path}")).await).await;
        assert_eq!(
            answer,
            (StatusCode::NOT_FOUND, "NOT_FOUND".to_owned()),
            "{path}"
        );
    }
    let answer = refusal(emulator.post("/v1/runs/%FF/cancel", &json!({})).await).await;
    assert_eq!(answer, (StatusCode::NOT_FOUND, "NOT_FOUND".to_owned()));
    let answer = refusal(emulator.get("/emulator/requests?since=1&since=2").await).await;
    assert_eq!(
        answer,
        (StatusCode::BAD_REQUEST, "INVALID_INPUT".to_owned())
    );
}

#[tokio::test]
async fn unknown_paths_and_methods_get_an_envelope() {
    let emulator = Emulator::start().await;
    assert_eq!(
        refusal(emulator.get("/v1/nothing").await).await,
        (StatusCode::NOT_FOUND, "NOT_FOUND".into())
    );
    let wrong = emulator
        .request(Method::DELETE, "/v1/runs")
        .header("x-api-key", KEY)
        .send()
        .await
        .unwrap();
    assert_eq!(wrong.status(), StatusCode::METHOD_NOT_ALLOWED);
    let body: serde_json::Value = wrong.json().await.unwrap();
    assert!(body["error"]["message"].is_string());
    assert_ne!(body, json!({}));
}
