use js_sys::Reflect;
use tinyfish_web::view::{ScreenshotsHandle, blob_urls_alive};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlDialogElement, HtmlElement};

use super::support::{
    FakeRun, Place, colour, document, json, picture, press, promised, steps, swipe, swipe_with,
    until,
};

struct Open {
    place: Place,
    strip: ScreenshotsHandle,
    dialog: HtmlDialogElement,
}

impl Open {
    fn at(index: u32) -> Self {
        let place = Place::new();
        let pictures =
            ["red", "lime", "blue"].map(|colour| JsValue::from(picture(colour, "image/png")));
        let strip = place.strip(&steps(&pictures));
        place
            .nth("li button", index)
            .unchecked_into::<HtmlElement>()
            .click();
        let dialog = place.get("dialog").unchecked_into();
        Self {
            place,
            strip,
            dialog,
        }
    }

    fn position(&self) -> String {
        self.place.text(".tinyfish-position")
    }

    async fn colour(&self) -> String {
        until("the picture", || {
            self.place.get("dialog img").has_attribute("src")
        })
        .await;
        colour(self.place.get("dialog img")).await
    }

    fn is_disabled(&self, button: &str) -> bool {
        self.place
            .get(button)
            .get_attribute("aria-disabled")
            .unwrap()
            == "true"
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.strip.unmount();
    }
}

#[wasm_bindgen_test]
async fn a_step_opens_large_with_its_words() {
    let open = Open::at(1);
    assert!(open.dialog.open() && open.dialog.matches(":modal").unwrap());
    assert_eq!(open.colour().await, "0 5 0");
    assert_eq!(open.position(), "2 of 3");
    assert_eq!(
        open.place.text("dialog figcaption .tinyfish-action"),
        "Action 1"
    );
    assert!(
        open.place
            .get("dialog img")
            .get_attribute("alt")
            .unwrap()
            .starts_with("Action 1, ")
    );
}

#[wasm_bindgen_test]
async fn the_keyboard_turns_the_pages_and_stops_at_the_ends() {
    let open = Open::at(0);
    for (key, position, colour) in [
        ("ArrowLeft", "1 of 3", "5 0 0"),
        ("ArrowRight", "2 of 3", "0 5 0"),
        ("End", "3 of 3", "0 0 5"),
        ("ArrowRight", "3 of 3", "0 0 5"),
        ("ArrowLeft", "2 of 3", "0 5 0"),
        ("Home", "1 of 3", "5 0 0"),
        ("x", "1 of 3", "5 0 0"),
    ] {
        press(&open.dialog, key);
        assert_eq!(open.position(), position, "{key}");
        assert_eq!(open.colour().await, colour, "{key}");
    }
    assert!(open.is_disabled(".tinyfish-previous") && !open.is_disabled(".tinyfish-next"));
    press(&open.dialog, "End");
    assert!(!open.is_disabled(".tinyfish-previous") && open.is_disabled(".tinyfish-next"));
}

#[wasm_bindgen_test]
fn arrows_follow_the_direction_of_the_text() {
    let open = Open::at(0);
    open.place.0.set_attribute("dir", "rtl").unwrap();
    press(&open.dialog, "ArrowLeft");
    assert_eq!(open.position(), "2 of 3");
}

#[wasm_bindgen_test]
fn a_swipe_turns_the_page_and_a_mouse_does_not() {
    let open = Open::at(0);
    let figure = open.place.get("dialog figure");
    swipe(&figure, 200, 100);
    assert_eq!(open.position(), "2 of 3");
    swipe(&figure, 100, 200);
    assert_eq!(open.position(), "1 of 3");
    swipe(&figure, 200, 180);
    swipe_with(&figure, 200, 100, "mouse");
    assert_eq!(open.position(), "1 of 3");
}

#[wasm_bindgen_test]
async fn closing_lets_the_picture_go_and_returns_to_the_step() {
    let open = Open::at(0);
    open.place.click(".tinyfish-next");
    open.colour().await;
    open.place.click(".tinyfish-close");
    until("closed", || {
        !open.place.get("dialog img").has_attribute("src")
    })
    .await;
    assert!(!open.dialog.open());
    let focused = document().active_element().unwrap();
    assert!(
        focused == open.place.nth("li button", 1),
        "the keyboard is lost"
    );
}

#[wasm_bindgen_test]
fn a_click_beside_the_picture_closes() {
    let open = Open::at(0);
    open.place
        .get("dialog img")
        .unchecked_into::<HtmlElement>()
        .click();
    assert!(open.dialog.open());
    open.place
        .get("dialog figure")
        .unchecked_into::<HtmlElement>()
        .click();
    assert!(!open.dialog.open());
}

#[wasm_bindgen_test]
async fn a_missing_picture_has_its_placeholder_large_too() {
    let place = Place::new();
    let strip = place.strip(&steps(&[JsValue::NULL, picture("red", "image/png").into()]));
    place.click("li button");
    until("the placeholder", || {
        place.text("dialog .tinyfish-placeholder") == "No screenshot"
    })
    .await;
    press(&place.get("dialog"), "ArrowRight");
    until("the next picture", || {
        place.get("dialog img").has_attribute("src")
    })
    .await;
    assert!(
        place
            .get("dialog .tinyfish-placeholder")
            .has_attribute("hidden")
    );
    strip.unmount();
}

#[wasm_bindgen_test]
async fn the_count_grows_while_it_is_open() {
    let (place, run) = (Place::new(), FakeRun::new());
    let red = JsValue::from(picture("red", "image/png"));
    let strip = place.strip(&run);
    run.grow(&steps(std::slice::from_ref(&red)));
    until("one", || place.count("li") == 1).await;
    place.click("li button");
    assert_eq!(place.text(".tinyfish-position"), "1 of 1");
    run.grow(&steps(&[red.clone(), red]).slice(1, 2));
    until("two", || place.text(".tinyfish-position") == "1 of 2").await;
    let next = place.get(".tinyfish-next");
    assert_eq!(next.get_attribute("aria-disabled").unwrap(), "false");
    strip.unmount();
}

#[wasm_bindgen_test]
async fn unmounting_closes_the_dialog_and_lets_its_picture_go() {
    let open = Open::at(0);
    open.colour().await;
    open.strip.unmount();
    assert!(!open.dialog.is_connected());
    assert_eq!(blob_urls_alive(), 0);
}

#[wasm_bindgen_test]
async fn a_picture_that_comes_while_its_step_is_open_is_shown() {
    let (place, run) = (Place::new(), FakeRun::new());
    let strip = place.strip(&run);
    run.grow(&steps(&[JsValue::NULL]));
    until("the step", || place.count("li") == 1).await;
    place.click("li button");
    until("no picture yet", || {
        place.text("dialog .tinyfish-placeholder") == "No screenshot"
    })
    .await;
    run.set_steps(&steps(&[picture("lime", "image/png").into()]));
    run.set(&json(r#"{"outcome": {"kind": "completed"}}"#));
    until("the picture", || {
        place.get("dialog img").has_attribute("src")
    })
    .await;
    assert_eq!(colour(place.get("dialog img")).await, "0 5 0");
    assert!(
        place
            .get("dialog .tinyfish-placeholder")
            .has_attribute("hidden")
    );
    strip.unmount();
}

#[wasm_bindgen_test]
async fn a_picture_that_comes_after_the_dialog_was_closed_is_let_go() {
    let pending = promised(&JsValue::from(
        picture("red", "image/png").split_once(',').unwrap().1,
    ));
    let place = Place::new();
    let strip = place.strip(&steps(std::slice::from_ref(&pending)));
    let come = || Reflect::get(&pending, &"come".into()).unwrap();
    until("asked for by the strip", || come().is_function()).await;
    let strips_own = come();
    place.click("li button");
    until("asked for by the dialog", || come() != strips_own).await;
    let dialog: HtmlDialogElement = place.get("dialog").unchecked_into();
    dialog.close();
    until("closed", || {
        document().active_element() == place.find("li button")
    })
    .await;
    for come in [come(), strips_own] {
        let come: js_sys::Function = come.unchecked_into();
        come.call0(&pending).unwrap();
    }
    until("the strip's own", || {
        place.get("li img").has_attribute("src")
    })
    .await;
    assert!(!place.get("dialog img").has_attribute("src"));
    strip.unmount();
}

#[wasm_bindgen_test]
fn a_finger_pans_a_picture_that_is_zoomed_and_turns_no_page() {
    let zoom = js_sys::Function::new_with_args(
        "scale",
        "Object.defineProperty(visualViewport, 'scale', { value: scale, configurable: true });
         visualViewport.dispatchEvent(new Event('resize'));
         delete visualViewport.scale;
         if (scale > 1) Object.defineProperty(visualViewport, 'scale', { value: scale, configurable: true });",
    );
    let zoom = |scale: f64| drop(zoom.call1(&JsValue::NULL, &scale.into()).unwrap());
    let open = Open::at(0);
    let figure = open.place.get("dialog figure");
    let touch = || super::support::style_of(&figure, "touch-action");
    let at_rest = touch();
    assert!(at_rest.contains("pan-y"), "{at_rest}");
    zoom(2.0);
    swipe(&figure, 200, 100);
    assert_eq!(
        (open.position().as_str(), touch().as_str()),
        ("1 of 3", "auto")
    );
    open.place.click(".tinyfish-close");
    zoom(1.0);
    open.place.click("li button");
    assert_eq!(touch(), at_rest);
    swipe(&figure, 200, 100);
    assert_eq!(open.position(), "2 of 3");
    zoom(3.0);
    open.place.click(".tinyfish-close");
    open.place.click("li button");
    assert_eq!(touch(), "auto");
    zoom(1.0);
}
