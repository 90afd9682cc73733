//! `Screenshot`: what it makes, and that it lets go of it.

use super::page::{
    AddressCount, as_text, canvas, decoded, dispose, has_dispose, middle, occupied, picture,
    reachable, shown, stringify,
};
use js_sys::{Object, Reflect, Uint8Array};
use tinyfish_web::api::Screenshot;
use tinyfish_web::core::pictures::Kind;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

fn screenshot(colour: &str) -> Screenshot {
    let text = picture("image/png", colour, 40, 30);
    Screenshot::new(
        Kind::Png,
        &decoded(text.split_once(',').unwrap().1).unwrap().to_vec(),
    )
}

fn code(error: &JsValue) -> String {
    Reflect::get(error, &"code".into())
        .unwrap()
        .as_string()
        .unwrap()
}

#[wasm_bindgen_test]
async fn forms_of_one_picture() {
    let shot = screenshot("#ff0000");
    assert_eq!(
        (shot.mime().as_str(), shot.size()),
        ("image/png", shot.bytes().length())
    );
    assert!(Object::is(&shot.bytes(), &shot.bytes()));
    let blob = shot.blob().unwrap();
    assert!(Object::is(&blob, &shot.blob().unwrap()));
    assert_eq!(
        (blob.type_().as_str(), blob.size()),
        ("image/png", f64::from(shot.size()))
    );
    let buffer = JsFuture::from(blob.array_buffer()).await.unwrap();
    assert_eq!(Uint8Array::new(&buffer).to_vec(), shot.bytes().to_vec());
    let bitmap = JsFuture::from(shot.bitmap()).await.unwrap();
    assert_eq!(
        Reflect::get(&bitmap, &"width".into()).unwrap(),
        JsValue::from(40)
    );
    assert_eq!(
        Reflect::get(&bitmap, &"height".into()).unwrap(),
        JsValue::from(30)
    );
}

#[wasm_bindgen_test]
async fn drawn_on_a_canvas() {
    let shot = screenshot("#00ff00");
    let target = canvas();
    JsFuture::from(shot.draw(target.clone())).await.unwrap();
    assert_eq!(
        Reflect::get(&target, &"width".into()).unwrap(),
        JsValue::from(40)
    );
    assert_eq!(middle(&target), "0,255,0,255");
    let refused = JsFuture::from(shot.draw(occupied())).await.unwrap_err();
    assert_eq!(code(&refused), "invalid_input");
    let refused = JsFuture::from(shot.draw(JsValue::from("canvas")))
        .await
        .unwrap_err();
    assert_eq!(code(&refused), "invalid_input");
}

#[wasm_bindgen_test]
async fn damaged_bytes() {
    let shot = Screenshot::new(Kind::Jpeg, b"\xFF\xD8\xFF\xE0 no more");
    assert_eq!(shown(&shot.url().unwrap()).await, JsValue::from("none"));
    let refused = JsFuture::from(shot.bitmap()).await.unwrap_err();
    assert_eq!(code(&refused), "bad_response");
    let refused = JsFuture::from(shot.draw(canvas())).await.unwrap_err();
    assert_eq!(code(&refused), "bad_response");
}

#[wasm_bindgen_test]
fn a_label_instead_of_data() {
    let shot = screenshot("#000");
    let label = format!("[image/png, {} bytes]", shot.size());
    let handle = JsValue::from(shot);
    assert_eq!(as_text(&handle), label);
    assert_eq!(stringify(&handle), format!("\"{label}\""));
}

#[wasm_bindgen_test]
async fn addresses_die_with_their_handle() {
    let addresses = AddressCount::new();
    let shot = screenshot("#000");
    assert_eq!(addresses.count(), 0);
    let first = shot.url().unwrap();
    assert_eq!((shot.url().unwrap(), addresses.count()), (first.clone(), 1));
    assert_eq!(shown(&first).await, JsValue::from("40×30"));
    shot.release();
    assert_eq!(addresses.count(), 0);
    assert_eq!(reachable(&first).await, JsValue::FALSE);
    let second = shot.url().unwrap();
    assert_eq!(reachable(&second).await, JsValue::TRUE);
    assert_eq!(addresses.count(), 1);
    drop(shot);
    assert_eq!(addresses.count(), 0);
    assert_eq!(reachable(&second).await, JsValue::FALSE);
    if has_dispose() {
        let shot = screenshot("#000");
        shot.url().unwrap();
        let handle = JsValue::from(shot);
        assert_eq!(addresses.count(), 1);
        dispose(&handle);
        assert_eq!(addresses.count(), 0);
    }
    addresses.stop();
}

fn memory() -> usize {
    let memory = wasm_bindgen::memory().unchecked_into::<js_sys::WebAssembly::Memory>();
    memory
        .buffer()
        .unchecked_into::<js_sys::ArrayBuffer>()
        .byte_length() as usize
}

/// 100 pictures of 1 MB, none of which is asked for its bytes.
fn unused() -> Vec<Screenshot> {
    let mut bytes = vec![7; 1 << 20];
    let each = |number: u8| {
        bytes.fill(number);
        Screenshot::new(Kind::Jpeg, &bytes)
    };
    (0..100).map(each).collect()
}

/// WebAssembly's memory never shrinks: what is not used must not fill it.
#[wasm_bindgen_test]
fn unused_pictures_take_a_limited_part_of_memory() {
    let before = memory();
    let first = unused();
    let grown = memory();
    assert!(grown - before < 36 << 20, "{before} to {grown}");
    for (number, shot) in first.iter().enumerate() {
        assert_eq!(shot.size(), 1 << 20);
        assert_eq!(shot.bytes().get_index((1 << 20) - 1), number as u8);
    }
    // Both those that were used and those that are gone leave their room to others.
    let second = unused();
    assert_eq!(memory(), grown);
    drop(second);
    drop(unused());
    assert_eq!(memory(), grown);
    assert_eq!(first[99].bytes().get_index(0), 99);
}
