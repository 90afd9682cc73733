//! Bodies that a caller's `fetch` brings: of bytes or not, in chunks of any size, and deaf to signals.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::*;

#[wasm_bindgen(module = "/tests/browser/page.js")]
extern "C" {
    type Body;
    #[wasm_bindgen(constructor)]
    fn new(made: &str, bytes: bool, chunks: Vec<u32>, count: u32) -> Body;
    #[wasm_bindgen(method, getter)]
    fn options(this: &Body) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn cancelled(this: &Body) -> bool;
    #[wasm_bindgen(method, js_name = isTold)]
    fn is_told(this: &Body, events: &Array) -> bool;
    fn turn() -> Promise;
}

async fn stream(body: &Body, options: &JsValue) -> JsValue {
    let agent = get(&client_with(&body.options()), "agent");
    let params = object(r#"{"url": "https://example.com", "goal": "Read"}"#);
    ask(&agent, "stream", &[&params, options])
        .await
        .expect("a stream")
}

async fn until(condition: impl Fn() -> bool, what: &str) {
    for _ in 0..500 {
        if condition() {
            return;
        }
        wait(turn().into()).await.unwrap();
    }
    panic!("{what}");
}

#[wasm_bindgen_test]
async fn chunks_of_any_size_give_the_same_events() {
    for made in ["queued", "pulled"] {
        for bytes in [false, true] {
            for chunks in [vec![1], vec![100], vec![5, 4096, 1, 9000], vec![300_000]] {
                let what = format!("{made}, {bytes}, {chunks:?}");
                let count = if chunks == [1] { 20 } else { 4_000 };
                let body = Body::new(made, bytes, chunks, count);
                let run = stream(&body, &JsValue::UNDEFINED).await;
                // That the reads after it tell nothing twice is for others: the stream ended without a COMPLETE.
                let (events, thrown) = events(&run).await;
                assert!(thrown.is_none(), "{what} threw");
                assert!(body.is_told(&events.iter().collect()), "{what}");
                let outcome = soon(get(&run, "finished")).await.expect(&what);
                assert_eq!(text(&outcome, "kind"), "completed", "{what}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn closing_cancels_a_body_that_hears_no_signal() {
    for bytes in [false, true] {
        let body = Body::new("hanging", bytes, vec![100], 3);
        let run = stream(&body, &JsValue::UNDEFINED).await;
        call(&run, "close", &[]).unwrap();
        let outcome = soon(get(&run, "finished")).await.expect("an outcome");
        assert_eq!(text(&outcome, "kind"), "closed");
        until(|| body.cancelled(), "the body was not cancelled").await;
    }
}

/// Follows a run whose third step makes the page end its stream; gives how many steps the page was told of.
async fn end_at_third_step(body: &Body) -> (u32, JsValue) {
    let controller = web_sys::AbortController::new().unwrap();
    let seen = Array::new();
    let listen = "return (event) => { if (seen.push(event) === 3) controller.abort(); }";
    let listen = Function::new_with_args("seen, controller", listen);
    let listen = listen.call2(&JsValue::NULL, &seen, &controller).unwrap();
    let options = object("{}");
    set(&options, "onProgress", &listen);
    set(&options, "signal", &controller.signal());
    let run = stream(body, &options).await;
    let outcome = soon(get(&run, "finished")).await.expect("an outcome");
    (seen.length(), outcome)
}

#[wasm_bindgen_test]
async fn a_callback_that_ends_the_stream_hears_nothing_more() {
    for bytes in [false, true] {
        let body = Body::new("hanging", bytes, vec![3000], 20);
        let (seen, outcome) = end_at_third_step(&body).await;
        assert_eq!((seen, text(&outcome, "kind").as_str()), (3, "closed"));
    }
}

#[wasm_bindgen_test]
async fn an_end_that_has_arrived_is_told_though_a_callback_ends_the_stream() {
    for bytes in [false, true] {
        let body = Body::new("ending", bytes, vec![9000], 20);
        let (_, outcome) = end_at_third_step(&body).await;
        assert_eq!(text(&outcome, "kind"), "completed");
        assert_eq!(get(&outcome, "result"), 8);
    }
}

#[wasm_bindgen_test]
async fn an_aborted_read_of_pictures_leaves_a_body_that_hears_no_signal() {
    for bytes in [false, true] {
        let body = Body::new("hanging", bytes, vec![100], 3);
        let runs = get(&client_with(&body.options()), "runs");
        let options = object(r#"{"screenshots": "base64"}"#);
        let controller = web_sys::AbortController::new().unwrap();
        set(&options, "signal", &controller.signal());
        let read = call(&runs, "get", &[&"r".into(), &options]).unwrap();
        wait(turn().into()).await.unwrap();
        controller.abort_with_reason(&"enough".into());
        assert_eq!(soon(read).await, Err("enough".into()));
        until(|| body.cancelled(), "the body was not cancelled").await;
    }
}
