//! Which view of a run has its frame.

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

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
