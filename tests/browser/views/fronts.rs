//! Which view of a run has its frame.

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlIFrameElement};

use super::support::{FakeRun, Place, document, frame, until, viewer, with};
use tinyfish_web::view::{LiveViewHandle, mount_live_view};

fn run(name: &str) -> FakeRun {
    let run = FakeRun::new();
    run.set(&with("streamingUrl", &viewer(name).into()));
    run
}

/// A view in an element of its own inside `parent`.
fn inside(parent: &Element, run: &FakeRun) -> LiveViewHandle {
    let element = document().create_element("div").unwrap();
    parent.append_child(&element).unwrap();
    mount_live_view(element.into(), (**run).clone(), JsValue::UNDEFINED).unwrap()
}

async fn some_frames() {
    for _ in 0..4 {
        frame().await;
    }
}

#[wasm_bindgen_test]
async fn a_view_that_is_not_shown_leaves_the_frame_to_one_that_is() {
    for (tag, open) in [("dialog", "open"), ("details", "open"), ("div", "title")] {
        let (tile, place, run) = (Place::new(), Place::new(), run(tag));
        let container = document().create_element(tag).unwrap();
        place.0.append_child(&container).unwrap();
        let show = |shown: bool| {
            container.toggle_attribute_with_force(open, shown).unwrap();
            if tag == "div" {
                let style = if shown { "" } else { "display: none" };
                container.set_attribute("style", style).unwrap();
            }
        };
        show(false);
        let in_tile = tile.live(&run, "{}");
        until("live", || in_tile.state() == "live").await;
        let hidden = inside(&container, &run);
        some_frames().await;
        assert_eq!(tile.count("iframe"), 1, "{tag} took the frame");
        assert_eq!(
            (in_tile.state(), hidden.state()),
            ("live".into(), "waiting".into())
        );
        show(true);
        until("shown", || hidden.state() == "live").await;
        assert_eq!(in_tile.state(), "waiting", "{tag}");
        show(false);
        until("back", || in_tile.state() == "live").await;
        assert_eq!(tile.count("iframe"), 1, "{tag}");
        hidden.unmount();
        in_tile.unmount();
    }
}

#[wasm_bindgen_test]
async fn where_no_view_is_shown_the_frame_stays() {
    let (tile, modal, run) = (Place::new(), Place::new(), run("stays"));
    let in_tile = tile.live(&run, "{}");
    until("live", || in_tile.state() == "live").await;
    modal.0.set_attribute("style", "display: none").unwrap();
    let in_modal = modal.live(&run, "{}");
    tile.0.set_attribute("style", "display: none").unwrap();
    some_frames().await;
    run.set(&with("status", &"RUNNING".into()));
    assert_eq!((tile.count("iframe"), modal.count("iframe")), (1, 0));
    modal.show();
    until("shown", || in_modal.state() == "live").await;
    in_modal.unmount();
    in_tile.unmount();
}

#[wasm_bindgen_test]
fn a_source_may_change_while_it_is_asked_how_the_frame_looks() {
    let (tile, modal, run) = (Place::hidden(), Place::hidden(), run("asked"));
    let in_tile = tile.live(&run, "{}");
    let once = js_sys::Function::new_with_args(
        "run, address",
        "const { snapshot } = run;
         run.snapshot = () => {
           run.snapshot = snapshot;
           run.set({ streamingUrl: address });
           return run.snapshot();
         };",
    );
    let other = viewer("other");
    once.call2(&JsValue::NULL, &run, &other.as_str().into())
        .unwrap();
    let in_modal = modal.live(&run, "{}");
    let source = modal.get("iframe").get_attribute("src");
    assert_eq!(source, Some(other));
    assert_eq!(tile.count("iframe"), 0);
    in_modal.unmount();
    in_tile.unmount();
}

/// In the page and out of sight, where the platform does not tell that it goes.
fn far_below() -> Place {
    let place = Place::new();
    let style = "position: fixed; top: 5000px; width: 320px";
    place.0.set_attribute("style", style).unwrap();
    place
}

#[wasm_bindgen_test]
async fn a_view_that_left_the_page_out_of_sight_gives_its_place_to_one_that_asks() {
    let (gone, place) = (far_below(), Place::new());
    let forgotten = gone.live(&viewer("far").into(), r#"{"maxLive": 1}"#);
    some_frames().await;
    gone.0.remove();
    some_frames().await;
    let view = place.live(&viewer("asks").into(), r#"{"maxLive": 1}"#);
    assert_eq!((place.count("iframe"), gone.count("iframe")), (1, 0));
    view.unmount();
    forgotten.unmount();
}

#[wasm_bindgen_test]
async fn the_frame_comes_back_from_a_view_that_left_the_page_out_of_sight() {
    let (tile, gone, run) = (Place::new(), far_below(), run("far-back"));
    let in_tile = tile.live(&run, "{}");
    let forgotten = gone.live(&run, "{}");
    some_frames().await;
    assert_eq!(gone.count("iframe"), 1);
    gone.0.remove();
    some_frames().await;
    run.set(&with("status", &"RUNNING".into()));
    assert_eq!((tile.count("iframe"), gone.count("iframe")), (1, 0));
    until("live", || in_tile.state() == "live").await;
    forgotten.unmount();
    assert_eq!(in_tile.state(), "live");
    in_tile.unmount();
}

#[wasm_bindgen_test]
async fn the_frame_comes_back_from_a_window_that_was_closed() {
    let (tile, window, run) = (Place::new(), Place::new(), run("closed"));
    let in_tile = tile.live(&run, "{}");
    let other = document().create_element("iframe").unwrap();
    window.0.append_child(&other).unwrap();
    let other: HtmlIFrameElement = other.unchecked_into();
    let inner = other.content_document().unwrap();
    let element = inner.create_element("div").unwrap();
    inner.body().unwrap().append_child(&element).unwrap();
    let source = (*run).clone();
    let in_window = mount_live_view(element.clone().into(), source, JsValue::UNDEFINED).unwrap();
    assert_eq!(
        (tile.count("iframe"), in_tile.state().as_str()),
        (0, "waiting")
    );
    other.remove();
    run.set(&with("status", &"RUNNING".into()));
    until("live", || in_tile.state() == "live").await;
    assert_eq!(tile.count("iframe"), 1);
    in_window.unmount();
    in_tile.unmount();
}
