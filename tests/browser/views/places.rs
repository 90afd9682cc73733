use std::cell::RefCell;
use std::rc::Rc;

use tinyfish_web::view::mount_live_view;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlIFrameElement};

use super::support::{FakeRun, Place, colour, document, json, picture, steps, until, viewer, with};

/// A run with a live view of its own.
fn run(name: &str) -> FakeRun {
    let run = FakeRun::new();
    run.set(&with("streamingUrl", &viewer(name).into()));
    run
}

fn framed(places: &[Place]) -> Vec<u32> {
    places.iter().map(|place| place.count("iframe")).collect()
}

#[wasm_bindgen_test]
fn a_page_has_five_live_frames_and_the_sixth_waits_its_turn() {
    let places: Vec<_> = (0..7).map(|_| Place::hidden()).collect();
    let runs: Vec<_> = (0..7).map(|index| run(&format!("five-{index}"))).collect();
    let views: Vec<_> = places
        .iter()
        .zip(&runs)
        .map(|(place, run)| place.live(run, "{}"))
        .collect();
    assert_eq!(framed(&places), [1, 1, 1, 1, 1, 0, 0]);
    assert_eq!(views[5].state(), "waiting");
    assert_eq!(
        places[5].text(".tinyfish-message"),
        "Waiting for a free live view"
    );
    // One ends, one goes: those who wait come in, in order.
    runs[1].set(&json(r#"{"outcome": {"kind": "completed"}}"#));
    assert_eq!(framed(&places), [1, 0, 1, 1, 1, 1, 0]);
    views[3].unmount();
    assert_eq!(framed(&places), [1, 0, 1, 0, 1, 1, 1]);
    assert_eq!(views[6].state(), "loading");
    views.iter().for_each(|view| view.unmount());
}

#[wasm_bindgen_test]
async fn one_without_a_place_shows_its_newest_screenshot() {
    let places = [Place::new(), Place::new()];
    let runs = [run("has"), run("has-not")];
    let views = [
        places[0].live(&runs[0], r#"{"maxLive": 1}"#),
        places[1].live(&runs[1], r#"{"maxLive": 1}"#),
    ];
    runs[1].grow(&steps(&[
        picture("red", "image/png").into(),
        picture("blue", "image/png").into(),
    ]));
    until("the picture", || places[1].get("img").has_attribute("src")).await;
    assert_eq!(colour(places[1].get("img")).await, "0 0 5");
    assert_eq!(places[1].text(".tinyfish-detail"), "Action 1");
    views[0].unmount();
    until("its turn", || views[1].state() == "live").await;
    assert!(
        !places[1].get("img").has_attribute("src"),
        "the picture stays over the frame"
    );
    views[1].unmount();
}

#[wasm_bindgen_test]
async fn two_views_of_one_run_share_one_frame_which_goes_where_it_is_wanted() {
    let (tile, modal, run) = (Place::new(), Place::new(), run("shared"));
    let in_tile = tile.live(&run, "{}");
    until("live", || in_tile.state() == "live").await;
    let frame: HtmlIFrameElement = tile.get("iframe").unchecked_into();
    let window = frame.content_window().unwrap();
    let in_modal = modal.live(&run, r#"{"interactive": true}"#);
    assert_eq!((tile.count("iframe"), modal.count("iframe")), (0, 1));
    assert!(modal.get("iframe") == **frame, "a second viewer");
    assert_eq!(in_tile.state(), "waiting");
    assert_eq!(
        tile.text(".tinyfish-message"),
        "Shown elsewhere on this page"
    );
    if js_sys::Reflect::has(&frame, &"moveBefore".into()).unwrap() {
        assert_eq!(in_modal.state(), "live", "it was loaded again");
        assert!(frame.content_window().unwrap() == window);
    }
    until("live in the modal", || in_modal.state() == "live").await;
    assert!(
        !frame.has_attribute("inert"),
        "the frame looks as the view that has it says"
    );
    in_modal.unmount();
    assert!(tile.get("iframe") == **frame);
    assert!(frame.has_attribute("inert"));
    until("live again", || in_tile.state() == "live").await;
    in_tile.unmount();
    assert_eq!(tile.count("iframe"), 0);
}

#[wasm_bindgen_test]
fn a_view_that_does_not_have_the_frame_leaves_it_alone_when_it_goes() {
    let (tile, modal, run) = (Place::hidden(), Place::hidden(), run("older"));
    let (in_tile, in_modal) = (tile.live(&run, "{}"), modal.live(&run, "{}"));
    in_tile.unmount();
    assert_eq!(modal.count("iframe"), 1);
    in_modal.unmount();
    assert_eq!(modal.count("iframe"), 0);
}

#[wasm_bindgen_test]
async fn a_view_moves_with_its_frame_running() {
    let (from, to) = (Place::new(), Place::new());
    let view = from.live(&viewer("move").into(), "{}");
    until("live", || view.state() == "live").await;
    let frame = from.get("iframe");
    view.move_to(to.0.clone().into()).unwrap();
    assert_eq!((from.0.child_nodes().length(), to.count("iframe")), (0, 1));
    if js_sys::Reflect::has(&frame, &"moveBefore".into()).unwrap() {
        assert!(to.get("iframe") == frame);
        assert_eq!(view.state(), "live");
    }
    until("live there", || view.state() == "live").await;
    view.unmount();
    assert_eq!(to.0.child_nodes().length(), 0);
}

#[wasm_bindgen_test]
async fn a_view_that_was_taken_out_of_the_page_frees_its_place() {
    let (gone, waiting) = (Place::new(), Place::new());
    let forgotten = gone.live(&viewer("gone").into(), r#"{"maxLive": 1}"#);
    let next = waiting.live(&viewer("next").into(), r#"{"maxLive": 1}"#);
    until("live", || forgotten.state() == "live").await;
    assert_eq!(next.state(), "waiting");
    gone.0.remove();
    until("its turn", || next.state() == "live").await;
    assert_eq!(forgotten.state(), "waiting");
    forgotten.unmount();
    next.unmount();
}

#[wasm_bindgen_test]
async fn a_frame_out_of_sight_does_not_lose_its_place_to_lateness() {
    let (below, other) = (Place::hidden(), Place::hidden());
    let first = below.live(
        &"https://a.example/".into(),
        r#"{"maxLive": 1, "loadTimeout": 0}"#,
    );
    let second = other.live(
        &"https://b.example/".into(),
        r#"{"maxLive": 1, "loadTimeout": 0}"#,
    );
    super::support::frame().await;
    super::support::frame().await;
    assert_eq!(
        (first.state().as_str(), second.state().as_str()),
        ("loading", "waiting")
    );
    below.0.remove();
    first.unmount();
    second.unmount();
}

#[wasm_bindgen_test]
async fn a_late_frame_gives_way_to_one_that_waits_and_may_ask_again() {
    let (slow, other) = (Place::hidden(), Place::hidden());
    let late = slow.live(
        &viewer("slow").into(),
        r#"{"maxLive": 1, "loadTimeout": 0}"#,
    );
    let next = other.live(&"https://b.example/".into(), r#"{"maxLive": 1}"#);
    slow.show();
    until("it gave way", || {
        late.state() == "unavailable" && other.count("iframe") == 1
    })
    .await;
    assert_eq!(
        (slow.count("iframe"), next.state().as_str()),
        (0, "loading")
    );
    let reload: HtmlElement = slow.get(".tinyfish-button").unchecked_into();
    reload.focus().unwrap();
    reload.click();
    assert_eq!(late.state(), "waiting");
    let focused = document().active_element().unwrap();
    assert!(
        focused == slow.get(".tinyfish-view"),
        "the button that hid took the keyboard along"
    );
    assert_eq!(
        slow.text(".tinyfish-message"),
        "Waiting for a free live view"
    );
    next.unmount();
    until("its turn again", || late.state() == "live").await;
    late.unmount();
}

/// An element that the platform cannot move a running frame into, as those of engines without `moveBefore`.
fn without_move_before() -> Place {
    let place = Place::new();
    let none = JsValue::UNDEFINED;
    js_sys::Reflect::set(&place.0, &"moveBefore".into(), &none).unwrap();
    place
}

#[wasm_bindgen_test]
async fn a_view_keeps_its_place_when_it_moves_and_its_frame_loads_anew() {
    let (from, waiting, to) = (Place::new(), Place::new(), without_move_before());
    let view = from.live(&viewer("keeps").into(), r#"{"maxLive": 1}"#);
    let next = waiting.live(&viewer("waits").into(), r#"{"maxLive": 1}"#);
    until("live", || view.state() == "live").await;
    view.move_to(to.0.clone().into()).unwrap();
    assert_eq!(
        (view.state().as_str(), next.state().as_str()),
        ("loading", "waiting")
    );
    until("live there", || view.state() == "live").await;
    assert_eq!(next.state(), "waiting");
    view.unmount();
    next.unmount();
}

#[wasm_bindgen_test]
async fn the_frame_comes_back_when_the_view_that_had_it_was_taken_out_of_the_page() {
    let (tile, modal, run) = (Place::new(), Place::new(), run("back"));
    let in_tile = tile.live(&run, "{}");
    let in_modal = modal.live(&run, "{}");
    until("live", || in_modal.state() == "live").await;
    assert_eq!(in_tile.state(), "waiting");
    modal.0.remove();
    until("live in the tile", || in_tile.state() == "live").await;
    assert_eq!(tile.count("iframe"), 1);
    in_modal.unmount();
    assert_eq!(in_tile.state(), "live");
    in_tile.unmount();
}

#[wasm_bindgen_test]
async fn mounting_again_keeps_the_frame_and_its_place() {
    let (place, waiting, run) = (Place::new(), Place::new(), run("again"));
    let told = Rc::new(RefCell::new(Vec::new()));
    let tell = told.clone();
    let callback = Closure::<dyn Fn(String)>::new(move |state| tell.borrow_mut().push(state));
    let options = json(r#"{"maxLive": 1}"#);
    js_sys::Reflect::set(&options, &"onStateChange".into(), callback.as_ref()).unwrap();
    let old = mount_live_view(place.0.clone().into(), (*run).clone(), options).unwrap();
    let next = waiting.live(&viewer("behind").into(), r#"{"maxLive": 1}"#);
    until("live", || old.state() == "live").await;
    let frame = place.get("iframe");
    let view = place.live(
        &run,
        r#"{"maxLive": 1, "interactive": true, "title": "Shop"}"#,
    );
    assert!(place.get("iframe") == frame, "another frame");
    assert_eq!((place.0.child_nodes().length(), run.listeners()), (1, 1));
    if js_sys::Reflect::has(&frame, &"moveBefore".into()).unwrap() {
        assert_eq!(view.state(), "live", "it was loaded again");
    }
    until("live again", || view.state() == "live").await;
    assert_eq!(next.state(), "waiting", "the place was handed on");
    assert_eq!(*told.borrow(), ["loading", "live"]);
    assert_eq!(frame.get_attribute("title").as_deref(), Some("Shop"));
    assert!(!frame.has_attribute("inert"));
    old.unmount();
    assert_eq!(view.state(), "live");
    view.unmount();
    assert_eq!(place.0.child_nodes().length(), 0);
    until("its turn", || next.state() == "live").await;
    next.unmount();
}

#[wasm_bindgen_test]
async fn mounting_again_below_an_open_modal_leaves_the_frame_in_it() {
    let (tile, modal, run) = (Place::new(), Place::new(), run("below"));
    let _replaced = tile.live(&run, "{}");
    let in_modal = modal.live(&run, "{}");
    until("live", || in_modal.state() == "live").await;
    let in_tile = tile.live(&run, r#"{"title": "Shop"}"#);
    assert_eq!(in_modal.state(), "live");
    assert_eq!((tile.count("iframe"), modal.count("iframe")), (0, 1));
    in_modal.unmount();
    assert_eq!(
        (tile.count("iframe"), tile.0.child_nodes().length()),
        (1, 1)
    );
    in_tile.unmount();
}

#[wasm_bindgen_test]
async fn another_run_in_the_same_element_has_a_frame_of_its_own() {
    let (place, first, second) = (Place::new(), run("first"), run("second"));
    let old = place.live(&first, r#"{"maxLive": 1}"#);
    until("live", || old.state() == "live").await;
    let frame = place.get("iframe");
    let view = place.live(&second, r#"{"maxLive": 1}"#);
    assert_eq!(
        (place.count("iframe"), view.state().as_str()),
        (1, "loading")
    );
    assert!(place.get("iframe") != frame && !frame.is_connected());
    view.unmount();
}
