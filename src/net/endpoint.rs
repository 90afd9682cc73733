//! Where calls go and what they carry: the base, the key, the headers, the caller's `fetch`.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Function, JsString, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, RequestCredentials, Response};

use super::abort::Abort;
use super::call::{Call, Method, Mode};
use super::clock;
use super::events::has_event_source;
use super::fields::{get, get_string};
use super::reply::{Finish, Reply};
use super::trouble::Trouble;
use crate::core::failure::{Code, Failure};
use crate::core::schedule::{self, Jitter};

/// The limit for an answer when neither the client nor the call sets one: one minute.
const DEFAULT_TIMEOUT: u64 = 60_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn global_fetch(url: &JsValue, init: &JsValue) -> Result<Promise, JsValue>;
    // A getter among them may throw.
    #[wasm_bindgen(catch, js_namespace = Object, js_name = entries)]
    fn entries(object: &Object) -> Result<Array, JsValue>;
}

/// One base with all that its calls share.
#[derive(Debug, Default)]
pub struct Endpoint {
    /// The base address, without a slash at its end.
    pub base: String,
    /// The API key, for calls straight to the service.
    pub key: Option<String>,
    /// Extra headers: an object, or a function that gives one or a promise of one.
    pub headers: JsValue,
    /// The credentials mode of each request.
    pub credentials: Option<RequestCredentials>,
    /// The caller's own `fetch(url, init)`.
    pub fetch: Option<Function>,
    /// Milliseconds for an answer.
    pub timeout: Option<u64>,
    /// How often a call that may be repeated is.
    pub max_retries: u32,
    /// Milliseconds of silence on a stream.
    pub idle: u64,
    /// The longest line of a stream, in bytes.
    pub line_limit: usize,
    /// Told what is worth knowing and stops nothing.
    pub on_warning: Option<Function>,
    /// Whether the base offers an event stream of a run: known after it was tried.
    pub no_events: Cell<bool>,
}

impl Endpoint {
    /// Whether the base may be a relay with an event stream, which native `EventSource` can use:
    /// it sends no headers, so a key or headers of the caller's rule it out.
    pub fn may_have_events(&self) -> bool {
        self.key.is_none()
            && self.fetch.is_none()
            && super::is_nullish(&self.headers)
            && !self.no_events.get()
            && has_event_source()
    }

    /// Carries out a call: what `finish` makes of a reply with a success status, or trouble. Repeats as the call allows, also
    /// where the body breaks.
    pub async fn send(
        self: &Rc<Self>,
        call: &Call,
        signal: Option<&AbortSignal>,
        finish: Finish,
    ) -> Result<JsValue, Trouble> {
        let mut jitter = Jitter::new(clock::random_seed());
        let mut attempt = 0;
        loop {
            let answer = match self.send_once(call, signal).await {
                Ok(reply) => finish(reply, call.form).await,
                Err(trouble) => Err(trouble),
            };
            let trouble = match answer {
                Ok(value) => return Ok(value),
                Err(trouble) => trouble,
            };
            let Trouble::Failed { failure, .. } = &trouble else {
                return Err(trouble);
            };
            let again = match call.mode {
                Mode::Repeatable => failure.retryable,
                Mode::Cancelling => failure.retryable || failure.code == Code::NotFound,
                Mode::Creating => failure.refused_before_creating(),
                Mode::Once => false,
            };
            if !again || attempt >= self.max_retries {
                return Err(trouble.map(|failure| match call.mode {
                    Mode::Creating => failure.of_creating_call(),
                    _ => failure.of_run(call.run_id.as_deref()),
                }));
            }
            let pause = schedule::retry_pause(attempt, failure.retry_after_ms(), &mut jitter);
            clock::pause(pause, signal).await;
            if let Some(signal) = signal.filter(|signal| signal.aborted()) {
                return Err(Trouble::Aborted(signal.reason()));
            }
            attempt += 1;
        }
    }

    /// Milliseconds that an answer to this call may take.
    pub fn limit(&self, call: &Call) -> u64 {
        call.timeout.or(self.timeout).unwrap_or(DEFAULT_TIMEOUT)
    }

    /// Sends once. The reply keeps the guard: dropping it ends the request.
    pub async fn send_once(
        self: &Rc<Self>,
        call: &Call,
        signal: Option<&AbortSignal>,
    ) -> Result<Reply, Trouble> {
        let abort = Abort::new(signal, Some(self.limit(call)))?;
        let headers = self.headers(call, &abort).await?;
        self.send_with(call, headers, abort).await
    }

    /// Sends once, with headers and under a guard that the caller made.
    pub async fn send_with(
        self: &Rc<Self>,
        call: &Call,
        headers: web_sys::Headers,
        abort: Abort,
    ) -> Result<Reply, Trouble> {
        let sent = self.dispatch(call, &headers, &abort.signal());
        let response = abort.wait(sent).await.and_then(response);
        let response = response.map_err(|error| abort.explain(error))?;
        Reply::new(response, abort, self.clone())
            .success(call.run_shaped)
            .await
    }

    /// Calls the caller's `fetch`, or the platform's, with the same arguments.
    fn dispatch(
        &self,
        call: &Call,
        headers: &web_sys::Headers,
        signal: &AbortSignal,
    ) -> Result<Promise, JsValue> {
        // Since the headers were begun. A `fetch` of the caller's may take no notice of the signal.
        if signal.aborted() {
            return Err(JsValue::UNDEFINED);
        }
        let url = JsValue::from_str(&[self.base.as_str(), &call.path].concat());
        let init = self.init(call, headers, signal)?;
        match &self.fetch {
            Some(fetch) => {
                let answer = fetch.call2(&JsValue::UNDEFINED, &url, &init)?;
                Ok(Promise::resolve(&answer))
            }
            None => {
                // Not for a caller's `fetch`: that of some servers refuses the member.
                Reflect::set(&init, &"cache".into(), &"no-store".into())?;
                global_fetch(&url, &init)
            }
        }
    }

    fn init(
        &self,
        call: &Call,
        headers: &web_sys::Headers,
        signal: &AbortSignal,
    ) -> Result<Object, JsValue> {
        let init = Object::new();
        let set = |key: &str, value: &JsValue| Reflect::set(&init, &key.into(), value);
        let method = match call.method {
            Method::Get => "GET",
            Method::Post => "POST",
        };
        set("method", &method.into())?;
        set("headers", Object::from_entries(headers)?.as_ref())?;
        set("signal", signal)?;
        if let Some(body) = &call.body {
            set("body", body)?;
        }
        if let Some(credentials) = self.credentials {
            set("credentials", &credentials.into())?;
        }
        if call.keepalive {
            set("keepalive", &JsValue::TRUE)?;
        }
        Ok(init)
    }

    /// Our headers, then the caller's, which may replace them.
    pub async fn headers(&self, call: &Call, abort: &Abort) -> Result<web_sys::Headers, Trouble> {
        if let Some(reason) = abort.ended() {
            return Err(reason);
        }
        let headers = web_sys::Headers::new().map_err(Trouble::network)?;
        let mut own = vec![("Accept", call.accept)];
        if call.body.is_some() {
            own.push(("Content-Type", "application/json"));
        }
        if let Some(key) = &self.key {
            own.push(("X-API-Key", key));
        }
        for (name, value) in own {
            headers.set(name, value).map_err(|_| bad_headers())?;
        }
        let extra = match self.headers.dyn_ref::<Function>() {
            Some(make) => {
                // A function that throws at once is wrong; the network may have failed one that gives a promise.
                let given = match make.call0(&JsValue::UNDEFINED) {
                    Err(cause) => Err(headers_threw(cause)),
                    Ok(made) => {
                        let given = abort.wait(Ok(Promise::resolve(&made))).await;
                        given.map_err(|cause| headers_threw(cause).map(Failure::retryable))
                    }
                };
                given.map_err(|trouble| match abort.ended() {
                    Some(ended) => ended.map(|_| Failure::late_headers()),
                    None => trouble,
                })?
            }
            None => self.headers.clone(),
        };
        if !super::is_nullish(&extra) {
            add_headers(&headers, &pairs(&extra)?).map_err(|_| bad_headers())?;
        }
        Ok(headers)
    }

    /// Takes the key out of a text that is about to be shown: a server may echo what it got.
    pub fn without_key(&self, text: JsString) -> String {
        without(text, self.key.as_deref(), "[key]").into()
    }

    /// The failure without the key and this live view's address in its words, which may be the service's.
    pub fn without_secrets(&self, mut failure: Failure, streaming_url: Option<&str>) -> Failure {
        let hide =
            |text: &str| self.without_key(without(text.into(), streaming_url, "[streaming_url]"));
        failure.help_message = failure.help_message.as_deref().map(hide);
        failure.message = hide(&failure.message);
        failure
    }

    /// Tells the caller what is worth knowing, and of which run if that is known. What the caller throws hurts no one.
    pub fn warn(&self, code: &str, message: &str, run_id: Option<&str>) {
        if let Some(on_warning) = &self.on_warning {
            let warning = Object::new();
            let set = |key: &str, value: &str| Reflect::set(&warning, &key.into(), &value.into());
            let _ = set("code", code);
            let _ = set("message", message);
            if let Some(run_id) = run_id {
                let _ = set("runId", run_id);
            }
            let _ = on_warning.call1(&JsValue::UNDEFINED, &warning);
        }
    }
}

/// By its shape, not its class: a caller's `fetch` may be of another realm, or a library.
fn response(answer: JsValue) -> Result<Response, JsValue> {
    match get(&answer, "status").as_f64() {
        Some(_) => Ok(answer.unchecked_into()),
        None => Err(answer),
    }
}

/// Names and values of the caller's headers, which may be an object of another realm or without a prototype.
fn pairs(extra: &JsValue) -> Result<Array, Trouble> {
    if !extra.is_object() {
        return Err(bad_headers());
    }
    if extra.has_type::<web_sys::Headers>() {
        return Ok(Array::from(extra));
    }
    let given = entries(extra.unchecked_ref()).map_err(headers_threw)?;
    if given.length() > 0 {
        return Ok(given);
    }
    // A `Map` or a promise holds what it has out of sight: a request without it would go out unauthorised.
    match get_string(&get(extra, "constructor"), "name").as_deref() {
        None | Some("Object") => Ok(given),
        // Of another realm.
        Some("Headers") => Ok(Array::from(extra)),
        Some(_) => Err(bad_headers()),
    }
}

/// Adds each header, given as name and value; `null` and `undefined` take one away.
fn add_headers(headers: &web_sys::Headers, extra: &Array) -> Result<(), JsValue> {
    for entry in extra.iter() {
        let entry: Array = entry.unchecked_into();
        let name = entry.get(0).as_string().unwrap_or_default();
        let value = entry.get(1);
        if super::is_nullish(&value) {
            headers.delete(&name)?;
        } else {
            headers.set(&name, &value.as_string().ok_or(JsValue::NULL)?)?;
        }
    }
    Ok(())
}

fn bad_headers() -> Trouble {
    Failure::invalid(
        "headers",
        "headers must be an object of valid HTTP header names and strings.",
    )
    .into()
}

fn headers_threw(cause: JsValue) -> Trouble {
    Trouble::Failed {
        failure: Failure::invalid(
            "headers",
            "headers: the function or a getter threw, so the request was not sent.",
        ),
        cause,
    }
}

fn without(text: JsString, secret: Option<&str>, name: &str) -> JsString {
    match secret {
        Some(secret) => text.split(secret).join(name),
        None => text,
    }
}
