use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use tinyfish_web::view::{blob_urls_alive, mount_screenshots};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use super::support::{
    FakeRun, PageHidden, Place, document, frame, json, picture, steps, until, with,
};

fn at_end(list: &Element) -> bool {
    list.scroll_left() + list.client_width() >= list.scroll_width() - 24
}

fn many(count: usize) -> js_sys::Array {
    let red = JsValue::from(picture("red", "image/png"));
    steps(&vec![red; count])
}

#[wasm_bindgen_test]
fn each_step_is_a_figure_with_words_for_its_picture() {
    let place = Place::new();
    let strip = place.strip(&many(2));
    assert_eq!(
        place.count("ul[aria-label=Screenshots] > li > figure > button > img"),
        2
    );
    let alt = place.nth("img", 1).get_attribute("alt").unwrap();
    assert!(
        alt.starts_with("Action 1, ") && alt.ends_with(", 1.2s"),
        "{alt}"
    );
    assert_eq!(
        alt.matches(", ").count(),
        2,
        "action, time, duration: {alt}"
    );
    assert_eq!(
        place
            .nth("figcaption .tinyfish-action", 1)
            .text_content()
            .unwrap(),
        "Action 1"
    );
    assert_eq!(strip.state(), "ended");
    strip.unmount();
}

#[wasm_bindgen_test]
fn a_step_that_says_nothing_has_its_number() {
    let place = Place::new();
    let strip = place.strip(&json(
        r#"[{"action": " ", "timestamp": "never"}, null, 7, {}]"#,
    ));
    let alts: Vec<_> = (0..4)
        .map(|index| place.nth("img", index).get_attribute("alt").unwrap())
        .collect();
    assert_eq!(alts, ["Step 1", "Step 2", "Step 3", "Step 4"]);
    strip.unmount();
}

#[wasm_bindgen_test]
async fn a_hidden_page_reads_and_draws_nothing_until_it_is_seen_again() {
    let (place, run) = (Place::new(), FakeRun::new());
    let strip = place.strip(&run);
    let hidden = PageHidden::new();
    run.grow(&many(2));
    frame().await;
    assert_eq!((place.count("li"), run.reads()), (0, 0));
    drop(hidden);
    until("both", || place.count("li") == 2).await;
    assert_eq!(run.reads(), 1);
    strip.unmount();
}

#[wasm_bindgen_test]
async fn the_strip_grows_with_the_run_and_ends_with_it() {
    let (place, run) = (Place::new(), FakeRun::new());
    let strip = place.strip(&run);
    assert_eq!((strip.state().as_str(), run.reads()), ("waiting", 0));
    assert!(!place.get(".tinyfish-empty").has_attribute("hidden"));
    run.grow(&many(2));
    until("two", || place.count("li") == 2).await;
    assert_eq!(strip.state(), "live");
    assert!(place.get(".tinyfish-empty").has_attribute("hidden"));
    run.grow(&many(4).slice(2, 4));
    until("four", || place.count("li") == 4).await;
    run.set(&json(r#"{"outcome": {"kind": "completed"}}"#));
    until("the end", || strip.state() == "ended").await;
    assert_eq!(
        (place.count("li"), run.listeners()),
        (4, 0),
        "nothing more will come"
    );
    strip.unmount();
}

#[wasm_bindgen_test]
async fn reads_are_gathered_and_one_at_a_time() {
    let (places, run) = ([Place::new(), Place::new()], FakeRun::new());
    let release = Rc::new(Cell::new(None));
    let keep = release.clone();
    run.set_hold(&Promise::new(&mut |resolve: Function, _| {
        keep.set(Some(resolve))
    }));
    let strips = [places[0].strip(&run), places[1].strip(&run)];
    for at in 0..20 {
        run.grow(&many(20).slice(at, at + 1));
        frame().await;
    }
    assert_eq!((run.reads(), run.most_reading()), (1, 1));
    release.take().unwrap().call0(&JsValue::NULL).unwrap();
    until("all", || places.iter().all(|place| place.count("li") == 20)).await;
    assert!(
        run.reads() <= 2 && run.most_reading() == 1,
        "{} reads",
        run.reads()
    );
    strips.iter().for_each(|strip| strip.unmount());
}

#[wasm_bindgen_test]
async fn a_picture_that_comes_after_its_step_is_taken() {
    let (place, run) = (Place::new(), FakeRun::new());
    let strip = place.strip(&run);
    run.grow(&steps(&[JsValue::NULL]));
    until("the placeholder", || {
        place.count(".tinyfish-placeholder:not([hidden])") == 1
    })
    .await;
    run.set_steps(&many(2));
    run.set(&with("progress", &json("[{}, {}]")));
    until("its picture", || place.nth("img", 0).has_attribute("src")).await;
    assert_eq!(
        (
            place.count("li"),
            place.count(".tinyfish-placeholder:not([hidden])")
        ),
        (2, 0)
    );
    strip.unmount();
}

#[wasm_bindgen_test]
async fn steps_that_cannot_be_read_are_warned_of_once_and_tried_again() {
    let (place, run, count) = (Place::new(), FakeRun::new(), Rc::new(Cell::new(0)));
    let told = count.clone();
    let callback = Closure::<dyn Fn(JsValue)>::new(move |_| told.set(told.get() + 1));
    run.set_failing(true);
    let options = with("onWarning", callback.as_ref());
    let strip = mount_screenshots(place.0.clone().into(), (*run).clone(), options).unwrap();
    run.grow(&many(1));
    until("a second try", || run.reads() == 2).await;
    assert_eq!((count.get(), place.count("li")), (1, 0));
    run.set_failing(false);
    until("the step", || place.count("li") == 1).await;
    strip.unmount();
}

#[wasm_bindgen_test]
async fn missing_pictures_are_warned_of_once_when_the_run_is_over() {
    let (place, count) = (Place::new(), Rc::new(Cell::new(0)));
    let told = count.clone();
    let callback = Closure::<dyn Fn(JsValue)>::new(move |_| told.set(told.get() + 1));
    let options = with("onWarning", callback.as_ref());
    let none = vec![JsValue::NULL; 30];
    let strip = mount_screenshots(place.0.clone().into(), steps(&none).into(), options).unwrap();
    until("the placeholders", || {
        place.count(".tinyfish-placeholder:not([hidden])") > 0
    })
    .await;
    assert_eq!(
        (
            count.get(),
            place.text(".tinyfish-placeholder:not([hidden])")
        ),
        (1, "No screenshot".into())
    );
    strip.unmount();
}

#[wasm_bindgen_test]
async fn the_newest_is_followed_until_the_reader_scrolls_away() {
    let (place, run) = (Place::new(), FakeRun::new());
    let strip = place.strip(&run);
    run.grow(&many(6));
    until("six", || place.count("li") == 6).await;
    let list = place.get("ul");
    assert!(at_end(&list), "not at the newest");
    frame().await;
    list.set_scroll_left(0);
    let newest = place.get(".tinyfish-newest");
    until("the way back", || !newest.has_attribute("hidden")).await;
    run.grow(&many(9).slice(6, 9));
    until("nine", || place.count("li") == 9).await;
    assert_eq!(list.scroll_left(), 0, "the reader was pulled away");
    place.click(".tinyfish-newest");
    until("back at the newest", || {
        at_end(&list) && newest.has_attribute("hidden")
    })
    .await;
    run.grow(&many(12).slice(9, 12));
    until("twelve", || place.count("li") == 12).await;
    assert!(at_end(&list), "no longer followed");
    strip.unmount();
}

#[wasm_bindgen_test]
async fn following_is_an_option() {
    let (place, run) = (Place::new(), FakeRun::new());
    let options = json(r#"{"follow": false}"#);
    let strip = mount_screenshots(place.0.clone().into(), (*run).clone(), options).unwrap();
    run.grow(&many(6));
    until("six", || place.count("li") == 6).await;
    frame().await;
    assert_eq!(place.get("ul").scroll_left(), 0);
    assert!(place.get(".tinyfish-newest").has_attribute("hidden"));
    strip.unmount();
}

#[wasm_bindgen_test]
async fn of_500_steps_only_those_near_the_viewport_hold_a_picture() {
    let place = Place::new();
    let strip = place.strip(&many(500));
    assert_eq!(place.count("li"), 500);
    until("the first", || place.nth("img", 0).has_attribute("src")).await;
    let list = place.get("ul");
    let step = list.scroll_width() / 500;
    list.set_scroll_left(step * 250);
    until("the middle", || place.nth("img", 250).has_attribute("src")).await;
    until("the first let go", || {
        !place.nth("img", 0).has_attribute("src")
    })
    .await;
    let held = place.count("img[src]");
    assert!((1..20).contains(&held), "{held} pictures held");
    assert_eq!(blob_urls_alive(), held as usize);
    let (there, gone) = (place.nth("li", 250), place.nth("li", 0));
    assert_eq!(
        there.get_bounding_client_rect().width(),
        gone.get_bounding_client_rect().width(),
        "a size was lost"
    );
    list.set_scroll_left(0);
    until("the first again", || {
        place.nth("img", 0).has_attribute("src")
    })
    .await;
    strip.unmount();
    assert_eq!(blob_urls_alive(), 0);
}

#[wasm_bindgen_test]
async fn a_run_whose_steps_were_read_in_the_end_is_not_unavailable() {
    let (place, run) = (Place::new(), FakeRun::new());
    run.set_failing(true);
    let strip = place.strip(&run);
    run.set(&json(r#"{"outcome": {"kind": "lost"}}"#));
    until("a read that fails", || run.reads() == 1).await;
    frame().await;
    run.set_failing(false);
    until("the end", || strip.state() != "waiting").await;
    assert_eq!(strip.state(), "ended");
    assert_eq!(place.text(".tinyfish-empty"), "No screenshots");
    strip.unmount();
}

#[wasm_bindgen_test]
async fn the_way_to_the_newest_step_takes_the_keyboard_along() {
    let (place, run) = (Place::new(), FakeRun::new());
    run.grow(&many(12));
    let strip = place.strip(&run);
    until("the steps", || place.count("li") == 12).await;
    place.get("ul").set_scroll_left(0);
    let newest: HtmlElement = place.get(".tinyfish-newest").unchecked_into();
    until("the button", || !newest.has_attribute("hidden")).await;
    newest.focus().unwrap();
    newest.click();
    until("the end", || newest.has_attribute("hidden")).await;
    let focused = document().active_element().unwrap();
    assert!(focused == place.nth("li button", 11));
    strip.unmount();
}

#[wasm_bindgen_test]
fn a_run_that_never_got_a_name_has_no_screenshots_to_wait_for() {
    let (place, run) = (Place::new(), FakeRun::new());
    run.set(&with("runId", &JsValue::NULL));
    let strip = place.strip(&run);
    run.set(&json(r#"{"outcome": {"kind": "lost"}}"#));
    assert_eq!((strip.state().as_str(), run.reads()), ("unavailable", 0));
    strip.unmount();
}

#[wasm_bindgen_test]
fn what_is_as_wide_as_its_contents_holds_views_of_a_good_width() {
    for container in [
        "display: flex",
        "display: inline-block",
        "float: left",
        "position: absolute",
        "display: grid; justify-items: center",
    ] {
        let place = Place::new();
        let outer = document().create_element("div").unwrap();
        outer.set_attribute("style", container).unwrap();
        place.0.append_child(&outer).unwrap();
        let inner = document().create_element("div").unwrap();
        outer.append_child(&inner).unwrap();
        let mount = |source: JsValue, live: bool| {
            if live {
                let view = tinyfish_web::view::mount_live_view(
                    inner.clone().into(),
                    source,
                    JsValue::UNDEFINED,
                );
                drop(view.unwrap());
            } else {
                drop(mount_screenshots(inner.clone().into(), source, JsValue::UNDEFINED).unwrap());
            }
            let width = inner.client_width();
            tinyfish_web::view::unmount_all();
            width
        };
        let widths = [
            mount(FakeRun::new().into(), true),
            mount(many(12).into(), false),
        ];
        // The place is 320 pixels wide.
        assert_eq!(widths, [320, 320], "{container}");
    }
}

#[wasm_bindgen_test]
async fn a_picture_that_was_refused_is_fetched_again_when_it_comes_near_again() {
    let (place, run) = (Place::new(), FakeRun::new());
    let at = |step: usize| {
        let address = format!("https://agent.tinyfish.ai/runs/run/steps/s{step}/screenshot");
        JsValue::from(address)
    };
    let blob = |bytes: JsValue| web_sys::Blob::new_with_u8_array_sequence(&bytes).unwrap();
    let corrupt = js_sys::Array::of1(&js_sys::Uint8Array::new_with_length(20));
    run.pictures().set(&"s1".into(), &blob(corrupt.into()));
    let strip = place.strip(&run);
    run.grow(&steps(&[at(0), at(1)]));
    let notes = || place.count(".tinyfish-placeholder:not([hidden])");
    until("both notes", || notes() == 2).await;
    let red = js_sys::Array::of1(&super::support::bytes(&picture("red", "image/png")));
    run.pictures().set(&"s0".into(), &blob(red.into()));
    place.0.set_attribute("style", "display: none").unwrap();
    for _ in 0..4 {
        frame().await;
    }
    place.show();
    until("the picture", || place.nth("img", 0).has_attribute("src")).await;
    let name = place.nth("li button", 0).get_attribute("aria-label");
    assert!(!name.unwrap().contains("not available"));
    assert_eq!(notes(), 1);
    assert_eq!(run.fetched().length(), 3, "the damaged one is no other");
    strip.unmount();
}
