//! The live view: who may see it, what it sends, how it ends. Its socket is spoken by a browser here.

use emulator::Config;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{Emulator, scenario, text, until};

#[tokio::test]
async fn the_page_needs_no_key_and_can_be_framed_by_isolated_pages() {
    let emulator = Emulator::start().await;
    let mut stream = emulator.stream(&scenario("never")).await;
    let event = stream.next_of("STREAMING_URL").await;
    let url = text(&event["streaming_url"]);
    assert!(!url.starts_with(emulator.running.api()), "another origin");
    assert!(
        !url.contains(text(&event["run_id"])),
        "the id alone does not let anyone watch"
    );
    let page = emulator.request(Method::GET, url).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    for (name, value) in [
        ("cross-origin-resource-policy", "cross-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(page.headers()[name], value);
    }
    assert!(page.headers().get("x-frame-options").is_none());
    let viewer = url.rsplit_once('/').unwrap().0;
    let unknown = emulator
        .request(Method::GET, &format!("{viewer}/guess"))
        .send()
        .await
        .unwrap();
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        unknown.headers()["cross-origin-resource-policy"],
        "cross-origin"
    );
}

#[tokio::test]
async fn a_scenario_without_a_live_view_has_no_address() {
    let emulator = Emulator::start().await;
    let run = emulator.queue(&scenario("complete?live=0")).await;
    assert!(emulator.read_ended(&run).await["streaming_url"].is_null());
}

/// The agent itself is sent to watch a live view: it reads a page that has painted and tells its end.
#[tokio::test]
async fn a_browser_sees_the_pictures_and_the_end() {
    let emulator = Emulator::with(Config {
        pace: std::time::Duration::ZERO,
        ..Config::default()
    })
    .await;
    let id = emulator.queue(&scenario("complete?steps=2&delay=0")).await;
    let run = emulator.read_ended(&id).await;
    let body = json!({
        "url": run["streaming_url"], "goal": "watch", "capture_config": { "html": true },
    });
    // How soon the page paints is the browser's affair: the agent goes there again until it has.
    until(async || {
        let watching = emulator.run(&body).await;
        assert_eq!(watching["result"]["title"], "Live view", "{watching}");
        let html = last_page(&emulator, text(&watching["run_id"])).await;
        let over = html.contains("data-state=\"ended\"") && html.contains("The run is complete");
        (over && html.contains("data-frames=")).then_some(())
    })
    .await;
    emulator.running.shutdown().await;
}

async fn last_page(emulator: &Emulator, id: &str) -> String {
    let run = emulator.read(id).await;
    let step = &run["steps"].as_array().unwrap().last().unwrap()["id"];
    let answer = emulator
        .get(&format!("/v1/runs/{id}/steps/{}/html", text(step)))
        .await;
    answer.text().await.unwrap()
}
