use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use tinyfish_web::view::{
    blob_urls_alive, mount_screenshots, screenshot_to_blob, screenshot_to_image,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, HtmlImageElement};

use super::support::{
    FakeRun, Place, bytes, colour, document, frame, json, member, picture, promised, sized_picture,
    step, steps, swollen, until, with, with_noisy_canvases, without_browser_decoder,
};

async fn to_blob(screenshot: JsValue) -> Result<Blob, JsValue> {
    JsFuture::from(screenshot_to_blob(screenshot))
        .await
        .map(JsCast::unchecked_into)
}

async fn to_image(screenshot: JsValue) -> Result<HtmlImageElement, JsValue> {
    JsFuture::from(screenshot_to_image(screenshot))
        .await
        .map(JsCast::unchecked_into)
}

/// Every form that a step's picture may have, each of one colour.
fn forms() -> Vec<(&'static str, JsValue)> {
    let jpeg = picture("red", "image/jpeg");
    let png = picture("red", "image/png");
    let webp = picture("red", "image/webp");
    let bare = |uri: &str| JsValue::from(uri.split_once(',').unwrap().1);
    let mislabelled = format!("data:text/html;base64,{}", png.split_once(',').unwrap().1);
    let wrapped: String = bare(&png)
        .as_string()
        .unwrap()
        .as_bytes()
        .chunks(60)
        .map(|line| format!("{}\r\n", std::str::from_utf8(line).unwrap()))
        .collect();
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&bytes(&jpeg))).unwrap();
    let later = Object::new();
    Reflect::set(&later, &"held".into(), &blob).unwrap();
    Reflect::set(
        &later,
        &"blob".into(),
        &Function::new_no_args("return Promise.resolve(this.held)"),
    )
    .unwrap();
    let now = Object::assign(&Object::new(), &later);
    Reflect::set(
        &now,
        &"blob".into(),
        &Function::new_no_args("return this.held"),
    )
    .unwrap();
    vec![
        ("a JPEG data URI", jpeg.as_str().into()),
        ("a PNG data URI", png.as_str().into()),
        ("a WebP data URI", webp.as_str().into()),
        ("bare base64", bare(&jpeg)),
        (
            "bare base64 without padding",
            bare(&png).as_string().unwrap().trim_end_matches('=').into(),
        ),
        ("base64 in lines", wrapped.into()),
        ("a data URI under a wrong label", mislabelled.into()),
        ("bytes", bytes(&jpeg).into()),
        ("a buffer", bytes(&jpeg).buffer().into()),
        ("a part of a buffer", part_of_buffer(&bytes(&jpeg))),
        ("a blob without a type", blob.into()),
        ("a handle", now.into()),
        ("a handle that takes its time", later.into()),
    ]
}

/// The bytes as a view that is neither at its buffer's beginning nor of single bytes.
fn part_of_buffer(bytes: &js_sys::Uint8Array) -> JsValue {
    let buffer = js_sys::Uint8Array::new_with_length(bytes.length() + 8);
    buffer.set(bytes, 4);
    js_sys::DataView::new(&buffer.buffer(), 4, bytes.length() as usize).into()
}

/// What looks like a picture and is none.
fn no_pictures() -> Vec<(&'static str, JsValue)> {
    let base64 = |text: &str| web_sys::window().unwrap().btoa(text).unwrap();
    let html = base64("<!doctype html><script>parent.hacked = 1</script>");
    let thrower = Object::new();
    Reflect::set(
        &thrower,
        &"blob".into(),
        &Function::new_no_args("throw new Error('gone')"),
    )
    .unwrap();
    vec![
        (
            "HTML under the name of a JPEG",
            format!("data:image/jpeg;base64,{html}").into(),
        ),
        ("HTML in bare base64", html.into()),
        (
            "SVG with a script",
            format!(
                "data:image/svg+xml;base64,{}",
                base64("<svg onload='parent.hacked = 1'/>")
            )
            .into(),
        ),
        (
            "HTML in plain text",
            "data:text/html,<script>parent.hacked = 1</script>".into(),
        ),
        ("a script address", "javascript:parent.hacked = 1".into()),
        ("a blob address", "blob:http://127.0.0.1/x".into()),
        ("damaged base64", "data:image/jpeg;base64,/9j/4AA*".into()),
        ("nothing in a data URI", "data:image/jpeg;base64,".into()),
        ("a number", 7.into()),
        ("an object", json("{}")),
        ("a handle that throws", thrower.into()),
        (
            "a handle of nothing",
            with("blob", &Function::new_no_args("return null")),
        ),
    ]
}

#[wasm_bindgen_test]
async fn every_form_of_a_picture_is_shown() {
    for (form, value) in forms() {
        let place = Place::new();
        let strip = place.strip(&steps(&[value]));
        until(form, || place.get("img").has_attribute("src")).await;
        assert_eq!(colour(place.get("img")).await, "5 0 0", "{form}");
        strip.unmount();
        assert_eq!(blob_urls_alive(), 0, "{form}");
    }
}

#[wasm_bindgen_test]
async fn every_form_of_a_picture_becomes_a_blob_and_an_image() {
    for (form, value) in forms() {
        for given in [value.clone(), step(0, &value).into()] {
            let blob = to_blob(given.clone())
                .await
                .unwrap_or_else(|_| panic!("{form}"));
            assert!(
                blob.type_().starts_with("image/"),
                "{form}: {}",
                blob.type_()
            );
            let image = to_image(given).await.unwrap();
            assert!(image.complete() && image.natural_width() == 64, "{form}");
            assert_eq!(colour(image.into()).await, "5 0 0", "{form}");
        }
    }
    assert_eq!(blob_urls_alive(), 0);
}

#[wasm_bindgen_test]
async fn pictures_are_decoded_where_the_browser_has_no_decoder() {
    let work = Closure::<dyn Fn() -> js_sys::Promise>::new(|| {
        future_to_promise(async {
            for (form, value) in forms() {
                assert!(to_image(value).await.is_ok(), "{form}");
            }
            Ok(to_blob("data:image/png;base64,iVBO*".into())
                .await
                .is_err()
                .into())
        })
    });
    let refused = JsFuture::from(without_browser_decoder(work.as_ref().unchecked_ref()))
        .await
        .unwrap();
    assert_eq!(refused, JsValue::TRUE);
}

#[wasm_bindgen_test]
async fn what_is_no_picture_becomes_a_labelled_placeholder_and_a_warning() {
    for (form, value) in no_pictures() {
        let (place, warnings) = (Place::new(), Rc::new(RefCell::new(Vec::new())));
        let told = warnings.clone();
        let callback =
            Closure::<dyn Fn(JsValue)>::new(move |warning| told.borrow_mut().push(warning));
        let strip = mount_screenshots(
            place.0.clone().into(),
            steps(&[value]).into(),
            with("onWarning", callback.as_ref()),
        )
        .unwrap();
        until(form, || !warnings.borrow().is_empty()).await;
        assert!(
            !place.get(".tinyfish-placeholder").has_attribute("hidden"),
            "{form}"
        );
        assert!(
            place
                .text(".tinyfish-placeholder")
                .starts_with("Screenshot "),
            "{form}"
        );
        assert!(!place.get("img").has_attribute("src"), "{form}");
        let name = place.get("button").get_attribute("aria-label").unwrap();
        assert!(
            name.starts_with("Action 0") && name.contains(", Screenshot "),
            "{form}: {name}"
        );
        let warning = warnings.borrow()[0].clone();
        assert_eq!(
            member(&warning, "code").as_string().as_deref(),
            Some("screenshot"),
            "{form}"
        );
        assert_eq!(warnings.borrow().len(), 1, "{form}");
        strip.unmount();
    }
    assert!(member(&web_sys::window().unwrap(), "hacked").is_undefined());
    assert_eq!(blob_urls_alive(), 0);
}

#[wasm_bindgen_test]
async fn what_is_no_picture_is_rejected_with_a_typed_error() {
    let mut all = no_pictures();
    all.extend([
        ("null", JsValue::NULL),
        ("nothing", JsValue::UNDEFINED),
        ("an empty text", "".into()),
    ]);
    for (form, value) in all {
        for error in [
            to_blob(value.clone()).await.err(),
            to_image(value).await.err(),
        ] {
            let code = member(&error.unwrap_or_else(|| panic!("{form}")), "code");
            assert_eq!(code.as_string().as_deref(), Some("bad_response"), "{form}");
        }
    }
    assert_eq!(blob_urls_alive(), 0);
}

#[wasm_bindgen_test]
async fn bytes_that_begin_like_a_picture_and_break_off_are_damaged() {
    let whole = bytes(&picture("red", "image/jpeg"));
    let part = whole.slice(0, 40);
    let place = Place::new();
    let strip = place.strip(&steps(&[part.clone().into()]));
    until("the placeholder", || {
        place.text(".tinyfish-placeholder") == "Screenshot unreadable"
    })
    .await;
    assert!(!place.get("img").has_attribute("src"));
    strip.unmount();
    assert!(to_image(part.into()).await.is_err());
    assert_eq!(blob_urls_alive(), 0);
}

#[wasm_bindgen_test]
async fn an_address_goes_through_the_run() {
    let (place, run) = (Place::new(), FakeRun::new());
    let red = Blob::new_with_u8_array_sequence(&Array::of1(&bytes(&picture("red", "image/jpeg"))))
        .unwrap();
    run.pictures().set(&"s0".into(), &red);
    let address = |step: &str| {
        JsValue::from(format!(
            "https://agent.tinyfish.ai/runs/run/steps/{step}/screenshot"
        ))
    };
    let strip = place.strip(&run);
    run.grow(&steps(&[address("s0"), address("s1")]));
    until("both", || {
        run.fetched().length() == 2 && place.nth("img", 0).has_attribute("src")
    })
    .await;
    assert_eq!(colour(place.nth("img", 0)).await, "5 0 0");
    until("the refusal", || {
        place
            .nth(".tinyfish-placeholder", 1)
            .text_content()
            .unwrap()
            == "Screenshot not available"
    })
    .await;
    assert_eq!(
        place
            .0
            .query_selector_all("[src^='http']")
            .unwrap()
            .length(),
        0,
        "the key-less address was tried"
    );
    strip.unmount();
}

#[wasm_bindgen_test]
async fn an_address_of_a_run_that_was_read_goes_through_the_client() {
    let red = Blob::new_with_u8_array_sequence(&Array::of1(&bytes(&picture("red", "image/jpeg"))))
        .unwrap();
    let runs = js_sys::eval(
        "({asked: [], async screenshot(...ids) { this.asked.push(ids.join()); return this.red }})",
    )
    .unwrap();
    Reflect::set(&runs, &"red".into(), &red).unwrap();
    let options = with("client", &with("runs", &runs));
    let all = steps(&["https://agent.tinyfish.ai/runs/of-address/steps/s0/screenshot".into()]);
    let run = with("steps", &all);
    Reflect::set(&run, &"run_id".into(), &"of-run".into()).unwrap();
    for (source, asked) in [(run, "of-run,s0"), (all.into(), "of-address,s0")] {
        let place = Place::new();
        let strip = mount_screenshots(place.0.clone().into(), source, options.clone()).unwrap();
        until("the picture", || place.get("img").has_attribute("src")).await;
        assert_eq!(colour(place.get("img")).await, "5 0 0");
        let calls: Array = member(&runs, "asked").unchecked_into();
        assert_eq!(calls.pop().as_string().as_deref(), Some(asked));
        strip.unmount();
    }
}

#[wasm_bindgen_test]
async fn any_other_address_is_left_to_the_browser_and_its_failure_noticed() {
    let place = Place::new();
    let origin = document().location().unwrap().origin().unwrap();
    let strip = place.strip(&steps(&[format!("{origin}/no-such-picture").into()]));
    until("the placeholder", || {
        place.text(".tinyfish-placeholder") == "Screenshot not available"
    })
    .await;
    assert_eq!(
        place.get("img").get_attribute("referrerpolicy").as_deref(),
        Some("no-referrer")
    );
    strip.unmount();
}

#[wasm_bindgen_test]
async fn a_screenshot_of_20_megabytes_is_shown_and_let_go() {
    let place = Place::new();
    let large = swollen(&picture("red", "image/jpeg"), 20_000_000);
    let strip = place.strip(&steps(&[large]));
    until("the picture", || place.get("img").has_attribute("src")).await;
    assert_eq!(colour(place.get("img")).await, "5 0 0");
    strip.unmount();
    assert_eq!(blob_urls_alive(), 0);
}

/// A picture of this size with enough bytes to be worth shrinking.
fn large(width: u32, height: u32) -> JsValue {
    swollen(&sized_picture("red", "image/jpeg", width, height), 400_000)
}

/// The first picture of a strip, once it is loaded.
async fn loaded(place: &Place) -> HtmlImageElement {
    let image = || -> HtmlImageElement { place.get("li img").unchecked_into() };
    until("the picture", || {
        image().complete() && image().natural_width() > 0
    })
    .await;
    image()
}

/// The screen's pixels that the first picture covers, across and down.
fn covered(place: &Place) -> (f64, f64) {
    let scale = web_sys::window().unwrap().device_pixel_ratio();
    let image = place.get("li img");
    (
        f64::from(image.client_width()) * scale,
        f64::from(image.client_height()) * scale,
    )
}

/// The size of an image's own.
fn size(image: &HtmlImageElement) -> (f64, f64) {
    (
        f64::from(image.natural_width()),
        f64::from(image.natural_height()),
    )
}

#[wasm_bindgen_test]
async fn the_strip_holds_a_large_picture_in_the_size_it_shows_and_the_viewer_all_of_it() {
    let place = Place::new();
    let strip = place.strip(&steps(&[large(2000, 1200)]));
    let shown = loaded(&place).await;
    let ((width, _), (across, _)) = (size(&shown), covered(&place));
    assert!(width <= across * 1.1, "{width} for {across}");
    assert_eq!(colour(shown.into()).await, "5 0 0");
    place.click("li button");
    let whole = || {
        place
            .find(".tinyfish-large-picture")
            .map(JsCast::unchecked_into)
            .map_or(0, |image: HtmlImageElement| image.natural_width())
    };
    until("the whole picture", || whole() > 0).await;
    assert_eq!(whole(), 2000);
    strip.unmount();
}

#[wasm_bindgen_test]
async fn pictures_of_any_shape_are_as_sharp_as_the_screen_and_no_larger_than_they_are() {
    for (width, height) in [
        (1280, 720),
        (2400, 500),
        (500, 2400),
        (60, 40),
        (2000, 10),
        (1, 1),
    ] {
        let place = Place::new();
        let strip = place.strip(&steps(&[large(width, height)]));
        let image = loaded(&place).await;
        let ((wide, high), (across, down)) = (size(&image), covered(&place));
        let whole = (wide, high) == (f64::from(width), f64::from(height));
        // WebKit rounds what a box covers by where it lies, by up to two pixels.
        let sharp = wide + 2.0 >= across && high + 2.0 >= down;
        assert!(
            whole || sharp,
            "{width}×{height}: {wide}×{high} for {across}×{down}"
        );
        assert!(wide <= f64::from(width) && high <= f64::from(height));
        strip.unmount();
    }
}

#[wasm_bindgen_test]
async fn canvases_that_give_noise_are_not_used() {
    let place = Place::new();
    let strip = place.strip(&steps(&[large(2000, 1200)]));
    let here = Rc::new(place);
    let there = here.clone();
    let work = Closure::<dyn Fn() -> js_sys::Promise>::new(move || {
        let place = there.clone();
        future_to_promise(async move {
            let image = loaded(&place).await;
            Ok(image.natural_width().into())
        })
    });
    JsFuture::from(with_noisy_canvases(work.as_ref().unchecked_ref()))
        .await
        .unwrap();
    assert_eq!(loaded(&here).await.natural_width(), 2000);
    strip.unmount();
}

#[wasm_bindgen_test]
async fn a_picture_that_comes_while_the_strip_is_hidden_is_sharp_when_it_is_shown() {
    let place = Place::new();
    let picture = promised(&large(2000, 1200));
    let strip = place.strip(&steps(std::slice::from_ref(&picture)));
    until("asked for", || !member(&picture, "come").is_undefined()).await;
    place.0.set_attribute("style", "display: none").unwrap();
    let come: Function = member(&picture, "come").unchecked_into();
    come.call0(&JsValue::NULL).unwrap();
    for _ in 0..20 {
        frame().await;
    }
    place.show();
    let image = loaded(&place).await;
    let ((wide, _), (across, _)) = (size(&image), covered(&place));
    assert!(wide + 1.0 >= across, "{wide} for {across}");
    strip.unmount();
}

#[wasm_bindgen_test]
async fn a_picture_on_screen_is_made_anew_when_it_covers_more_of_the_screen() {
    let place = Place::new();
    // What the runner prints would push it out of the viewport.
    let style = "position: fixed; top: 0; left: 0; width: 500px;";
    place.0.set_attribute("style", style).unwrap();
    let strip = place.strip(&steps(&[large(2400, 1500)]));
    let (before, _) = size(&loaded(&place).await);
    // As a zoom does, or a media query.
    let wider = format!("{style} --tinyfish-shot-width: 416px");
    place.0.set_attribute("style", &wider).unwrap();
    let resize = Function::new_no_args("dispatchEvent(new Event('resize'))");
    resize.call0(&JsValue::NULL).unwrap();
    let image: HtmlImageElement = place.get("li img").unchecked_into();
    // The one before stands until the new one is there.
    assert!(image.has_attribute("src"));
    until("a larger picture", || {
        f64::from(image.natural_width()) > before
    })
    .await;
    let (wide, across) = (f64::from(image.natural_width()), covered(&place).0);
    assert!(wide + 2.0 >= across, "{wide} for {across}");
    assert!(wide < 2400.0, "{wide}");
    strip.unmount();
    assert_eq!(blob_urls_alive(), 0);
}
