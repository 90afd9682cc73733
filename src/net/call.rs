//! One call of the API, as a value.

use js_sys::JsString;

/// The HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Everything else: the API has no other.
    Post,
}

/// What may be done when a call fails (wire reference 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Reads and cancels: repeating changes nothing.
    Repeatable,
    /// Creates runs: sent again only when it was refused before it created.
    Creating,
    /// The run machine decides.
    Once,
}

/// One call.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path below the base, with its query.
    pub path: String,
    /// The JSON body.
    pub body: Option<JsString>,
    /// What `Accept` asks for.
    pub accept: &'static str,
    /// What may be done when it fails.
    pub mode: Mode,
    /// Milliseconds for the answer; `None` for the client's own limit.
    pub timeout: Option<u64>,
    /// Whether an answer of 500 may carry a run that failed (wire reference 3.1).
    pub run_shaped: bool,
    /// Whether the request outlives the page.
    pub keepalive: bool,
}

impl Call {
    /// A read.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            path: path.into(),
            body: None,
            accept: "application/json",
            mode: Mode::Repeatable,
            timeout: None,
            run_shaped: false,
            keepalive: false,
        }
    }

    /// A POST with a JSON body, or none.
    pub fn post(path: impl Into<String>, body: Option<JsString>, mode: Mode) -> Self {
        Self {
            method: Method::Post,
            body,
            mode,
            ..Self::get(path)
        }
    }

    /// `GET /v1/runs/{id}`.
    pub fn read_run(run_id: &str, query: &str) -> Self {
        Self::get(["/v1/runs/", &encode(run_id), query].concat())
    }

    /// `POST /v1/runs/{id}/cancel`. It outlives the page: a run that is not cancelled bills on.
    pub fn cancel_run(run_id: &str) -> Self {
        Self {
            keepalive: true,
            ..Self::post(
                ["/v1/runs/", &encode(run_id), "/cancel"].concat(),
                None,
                Mode::Repeatable,
            )
        }
    }

    /// The same call, expecting this kind of answer.
    pub fn accept(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }
}

/// A query of those members that have a value; empty where none has.
pub fn query(members: &[(&str, Option<&str>)]) -> String {
    let mut query = String::new();
    for (name, value) in members {
        if let Some(value) = value {
            query.push(if query.is_empty() { '?' } else { '&' });
            query.push_str(name);
            query.push('=');
            query.push_str(&encode(value));
        }
    }
    query
}

/// Makes any string one path segment.
pub fn encode(segment: &str) -> String {
    js_sys::encode_uri_component(segment).into()
}
