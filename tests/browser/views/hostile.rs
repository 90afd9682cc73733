use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::{FakeRun, Place, frame, json, member, nodes, until, viewer, with};

const MARKUP: &str = "</p></div><img src=x onerror='hacked=1'><script>hacked=1</script><iframe srcdoc=x></iframe>\u{202e}";

#[wasm_bindgen_test]
async fn markup_stays_text_wherever_it_comes_from() {
    let (place, run) = (Place::new(), FakeRun::new());
    let text = JsValue::from(MARKUP);
    run.set(&with("goal", &text));
    let (view, strip) = (place.live(&run, "{}"), place.strip(&run));
    let elements = nodes();
    run.set(&with(
        "progress",
        &js_sys::Array::of1(&with("purpose", &text)),
    ));
    assert_eq!(place.text(".tinyfish-detail"), MARKUP);
    let error = with("message", &text);
    js_sys::Reflect::set(&error, &"helpMessage".into(), &text).unwrap();
    js_sys::Reflect::set(
        &error,
        &"helpUrl".into(),
        &"https://x/\" onmouseover=\"hacked=1".into(),
    )
    .unwrap();
    let step = with("action", &text);
    js_sys::Reflect::set(&step, &"duration".into(), &text).unwrap();
    let outcome = json(r#"{"kind": "failed"}"#);
    js_sys::Reflect::set(&outcome, &"error".into(), &error).unwrap();
    js_sys::Reflect::set(
        &outcome,
        &"run".into(),
        &with("steps", &js_sys::Array::of1(&step)),
    )
    .unwrap();
    run.set(&with("outcome", &outcome));
    until("the step", || place.count("li") == 1).await;
    assert_eq!(place.text(".tinyfish-detail"), MARKUP);
    assert_eq!(place.text("figcaption .tinyfish-action"), MARKUP);
    assert_eq!(
        place.get("li img").get_attribute("alt").unwrap(),
        format!("{MARKUP}, {MARKUP}")
    );
    assert_eq!(place.count("script, iframe, [onerror], [onmouseover]"), 0);
    assert_eq!(
        nodes() - elements,
        place.count("li, li *"),
        "something else came in"
    );
    frame().await;
    assert!(member(&web_sys::window().unwrap(), "hacked").is_undefined());
    view.unmount();
    strip.unmount();
}

#[wasm_bindgen_test]
fn a_title_of_markup_is_a_title() {
    let (place, run) = (Place::hidden(), FakeRun::new());
    run.set(&with("goal", &"\" onload=\"hacked=1\" x=\"".into()));
    run.set(&with("streamingUrl", &viewer("title").into()));
    let view = place.live(&run, "{}");
    let frame = place.get("iframe");
    assert_eq!(
        frame.get_attribute("title").unwrap(),
        "Live view: \" onload=\"hacked=1\" x=\""
    );
    assert!(!frame.has_attribute("onload"));
    view.unmount();
}

#[wasm_bindgen_test]
fn a_run_of_the_wrong_types_breaks_nothing() {
    for state in [
        r#"{"status": 7, "goal": {}, "streamingUrl": [], "progress": null, "outcome": "over"}"#,
        r#"{"status": "", "goal": "", "streamingUrl": "", "progress": {"length": 3}, "outcome": null}"#,
        r#"{"progress": [null], "outcome": {"kind": 7, "error": 7, "run": 7}}"#,
        r#"{"progress": [7, "x"], "outcome": {"run": {"steps": {}}}}"#,
        r#"{"outcome": {"kind": "failed", "error": {"message": 7, "helpUrl": {}}, "run": {"steps": [null, [], "x"]}}}"#,
    ] {
        let (place, run) = (Place::hidden(), FakeRun::new());
        let (view, strip) = (place.live(&run, "{}"), place.strip(&run));
        run.set(&json(state));
        assert_eq!(place.count("iframe"), 0, "{state}");
        view.unmount();
        strip.unmount();
        assert_eq!(run.listeners(), 0, "{state}");
    }
}
