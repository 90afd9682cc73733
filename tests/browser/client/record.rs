//! Events on their way from a service of this page's own: what callbacks do on the way, and what the snapshot tells.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::*;

const STARTED: &str = "data: {\"type\":\"STARTED\",\"run_id\":\"r\"}\n\n";
const COMPLETE: &str =
    "data: {\"type\":\"COMPLETE\",\"run_id\":\"r\",\"status\":\"COMPLETED\",\"result\":7}\n\n";

fn step(purpose: &str) -> String {
    format!(
        "data: {{\"type\":\"PROGRESS\",\"run_id\":\"r\",\"purpose\":\"{purpose}\",\"timestamp\":\"t\"}}\n\n"
    )
}

fn script(body: &str) -> Function {
    Function::new_with_args("service, event", body)
}

/// A service whose stream sends what the test says, and whose run goes on.
struct Service {
    service: JsValue,
}

impl Service {
    fn new() -> Self {
        let fetch = "const service = { seen: [], warned: [] };
            service.fetch = async (url, { signal }) => {
                if (!url.endsWith('/run-sse')) return Response.json({ run_id: 'r', status: 'RUNNING' });
                return new Response(new ReadableStream({
                    start(stream) {
                        service.stream = stream;
                        signal.addEventListener('abort', () => { try { stream.error(signal.reason); } catch {} });
                    },
                }), { headers: { 'content-type': 'text/event-stream' } });
            };
            return service;";
        let service = Function::new_no_args(fetch).call0(&JsValue::NULL).unwrap();
        Self { service }
    }

    /// A stream of it with these callbacks, each a body that sees `service` and `event`.
    async fn stream(&self, callbacks: &[(&str, &str)]) -> JsValue {
        let options = object("{}");
        for (name, body) in callbacks {
            let callback = script(body).bind1(&JsValue::NULL, &self.service);
            set(&options, name, &callback);
        }
        let client = object("{}");
        set(&client, "fetch", &get(&self.service, "fetch"));
        let warned = script("service.warned.push(event.code)").bind1(&JsValue::NULL, &self.service);
        set(&client, "onWarning", &warned);
        let params = object(r#"{"goal": "Go", "url": "http://shop.test"}"#);
        let agent = get(&client_with(&client), "agent");
        let run = ask(&agent, "stream", &[&params, &options]).await.unwrap();
        set(&self.service, "run", &run);
        run
    }

    fn send(&self, text: &str) {
        let bytes = js_sys::Uint8Array::from(text.as_bytes());
        call(&get(&self.service, "stream"), "enqueue", &[&bytes]).unwrap();
    }

    /// Breaks the stream.
    fn cut(&self) {
        call(&get(&self.service, "stream"), "error", &[&"cut".into()]).unwrap();
    }

    /// What callbacks have put into `service.seen`.
    fn seen(&self) -> Vec<String> {
        self.list("seen")
    }

    fn list(&self, name: &str) -> Vec<String> {
        let list = Array::from(&get(&self.service, name));
        list.iter().filter_map(|one| one.as_string()).collect()
    }
}

/// Waits until the page says so, three seconds at most.
async fn until(what: &str, mut met: impl FnMut() -> bool) {
    let pause = Function::new_no_args("return new Promise(done => setTimeout(done, 10))");
    for _ in 0..300 {
        if met() {
            return;
        }
        wait(pause.call0(&JsValue::NULL).unwrap()).await.unwrap();
    }
    panic!("never: {what}");
}

fn snapshot(run: &JsValue) -> JsValue {
    call(run, "snapshot", &[]).unwrap()
}

#[wasm_bindgen_test]
async fn a_snapshot_is_renewed_by_what_no_event_tells() {
    let service = Service::new();
    let run = service.stream(&[]).await;
    service.send(STARTED);
    until("started", || text(&snapshot(&run), "status") == "RUNNING").await;
    assert_eq!(text(&snapshot(&run), "connection"), "streaming");
    let heard = script("service.heard = true").bind1(&JsValue::NULL, &service.service);
    call(&run, "subscribe", &[&heard]).unwrap();

    let _ = call(&run, "cancel", &[]).unwrap();
    assert_eq!(get(&snapshot(&run), "cancelRequested"), true);
    until("told", || get(&service.service, "heard").is_truthy()).await;

    set(&service.service, "heard", &JsValue::FALSE);
    service.cut();
    until("polling", || {
        text(&snapshot(&run), "connection") == "polling"
    })
    .await;
    until("told", || get(&service.service, "heard").is_truthy()).await;
    call(&run, "close", &[]).unwrap();
}

#[wasm_bindgen_test]
async fn an_end_beside_the_event_that_closes_stays_the_truth() {
    let service = Service::new();
    let run = service
        .stream(&[("onProgress", "service.run.close()")])
        .await;
    service.send(&(STARTED.to_owned() + &step("one") + COMPLETE));
    let outcome = outcome(&run).await;
    assert_eq!(text(&outcome, "kind"), "completed");
    assert_eq!(get(&outcome, "result"), 7);
}

#[wasm_bindgen_test]
async fn what_a_callback_asks_of_its_run_hurts_nothing() {
    let service = Service::new();
    let ask = "service.seen.push(event.purpose); void service.run.cancel(); service.run.snapshot();
        service.ends ??= service.run.subscribe(() => {});";
    let run = service.stream(&[("onProgress", ask)]).await;
    service.send(&(STARTED.to_owned() + &step("one") + &step("two") + COMPLETE));
    assert_eq!(text(&outcome(&run).await, "kind"), "completed");
    assert_eq!(service.seen(), ["one", "two"]);
    let told = Array::from(&get(&snapshot(&run), "progress"));
    assert_eq!(told.length(), 2);
}

#[wasm_bindgen_test]
async fn an_event_of_any_shape_harms_no_run() {
    let service = Service::new();
    let run = service
        .stream(&[("onEvent", "service.seen.push(event.type)")])
        .await;
    let odd = "data: {\"type\":\"STARTED\",\"run_id\":\"r\",\"timestamp\":{\"toString\":1,\"valueOf\":1}}\n\n";
    service.send(&(odd.to_owned() + &step("one") + COMPLETE));
    let ended = wait(soon(get(&run, "finished")).await.unwrap())
        .await
        .unwrap();
    assert_eq!(text(&ended, "kind"), "completed");
    assert_eq!(service.seen(), ["STARTED", "PROGRESS", "COMPLETE"]);
    let began = get(&snapshot(&run), "startedAt").as_f64().unwrap();
    assert!((js_sys::Date::now() - began).abs() < 60_000.0);
}

#[wasm_bindgen_test]
async fn who_closes_in_a_callback_hears_no_more() {
    let note = "service.seen.push(event.purpose ?? event.type)";
    for close in [
        "service.run.close()",
        "service.run[Symbol.asyncIterator]().return()",
    ] {
        let service = Service::new();
        let callbacks = [("onEvent", note), ("onProgress", close)];
        let run = service.stream(&callbacks).await;
        let last = step("two") + &step("three") + "data: {\"type\":\"HEARTBEAT\"}\n\n";
        service.send(&(STARTED.to_owned() + &step("one") + &last));
        assert_eq!(text(&outcome(&run).await, "kind"), "closed");
        assert_eq!(service.seen(), ["STARTED", "one"], "{close}");
        let (left, thrown) = events(&run).await;
        assert!(thrown.is_none());
        let left = left.iter().any(|event| text(event, "purpose") == "two");
        assert!(!left, "{close}");
    }
}

#[wasm_bindgen_test]
async fn an_event_that_is_not_json_is_left_out_with_a_warning() {
    let service = Service::new();
    let note = "service.seen.push(event.purpose ?? event.type)";
    let run = service.stream(&[("onEvent", note)]).await;
    // The scanner finds the members of an object; what stands deeper in it only the host's parser reads.
    let bad =
        "data: {\"type\":\"PROGRESS\",\"run_id\":\"r\",\"purpose\":\"bad\",\"more\":[NaN]}\n\n";
    let body = [
        STARTED,
        &step("one"),
        &step("two"),
        bad,
        bad,
        &step("three"),
        COMPLETE,
    ]
    .concat();
    service.send(&body);
    assert_eq!(text(&outcome(&run).await, "kind"), "completed");
    assert_eq!(
        service.seen(),
        ["STARTED", "one", "two", "three", "COMPLETE"]
    );
    assert_eq!(service.list("warned"), ["malformed_event"]);
}

#[wasm_bindgen_test]
async fn what_a_page_cannot_report_harms_no_run() {
    let global = js_sys::global();
    let report = get(&global, "reportError");
    set(
        &global,
        "reportError",
        &Function::new_no_args("throw 'deaf'"),
    );
    let service = Service::new();
    let run = service.stream(&[("onProgress", "throw 'bad'")]).await;
    service.send(&(STARTED.to_owned() + &step("one") + COMPLETE));
    let ended = outcome(&run).await;
    set(&global, "reportError", &report);
    assert_eq!(text(&ended, "kind"), "completed");
}
