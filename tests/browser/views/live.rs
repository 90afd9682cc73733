use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::{FakeRun, Place, frame, json, picture, steps, style_of, until, viewer, with};
use tinyfish_web::view::{mount_live_view, mount_screenshots, unmount_all};

#[wasm_bindgen_test]
async fn a_view_goes_from_waiting_to_live_to_ended() {
    let (place, run) = (Place::new(), FakeRun::new());
    let seen = Rc::new(RefCell::new(Vec::new()));
    let told = seen.clone();
    let callback = Closure::<dyn Fn(String)>::new(move |state| told.borrow_mut().push(state));
    let options = with("onStateChange", callback.as_ref());
    let view = mount_live_view(place.0.clone().into(), (*run).clone(), options).unwrap();
    assert_eq!(view.state(), "waiting");
    run.set(&with("streamingUrl", &viewer("life").into()));
    assert_eq!(view.state(), "loading");
    until("live", || view.state() == "live").await;
    assert_eq!(
        place.text("[role=status] .tinyfish-message"),
        "Live view is on"
    );
    run.set(&json(
        r#"{"outcome": {"kind": "completed", "run": {"steps": []}}}"#,
    ));
    assert_eq!(view.state(), "ended");
    assert_eq!(place.count("iframe"), 0, "a dead frame stays");
    assert_eq!(*seen.borrow(), ["loading", "live", "ended"]);
    view.unmount();
}

#[wasm_bindgen_test]
fn every_end_says_what_it_was() {
    for (outcome, state, message, detail) in [
        (r#"{"kind": "completed"}"#, "ended", "Run completed", ""),
        (r#"{"kind": "cancelled"}"#, "ended", "Run cancelled", ""),
        (
            r#"{"kind": "timed_out"}"#,
            "ended",
            "Time limit reached",
            "",
        ),
        (
            r#"{"kind": "closed"}"#,
            "ended",
            "No longer following this run",
            "",
        ),
        (
            r#"{"kind": "lost", "error": {"message": "Follow it with client.runs.watch(runId)."}}"#,
            "unavailable",
            "Connection to the run lost",
            "The run may still be going",
        ),
        (
            r#"{"kind": "failed", "error": {"message": "No credit.", "helpMessage": "Add credit."}}"#,
            "failed",
            "Run failed",
            "Add credit.",
        ),
        (
            r#"{"kind": "failed", "error": null}"#,
            "failed",
            "Run failed",
            "",
        ),
    ] {
        let (place, run) = (Place::hidden(), FakeRun::new());
        run.set(&with("streamingUrl", &viewer("end").into()));
        let view = place.live(&run, "{}");
        run.set(&with("outcome", &json(outcome)));
        assert_eq!(view.state(), state, "{outcome}");
        assert_eq!(place.text(".tinyfish-message"), message, "{outcome}");
        assert_eq!(place.text(".tinyfish-detail"), detail, "{outcome}");
        assert_eq!(place.count("iframe"), 0, "{outcome}");
        view.unmount();
    }
}

#[wasm_bindgen_test]
fn a_failed_run_links_to_its_help_over_https_only() {
    for (address, linked) in [
        ("https://docs.example/help", true),
        ("javascript:alert(1)", false),
        ("http://x.example", false),
    ] {
        let (place, run) = (Place::hidden(), FakeRun::new());
        let view = place.live(&run, "{}");
        run.set(&json(&format!(
            r#"{{"outcome": {{"kind": "failed", "error": {{"helpUrl": "{address}"}}}}}}"#
        )));
        let link = place.get("a");
        assert_eq!(
            link.get_attribute("href").as_deref(),
            linked.then_some(address)
        );
        assert_eq!(link.has_attribute("hidden"), !linked);
        assert_eq!(
            link.get_attribute("rel").as_deref(),
            Some("noopener noreferrer")
        );
        view.unmount();
    }
}

#[wasm_bindgen_test]
fn a_button_that_hides_beside_one_that_stays_leaves_the_keyboard_to_the_view() {
    let (place, run) = (Place::new(), FakeRun::new());
    run.set(&with("streamingUrl", &"https://viewer.example/".into()));
    let view = place.live(&run, "{}");
    let reload: web_sys::HtmlElement = place.get(".tinyfish-button").unchecked_into();
    for hidden in [reload.parent_element().unwrap(), reload.clone().into()] {
        hidden.remove_attribute("hidden").unwrap();
    }
    reload.focus().unwrap();
    run.set(&json(
        r#"{"outcome": {"kind": "failed", "error": {"helpUrl": "https://docs.example/"}}}"#,
    ));
    assert!(!place.get("a").has_attribute("hidden"));
    let focused = super::support::document().active_element().unwrap();
    assert!(focused == place.get(".tinyfish-view"));
    view.unmount();
}

#[wasm_bindgen_test]
async fn a_late_frame_offers_to_reload_and_may_still_come() {
    let place = Place::hidden();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let told = seen.clone();
    let callback = Closure::<dyn Fn(String)>::new(move |state| told.borrow_mut().push(state));
    let options = json(r#"{"loadTimeout": 0}"#);
    js_sys::Reflect::set(&options, &"onStateChange".into(), callback.as_ref()).unwrap();
    let view = mount_live_view(place.0.clone().into(), viewer("late").into(), options).unwrap();
    for _ in 0..3 {
        frame().await;
    }
    assert_eq!(
        view.state(),
        "loading",
        "what is out of sight does not load, so it is not late"
    );
    place.show();
    until("late", || seen.borrow().contains(&"unavailable".to_owned())).await;
    until("live all the same", || view.state() == "live").await;
    assert!(place.get(".tinyfish-actions").has_attribute("hidden"));
    view.unmount();
}

#[wasm_bindgen_test]
fn reload_asks_for_the_frame_anew() {
    let place = Place::hidden();
    let view = place.live(&"https://viewer.example/".into(), "{}");
    let before = place.get("iframe");
    place.click(".tinyfish-button");
    let after = place.get("iframe");
    assert!(before != after && !before.is_connected());
    assert_eq!(view.state(), "loading");
    view.unmount();
}

#[wasm_bindgen_test]
fn another_address_replaces_the_frame() {
    let (place, run) = (Place::hidden(), FakeRun::new());
    let view = place.live(&run, "{}");
    run.set(&with("streamingUrl", &"https://a.example/".into()));
    run.set(&with("streamingUrl", &"https://b.example/".into()));
    assert_eq!(place.count("iframe"), 1);
    assert_eq!(
        place.get("iframe").get_attribute("src").as_deref(),
        Some("https://b.example/")
    );
    run.set(&with("streamingUrl", &"http://c.example/".into()));
    assert_eq!(
        (view.state().as_str(), place.count("iframe")),
        ("failed", 0)
    );
    run.set(&with("streamingUrl", &"https://d.example/".into()));
    assert_eq!(
        (view.state().as_str(), place.count("iframe")),
        ("loading", 1)
    );
    view.unmount();
}

#[wasm_bindgen_test]
fn progress_is_told_while_the_view_waits() {
    let (place, run) = (Place::hidden(), FakeRun::new());
    let view = place.live(&run, "{}");
    run.grow(&steps(&[JsValue::NULL, JsValue::NULL]));
    assert_eq!(place.text(".tinyfish-detail"), "Action 1");
    view.unmount();
}

#[wasm_bindgen_test]
async fn subscribers_are_told_until_they_end_it() {
    let (place, run) = (Place::hidden(), FakeRun::new());
    let view = place.live(&run, "{}");
    let calls = Rc::new(RefCell::new(0));
    let counter = calls.clone();
    let listener = Closure::<dyn Fn()>::new(move || *counter.borrow_mut() += 1);
    let end = view.subscribe(listener.as_ref().clone()).unwrap();
    let end: js_sys::Function = end.unchecked_into();
    run.set(&json(r#"{"status": "FAILED"}"#));
    until("told", || *calls.borrow() == 1).await;
    end.call0(&JsValue::NULL).unwrap();
    run.set(&json(r#"{"status": "COMPLETED"}"#));
    frame().await;
    assert_eq!((view.state().as_str(), *calls.borrow()), ("ended", 1));
    view.unmount();
}

#[wasm_bindgen_test]
fn a_callback_that_throws_hurts_nothing() {
    let place = Place::hidden();
    let thrower =
        js_sys::Function::new_no_args("window.onerror = () => true; throw new Error('mine')");
    let options = with("onStateChange", &thrower);
    let view = mount_live_view(
        place.0.clone().into(),
        "https://viewer.example/".into(),
        options,
    )
    .unwrap();
    assert_eq!(view.state(), "loading");
    view.unmount();
    js_sys::Reflect::set(
        &web_sys::window().unwrap(),
        &"onerror".into(),
        &JsValue::NULL,
    )
    .unwrap();
}

#[wasm_bindgen_test]
fn a_source_that_tells_nothing_leaves_the_view_waiting() {
    for source in [
        "({snapshot() { throw 1 }, subscribe() { throw 2 }})",
        "({snapshot() {}, subscribe() {}})",
        "({snapshot: () => 7, subscribe: () => 8})",
    ] {
        let place = Place::hidden();
        let view = place.live(&js_sys::eval(source).unwrap(), "{}");
        assert_eq!(view.state(), "waiting", "{source}");
        assert!(view.error().is_null(), "{source}");
        view.unmount();
    }
}

#[wasm_bindgen_test]
async fn a_view_mounted_before_its_element_is_in_the_page_is_styled_in_it() {
    for mount in [
        |element: JsValue| {
            mount_live_view(element, FakeRun::new().into(), JsValue::UNDEFINED).map(drop)
        },
        |element| mount_screenshots(element, FakeRun::new().into(), JsValue::UNDEFINED).map(drop),
    ] {
        let place = Place::new();
        let element = super::support::document().create_element("div").unwrap();
        mount(element.clone().into()).unwrap();
        place.0.append_child(&element).unwrap();
        until("its style", || {
            style_of(&place.get(".tinyfish-view"), "position") == "relative"
        })
        .await;
        unmount_all();
    }
}

#[wasm_bindgen_test]
async fn over_pictures_colours_are_the_views_own() {
    let (place, run) = (Place::new(), FakeRun::new());
    let theme = "--tinyfish-muted: #010203; --tinyfish-fill: #010203; --tinyfish-line: #010203";
    let style = place.0.get_attribute("style").unwrap();
    let themed = [style.as_str(), theme].join(";");
    place.0.set_attribute("style", &themed).unwrap();
    let view = place.live(&run, "{}");
    let detail = || style_of(&place.get(".tinyfish-detail"), "color");
    assert_eq!(detail(), "rgb(1, 2, 3)");
    run.grow(&steps(&[picture("red", "image/png").into()]));
    run.set(&json(r#"{"outcome": {"kind": "completed"}}"#));
    until("the picture", || place.get("img").has_attribute("src")).await;
    assert_ne!(detail(), "rgb(1, 2, 3)");
    let button = place.get(".tinyfish-button");
    for property in ["background-color", "border-color"] {
        assert_ne!(style_of(&button, property), "rgb(1, 2, 3)", "{property}");
    }
    view.unmount();
}
