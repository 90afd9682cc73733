use std::cell::RefCell;
use std::rc::Rc;

use tinyfish_web::view::{LiveViewHandle, mount_live_view, mount_screenshots, unmount_all};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{ShadowRootInit, ShadowRootMode};

use super::support::{
    FakeRun, PageHidden, Place, document, json, member, picture, steps, until, viewer, with,
};

fn sheets() -> u32 {
    document().adopted_style_sheets().length()
}

#[wasm_bindgen_test]
fn unmounting_leaves_nothing_and_can_be_done_twice() {
    let (place, run) = (Place::new(), FakeRun::new());
    let before = sheets();
    let (view, strip) = (place.live(&run, "{}"), place.strip(&run));
    assert_eq!((place.0.child_nodes().length(), sheets()), (2, before + 1));
    view.unmount();
    assert_eq!(sheets(), before + 1, "another view needs the sheet");
    strip.unmount();
    assert_eq!(
        (place.0.child_nodes().length(), sheets(), run.listeners()),
        (0, before, 0)
    );
    view.unmount();
    strip.unmount();
}

#[wasm_bindgen_test]
fn mounting_again_replaces_and_the_old_handle_hurts_nothing() {
    let (place, first, second) = (Place::new(), FakeRun::new(), FakeRun::new());
    let (old_view, old_strip) = (place.live(&first, "{}"), place.strip(&first));
    let (view, strip) = (place.live(&second, "{}"), place.strip(&second));
    assert_eq!((place.0.child_nodes().length(), first.listeners()), (2, 0));
    old_view.unmount();
    old_strip.unmount();
    assert_eq!(place.0.child_nodes().length(), 2);
    second.set(&json(r#"{"status": "FAILED"}"#));
    assert_eq!(
        (old_view.state().as_str(), view.state().as_str()),
        ("waiting", "failed")
    );
    view.unmount();
    strip.unmount();
}

#[wasm_bindgen_test]
fn what_is_in_the_element_already_stays() {
    let place = Place::new();
    let own = document().create_element("p").unwrap();
    place.0.append_child(&own).unwrap();
    let view = place.live(&FakeRun::new(), "{}");
    view.unmount();
    assert!(own.is_connected());
    assert_eq!(place.0.child_nodes().length(), 1);
}

#[wasm_bindgen_test]
fn wrong_arguments_are_named() {
    let place = Place::hidden();
    let element = JsValue::from(place.0.clone());
    let run = JsValue::from(FakeRun::new());
    let text = JsValue::from("x");
    let none = JsValue::UNDEFINED;
    let live = |element: &JsValue, source: &JsValue, options: &JsValue| {
        mount_live_view(element.clone(), source.clone(), options.clone()).err()
    };
    let strip = |element: &JsValue, source: &JsValue, options: &JsValue| {
        mount_screenshots(element.clone(), source.clone(), options.clone()).err()
    };
    for (error, field) in [
        (live(&JsValue::NULL, &run, &none), "element"),
        (live(&text, &run, &none), "element"),
        (
            live(&document().create_text_node("x").into(), &run, &none),
            "element",
        ),
        (live(&element, &JsValue::NULL, &none), "source"),
        (live(&element, &json("{}"), &none), "source"),
        (live(&element, &run, &json(r#"{"maxLive": 0}"#)), "maxLive"),
        (
            live(&element, &run, &json(r#"{"maxLive": "many"}"#)),
            "maxLive",
        ),
        (
            live(&element, &run, &json(r#"{"loadTimeout": -1}"#)),
            "loadTimeout",
        ),
        (
            live(&element, &run, &json(r#"{"aspectRatio": {}}"#)),
            "aspectRatio",
        ),
        (
            live(&element, &run, &json(r#"{"allowHosts": "viewer.example"}"#)),
            "allowHosts",
        ),
        (
            live(&element, &run, &json(r#"{"onStateChange": 7}"#)),
            "onStateChange",
        ),
        (strip(&JsValue::NULL, &run, &none), "element"),
        (strip(&element, &text, &none), "source"),
        (strip(&element, &json("{}"), &none), "source"),
        (
            strip(&element, &run, &json(r#"{"onWarning": 7}"#)),
            "onWarning",
        ),
    ] {
        let error = error.unwrap_or_else(|| panic!("{field} was taken"));
        assert_eq!(
            member(&error, "code").as_string().as_deref(),
            Some("invalid_input"),
            "{field}"
        );
        assert_eq!(member(&error, "field").as_string().as_deref(), Some(field));
        // All that is seen of it in a console or an error boundary.
        let message = member(&error, "message").as_string().unwrap();
        let named = [field, " must be "].concat();
        assert!(
            message.starts_with(&named) && message.ends_with('.'),
            "{message}"
        );
        assert!(error.is_instance_of::<js_sys::Error>(), "{field}");
    }
    assert_eq!(place.0.child_nodes().length(), 0);
}

#[wasm_bindgen_test]
fn options_that_are_null_are_not_given() {
    let place = Place::hidden();
    let options = json(
        r#"{"interactive": null, "aspectRatio": null, "allowHosts": null, "maxLive": null, "title": null,
            "loadTimeout": null, "onStateChange": null}"#,
    );
    let source = FakeRun::new();
    mount_live_view(place.0.clone().into(), source.into(), options)
        .unwrap()
        .unmount();
    let options = json(r#"{"client": null, "follow": null, "onWarning": null}"#);
    mount_screenshots(place.0.clone().into(), json("[]"), options)
        .unwrap()
        .unmount();
}

#[wasm_bindgen_test]
fn a_view_in_a_shadow_root_is_styled_there() {
    let place = Place::new();
    let host = document().create_element("div").unwrap();
    let root = host
        .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
        .unwrap();
    let inside = document().create_element("div").unwrap();
    root.append_child(&inside).unwrap();
    place.0.append_child(&host).unwrap();
    let all = steps(&[picture("red", "image/png").into()]);
    let strip = mount_screenshots(inside.clone().into(), all.into(), JsValue::UNDEFINED).unwrap();
    assert_eq!(root.adopted_style_sheets().length(), 1);
    assert!(inside.query_selector("[part=shot]").unwrap().is_some());
    strip.unmount();
    assert_eq!(root.adopted_style_sheets().length(), 0);
}

/// The document of a frame in this place.
fn another_document(place: &Place) -> web_sys::Document {
    let frame = document().create_element("iframe").unwrap();
    place.0.append_child(&frame).unwrap();
    let frame: web_sys::HtmlIFrameElement = frame.unchecked_into();
    frame.content_document().unwrap()
}

#[wasm_bindgen_test]
async fn a_view_in_another_document_is_made_of_its_elements() {
    let place = Place::new();
    let other = another_document(&place);
    let element = other.create_element("div").unwrap();
    other.body().unwrap().append_child(&element).unwrap();
    let view = mount_live_view(
        element.clone().into(),
        FakeRun::new().into(),
        JsValue::UNDEFINED,
    )
    .unwrap();
    let root = element.first_element_child().unwrap();
    assert!(root.owner_document().unwrap() == other);
    assert_eq!(other.adopted_style_sheets().length(), 1);
    view.unmount();
    assert_eq!(other.adopted_style_sheets().length(), 0);
}

#[wasm_bindgen_test]
async fn a_view_in_a_window_of_its_own_is_drawn_while_that_is_seen() {
    let place = Place::new();
    let other = another_document(&place);
    let elements = [0, 1].map(|_| {
        let element = other.create_element("div").unwrap();
        other.body().unwrap().append_child(&element).unwrap();
        element
    });
    let (inside, moved) = (FakeRun::new(), FakeRun::new());
    let mounted = mount_live_view(
        elements[0].clone().into(),
        (*inside).clone(),
        JsValue::UNDEFINED,
    );
    let from_here = Place::new();
    let moves = from_here.live(&moved, "{}");
    moves.move_to(elements[1].clone().into()).unwrap();
    let hidden = PageHidden::new();
    for run in [&inside, &moved] {
        run.set(&json(r#"{"outcome": {"kind": "completed"}}"#));
    }
    assert_eq!(mounted.unwrap().state(), "ended");
    assert_eq!(moves.state(), "ended");
    drop(hidden);
    unmount_all();
}

#[wasm_bindgen_test]
async fn steps_come_while_any_window_that_shows_them_is_seen() {
    let (here, frame_place, run) = (Place::new(), Place::new(), FakeRun::new());
    let first = here.strip(&run);
    let other = another_document(&frame_place);
    let element = other.create_element("div").unwrap();
    other.body().unwrap().append_child(&element).unwrap();
    let second = mount_screenshots(element.clone().into(), (*run).clone(), JsValue::UNDEFINED);
    let again = mount_screenshots(element.clone().into(), (*run).clone(), JsValue::UNDEFINED);
    assert_eq!(run.listeners(), 2, "one for each window");
    let hidden = PageHidden::new();
    run.grow(&steps(&[picture("red", "image/png").into()]));
    until("the step", || {
        element.query_selector("li").unwrap().is_some()
    })
    .await;
    assert_eq!(run.reads(), 1);
    drop(hidden);
    first.unmount();
    second.unwrap().unmount();
    again.unwrap().unmount();
    assert_eq!(run.listeners(), 0);
}

#[wasm_bindgen_test]
async fn a_picture_in_the_frames_place_follows_the_view_into_another_window() {
    let (holder, waiting, frame_place) = (Place::new(), Place::new(), Place::new());
    let holds = holder.live(&viewer("holds").into(), r#"{"maxLive": 1}"#);
    let run = FakeRun::new();
    run.set(&with("streamingUrl", &viewer("moves").into()));
    let view = waiting.live(&run, r#"{"maxLive": 1}"#);
    let other = another_document(&frame_place);
    let element = other.create_element("div").unwrap();
    other.body().unwrap().append_child(&element).unwrap();
    view.move_to(element.clone().into()).unwrap();
    let hidden = PageHidden::new();
    run.grow(&steps(&[picture("red", "image/png").into()]));
    until("the picture", || {
        element.query_selector("img[src]").unwrap().is_some()
    })
    .await;
    drop(hidden);
    holds.unmount();
    view.unmount();
}

/// A view that unmounts itself when it is told of a state, and what it was told.
#[derive(Clone, Default)]
struct Fleeting {
    view: Rc<RefCell<Option<LiveViewHandle>>>,
    told: Rc<RefCell<Vec<String>>>,
}

impl Fleeting {
    fn until(place: &Place, run: &FakeRun, state: &'static str) -> Self {
        let fleeting = Self::default();
        let own = fleeting.clone();
        let callback = Closure::<dyn Fn(String)>::new(move |now: String| {
            own.told.borrow_mut().push(now.clone());
            if now == state {
                own.view.borrow().as_ref().unwrap().unmount();
            }
        });
        let options = json(r#"{"maxLive": 1}"#);
        let callback = callback.into_js_value();
        js_sys::Reflect::set(&options, &"onStateChange".into(), &callback).unwrap();
        let view = mount_live_view(place.0.clone().into(), (**run).clone(), options);
        fleeting.view.replace(Some(view.unwrap()));
        fleeting
    }
}

#[wasm_bindgen_test]
async fn a_view_that_unmounts_itself_when_told_of_its_state_does_nothing_more() {
    let (place, run) = (Place::hidden(), FakeRun::new());
    run.grow(&steps(&[picture("red", "image/png").into()]));
    let view = Fleeting::until(&place, &run, "loading");
    run.set(&with("streamingUrl", &"https://viewer.example/".into()));
    assert_eq!(*view.told.borrow(), ["loading"]);
    assert_eq!((run.reads(), run.listeners()), (0, 0));
    assert_eq!(place.0.child_nodes().length(), 0);
}

#[wasm_bindgen_test]
async fn a_view_that_unmounts_itself_while_it_moves_is_not_put_back() {
    let (taken, from, run) = (Place::hidden(), Place::hidden(), FakeRun::new());
    let before = taken.live(&"https://viewer.example/".into(), r#"{"maxLive": 1}"#);
    run.set(&with("streamingUrl", &"https://moves.example/".into()));
    let view = Fleeting::until(&from, &run, "loading");
    // The place of the one before it is its own now.
    let handle = view.view.borrow();
    let moved = handle.as_ref().unwrap().move_to(taken.0.clone().into());
    assert!(moved.is_ok());
    assert_eq!(*view.told.borrow(), ["loading"]);
    for place in [&taken, &from] {
        assert_eq!(place.0.child_nodes().length(), 0);
    }
    before.unmount();
}
