use tinyfish_web::view::blob_urls_alive;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::{
    FakeRun, Place, document, frame, json, nodes, picture, steps, until, viewer, with,
};

#[wasm_bindgen_test]
async fn a_thousand_mounts_and_unmounts_leave_nothing() {
    let place = Place::new();
    let run = FakeRun::new();
    let red = JsValue::from(picture("red", "image/png"));
    run.set(&with("streamingUrl", &"https://viewer.example/".into()));
    run.grow(&steps(&[red.clone(), red.clone()]));
    place.0.set_attribute("style", "display: none").unwrap();
    let (nodes_before, sheets) = (nodes(), document().adopted_style_sheets().length());
    for round in 0..1_000 {
        let view = place.live(&run, "{}");
        let strip = place.strip(&run);
        if round % 4 == 0 {
            let again = place.live(&run, "{}");
            again.unmount();
        }
        if round % 100 == 0 {
            frame().await;
        }
        view.unmount();
        strip.unmount();
    }
    assert_eq!(nodes(), nodes_before);
    assert_eq!(run.listeners(), 0);
    assert_eq!(blob_urls_alive(), 0);
    assert_eq!(document().adopted_style_sheets().length(), sheets);
}

#[wasm_bindgen_test]
async fn pictures_that_arrive_after_the_end_are_let_go() {
    let red = JsValue::from(picture("red", "image/png"));
    for rounds in 0..8 {
        let (place, run) = (Place::new(), FakeRun::new());
        run.set(&json(r#"{"outcome": {"kind": "completed"}}"#));
        run.grow(&steps(&[red.clone(), red.clone(), red.clone()]));
        let (view, strip) = (place.live(&run, "{}"), place.strip(&run));
        // Cut off at every stage: reading, decoding, showing.
        for _ in 0..rounds {
            frame().await;
        }
        view.unmount();
        strip.unmount();
    }
    for _ in 0..5 {
        frame().await;
    }
    assert_eq!(blob_urls_alive(), 0);
}

#[wasm_bindgen_test]
async fn live_frames_go_with_their_views_and_free_their_places() {
    for round in 0..12 {
        let place = Place::new();
        let view = place.live(
            &viewer(&format!("leak-{round}")).into(),
            r#"{"maxLive": 1}"#,
        );
        until("live", || view.state() == "live").await;
        view.unmount();
        assert_eq!(place.0.child_nodes().length(), 0);
    }
    assert_eq!(
        document()
            .query_selector_all("iframe.tinyfish-frame")
            .unwrap()
            .length(),
        0
    );
}
