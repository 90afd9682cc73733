//! `connect(options)`, once the WebAssembly is there.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::RequestCredentials;

use super::options::Options;
use super::{Agent, Pool, Runs};
use crate::core::failure::{Code, Failure};
use crate::core::sse;
use crate::core::text::without_end;
use crate::net::{Endpoint, get, is_nullish};

/// The service, where a key is given and no base.
const SERVICE: &str = "https://agent.tinyfish.ai";
/// Default of `maxRetries`.
const MAX_RETRIES: u32 = 2;
/// Default of `idleTimeout`: 90 s, above the 30 s that the service's heartbeats are said to keep
/// (wire reference 4.3).
const IDLE: u64 = 90_000;

/// A ready client.
#[wasm_bindgen(skip_typescript)]
pub struct Client {
    endpoint: Rc<Endpoint>,
    agent: JsValue,
    runs: JsValue,
}

/// Makes a client of `connect`'s options. Throws a `TinyFishError` that names what is wrong.
#[wasm_bindgen(js_name = newClient, skip_typescript)]
pub fn new_client(options: JsValue) -> Result<Client, JsValue> {
    let mut endpoint = Endpoint::default();
    read(&options, &mut endpoint)?;
    let endpoint = Rc::new(endpoint);
    Ok(Client {
        agent: Agent::new(endpoint.clone()).into(),
        runs: Runs::new(endpoint.clone()).into(),
        endpoint,
    })
}

#[wasm_bindgen]
impl Client {
    /// Creating runs.
    #[wasm_bindgen(getter)]
    pub fn agent(&self) -> JsValue {
        self.agent.clone()
    }

    /// Reading, following and cancelling runs.
    #[wasm_bindgen(getter)]
    pub fn runs(&self) -> JsValue {
        self.runs.clone()
    }

    /// Many runs, a few at once: `pool({limit})`, 4 unless it says otherwise.
    pub fn pool(&self, options: JsValue) -> Result<Pool, JsValue> {
        Pool::new(self.endpoint.clone(), &options)
    }

    /// The base address, without a slash at its end.
    #[wasm_bindgen(getter, js_name = baseURL)]
    pub fn base_url(&self) -> String {
        self.endpoint.base.clone()
    }
}

/// Field by field in place: each early return of one that builds the whole would have all that is read so far to drop.
fn read(given: &JsValue, endpoint: &mut Endpoint) -> Result<(), Failure> {
    let options = Options::of(given)?;
    let base_url = options.text("baseURL")?;
    endpoint.key = options.text("apiKey")?;
    let allowed = options.flag("dangerouslyAllowBrowser")?;
    if let Some(key) = &endpoint.key {
        check_key(key, allowed)?;
    }
    endpoint.base = base(base_url, endpoint.key.is_some())?;
    endpoint.headers = headers(given)?;
    let credentials = options.choice("credentials", &["omit", "same-origin", "include"])?;
    endpoint.credentials = credentials.map(|mode| match mode {
        0 => RequestCredentials::Omit,
        1 => RequestCredentials::SameOrigin,
        _ => RequestCredentials::Include,
    });
    endpoint.fetch = options.function("fetch")?;
    endpoint.timeout = options.milliseconds("timeout")?;
    endpoint.idle = options.milliseconds("idleTimeout")?.unwrap_or(IDLE);
    let max_retries = options.number("maxRetries")?;
    endpoint.max_retries = max_retries.map_or(MAX_RETRIES, |times| times as u32);
    let line_limit = options.number("maxLineBytes")?;
    endpoint.line_limit = line_limit.map_or(sse::DEFAULT_LIMIT, |bytes| bytes as usize);
    endpoint.on_warning = options.function("onWarning")?;
    Ok(())
}

/// A base: an absolute http(s) address or a path of the page's own origin.
fn base(given: Option<String>, has_key: bool) -> Result<String, Failure> {
    let Some(given) = given else {
        return if has_key {
            Ok(SERVICE.to_owned())
        } else {
            Err(Failure::invalid(
                "baseURL",
                "baseURL is missing: the path of your relay, such as \"/api/tinyfish\". The relay \
                 adds the API key on your server (import { createRelay } from \
                 \"tinyfish-web/relay\").",
            ))
        };
    };
    let given = given.trim_ascii();
    let base = without_end(given, b'/');
    let absolute = base.starts_with("https://") || base.starts_with("http://");
    let path = given.starts_with('/') && !given.starts_with("//");
    let has_user = absolute
        && base
            .as_bytes()
            .split(|byte| *byte == b'/')
            .nth(2)
            .is_some_and(|host| host.contains(&b'@'));
    let has_more = base.bytes().any(|byte| matches!(byte, b'?' | b'#'));
    if !(absolute || path) || has_user || has_more {
        return Err(Failure::invalid(
            "baseURL",
            "baseURL must be an address that begins with https:// or http://, or a path that \
             begins with one slash, without user name, query and fragment.",
        ));
    }
    Ok(base.to_owned())
}

fn headers(options: &JsValue) -> Result<JsValue, Failure> {
    let headers = get(options, "headers");
    if is_nullish(&headers) {
        return Ok(JsValue::UNDEFINED);
    }
    if !headers.is_object() && !headers.is_function() {
        return Err(Failure::invalid(
            "headers",
            "headers must be an object of strings, or a function that gives one.",
        ));
    }
    Ok(headers)
}

fn check_key(key: &str, allowed: bool) -> Result<(), Failure> {
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Failure::invalid(
            "apiKey",
            "apiKey holds a space or a character that no key has: check how it was read.",
        ));
    }
    if allowed || !is_page() {
        return Ok(());
    }
    let mut failure = Failure::invalid(
        "apiKey",
        "apiKey was given in a web page, where every visitor can read it: it gives away the \
             whole account. Keep it on your server and connect through a relay: \
             connect({ baseURL: \"/api/tinyfish\" }), with createRelay({ apiKey }) from \
             \"tinyfish-web/relay\" behind that path. Only for a page that nobody else can open, \
             such as a local tool, set dangerouslyAllowBrowser: true.",
    );
    failure.code = Code::KeyInPage;
    Err(failure)
}

/// Whether this is a page or a worker of one, not a server.
fn is_page() -> bool {
    let global = js_sys::global();
    let has = |name: &str| !is_nullish(&get(&global, name));
    if has("Deno")
        || has("Bun")
        || !is_nullish(&get(&get(&get(&global, "process"), "versions"), "node"))
    {
        return false;
    }
    let agent = get(&get(&global, "navigator"), "userAgent").as_string();
    if agent.as_deref() == Some("Cloudflare-Workers") {
        return false;
    }
    has("document") || has("WorkerGlobalScope")
}
