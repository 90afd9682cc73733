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
    /// Reads: repeating changes nothing.
    Repeatable,
    /// Cancels, for which that holds too: and a run that was just created may not be found at once.
    Cancelling,
    /// Creates runs: sent again only when it was refused before it created.
    Creating,
    /// The run machine decides.
    Once,
}

/// What an answer is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON, parsed by the host.
    Json,
    /// JSON of a run whose screenshots are in base64: they become bytes on the way.
    Pictures,
    /// A string.
    Text,
    /// A `Blob`.
    Blob,
    /// An `ArrayBuffer`.
    Bytes,
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
    /// What the answer is read as.
    pub form: Form,
    /// What may be done when it fails.
    pub mode: Mode,
    /// Milliseconds for the answer; `None` for the client's own limit.
    pub timeout: Option<u64>,
    /// Whether an answer of 500 may carry a run that failed (wire reference 3.1).
    pub run_shaped: bool,
    /// Whether the request outlives the page.
    pub keepalive: bool,
    /// The run that it is about.
    pub run_id: Option<String>,
}

impl Call {
    /// A read.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            path: path.into(),
            body: None,
            accept: "application/json",
            form: Form::Json,
            mode: Mode::Repeatable,
            timeout: None,
            run_shaped: false,
            keepalive: false,
            run_id: None,
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

    /// `GET /v1/runs/{id}`, or what lies `below` it.
    pub fn read_run(run_id: &str, below: &str) -> Self {
        Self {
            run_id: Some(run_id.to_owned()),
            ..Self::get(["/v1/runs/", &encode(run_id), below].concat())
        }
    }

    /// `POST /v1/runs/{id}/cancel`. It outlives the page: a run that is not cancelled bills on.
    pub fn cancel_run(run_id: &str) -> Self {
        Self {
            method: Method::Post,
            mode: Mode::Cancelling,
            keepalive: true,
            form: Form::Bytes,
            ..Self::read_run(run_id, "/cancel")
        }
    }

    /// The same call, expecting this kind of answer.
    pub fn accept(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }
}

/// Adds a member to the query of a path, if it has a value.
pub fn add_query(path: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        path.push(if path.as_bytes().contains(&b'?') {
            '&'
        } else {
            '?'
        });
        path.push_str(name);
        path.push('=');
        path.push_str(&encode(value));
    }
}

/// Makes any string one path segment.
pub fn encode(segment: &str) -> String {
    js_sys::encode_uri_component(segment).into()
}
