//! Reading a body whose screenshots become handles.

use super::page::{Source, decoded, foreign, picture, shown, stringify, wordy};
use js_sys::{Array, Reflect, Uint8Array};
use std::cell::Cell;
use std::future::Future;
use std::task::{Context, Poll, Waker};
use tinyfish_web::api::Screenshot;
use tinyfish_web::net::Abort;
use tinyfish_web::net::pictures::{Reading, Unread, read};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const ODD: [u32; 4] = [1, 977, 3, 4_096];

fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).unwrap()
}

fn at(value: &JsValue, index: u32) -> JsValue {
    Reflect::get_u32(value, index).unwrap()
}

/// Steps with pictures of all kinds the browser encodes, and some without.
fn pictures() -> Vec<String> {
    let kinds = ["image/jpeg", "image/png", "image/webp"];
    (1..=9)
        .map(|size| picture(kinds[size % 3], "#c06020", size as u32 * 90, 200))
        .collect()
}

fn run(pictures: &[String]) -> String {
    let steps: Vec<String> = pictures
        .iter()
        .map(|picture| {
            let escaped = picture.replace('/', "\\/");
            format!(r#"{{"id":"a","action":"click \"→\" é","screenshot":"{picture}"}},{{"screenshot":null}},{{"screenshot":"{escaped}","html":null}}"#)
        })
        .collect();
    format!(
        "\u{FEFF}{{\"run_id\":\"r\",\"steps\":[{}],\"result\":{{\"screenshot\":\"{}\"}}}}",
        steps.join(","),
        pictures[0]
    )
}

fn guard() -> Abort {
    let Ok(guard) = Abort::new(None, None) else {
        panic!("no AbortController")
    };
    guard
}

async fn handles(source: &Source) -> Result<Reading, Unread> {
    read(&source.stream(), &guard(), |picture| {
        Screenshot::new(picture.kind, picture.bytes).into()
    })
    .await
}

fn source(text: &str, bytes: bool) -> Source {
    Source::new(text, ODD.to_vec(), bytes, &JsValue::UNDEFINED)
}

#[wasm_bindgen_test]
async fn each_picture_is_where_its_text_was() {
    let pictures = pictures();
    let text = run(&pictures);
    for bytes in [false, true] {
        let Ok(reading) = handles(&source(&text, bytes)).await else {
            panic!("unread")
        };
        let steps = get(&reading.value, "steps");
        assert_eq!(
            get(&steps, "length"),
            JsValue::from(pictures.len() as u32 * 3)
        );
        for (number, picture) in pictures.iter().enumerate() {
            let original = decoded(picture.split_once(',').unwrap().1)
                .unwrap()
                .to_vec();
            for step in [number as u32 * 3, number as u32 * 3 + 2] {
                let handle = get(&at(&steps, step), "screenshot");
                assert_eq!(
                    call(&handle, "bytes")
                        .unchecked_into::<Uint8Array>()
                        .to_vec(),
                    original
                );
                let size = format!("{}×200", (number + 1) * 90);
                assert_eq!(
                    shown(&call(&handle, "url").as_string().unwrap()).await,
                    JsValue::from(size)
                );
            }
            assert!(get(&at(&steps, number as u32 * 3 + 1), "screenshot").is_null());
        }
        assert_eq!(
            get(&at(&steps, 0), "action"),
            JsValue::from("click \"→\" é")
        );
        assert_eq!(
            get(&get(&reading.value, "result"), "screenshot"),
            JsValue::from(&*pictures[0])
        );
        assert!(reading.unreadable.is_empty());
    }
}

fn call(handle: &JsValue, method: &str) -> JsValue {
    get(handle, method)
        .unchecked_into::<js_sys::Function>()
        .call0(handle)
        .unwrap()
}

#[wasm_bindgen_test]
async fn pictures_are_ready_while_the_body_arrives() {
    let text = run(&pictures());
    for bytes in [false, true] {
        let source = source(&text, bytes);
        let first = Cell::new(None);
        let count = Cell::new(0);
        let (stream, guard) = (source.stream(), guard());
        let reading = read(&stream, &guard, |_| {
            count.set(count.get() + 1);
            first.set(first.get().or(Some(source.sent())));
            JsValue::NULL
        });
        assert!(reading.await.is_ok());
        assert_eq!(count.get(), 18);
        assert!(
            first.get().is_some_and(|sent| sent < text.len() / 2),
            "{:?} of {}",
            first.get(),
            text.len()
        );
    }
}

#[wasm_bindgen_test]
async fn a_text_that_is_no_picture_stays() {
    let text = r#"{"steps":[{"screenshot":"data:image/jpeg;base64,!"},{"screenshot":"https://x.test/1"},{"screenshot":7}]}"#;
    let Ok(reading) = handles(&source(text, false)).await else {
        panic!("unread")
    };
    assert_eq!(stringify(&reading.value), text);
    assert_eq!(reading.unreadable, [0]);
}

#[wasm_bindgen_test]
async fn what_the_parser_throws_comes_through() {
    for text in [
        "",
        "{\"steps\":[",
        "<html>",
        "{\"steps\":[{\"screenshot\":\"data:image/jpeg;base64,/9j/",
    ] {
        match handles(&source(text, false)).await {
            Err(Unread::Json(error)) => assert!(error.is_instance_of::<js_sys::SyntaxError>()),
            _ => panic!("{text}"),
        }
    }
}

#[wasm_bindgen_test]
async fn a_stream_that_fails_says_why() {
    let fault: JsValue = js_sys::Error::new("cut").into();
    for bytes in [false, true] {
        let source = Source::new("{\"steps\":[", vec![3], bytes, &fault);
        match handles(&source).await {
            Err(Unread::Stream(error)) => assert!(js_sys::Object::is(&error, &fault)),
            _ => panic!("no error"),
        }
    }
    // A stream that somebody else reads.
    let taken = source("{}", false);
    let _reader = taken.stream().get_reader();
    assert!(matches!(handles(&taken).await, Err(Unread::Stream(_))));
}

#[wasm_bindgen_test]
async fn chunks_of_another_realm() {
    let (stream, guard) = (foreign(&run(&pictures())), guard());
    let reading = read(&stream, &guard, |_| JsValue::from(7));
    let Ok(reading) = reading.await else {
        panic!("unread")
    };
    let step = at(&get(&reading.value, "steps"), 0);
    assert_eq!(get(&step, "screenshot"), JsValue::from(7));
}

#[wasm_bindgen_test]
async fn chunks_that_are_not_bytes() {
    match read(&wordy("{}"), &guard(), |_| JsValue::NULL).await {
        Err(Unread::Stream(error)) => assert!(error.is_instance_of::<js_sys::TypeError>()),
        _ => panic!("no error"),
    }
}

#[wasm_bindgen_test]
async fn dropping_the_future_cancels_the_stream() {
    let source = source(&run(&pictures()), true);
    {
        let (stream, guard) = (source.stream(), guard());
        let mut reading = Box::pin(read(&stream, &guard, |_| JsValue::NULL));
        let polled = reading
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(polled, Poll::Pending));
    }
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL))
        .await
        .unwrap();
    assert!(source.cancelled());
}

#[wasm_bindgen_test]
async fn kinds_are_told_by_bytes() {
    let png = picture("image/png", "#000", 2, 2).replace("image/png", "image/jpeg");
    let text = format!(
        r#"{{"steps":[{{"screenshot":"{png}"}},{{"screenshot":"{}"}}]}}"#,
        png.split_once(',').unwrap().1
    );
    let kinds = Array::new();
    let (source, guard) = (source(&text, false), guard());
    let stream = source.stream();
    let result = read(&stream, &guard, |picture| {
        kinds.push(&picture.kind.mime().into());
        JsValue::NULL
    });
    assert!(result.await.is_ok());
    assert_eq!(kinds.join(" "), "image/png image/png");
}
