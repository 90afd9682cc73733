//! Pictures and pages of steps, in every form they are offered in.

use crate::support::{Emulator, refusal, scenario, text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::StatusCode;
use serde_json::{Value, json};

fn is_jpeg(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xd8, 0xff]) && bytes.ends_with(&[0xff, 0xd9])
}

#[tokio::test]
async fn screenshots_come_as_address_as_base64_or_not_at_all() {
    let emulator = Emulator::start().await;
    let id = emulator.queue(&scenario("complete?steps=2")).await;
    emulator.read_ended(&id).await;
    let shot = async |query: &str| {
        emulator.get_json(&format!("/v1/runs/{id}{query}")).await["steps"][0]["screenshot"].clone()
    };
    let step = text(&emulator.read(&id).await["steps"][0]["id"]).to_owned();
    let address = format!(
        "{}/runs/{id}/steps/{step}/screenshot",
        emulator.running.api()
    );
    assert_eq!(shot("").await, json!(address));
    assert_eq!(shot("?screenshots=url").await, json!(address));
    assert_eq!(shot("?screenshots=none").await, Value::Null);
    let inline = shot("?screenshots=base64").await;
    let data = text(&inline)
        .strip_prefix("data:image/jpeg;base64,")
        .expect("a data address");
    let decoded = STANDARD.decode(data).unwrap();
    assert!(is_jpeg(&decoded));

    let answer = emulator
        .get(&format!("/v1/runs/{id}/steps/{step}/screenshot"))
        .await;
    assert_eq!(answer.headers()["content-type"], "image/jpeg");
    assert_eq!(
        answer.headers()["cross-origin-resource-policy"],
        "cross-origin"
    );
    assert_eq!(answer.bytes().await.unwrap(), decoded);
}

#[tokio::test]
async fn the_addresses_in_steps_want_a_session_and_no_key_helps() {
    let emulator = Emulator::start().await;
    let id = emulator.queue(&scenario("complete?steps=1")).await;
    let run = emulator.read_ended(&id).await;
    let answer = emulator.get(text(&run["steps"][0]["screenshot"])).await;
    assert_eq!(
        refusal(answer).await,
        (StatusCode::UNAUTHORIZED, "UNAUTHORIZED".into())
    );
}

#[tokio::test]
async fn html_is_there_only_when_it_was_captured() {
    let emulator = Emulator::start().await;
    let mut body = scenario("complete?steps=1");
    for captured in [false, true] {
        body["capture_config"] = json!({ "html": captured });
        let id = emulator.queue(&body).await;
        let run = emulator.read_ended(&id).await;
        let step = &run["steps"][0];
        assert_eq!(step["html"].is_string(), captured);
        let hidden = emulator.get_json(&format!("/v1/runs/{id}?html=none")).await;
        assert_eq!(hidden["steps"][0]["html"], Value::Null);
        let answer = emulator
            .get(&format!("/v1/runs/{id}/steps/{}/html", text(&step["id"])))
            .await;
        if captured {
            assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
            assert!(answer.text().await.unwrap().contains("Step 1 of 1"));
        } else {
            assert_eq!(
                refusal(answer).await,
                (StatusCode::NOT_FOUND, "NOT_FOUND".into())
            );
        }
    }
}

#[tokio::test]
async fn each_step_has_its_own_picture_and_it_can_be_padded() {
    let emulator = Emulator::start().await;
    let id = emulator
        .queue(&scenario("complete?steps=12&delay=0&picture_kb=80"))
        .await;
    emulator.read_ended(&id).await;
    let run = emulator
        .get_json(&format!("/v1/runs/{id}?screenshots=base64"))
        .await;
    let mut pictures: Vec<&str> = run["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| text(&s["screenshot"]))
        .collect();
    assert_eq!(pictures.len(), 12);
    let first = STANDARD
        .decode(pictures[0].split(',').nth(1).unwrap())
        .unwrap();
    assert!(
        is_jpeg(&first) && (80 * 1024 - 8..81 * 1024).contains(&first.len()),
        "{}",
        first.len()
    );
    pictures.sort_unstable();
    pictures.dedup();
    assert_eq!(pictures.len(), 12);
}

#[tokio::test]
async fn unknown_forms_and_steps_are_refused() {
    let emulator = Emulator::start().await;
    let id = emulator.queue(&scenario("complete?steps=0")).await;
    for query in ["screenshots=png", "html=text"] {
        let answer = emulator.get(&format!("/v1/runs/{id}?{query}")).await;
        assert_eq!(
            refusal(answer).await,
            (StatusCode::BAD_REQUEST, "INVALID_INPUT".into())
        );
    }
    let answer = emulator
        .get(&format!("/v1/runs/{id}/steps/none/screenshot"))
        .await;
    assert_eq!(
        refusal(answer).await,
        (StatusCode::NOT_FOUND, "NOT_FOUND".into())
    );
}
