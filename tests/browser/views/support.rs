//! A place in the page, runs that are told what to be, and waiting without sleeping.

use std::sync::Once;

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use tinyfish_web::view::{
    LiveViewHandle, ScreenshotsHandle, mount_live_view, mount_screenshots, unmount_all,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, HtmlImageElement};

#[wasm_bindgen(module = "/tests/browser/page.js")]
extern "C" {
    pub type FakeRun;
    #[wasm_bindgen(constructor)]
    pub fn new() -> FakeRun;
    #[wasm_bindgen(method)]
    pub fn set(this: &FakeRun, change: &JsValue);
    #[wasm_bindgen(method)]
    pub fn grow(this: &FakeRun, steps: &Array);
    #[wasm_bindgen(method, getter)]
    pub fn listeners(this: &FakeRun) -> u32;
    #[wasm_bindgen(method, getter)]
    pub fn reads(this: &FakeRun) -> u32;
    #[wasm_bindgen(method, getter, js_name = mostReading)]
    pub fn most_reading(this: &FakeRun) -> u32;
    #[wasm_bindgen(method, getter)]
    pub fn fetched(this: &FakeRun) -> Array;
    #[wasm_bindgen(method, setter)]
    pub fn set_steps(this: &FakeRun, steps: &Array);
    #[wasm_bindgen(method, setter)]
    pub fn set_hold(this: &FakeRun, until: &Promise);
    #[wasm_bindgen(method, setter)]
    pub fn set_failing(this: &FakeRun, failing: bool);
    #[wasm_bindgen(method, getter)]
    pub fn pictures(this: &FakeRun) -> js_sys::Map;

    pub fn picture(colour: &str, media_type: &str) -> String;
    #[wasm_bindgen(js_name = picture)]
    pub fn sized_picture(colour: &str, media_type: &str, width: u32, height: u32) -> String;
    pub fn bytes(data_uri: &str) -> Uint8Array;
    pub fn swollen(data_uri: &str, size: u32) -> JsValue;
    pub fn promised(base64: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = colour)]
    fn colour_of(image: &HtmlImageElement) -> Promise;
    pub fn press(target: &Element, key: &str);
    pub fn swipe(target: &Element, from: i32, to: i32);
    #[wasm_bindgen(js_name = swipe)]
    pub fn swipe_with(target: &Element, from: i32, to: i32, pointer: &str);
    #[wasm_bindgen(js_name = nextFrame)]
    fn next_frame() -> Promise;
    #[wasm_bindgen(js_name = hidePage)]
    fn hide_page(hidden: bool);
    pub fn nodes() -> u32;
    pub fn json(text: &str) -> JsValue;
    #[wasm_bindgen(js_name = withoutBrowserDecoder)]
    pub fn without_browser_decoder(work: &Function) -> Promise;
    #[wasm_bindgen(js_name = withNoisyCanvases)]
    pub fn with_noisy_canvases(work: &Function) -> Promise;
}

/// The document of the tests.
pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// Over the test runner's list of results, which is longer than the window.
const IN_VIEW: &str = "position: fixed; inset: 0 auto auto 0; width: 320px; z-index: 9";

/// An element in view, taken out of the page at the test's end.
pub struct Place(pub Element);

impl Place {
    pub fn new() -> Self {
        Self::styled(IN_VIEW)
    }

    /// Not drawn, so that nothing in it loads lazily.
    pub fn hidden() -> Self {
        Self::styled("display: none")
    }

    /// Brings a hidden one into view.
    pub fn show(&self) {
        self.0.set_attribute("style", IN_VIEW).unwrap();
    }

    fn styled(style: &str) -> Self {
        TIDY.call_once(tidy_after_panics);
        let element = document().create_element("div").unwrap();
        element.set_attribute("style", style).unwrap();
        element.set_attribute("data-place", "").unwrap();
        document().body().unwrap().append_child(&element).unwrap();
        Self(element)
    }

    pub fn live(&self, source: &JsValue, options: &str) -> LiveViewHandle {
        mount_live_view(self.0.clone().into(), source.clone(), json(options)).unwrap()
    }

    pub fn strip(&self, source: &JsValue) -> ScreenshotsHandle {
        mount_screenshots(self.0.clone().into(), source.clone(), JsValue::UNDEFINED).unwrap()
    }

    pub fn find(&self, selector: &str) -> Option<Element> {
        self.0.query_selector(selector).unwrap()
    }

    pub fn get(&self, selector: &str) -> Element {
        self.find(selector)
            .unwrap_or_else(|| panic!("no {selector}"))
    }

    pub fn count(&self, selector: &str) -> u32 {
        self.0.query_selector_all(selector).unwrap().length()
    }

    pub fn nth(&self, selector: &str, index: u32) -> Element {
        self.0
            .query_selector_all(selector)
            .unwrap()
            .get(index)
            .unwrap()
            .unchecked_into()
    }

    pub fn text(&self, selector: &str) -> String {
        self.get(selector).text_content().unwrap()
    }

    pub fn click(&self, selector: &str) {
        self.get(selector).unchecked_into::<HtmlElement>().click();
    }
}

/// The page is hidden for as long as this lives.
pub struct PageHidden(());

impl PageHidden {
    pub fn new() -> Self {
        hide_page(true);
        Self(())
    }
}

impl Drop for PageHidden {
    fn drop(&mut self) {
        hide_page(false);
    }
}

static TIDY: Once = Once::new();

/// A panic in WebAssembly drops nothing: what the failed test mounted would fail the next ones.
fn tidy_after_panics() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        report(info);
        unmount_all();
        while let Some(place) = document().query_selector("[data-place]").unwrap() {
            place.remove();
        }
    }));
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Waits, frame by frame, until something holds; fails after some seconds of it.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = js_sys::Date::now();
    while !holds() {
        assert!(js_sys::Date::now() - start < 30_000.0, "in vain: {what}");
        frame().await;
    }
}

/// One frame.
pub async fn frame() {
    JsFuture::from(next_frame()).await.unwrap();
}

/// The colour of an image that is or will be loaded.
pub async fn colour(image: Element) -> String {
    JsFuture::from(colour_of(image.unchecked_ref()))
        .await
        .unwrap()
        .as_string()
        .unwrap()
}

/// A page on another origin: the test server by its other name.
pub fn viewer(name: &str) -> String {
    let port = web_sys::window().unwrap().location().port().unwrap();
    format!("http://localhost:{port}/viewer-{name}")
}

/// Steps with these pictures.
pub fn steps(pictures: &[JsValue]) -> Array {
    pictures
        .iter()
        .enumerate()
        .map(|(index, picture)| step(index, picture))
        .collect()
}

/// One step.
pub fn step(index: usize, picture: &JsValue) -> Object {
    let step: Object = json(&format!(
        r#"{{"id": "s{index}", "action": "Action {index}", "status": "COMPLETED", "duration": "1.2s",
            "timestamp": "2026-03-01T10:00:{:02}.000Z"}}"#,
        index % 60
    ))
    .unchecked_into();
    Reflect::set(&step, &"screenshot".into(), picture).unwrap();
    step
}

/// An object with one member.
pub fn with(key: &str, value: &JsValue) -> JsValue {
    let object = Object::new();
    Reflect::set(&object, &key.into(), value).unwrap();
    object.into()
}

pub fn member(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

/// What a style came to.
pub fn style_of(element: &Element, property: &str) -> String {
    let style = web_sys::window().unwrap().get_computed_style(element);
    let style = style.unwrap().unwrap();
    style.get_property_value(property).unwrap()
}
