//! The picture in the place of a live view's frame.

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::{FakeRun, Place, colour, json, picture, promised, steps, until, viewer, with};

#[wasm_bindgen_test]
async fn the_last_screenshot_takes_the_frames_place() {
    let (place, run) = (Place::new(), FakeRun::new());
    let view = place.live(&run, "{}");
    let all = steps(&[
        picture("red", "image/jpeg").into(),
        picture("lime", "image/png").into(),
        JsValue::NULL,
    ]);
    let run_read = with("steps", &all);
    let outcome = json(r#"{"kind": "completed"}"#);
    js_sys::Reflect::set(&outcome, &"run".into(), &run_read).unwrap();
    run.set(&with("outcome", &outcome));
    until("the picture", || place.get("img").has_attribute("src")).await;
    assert_eq!(colour(place.get("img")).await, "0 5 0");
    assert!(
        place
            .get("img")
            .get_attribute("alt")
            .unwrap()
            .contains("Action 1")
    );
    assert_eq!(run.reads(), 0, "the outcome had the steps");
    view.unmount();
}

#[wasm_bindgen_test]
async fn a_run_whose_outcome_has_no_steps_is_read_for_its_last_screenshot() {
    let (place, run) = (Place::new(), FakeRun::new());
    run.grow(&steps(&[picture("blue", "image/png").into()]));
    run.set(&json(
        r#"{"outcome": {"kind": "lost", "error": {"message": "Lost."}}}"#,
    ));
    let view = place.live(&run, "{}");
    until("the picture", || place.get("img").has_attribute("src")).await;
    assert_eq!(colour(place.get("img")).await, "0 0 5");
    assert_eq!((view.state().as_str(), run.reads()), ("unavailable", 1));
    view.unmount();
}

#[wasm_bindgen_test]
async fn a_picture_that_cannot_be_shown_gives_way_to_the_one_before_it() {
    // One that is no picture, and one that only looks like one.
    for broken in ["AAAAAAAA", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB"] {
        let (place, run) = (Place::new(), FakeRun::new());
        run.grow(&steps(&[
            picture("red", "image/png").into(),
            picture("blue", "image/png").into(),
            broken.into(),
        ]));
        run.set(&json(r#"{"outcome": {"kind": "completed"}}"#));
        let view = place.live(&run, "{}");
        until("the one before", || {
            let alt = place.get("img").get_attribute("alt");
            alt.is_some_and(|alt| alt.contains("Action 1"))
        })
        .await;
        assert_eq!(colour(place.get("img")).await, "0 0 5", "{broken}");
        view.unmount();
    }
}

#[wasm_bindgen_test]
async fn a_picture_on_its_way_comes_though_the_one_before_it_breaks() {
    let (place, run) = (Place::new(), FakeRun::new());
    let holder = Place::hidden();
    let holds = holder.live(&"https://a.example/".into(), r#"{"maxLive": 1}"#);
    run.set(&with("streamingUrl", &viewer("breaks").into()));
    let view = place.live(&run, r#"{"maxLive": 1}"#);
    let lime = picture("lime", "image/png");
    let coming = promised(&lime.split_once(',').unwrap().1.into());
    let all = steps(&[picture("red", "image/png").into(), coming.clone()]);
    run.grow(&all.slice(0, 1));
    until("the first", || place.get("img").has_attribute("src")).await;
    run.grow(&all.slice(1, 2));
    let come = || js_sys::Reflect::get(&coming, &"come".into()).unwrap();
    until("asked for", || come().is_function()).await;
    let broken = web_sys::Event::new("error").unwrap();
    place.get("img").dispatch_event(&broken).unwrap();
    come()
        .unchecked_into::<js_sys::Function>()
        .call0(&coming)
        .unwrap();
    until("the next", || {
        let alt = place.get("img").get_attribute("alt");
        alt.is_some_and(|alt| alt.contains("Action 1"))
    })
    .await;
    assert_eq!(colour(place.get("img")).await, "0 5 0");
    holds.unmount();
    view.unmount();
}

#[wasm_bindgen_test]
async fn a_poster_tells_nobody_which_page_it_is_in() {
    let place = Place::hidden();
    let view = place.live(&FakeRun::new(), "{}");
    let policy = place.get("img").get_attribute("referrerpolicy");
    assert_eq!(policy.as_deref(), Some("no-referrer"));
    view.unmount();
}
