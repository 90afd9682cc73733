//! Calls other than streams: arguments, errors, lists, artefacts, the key guard.

use js_sys::{Array, Function, Reflect, Symbol};
use tinyfish_web::api::new_client;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::*;

#[wasm_bindgen_test]
async fn wrong_params_are_named_before_anything_is_sent() {
    let cases = [
        (r#"{"goal": "g"}"#, "url"),
        (r#"{"url": "https://a.b"}"#, "goal"),
        (r#"{"url": "https://a.b", "goal": "  "}"#, "goal"),
        (r#"{"url": "a.b", "goal": "g"}"#, "url"),
        (
            r#"{"url": "https://a.b", "goal": "g", "profile_id": "prof_1"}"#,
            "profile_id",
        ),
        (
            r#"{"url": "https://a.b", "goal": "g", "credential_item_ids": ["cred:1"]}"#,
            "credential_item_ids",
        ),
        (
            r#"{"url": "https://a.b", "goal": "g", "use_vault": true, "credential_item_ids": []}"#,
            "credential_item_ids",
        ),
    ];
    for (params, field) in cases {
        for method in ["run", "queue", "stream"] {
            let error = ask(&agent(), method, &[&object(params)]).await.unwrap_err();
            assert_eq!(text(&error, "code"), "invalid_input", "{params}");
            assert_eq!(text(&error, "field"), field, "{params}");
        }
        let error = ask(&agent(), "batch", &[&Array::of1(&object(params))])
            .await
            .unwrap_err();
        assert_eq!(text(&error, "field"), format!("runs[0].{field}"));
    }
    let many: Array = (0..101).map(|_| scenario("complete", "t")).collect();
    let error = ask(&agent(), "batch", &[&many]).await.unwrap_err();
    assert_eq!(text(&error, "field"), "runs");
}

#[wasm_bindgen_test]
async fn a_synchronous_run_gives_its_end() {
    let answer = ask(&agent(), "run", &[&scenario("complete?steps=1", &tag())])
        .await
        .unwrap();
    assert_eq!(text(&answer, "status"), "COMPLETED");
    let failed = ask(&agent(), "run", &[&scenario("fail?steps=1", &tag())])
        .await
        .unwrap();
    assert_eq!(text(&failed, "status"), "FAILED");
}

#[wasm_bindgen_test]
async fn many_are_created_read_and_cancelled_at_once() {
    let tag = tag();
    let runs: Array = (0..3)
        .map(|n| scenario(&format!("never?n={n}"), &tag))
        .collect();
    let created = ask(&agent(), "batch", &[&runs]).await.unwrap();
    let ids = get(&created, "run_ids");
    assert_eq!(Array::from(&ids).length(), 3);
    let resource = get(&client(), "runs");
    let read = ask(&resource, "getMany", &[&ids]).await.unwrap();
    assert_eq!(Array::from(&get(&read, "data")).length(), 3);
    let cancelled = ask(&resource, "cancelMany", &[&ids]).await.unwrap();
    let results = Array::from(&get(&cancelled, "results"));
    assert!(
        results
            .iter()
            .all(|result| text(&result, "status") == "CANCELLED")
    );
}

#[wasm_bindgen_test]
async fn a_list_is_a_page_and_all_its_pages() {
    let goal = tag();
    for _ in 0..3 {
        let params = scenario("complete?steps=0", "list");
        set(&params, "goal", &goal.as_str().into());
        ask(&agent(), "queue", &[&params]).await.unwrap();
    }
    let filters = object(r#"{"limit": 2}"#);
    set(&filters, "goal", &goal.as_str().into());
    let list = call(&get(&client(), "runs"), "list", &[&filters]).unwrap();
    let page = wait(list.clone()).await.unwrap();
    assert_eq!(Array::from(&get(&page, "data")).length(), 2);
    assert_eq!(get(&get(&page, "pagination"), "has_more"), true);
    let (all, _) = events(&list).await;
    assert_eq!(all.len(), 3);
    let again = call(&get(&client(), "runs"), "list", &[&filters]).unwrap();
    let iterate = Reflect::get(&again, &Symbol::async_iterator()).unwrap();
    let iterator = iterate.unchecked_into::<Function>().call0(&again).unwrap();
    let asked: Vec<_> = (0..4)
        .map(|_| call(&iterator, "next", &[]).unwrap())
        .collect();
    for (at, answer) in asked.into_iter().enumerate() {
        assert_eq!(get(&wait(answer).await.unwrap(), "done"), at == 3, "{at}");
    }
    let bad = call(
        &get(&client(), "runs"),
        "list",
        &[&object(r#"{"limit": 1000}"#)],
    );
    let refused = wait(bad.unwrap()).await.unwrap_err();
    assert_eq!(text(&refused, "field"), "limit");
}

#[wasm_bindgen_test]
async fn screenshots_come_as_bytes_and_as_blobs() {
    let answer = ask(&agent(), "run", &[&scenario("complete?steps=2", &tag())])
        .await
        .unwrap();
    let id = get(&answer, "run_id");
    let runs = get(&client(), "runs");
    let run = ask(
        &runs,
        "get",
        &[&id, &object(r#"{"screenshots": "base64"}"#)],
    )
    .await
    .unwrap();
    let steps = Array::from(&get(&run, "steps"));
    assert_eq!(steps.length(), 2);
    for step in steps.iter() {
        let picture = get(&step, "screenshot");
        assert_eq!(text(&picture, "type"), "image/jpeg");
        let bytes: js_sys::Uint8Array = call(&picture, "bytes", &[]).unwrap().dyn_into().unwrap();
        assert_eq!(&bytes.subarray(0, 2).to_vec(), &[0xFF, 0xD8]);
        let blob = ask(&runs, "screenshot", &[&id, &get(&step, "id")])
            .await
            .unwrap();
        let blob: web_sys::Blob = blob.dyn_into().unwrap();
        assert_eq!(blob.size(), f64::from(bytes.length()));
    }
    let missing = ask(&runs, "screenshot", &[&id, &"no-such-step".into()])
        .await
        .unwrap_err();
    assert_eq!(text(&missing, "code"), "not_found");
}

#[wasm_bindgen_test]
async fn a_synchronous_run_cannot_be_cancelled_and_the_error_says_so() {
    // A key of its own, so that the list holds this run alone.
    let options = object("{}");
    set(&options, "apiKey", &format!("sk-tinyfish-{}", tag()).into());
    let client = client_with(&options);
    let params = scenario("complete?steps=60&delay=100", &tag());
    let limit = object(r#"{"timeout": 3000}"#);
    let run = call(&get(&client, "agent"), "run", &[&params, &limit]).unwrap();
    let runs = get(&client, "runs");
    let id = loop {
        let page = wait(call(&runs, "list", &[]).unwrap()).await.unwrap();
        if let Some(one) = Array::from(&get(&page, "data")).iter().next() {
            break get(&one, "run_id");
        }
    };
    let error = ask(&runs, "cancel", &[&id]).await.unwrap_err();
    assert_eq!(text(&error, "code"), "not_cancellable");
    assert_eq!(get(&error, "runId"), id);
    let error = wait(run).await.unwrap_err();
    assert_eq!(text(&error, "code"), "timeout");
    assert_eq!(get(&error, "retryable"), false, "it may have been created");
}

#[wasm_bindgen_test]
async fn errors_of_the_service_are_typed() {
    let wrong = client_with(&object(r#"{"apiKey": "sk-wrong-key-000"}"#));
    let error = ask(&get(&wrong, "runs"), "get", &[&"x".into()])
        .await
        .unwrap_err();
    assert_eq!(text(&error, "code"), "invalid_api_key");
    assert_eq!(text(&error, "serviceCode"), "INVALID_API_KEY");
    assert_eq!(get(&error, "status"), 401);
    assert!(!text(&error, "message").contains("sk-wrong-key-000"));
    let nowhere = client_with(&object(
        r#"{"baseURL": "http://127.0.0.1:9", "maxRetries": 0}"#,
    ));
    let error = ask(&get(&nowhere, "runs"), "get", &[&"x".into()])
        .await
        .unwrap_err();
    assert_eq!(text(&error, "code"), "network");
    assert_eq!(get(&error, "retryable"), true);
}

#[wasm_bindgen_test]
async fn headers_that_throw_are_an_error() {
    let make = "return { get authorization() { throw new Error('logged out') } }";
    let options = object("{}");
    let headers = Function::new_no_args(make).call0(&JsValue::NULL).unwrap();
    set(&options, "headers", &headers);
    let runs = get(&client_with(&options), "runs");
    let answer = call(&runs, "get", &[&"x".into()]).unwrap();
    let error = soon(answer).await.unwrap_err();
    assert_eq!(text(&error, "field"), "headers");
    assert_eq!(text(&get(&error, "cause"), "message"), "logged out");
}

#[wasm_bindgen_test]
async fn headers_that_do_not_come_in_time_are_an_error_that_says_that_nothing_was_sent() {
    let sent = Array::new();
    let count = "this.push(url); return fetch(url, init)";
    let options = object(r#"{"timeout": 300, "maxRetries": 0}"#);
    set(
        &options,
        "headers",
        &Function::new_no_args("return new Promise(() => {})"),
    );
    set(
        &options,
        "fetch",
        &Function::new_with_args("url, init", count).bind0(&sent),
    );
    let client = client_with(&options);
    let params = scenario("complete?steps=1", &tag());
    for (resource, method, argument) in [
        ("agent", "run", &params),
        ("agent", "queue", &params),
        ("agent", "stream", &params),
        ("agent", "batch", Array::of1(&params).as_ref()),
        ("runs", "get", &"x".into()),
    ] {
        let mut arguments = vec![argument];
        // A synchronous run has a limit of its own.
        arguments.extend((method == "run").then_some(&options));
        let answer = call(&get(&client, resource), method, &arguments).unwrap();
        let error = soon(answer).await.unwrap_err();
        assert_eq!(text(&error, "code"), "timeout", "{method}");
        assert_eq!(text(&error, "field"), "headers", "{method}");
        assert_eq!(get(&error, "retryable"), true, "{method}");
        let message = text(&error, "message");
        assert!(message.contains("was not sent"), "{method}: {message}");
        assert!(!message.contains("whether a run"), "{method}: {message}");
    }
    assert_eq!(sent.length(), 0);
}

#[wasm_bindgen_test]
async fn a_fetch_of_another_realm_will_do() {
    let make = "const frame = document.createElement('iframe');
        document.body.append(frame);
        const { fetch } = frame.contentWindow;
        return { frame, fetch: (url, init) => fetch(url, { ...init, signal: undefined }) };";
    let realm = Function::new_no_args(make).call0(&JsValue::NULL).unwrap();
    let options = object("{}");
    set(&options, "fetch", &get(&realm, "fetch"));
    let client = client_with(&options);
    let (agent, runs) = (get(&client, "agent"), get(&client, "runs"));

    let params = scenario("complete?steps=2", &tag());
    let run = ask(&agent, "run", &[&params]).await.unwrap();
    let id = get(&run, "run_id");
    let base64 = object(r#"{"screenshots": "base64"}"#);
    let read = ask(&runs, "get", &[&id, &base64]).await.unwrap();
    let step = Array::from(&get(&read, "steps")).get(0);
    assert_eq!(text(&get(&step, "screenshot"), "type"), "image/jpeg");
    let picture = ask(&runs, "screenshot", &[&id, &get(&step, "id")])
        .await
        .unwrap();
    assert!(get(&picture, "size").as_f64().unwrap() > 0.0);
    let missing = ask(&runs, "get", &[&"no-such-run".into()]).await;
    assert_eq!(text(&missing.unwrap_err(), "code"), "not_found");
    let run = ask(&agent, "stream", &[&params]).await.unwrap();
    let (events, thrown) = events(&run).await;
    assert!(thrown.is_none());
    assert_eq!(types(&events).last().map(String::as_str), Some("COMPLETE"));
    call(&get(&realm, "frame"), "remove", &[]).unwrap();
}

#[wasm_bindgen_test]
async fn a_fetch_that_gives_no_response_is_an_error() {
    for answer in [
        "undefined",
        "null",
        "7",
        "'text'",
        "({})",
        "({ ok: true, json() {} })",
    ] {
        let options = object(r#"{"maxRetries": 0}"#);
        let fetch = Function::new_no_args(&format!("return Promise.resolve({answer})"));
        set(&options, "fetch", &fetch);
        let client = client_with(&options);
        let read = call(&get(&client, "runs"), "get", &[&"x".into()]).unwrap();
        let error = soon(read).await.unwrap_err();
        assert_eq!(text(&error, "code"), "network", "{answer}");
        let params = scenario("complete", &tag());
        let run = call(&get(&client, "agent"), "stream", &[&params]).unwrap();
        let error = soon(run).await.unwrap_err();
        assert_eq!(text(&error, "code"), "network", "{answer}");
    }
}

#[wasm_bindgen_test]
fn a_key_in_a_page_must_be_asked_for_by_name() {
    let error = new_client(object(r#"{"apiKey": "sk-tinyfish-secret"}"#))
        .err()
        .unwrap();
    assert_eq!(text(&error, "code"), "key_in_page");
    assert!(text(&error, "message").contains("createRelay"));
    assert!(!text(&error, "message").contains("sk-tinyfish-secret"));
    let client = client();
    let shown = js_sys::JSON::stringify(&client)
        .map(String::from)
        .unwrap_or_default();
    assert!(!shown.contains("sk-tinyfish"));
    assert!(get(&client, "apiKey").is_undefined());
}

#[wasm_bindgen_test]
fn wrong_options_are_named() {
    let cases = [
        ("{}", "baseURL"),
        (r#"{"baseURL": "api"}"#, "baseURL"),
        (r#"{"baseURL": "//evil.example"}"#, "baseURL"),
        (r#"{"baseURL": "/api", "timeout": "1s"}"#, "timeout"),
        (r#"{"baseURL": "/api", "headers": 1}"#, "headers"),
        (
            r#"{"baseURL": "/api", "dangerouslyAllowBrowser": "yes"}"#,
            "dangerouslyAllowBrowser",
        ),
        (
            r#"{"baseURL": "/api", "credentials": "all"}"#,
            "credentials",
        ),
        (r#"{"baseURL": "/api", "fetch": true}"#, "fetch"),
        (
            r#"{"baseURL": "/api", "apiKey": "two words", "dangerouslyAllowBrowser": true}"#,
            "apiKey",
        ),
    ];
    for (options, field) in cases {
        let error = new_client(object(options)).err().expect(options);
        assert_eq!(text(&error, "field"), field, "{options}");
    }
}
