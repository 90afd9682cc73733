use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use super::support::{FakeRun, Place, json, member, style_of, until, viewer, with};

fn attribute(frame: &Element, name: &str) -> Option<String> {
    frame.get_attribute(name)
}

#[wasm_bindgen_test]
fn the_frame_is_fenced_in() {
    let place = Place::hidden();
    let view = place.live(&viewer("fence").into(), "{}");
    let frame = place.get("iframe");
    for (name, value) in [
        ("sandbox", "allow-scripts allow-same-origin"),
        ("referrerpolicy", "no-referrer"),
        ("allow", ""),
        ("loading", "lazy"),
        ("tabindex", "-1"),
        ("inert", ""),
    ] {
        assert_eq!(attribute(&frame, name).as_deref(), Some(value), "{name}");
    }
    for name in ["allowfullscreen", "srcdoc", "name", "allowpaymentrequest"] {
        assert_eq!(attribute(&frame, name), None, "{name}");
    }
    view.unmount();
}

#[wasm_bindgen_test]
async fn an_interactive_frame_takes_the_keyboard_once_it_is_seen_and_stays_fenced_in() {
    let place = Place::new();
    let view = place.live(&viewer("act").into(), r#"{"interactive": true}"#);
    let frame = place.get("iframe");
    assert!(frame.has_attribute("inert"), "it is not seen yet");
    assert_eq!(attribute(&frame, "tabindex").as_deref(), Some("-1"));
    until("live", || view.state() == "live").await;
    assert_eq!(attribute(&frame, "inert"), None);
    assert_eq!(attribute(&frame, "tabindex").as_deref(), Some("0"));
    assert_eq!(
        attribute(&frame, "sandbox").as_deref(),
        Some("allow-scripts allow-same-origin")
    );
    view.unmount();
}

#[wasm_bindgen_test]
fn the_frame_is_named_after_the_goal() {
    let long = "x".repeat(200);
    for (goal, options, expected) in [
        ("Buy a kettle", "{}", "Live view: Buy a kettle".to_owned()),
        ("Buy a kettle", r#"{"title": "Shop"}"#, "Shop".to_owned()),
        (&*long, "{}", format!("Live view: {}…", "x".repeat(120))),
    ] {
        let (place, run) = (Place::hidden(), FakeRun::new());
        run.set(&with("goal", &goal.into()));
        run.set(&with("streamingUrl", &viewer("title").into()));
        let view = place.live(&run, options);
        assert_eq!(attribute(&place.get("iframe"), "title"), Some(expected));
        view.unmount();
    }
}

#[wasm_bindgen_test]
fn the_shape_is_an_option_and_a_wrong_one_changes_nothing() {
    for (options, expected) in [
        ("{}", "16 / 10"),
        (r#"{"aspectRatio": "4 / 3"}"#, "4 / 3"),
        (r#"{"aspectRatio": 2}"#, "2 / 1"),
        (r#"{"aspectRatio": "1; position: fixed"}"#, "16 / 10"),
    ] {
        let place = Place::new();
        let view = place.live(&FakeRun::new(), options);
        let ratio = style_of(&place.get(".tinyfish-stage"), "aspect-ratio");
        assert_eq!(ratio, expected, "{options}");
        view.unmount();
    }
}

#[wasm_bindgen_test]
fn only_addresses_that_are_safe_to_frame_get_a_frame() {
    let own = web_sys::window().unwrap().location().origin().unwrap();
    let port = web_sys::window().unwrap().location().port().unwrap();
    let refused = [
        own.clone(),
        format!("{own}/deep/path?x#y"),
        format!("HTTP://127.1:{port}/"),
        format!("http://user:secret@localhost:{port}/"),
        "http://viewer.example/".into(),
        "http://127.0.0.1.evil.example/".into(),
        "javascript:alert(document.domain)".into(),
        " java\nscript:alert(1)".into(),
        "JAVASCRIPT://viewer.example/%0aalert(1)".into(),
        "data:text/html,<script>alert(1)</script>".into(),
        format!("blob:{own}/0-0"),
        "about:blank".into(),
        "about:srcdoc".into(),
        "file:///etc/passwd".into(),
        "view-source:https://viewer.example/".into(),
        "//viewer.example/".into(),
        "/stream/0".into(),
        "stream".into(),
        "https://".into(),
        "https://[::1".into(),
    ];
    for address in &refused {
        let place = Place::hidden();
        let view = place.live(&address.into(), "{}");
        assert_eq!(view.state(), "failed", "{address}");
        assert_eq!(place.count("iframe"), 0, "{address}");
        assert_eq!(
            member(&view.error(), "code").as_string().as_deref(),
            Some("live_view"),
            "{address}"
        );
        assert!(!place.text(".tinyfish-detail").is_empty(), "{address}");
        view.unmount();
    }
    for address in [
        "https://viewer.example/stream/0?token=t",
        &viewer("ok"),
        "http://[::1]:9/",
        // Of the page's own scheme, and without slashes: to the page it is a path of its own.
        "http:localhost:9/stream/0",
        "http:/localhost:9/stream/0",
    ] {
        let place = Place::hidden();
        let view = place.live(&address.into(), "{}");
        assert_eq!(view.state(), "loading", "{address}");
        assert!(view.error().is_null(), "{address}");
        let frame: web_sys::HtmlIFrameElement = place.get("iframe").unchecked_into();
        assert_eq!(frame.src(), web_sys::Url::new(address).unwrap().href());
        view.unmount();
    }
}

#[wasm_bindgen_test]
fn a_list_of_hosts_narrows_what_is_framed() {
    let place = Place::hidden();
    for (list, state) in [
        (r#"["viewer.example"]"#, "loading"),
        (r#"["*.example"]"#, "loading"),
        (r#"["other.example"]"#, "failed"),
        ("[]", "failed"),
    ] {
        let options = format!(r#"{{"allowHosts": {list}}}"#);
        let view = place.live(&"https://viewer.example/".into(), &options);
        assert_eq!(view.state(), state, "{list}");
        view.unmount();
    }
}

#[wasm_bindgen_test]
fn the_address_is_nowhere_but_in_the_frame() {
    let secret = "https://viewer.example/stream/0?token=s3cret";
    for change in [r#"{"status": "RUNNING"}"#, r#"{"status": "COMPLETED"}"#] {
        let (place, run) = (Place::hidden(), FakeRun::new());
        let view = place.live(&run, r#"{"loadTimeout": 0}"#);
        run.set(&with("streamingUrl", &secret.into()));
        run.set(&json(change));
        if let Some(frame) = place.find("iframe") {
            frame.remove_attribute("src").unwrap();
        }
        assert!(!place.0.outer_html().contains("s3cret"), "{change}");
        view.unmount();
    }
}

#[wasm_bindgen_test]
async fn an_interactive_frame_that_loads_anew_takes_no_keyboard_until_it_is_there() {
    let (from, to) = (Place::new(), Place::new());
    js_sys::Reflect::set(
        &to.0,
        &"moveBefore".into(),
        &wasm_bindgen::JsValue::UNDEFINED,
    )
    .unwrap();
    let view = from.live(&viewer("anew").into(), r#"{"interactive": true}"#);
    until("live", || view.state() == "live").await;
    view.move_to(to.0.clone().into()).unwrap();
    assert_eq!(view.state(), "loading");
    assert!(to.get("iframe").has_attribute("inert"));
    until("live there", || view.state() == "live").await;
    assert!(!to.get("iframe").has_attribute("inert"));
    view.unmount();
}
