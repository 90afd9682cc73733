//! What the caller wants: cancel, close, abort, time limits, watch, wait, many at once.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::*;

const CANCEL: &str = "POST /v1/runs/ID/cancel";

async fn stream(path: &str, options: &JsValue) -> (JsValue, String) {
    let tag = tag();
    let run = ask(&agent(), "stream", &[&scenario(path, &tag), options]).await;
    (run.expect("a stream"), tag)
}

/// Waits until the run has its id.
async fn started(run: &JsValue) {
    while get(run, "runId").is_null() {
        pause(20).await;
    }
}

async fn pause(ms: i32) {
    let wait_for =
        Function::new_with_args("ms", "return new Promise(done => setTimeout(done, ms))");
    wait(wait_for.call1(&JsValue::NULL, &ms.into()).unwrap())
        .await
        .unwrap();
}

#[wasm_bindgen_test]
async fn cancel_reaches_the_server_and_settles_with_the_truth() {
    let (run, tag) = stream("never", &JsValue::UNDEFINED).await;
    let answer = ask(&run, "cancel", &[]).await.unwrap();
    assert_eq!(text(&answer, "status"), "CANCELLED");
    assert_eq!(text(&outcome(&run).await, "kind"), "cancelled");
    let again = ask(&run, "cancel", &[]).await.unwrap();
    assert_eq!(text(&again, "message"), "Run already cancelled");
    assert!(times(&tag, CANCEL).await >= 1);
}

#[wasm_bindgen_test]
async fn a_run_that_completes_meanwhile_is_completed() {
    let (run, _) = stream("cancel-race", &JsValue::UNDEFINED).await;
    let _ = ask(&run, "cancel", &[]).await;
    assert_eq!(text(&outcome(&run).await, "kind"), "completed");
}

#[wasm_bindgen_test]
async fn closing_leaves_the_server_alone() {
    let (run, tag) = stream("never", &JsValue::UNDEFINED).await;
    started(&run).await;
    call(&run, "close", &[]).unwrap();
    assert_eq!(text(&outcome(&run).await, "kind"), "closed");
    assert_eq!(times(&tag, CANCEL).await, 0);
    let runs = get(&client(), "runs");
    let status = ask(&runs, "get", &[&get(&run, "runId")]).await.unwrap();
    assert_eq!(text(&status, "status"), "RUNNING");
    ask(&runs, "cancel", &[&get(&run, "runId")]).await.unwrap();
}

#[wasm_bindgen_test]
async fn closing_may_cancel() {
    let (run, _) = stream("never", &object(r#"{"onClose": "cancel"}"#)).await;
    started(&run).await;
    call(&run, "close", &[]).unwrap();
    assert_eq!(text(&outcome(&run).await, "kind"), "closed");
    let runs = get(&client(), "runs");
    let ended = ask(&runs, "wait", &[&get(&run, "runId")]).await.unwrap();
    assert_eq!(text(&ended, "kind"), "cancelled");
}

#[wasm_bindgen_test]
async fn an_abort_passes_the_callers_own_reason() {
    let controller = web_sys::AbortController::new().unwrap();
    let options = object("{}");
    set(&options, "signal", &controller.signal());
    let (run, _) = stream("never", &options).await;
    started(&run).await;
    controller.abort_with_reason(&"mine".into());
    let (_, thrown) = events(&run).await;
    assert_eq!(thrown.unwrap(), "mine");
    let outcome = outcome(&run).await;
    assert_eq!(text(&outcome, "kind"), "closed");
    assert_eq!(get(&outcome, "error"), "mine");
    let early = ask(&agent(), "stream", &[&scenario("never", &tag()), &options]).await;
    assert_eq!(early.unwrap_err(), "mine");
    ask(&get(&client(), "runs"), "cancel", &[&get(&run, "runId")])
        .await
        .unwrap();
}

#[wasm_bindgen_test]
async fn an_abort_right_after_the_call_is_heard() {
    let runs = get(&client(), "runs");
    let params = scenario("never", &tag());
    let id = JsValue::from("no-such-run");
    for (resource, method, argument) in [
        (&agent(), "stream", &params),
        (&agent(), "queue", &params),
        (&runs, "watch", &id),
        (&runs, "wait", &id),
    ] {
        let controller = web_sys::AbortController::new().unwrap();
        let options = object("{}");
        set(&options, "signal", &controller.signal());
        let answer = call(resource, method, &[argument, &options]).unwrap();
        controller.abort_with_reason(&"mine".into());
        assert_eq!(soon(answer).await.unwrap_err(), "mine", "{method}");
    }
}

#[wasm_bindgen_test]
async fn a_run_closed_before_it_was_sent_is_never_created() {
    let pool = call(&client(), "pool", &[]).unwrap();
    let tag = tag();
    let run = call(&pool, "add", &[&scenario("never", &tag)]).unwrap();
    call(&run, "close", &[]).unwrap();
    assert_eq!(text(&outcome(&run).await, "kind"), "closed");
    // A call that goes out later has been answered: one of the run would be in the log.
    ask(&agent(), "queue", &[&scenario("complete?steps=0", &tag)])
        .await
        .unwrap();
    assert_eq!(times(&tag, "POST /v1/automation/run-async").await, 1);
    assert_eq!(times(&tag, "POST /v1/automation/run-sse").await, 0);
}

#[wasm_bindgen_test]
async fn an_abort_while_the_headers_are_made_sends_nothing() {
    let options = object("{}");
    let pending = Array::new();
    let wait_for = "return new Promise(done => { this[0] = () => done({}) })";
    let make = Function::new_no_args(wait_for).bind0(&pending);
    let sent = Array::new();
    let count = "this.push(url); return Promise.resolve(Response.json({}))";
    let fetch = Function::new_with_args("url", count).bind0(&sent);
    set(&options, "headers", &make);
    set(&options, "fetch", &fetch);
    let controller = web_sys::AbortController::new().unwrap();
    let call_options = object("{}");
    set(&call_options, "signal", &controller.signal());
    let agent = get(&client_with(&options), "agent");
    let arguments = [&scenario("never", &tag()), &call_options];
    let answer = call(&agent, "queue", &arguments).unwrap();
    while pending.length() == 0 {
        pause(5).await;
    }
    controller.abort_with_reason(&"mine".into());
    assert_eq!(soon(answer).await.unwrap_err(), "mine");
    pending
        .get(0)
        .unchecked_into::<Function>()
        .call0(&pending)
        .unwrap();
    pause(50).await;
    assert_eq!(sent.length(), 0);
}

#[wasm_bindgen_test]
async fn no_limit_is_no_limit() {
    let client = client_with(&object(r#"{"idleTimeout": 300}"#));
    let options = object("{}");
    set(&options, "idleTimeout", &f64::INFINITY.into());
    let params = scenario("silent?after=1&steps=2", &tag());
    let agent = get(&client, "agent");
    let run = ask(&agent, "stream", &[&params, &options]).await.unwrap();
    started(&run).await;
    pause(900).await;
    let snapshot = call(&run, "snapshot", &[]).unwrap();
    assert_eq!(text(&snapshot, "connection"), "streaming");
    call(&run, "close", &[]).unwrap();
}

#[wasm_bindgen_test]
async fn closing_a_watch_closes_its_event_stream_at_once() {
    // A relay of this page's own: a run that goes on, and an event stream that is open and silent.
    let play = "const { fetch, EventSource } = globalThis, opened = [];
        globalThis.fetch = async () => Response.json({ run_id: 'one', status: 'RUNNING', steps: [] });
        globalThis.EventSource = class extends EventTarget {
            constructor() { super(); this.readyState = 1; opened.push(this); }
            close() { this.readyState = 2; }
        };
        return { opened, end: () => Object.assign(globalThis, { fetch, EventSource }) };";
    let relay = Function::new_no_args(play).call0(&JsValue::NULL).unwrap();
    let opened: Array = get(&relay, "opened").dyn_into().unwrap();
    let options = object(r#"{"baseURL": "/relay"}"#);
    let client: JsValue = tinyfish_web::api::new_client(options).unwrap().into();
    let run = ask(&get(&client, "runs"), "watch", &[&"one".into()]).await;
    let run = run.unwrap();
    while opened.length() == 0 {
        pause(5).await;
    }
    call(&run, "close", &[]).unwrap();
    pause(50).await;
    call(&relay, "end", &[]).unwrap();
    assert_eq!(get(&opened.get(0), "readyState"), 2);
}

#[wasm_bindgen_test]
async fn a_time_limit_settles_as_timed_out_and_cancels_nothing() {
    let (run, tag) = stream("never", &object(r#"{"timeout": 700}"#)).await;
    let outcome = outcome(&run).await;
    assert_eq!(text(&outcome, "kind"), "timed_out");
    assert_eq!(text(&get(&outcome, "error"), "code"), "timeout");
    assert_eq!(times(&tag, CANCEL).await, 0);
    ask(&get(&client(), "runs"), "cancel", &[&get(&run, "runId")])
        .await
        .unwrap();
}

#[wasm_bindgen_test]
async fn a_run_is_watched_from_elsewhere() {
    let runs = get(&client(), "runs");
    let queued = ask(&agent(), "queue", &[&scenario("complete?steps=3", &tag())])
        .await
        .unwrap();
    let run = ask(&runs, "watch", &[&get(&queued, "run_id")])
        .await
        .unwrap();
    let (events, thrown) = events(&run).await;
    assert!(thrown.is_none());
    let types = types(&events);
    let progress = types.iter().filter(|kind| *kind == "PROGRESS").count();
    assert_eq!((progress, types.last().unwrap().as_str()), (3, "COMPLETE"));
    let again = ask(&runs, "wait", &[&get(&queued, "run_id")])
        .await
        .unwrap();
    assert_eq!(text(&again, "kind"), "completed");
}

#[wasm_bindgen_test]
async fn an_unknown_run_is_a_typed_404() {
    let runs = get(&client(), "runs");
    for method in ["watch", "wait", "get"] {
        let error = ask(&runs, method, &[&"no-such-run".into()])
            .await
            .unwrap_err();
        assert_eq!(text(&error, "code"), "not_found", "{method}");
        assert_eq!(get(&error, "status"), 404);
    }
}

#[wasm_bindgen_test]
async fn a_pool_keeps_its_limit_and_its_order() {
    let pool = call(&client(), "pool", &[&object(r#"{"limit": 2}"#)]).unwrap();
    let tag = tag();
    let paths = [
        "complete?steps=1",
        "fail?steps=1",
        "complete?steps=2",
        "complete?steps=1&n=2",
    ];
    for path in paths {
        call(&pool, "add", &[&scenario(path, &tag), &JsValue::UNDEFINED]).unwrap();
        assert!(
            get(&call(&pool, "snapshot", &[]).unwrap(), "running")
                .as_f64()
                .unwrap()
                <= 2.0
        );
    }
    let outcomes = Array::from(&ask(&pool, "settled", &[]).await.unwrap());
    let kinds: Vec<String> = outcomes
        .iter()
        .map(|outcome| text(&outcome, "kind"))
        .collect();
    assert_eq!(kinds, ["completed", "failed", "completed", "completed"]);
    let counts = call(&pool, "snapshot", &[]).unwrap();
    assert_eq!(get(&counts, "completed"), 3);
    assert_eq!(get(&counts, "failed"), 1);
}

#[wasm_bindgen_test]
async fn a_pool_cancels_all_in_one_call() {
    let pool = call(&client(), "pool", &[&object(r#"{"limit": 2}"#)]).unwrap();
    let tag = tag();
    let mut added = Vec::new();
    for n in 0..3 {
        let params = scenario(&format!("never?n={n}"), &tag);
        added.push(call(&pool, "add", &[&params, &JsValue::UNDEFINED]).unwrap());
    }
    started(&added[0]).await;
    started(&added[1]).await;
    ask(&pool, "cancelAll", &[]).await.unwrap();
    let outcomes = Array::from(&ask(&pool, "settled", &[]).await.unwrap());
    assert!(
        outcomes
            .iter()
            .all(|outcome| text(&outcome, "kind") == "cancelled")
    );
    assert_eq!(
        times(&tag, "POST /v1/automation/run-sse").await,
        2,
        "the third was never created"
    );
    assert_eq!(times(&tag, CANCEL).await, 0, "one call for all");
}

#[wasm_bindgen_test]
async fn a_pool_takes_no_answer_without_results_for_a_cancel() {
    let options = object("{}");
    let answer = "return url.endsWith('/batch/cancel') ? Promise.resolve(Response.json({})) : fetch(url, init)";
    set(
        &options,
        "fetch",
        &Function::new_with_args("url, init", answer),
    );
    let pool = call(&client_with(&options), "pool", &[]).unwrap();
    let run = call(&pool, "add", &[&scenario("never", &tag())]).unwrap();
    started(&run).await;
    let results = soon(call(&pool, "cancelAll", &[]).unwrap()).await.unwrap();
    // Each was cancelled by itself.
    let results = Array::from(&results);
    assert_eq!(results.length(), 1);
    assert_eq!(get(&results.get(0), "run_id"), get(&run, "runId"));
}

#[wasm_bindgen_test]
async fn a_pool_cancels_the_rest_where_a_batch_of_it_fails() {
    // A service of this page's own that refuses two of three batches, and says which.
    let play = "const service = { runs: 0, batches: [] };
        service.fetch = async (url, { body }) => {
            if (url.endsWith('/batch/cancel')) {
                service.batches.push(JSON.parse(body).run_ids.length);
                const message = 'refused ' + service.batches.length;
                if (service.batches.length < 3) return Response.json({ error: { message } }, { status: 400 });
                return Response.json({ results: [] });
            }
            if (!url.includes('/automation/')) return Response.json({ status: 'RUNNING' });
            const run_id = 'r' + service.runs++;
            if (url.endsWith('/run-async')) return Response.json({ run_id });
            const started = 'data: ' + JSON.stringify({ type: 'STARTED', run_id }) + '\\n\\n';
            const stream = new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode(started)) });
            return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
        };
        return service;";
    let service = Function::new_no_args(play).call0(&JsValue::NULL).unwrap();
    let options = object(r#"{"maxRetries": 0}"#);
    set(&options, "fetch", &get(&service, "fetch"));
    let limit = object(r#"{"limit": 201}"#);
    let pool = call(&client_with(&options), "pool", &[&limit]).unwrap();
    let mut runs = Vec::new();
    for _ in 0..201 {
        runs.push(call(&pool, "add", &[&scenario("never", &tag())]).unwrap());
    }
    for run in &runs {
        started(run).await;
    }
    let error = ask(&pool, "cancelAll", &[]).await.unwrap_err();
    for run in &runs {
        call(run, "close", &[]).unwrap();
    }
    let batches = Array::from(&get(&service, "batches"));
    assert_eq!(batches.join(" "), "100 100 1");
    assert!(text(&error, "message").contains("refused 1"));
}

#[wasm_bindgen_test]
async fn streams_beyond_the_pages_connections_are_followed_by_reads() {
    let tag = tag();
    let mut runs = Vec::new();
    for n in 0..6 {
        let params = scenario(&format!("never?n={n}"), &tag);
        runs.push(ask(&agent(), "stream", &[&params]).await.unwrap());
    }
    let streams = times(&tag, "POST /v1/automation/run-sse").await;
    let queued = times(&tag, "POST /v1/automation/run-async").await;
    assert_eq!(
        (streams, queued),
        (4, 2),
        "over HTTP/1.1 a host has six connections"
    );
    // Calls still get through, and those that are read are told the end like the others.
    for run in &runs {
        started(run).await;
        ask(run, "cancel", &[]).await.unwrap();
    }
    for run in &runs {
        assert_eq!(text(&outcome(run).await, "kind"), "cancelled");
    }
}

#[wasm_bindgen_test]
async fn leaving_the_page_may_cancel() {
    let (run, tag) = stream("never", &object(r#"{"onPageHide": "cancel"}"#)).await;
    let (kept, _) = stream("never", &JsValue::UNDEFINED).await;
    started(&run).await;
    started(&kept).await;
    let window = web_sys::window().unwrap();
    let leave = Function::new_with_args("page", "page.dispatchEvent(new Event('pagehide'))");
    leave.call1(&JsValue::NULL, &window).unwrap();
    assert_eq!(text(&outcome(&run).await, "kind"), "cancelled");
    assert!(times(&tag, CANCEL).await >= 1);
    assert!(get(&call(&kept, "snapshot", &[]).unwrap(), "outcome").is_null());
    ask(&kept, "cancel", &[]).await.unwrap();
}
