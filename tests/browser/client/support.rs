//! A client of the emulator, and calls of its JavaScript surface by name.

use std::cell::Cell;

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use tinyfish_web::api::{Client, new_client};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Where the emulator listens: `cargo xtask test` starts one and says so.
pub const EMULATOR: &str = env!("TINYFISH_EMULATOR");

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// A tag that no other test uses, for the request log.
pub fn tag() -> String {
    let count = COUNT.with(|count| count.replace(count.get() + 1));
    format!("browser-{}-{count}", (js_sys::Math::random() * 1e15) as u64)
}

/// An object from JSON text.
pub fn object(text: &str) -> JsValue {
    JSON::parse(text).expect("JSON")
}

pub fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).expect("an object")
}

pub fn set(value: &JsValue, key: &str, member: &JsValue) {
    Reflect::set(value, &key.into(), member).expect("an object");
}

pub fn text(value: &JsValue, key: &str) -> String {
    get(value, key).as_string().unwrap_or_default()
}

/// Calls a method.
pub fn call(value: &JsValue, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = get(value, method).dyn_into().expect("a method");
    let arguments: Array = arguments.iter().collect();
    Reflect::apply(&method, value, &arguments)
}

/// Waits for whatever a method gives, a promise or a thenable.
pub async fn wait(value: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&value)).await
}

pub async fn ask(
    value: &JsValue,
    method: &str,
    arguments: &[&JsValue],
) -> Result<JsValue, JsValue> {
    wait(call(value, method, arguments)?).await
}

/// What a promise gives, if it settles at all.
pub async fn soon(promise: JsValue) -> Result<JsValue, JsValue> {
    let race = "return Promise.race([promise, new Promise((_, fail) => setTimeout(fail, 5000, 'never settled'))])";
    let race = Function::new_with_args("promise", race);
    wait(race.call1(&JsValue::NULL, &promise).unwrap()).await
}

/// A client straight to the emulator, with these options besides.
pub fn client_with(options: &JsValue) -> JsValue {
    let all = object(r#"{"apiKey": "sk-tinyfish-browser", "dangerouslyAllowBrowser": true}"#);
    set(&all, "baseURL", &EMULATOR.into());
    Object::<JsValue>::assign(all.unchecked_ref(), options.unchecked_ref());
    Client::into(new_client(all).expect("good options"))
}

pub fn client() -> JsValue {
    client_with(&Object::new())
}

pub fn agent() -> JsValue {
    get(&client(), "agent")
}

/// Params that play a scenario under a tag.
pub fn scenario(path: &str, tag: &str) -> JsValue {
    let sign = if path.contains('?') { '&' } else { '?' };
    let params = object(r#"{"goal": "Play the scenario"}"#);
    let url = format!("http://scenarios.test/{path}{sign}tag={tag}");
    set(&params, "url", &url.into());
    params
}

/// All events of a stream, and what its iterator threw at the end.
pub async fn events(run: &JsValue) -> (Vec<JsValue>, Option<JsValue>) {
    let symbol = js_sys::Symbol::async_iterator();
    let make: Function = Reflect::get(run, &symbol).unwrap().dyn_into().unwrap();
    let iterator = make.call0(run).unwrap();
    let mut events = Vec::new();
    loop {
        match ask(&iterator, "next", &[]).await {
            Ok(step) if get(&step, "done").is_truthy() => return (events, None),
            Ok(step) => events.push(get(&step, "value")),
            Err(error) => return (events, Some(error)),
        }
    }
}

/// The types of events, without heartbeats.
pub fn types(events: &[JsValue]) -> Vec<String> {
    let types = events.iter().map(|event| text(event, "type"));
    types.filter(|kind| kind != "HEARTBEAT").collect()
}

pub async fn outcome(run: &JsValue) -> JsValue {
    wait(get(run, "finished")).await.expect("never rejects")
}

/// What the emulator received under a tag: `METHOD path` each, run ids left out.
pub async fn received(tag: &str) -> Vec<String> {
    let url = format!("{EMULATOR}/emulator/requests?tag={tag}");
    let window = web_sys::window().expect("a page");
    let fetch: Function = get(&window, "fetch").dyn_into().unwrap();
    let answer = wait(fetch.call1(&window, &url.into()).unwrap())
        .await
        .unwrap();
    let body = ask(&answer, "json", &[]).await.unwrap();
    let list = if Array::is_array(&body) {
        body
    } else {
        get(&body, "requests")
    };
    Array::from(&list)
        .iter()
        .filter(|entry| text(entry, "method") != "OPTIONS")
        .map(|entry| {
            let path = text(&entry, "path").replace(&text(&entry, "run_id"), "ID");
            format!("{} {path}", text(&entry, "method"))
        })
        .collect()
}

/// How often a tag's log holds this request.
pub async fn times(tag: &str, request: &str) -> usize {
    received(tag)
        .await
        .iter()
        .filter(|one| *one == request)
        .count()
}
