//! Runs in a real Chromium: the shop, other pages, and what happens when the browser dies.

use std::time::Duration;

use emulator::{BrowserChoice, Config};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{Emulator, bytes_until_break, json_of, text, types};

fn shop(emulator: &Emulator, path: &str) -> Value {
    json!({ "url": format!("{}{path}", emulator.running.shop()), "goal": "List the products" })
}

fn actions(run: &Value) -> Vec<&str> {
    run["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| text(&step["action"]))
        .collect()
}

/// A site that answers everything with one page; gives its address.
async fn serve(page: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
            let answer = format!("{head}Content-Length: {}\r\n\r\n{page}", page.len());
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

/// Width and height of a JPEG, from its frame header.
fn size_of(jpeg: &[u8]) -> (u16, u16) {
    let mut at = 2;
    while !matches!(jpeg[at + 1], 0xc0..=0xc2) {
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    let number = |at: usize| u16::from_be_bytes([jpeg[at], jpeg[at + 1]]);
    (number(at + 7), number(at + 5))
}

#[tokio::test]
async fn a_tour_of_the_shop_completes_with_pictures_and_pages() {
    let emulator = Emulator::with_browser().await;
    let mut body = shop(&emulator, "/");
    body["capture_config"] = json!({ "html": true });
    let (events, _) = emulator.events(&body).await;
    let names = types(&events);
    assert_eq!(names[..2], ["STARTED", "STREAMING_URL"], "{events:?}");
    let last = events.last().unwrap();
    assert_eq!(last["status"], "COMPLETED", "{last}");
    let products = last["result"]["products"].as_array().unwrap();
    assert_eq!(products.len(), 18);
    assert!(
        products
            .iter()
            .all(|p| p["price"].as_f64() > Some(0.0) && p["rating"].as_f64() > Some(0.0))
    );
    assert_eq!(last["result"]["best_rated"]["name"], "Wool jumper");
    assert!(text(&last["result"]["agent"]).contains("does not understand goals"));

    let run = emulator.read(text(&last["run_id"])).await;
    let actions = actions(&run);
    assert_eq!(
        actions.len(),
        names.iter().filter(|name| **name == "PROGRESS").count()
    );
    assert!(
        actions
            .iter()
            .any(|action| action.starts_with("Closing what is in the way")),
        "{actions:?}"
    );
    for step in run["steps"].as_array().unwrap() {
        let path = format!(
            "/v1/runs/{}/steps/{}",
            text(&run["run_id"]),
            text(&step["id"])
        );
        let (jpeg, _) = bytes_until_break(emulator.get(&format!("{path}/screenshot")).await).await;
        assert_eq!(size_of(&jpeg), (1280, 800));
        let html = emulator
            .get(&format!("{path}/html"))
            .await
            .text()
            .await
            .unwrap();
        assert!(html.starts_with("<!DOCTYPE html>") && html.contains("Harbour Goods"));
    }
    emulator.running.shutdown().await;
}

#[tokio::test]
async fn strict_mode_fails_where_the_default_mode_works_around() {
    let emulator = Emulator::with_browser().await;
    let strict = async |path: &str| {
        let mut body = shop(&emulator, path);
        body["agent_config"] = json!({ "mode": "strict" });
        emulator.run(&body).await
    };
    let run = strict("/").await;
    let error = &run["error"];
    assert_eq!(
        (
            text(&run["status"]),
            text(&error["category"]),
            text(&error["code"])
        ),
        ("FAILED", "AGENT_FAILURE", "TASK_FAILED")
    );
    assert!(
        text(&error["message"]).contains("Ten per cent off"),
        "{error}"
    );
    let stored = emulator.read(text(&run["run_id"])).await;
    assert_eq!(
        stored["steps"].as_array().unwrap().last().unwrap()["status"],
        "FAILED"
    );
    assert_eq!(
        stored["steps"][0]["html"],
        Value::Null,
        "no HTML unless it was asked for"
    );

    assert_eq!(strict("/?offer=none").await["status"], "COMPLETED");
    emulator.running.shutdown().await;
}

#[tokio::test]
async fn the_vault_signs_in_and_its_absence_is_reported() {
    let emulator = Emulator::with_browser().await;
    let run = async |changes: Value| {
        let mut body = shop(&emulator, "/login");
        body.as_object_mut()
            .unwrap()
            .extend(changes.as_object().unwrap().clone());
        emulator.run(&body).await
    };
    let with = run(json!({ "use_vault": true })).await;
    assert_eq!(
        with["result"]["account"]["member"], "Robin Sample",
        "{with}"
    );
    assert_eq!(
        with["result"]["account"]["orders"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    let item = emulator.get_json("/emulator").await["vault"]["items"][0]["itemId"].clone();
    let chosen = run(json!({ "use_vault": true, "credential_item_ids": [item] })).await;
    assert_eq!(chosen["result"]["account"]["points"], 420);
    for changes in [
        json!({}),
        json!({ "use_vault": true, "credential_item_ids": ["cred:other"] }),
    ] {
        let without = run(changes.clone()).await;
        let account = &without["result"]["account"];
        assert_eq!(
            (text(&without["status"]), text(&account["status"])),
            ("COMPLETED", "failure"),
            "{without}"
        );
        let mut strict = changes;
        strict["agent_config"] = json!({ "mode": "strict" });
        assert_eq!(run(strict).await["error"]["code"], "TASK_FAILED");
    }
    emulator.running.shutdown().await;
}

#[tokio::test]
async fn the_result_takes_the_shape_of_the_schema() {
    let emulator = Emulator::with_browser().await;
    let mut body = shop(&emulator, "/");
    let item = json!({
        "type": "object",
        "properties": {
            "title": { "type": "string" },
            "price": { "type": "number" },
            "stars": { "type": "number", "minimum": 0, "maximum": 5 },
            "colour": { "type": "string", "nullable": true },
        },
        "required": ["title", "price"],
    });
    body["output_schema"] = json!({
        "type": "object",
        "properties": { "items": { "type": "array", "items": item, "maxItems": 5 } },
        "required": ["items"],
    });
    let run = emulator.run(&body).await;
    assert_eq!(run["schema_validation"]["valid"], true, "{run}");
    let items = run["result"]["items"].as_array().unwrap();
    assert_eq!(items.len(), 5);
    assert_eq!(
        items[0],
        json!({ "title": "Storm lantern", "price": 49.5, "stars": 4.6, "colour": null })
    );
    emulator.running.shutdown().await;
}

#[tokio::test]
async fn other_pages_are_opened_scrolled_and_read() {
    let emulator = Emulator::with_browser().await;
    let page = serve(
        "<!doctype html><html lang=\"en\"><title>A tall page</title><script>alert('wait')</script>\
         <h1>One</h1><h2>Two</h2><p style=\"height:3000px\"></p><a href=\"/next\">Next</a>",
    )
    .await;
    let run = emulator.run(&json!({ "url": page, "goal": "look" })).await;
    let result = &run["result"];
    assert_eq!(run["status"], "COMPLETED", "{run}");
    assert_eq!(
        (text(&result["title"]), text(&result["language"])),
        ("A tall page", "en")
    );
    let headings = json!([{ "level": 1, "text": "One" }, { "level": 2, "text": "Two" }]);
    assert_eq!(result["headings"], headings);
    assert_eq!(
        result["links"],
        json!([{ "text": "Next", "url": format!("{page}next") }])
    );
    let stored = emulator.read(text(&run["run_id"])).await;
    let scrolled = actions(&stored)
        .iter()
        .filter(|action| **action == "Scrolling down")
        .count();
    assert_eq!(scrolled, 3);

    let gone = emulator
        .run(&json!({ "url": "http://nowhere.invalid/", "goal": "look" }))
        .await;
    assert_eq!(
        (text(&gone["status"]), text(&gone["error"]["category"])),
        ("FAILED", "AGENT_FAILURE"),
        "{gone}"
    );
    emulator.running.shutdown().await;
}

#[tokio::test]
async fn cancelling_a_browser_run_stops_it() {
    let emulator = Emulator::with(Config {
        pace: Duration::from_millis(200),
        ..Config::default()
    })
    .await;
    let mut stream = emulator.stream(&shop(&emulator, "/")).await;
    let id = text(&stream.next_of("PROGRESS").await["run_id"]).to_owned();
    assert_eq!(emulator.cancel(&id).await["status"], "CANCELLED");
    assert_eq!(stream.next_of("COMPLETE").await["status"], "CANCELLED");
    let next = emulator.run(&shop(&emulator, "/product/kettle")).await;
    assert_eq!(next["result"]["product"]["name"], "Galley kettle", "{next}");
    emulator.running.shutdown().await;
}

#[tokio::test]
async fn losing_a_tab_or_the_browser_fails_the_run_and_nothing_else() {
    let emulator = Emulator::with(Config {
        pace: Duration::from_millis(200),
        ..Config::default()
    })
    .await;
    for whole_browser in [false, true] {
        let mut stream = emulator.stream(&shop(&emulator, "/")).await;
        let id = text(&stream.next_of("PROGRESS").await["run_id"]).to_owned();
        let path = if whole_browser {
            "/emulator/browser".to_owned()
        } else {
            format!("/emulator/runs/{id}/browser")
        };
        let killed = emulator
            .request(Method::DELETE, &path)
            .send()
            .await
            .unwrap();
        assert!(killed.status().is_success(), "{path}");
        let last = stream.next_of("COMPLETE").await;
        assert_eq!(
            (text(&last["status"]), text(&last["error"]["category"])),
            ("FAILED", "SYSTEM_FAILURE"),
            "{last}"
        );
        let next = emulator.run(&shop(&emulator, "/product/kettle")).await;
        assert_eq!(next["status"], "COMPLETED", "{next}");
    }
    emulator.running.shutdown().await;
}

#[tokio::test]
async fn a_chromium_that_does_not_start_fails_the_run() {
    let missing = BrowserChoice::At("/no/such/chromium".into());
    let emulator = Emulator::with(Config {
        browser: missing,
        ..Config::default()
    })
    .await;
    let run = emulator.run(&shop(&emulator, "/")).await;
    assert_eq!(
        (text(&run["status"]), text(&run["error"]["category"])),
        ("FAILED", "SYSTEM_FAILURE")
    );
    let killed = emulator
        .request(Method::DELETE, "/emulator/browser")
        .send()
        .await
        .unwrap();
    assert_eq!(killed.status(), StatusCode::OK);
    assert_eq!(json_of(killed).await, json!({ "killed": false }));
}
