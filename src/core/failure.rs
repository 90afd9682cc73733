//! What went wrong, as a plain value: the core of a `TinyFishError`.

use std::ops::{Deref, DerefMut};

use super::text::decimal;
use super::{json, wire};

/// The closed list of error codes. `as_str` is what JavaScript sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The call's own arguments are wrong, or the service refused them (400).
    InvalidInput,
    /// 401 `MISSING_API_KEY`.
    MissingApiKey,
    /// 401 `INVALID_API_KEY`.
    InvalidApiKey,
    /// Any other 401.
    Unauthorized,
    /// 403: no subscription, a beta feature, or not one's own.
    Forbidden,
    /// 402, or 403 `INSUFFICIENT_CREDITS`.
    InsufficientCredits,
    /// 404.
    NotFound,
    /// 429.
    RateLimited,
    /// 503.
    ServiceBusy,
    /// Any other 5xx, or a status that fits nothing else.
    ServiceError,
    /// The run ended as FAILED.
    RunFailed,
    /// The connection was lost and the run could not be followed any further.
    RunLost,
    /// The service refused to cancel this run.
    NotCancellable,
    /// The request did not get through: network or CORS, which a page cannot tell apart.
    Network,
    /// One of our time limits passed.
    Timeout,
    /// The answer is not what the API documents.
    BadResponse,
    /// One line of the stream is longer than the limit.
    LineTooLong,
    /// An API key was given in a page without asking for it by name.
    KeyInPage,
    /// The live view's address was refused.
    LiveView,
    /// The stream was closed here.
    Closed,
}

impl Code {
    /// The code as JavaScript sees it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid_input",
            Self::MissingApiKey => "missing_api_key",
            Self::InvalidApiKey => "invalid_api_key",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::InsufficientCredits => "insufficient_credits",
            Self::NotFound => "not_found",
            Self::RateLimited => "rate_limited",
            Self::ServiceBusy => "service_busy",
            Self::ServiceError => "service_error",
            Self::RunFailed => "run_failed",
            Self::RunLost => "run_lost",
            Self::NotCancellable => "not_cancellable",
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::BadResponse => "bad_response",
            Self::LineTooLong => "line_too_long",
            Self::KeyInPage => "key_in_page",
            Self::LiveView => "live_view",
            Self::Closed => "closed",
        }
    }
}

/// What went wrong and what can be done about it. Boxed: it passes through many results, which stay small.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure(Box<Facts>);

/// What is known of a [`Failure`].
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The code.
    pub code: Code,
    /// A sentence for people that says what to do. Never holds a key or a signed address.
    pub message: String,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// The run, where it is known.
    pub run_id: Option<String>,
    /// Whether the same call may work later.
    pub retryable: bool,
    /// Seconds the service asked to wait.
    pub retry_after: Option<f64>,
    /// The run error's category (wire reference 6.1), as sent.
    pub category: Option<String>,
    /// The service's own code, as sent.
    pub service_code: Option<String>,
    /// Where to read more.
    pub help_url: Option<String>,
    /// The service's advice.
    pub help_message: Option<String>,
    /// The envelope's `details`, as JSON text.
    pub details: Option<String>,
    /// The argument that is wrong.
    pub field: Option<String>,
}

impl Deref for Failure {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.0
    }
}

impl DerefMut for Failure {
    fn deref_mut(&mut self) -> &mut Facts {
        &mut self.0
    }
}

impl Failure {
    /// A failure that nothing more is known about.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Facts {
            code,
            message: message.into(),
            status: None,
            run_id: None,
            retryable: false,
            retry_after: None,
            category: None,
            service_code: None,
            help_url: None,
            help_message: None,
            details: None,
            field: None,
        }))
    }

    /// A wrong argument: its name and how to put it right.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut failure = Self::new(Code::InvalidInput, message);
        failure.field = Some(field.into());
        failure
    }

    /// A wrong argument: its name and what it must be.
    pub fn must_be(field: &str, what: &str) -> Self {
        Self::invalid(field, [field, " must be ", what, "."].concat())
    }

    /// The time limit passed while the caller's `headers` were made. It names the field, by which a creating call is known to
    /// have created nothing.
    pub fn late_headers() -> Self {
        let mut failure = Self::new(
            Code::Timeout,
            "headers: the function took longer than the timeout, so the request was not sent.",
        );
        failure.field = Some("headers".into());
        failure.retryable()
    }

    /// The same failure, worth trying again.
    pub fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }

    /// The same failure, of this run.
    pub fn of_run(mut self, run_id: Option<&str>) -> Self {
        if let Some(run_id) = run_id {
            self.run_id = Some(run_id.to_owned());
        }
        self
    }

    /// How long the service asked to wait, in milliseconds.
    pub fn retry_after_ms(&self) -> Option<u64> {
        // The cast saturates: a negative or absurd number cannot wrap.
        self.retry_after.map(|seconds| (seconds * 1000.0) as u64)
    }

    /// Reads an answer with an error status (wire reference 6.2). The body need not be the
    /// envelope: a gateway in between may answer anything.
    pub fn from_answer(status: u16, body: &[u8], retry_after: Option<f64>) -> Self {
        let envelope = member(body, b"error");
        let text = |key| envelope.and_then(|error| wire::text(member(error, key)));
        let service_code = text(b"code");
        let code = match code_of(status, service_code.as_deref()) {
            // The service says in its envelope what it does not have: a page that says so is somebody else's.
            Code::NotFound if envelope.is_none() => Code::BadResponse,
            code => code,
        };
        let message = text(b"message")
            .or_else(|| wire::text(envelope))
            // Whoever guards the way to the service has no envelope.
            .or_else(|| wire::text(member(body, b"message")))
            .unwrap_or_default();
        let mut failure = Self::new(code, advice(code, status, &message));
        failure.status = Some(status);
        let may_pass = status == 408 || status == 429 || status >= 500;
        // A 503 may say FORBIDDEN too (wire reference 6.2).
        failure.retryable = may_pass && code != Code::Forbidden;
        failure.retry_after = retry_after.or_else(|| {
            envelope
                .and_then(|error| member(error, b"retry_after"))
                .and_then(json::number)
        });
        failure.details = envelope
            .and_then(|error| member(error, b"details"))
            .map(|details| String::from_utf8_lossy(details).into_owned());
        failure.service_code = service_code;
        failure
    }

    /// Reads a run's own error (wire reference 6.1): an object, or a string in the older form.
    /// The category decides whether to try again: `SYSTEM_FAILURE` and `UNKNOWN` yes,
    /// `AGENT_FAILURE` and `BILLING_FAILURE` no; one that is not known today, yes, as `UNKNOWN`.
    pub fn from_run_error(error: Option<&[u8]>, run_id: Option<&str>) -> Self {
        let text = |key| error.and_then(|error| wire::text(member(error, key)));
        let category = text(b"category");
        let retryable = !matches!(
            category.as_deref(),
            Some("AGENT_FAILURE" | "BILLING_FAILURE")
        );
        let said = text(b"message").or_else(|| wire::text(error));
        let message = match (said, category.as_deref()) {
            (Some(said), _) if !said.is_empty() => said,
            (_, Some("BILLING_FAILURE")) => "The account has no credit left: add credit.".into(),
            (_, Some("AGENT_FAILURE")) => {
                "The agent could not do it: change the goal or the url.".into()
            }
            _ => "The run failed and the service did not say why.".into(),
        };
        let mut failure = Self::new(Code::RunFailed, message).of_run(run_id);
        failure.retryable = retryable;
        failure.category = category;
        failure.service_code = text(b"code");
        failure.help_url = text(b"help_url");
        failure.help_message = text(b"help_message");
        failure.retry_after = error
            .and_then(|error| member(error, b"retry_after"))
            .and_then(json::number);
        failure
    }

    /// Reads why `run-async` made no run (wire reference 3.2): a code and a message, without a category. The status that the
    /// service gives such a code elsewhere is not told, so only the code decides.
    pub fn from_queue_error(error: Option<&[u8]>) -> Self {
        let mut failure = Self::from_run_error(error, None);
        let code = code_of(0, failure.service_code.as_deref());
        if code != Code::ServiceError {
            failure.code = code;
            failure.retryable = code == Code::Timeout;
        }
        failure
    }

    /// The same failure of a creating call: one that may have made a run is not worth repeating blindly.
    pub fn of_creating_call(mut self) -> Self {
        if self.may_have_created() {
            self.message.push_str(
                " It is not known whether a run was created, so the call was not repeated: look for \
                 it with client.runs.list({ created_after }).",
            );
            self.retryable = false;
        }
        self
    }

    /// Whether a run may exist though this creating call failed: it does not if the call never left, or if the service
    /// refused it before it created (wire references 6.2 and 9).
    pub fn may_have_created(&self) -> bool {
        match self.status {
            // With a field it is about what the caller gave, before anything was sent; with a code it is the service's word
            // that it made none. A success whose body cannot be read has no status here.
            None => {
                matches!(
                    self.code,
                    Code::Network
                        | Code::Timeout
                        | Code::BadResponse
                        | Code::RunLost
                        | Code::LineTooLong
                ) && self.field.is_none()
                    && self.service_code.is_none()
            }
            // The time may have passed while it began.
            Some(408) => true,
            Some(400..500) => false,
            // A gateway may use the same envelope with a code of its own, long after the service began.
            Some(503) => {
                let said = self.service_code.as_deref();
                self.code != Code::Forbidden
                    && !said.is_some_and(|code| code.eq_ignore_ascii_case("SERVICE_BUSY"))
            }
            Some(_) => true,
        }
    }

    /// Whether a creating call that got this answer may be sent again: it made no run, and the next one may.
    pub fn refused_before_creating(&self) -> bool {
        self.status.is_some() && self.retryable && !self.may_have_created()
    }
}

/// The value of one member of an object.
pub fn member<'a>(object: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    json::members(object)
        .find(|member| member.key == key && !json::is_null(member.value))
        .map(|member| member.value)
}

fn code_of(status: u16, service_code: Option<&str>) -> Code {
    match service_code.map(str::to_ascii_uppercase).as_deref() {
        Some("MISSING_API_KEY") => return Code::MissingApiKey,
        Some("INVALID_API_KEY") => return Code::InvalidApiKey,
        Some("INSUFFICIENT_CREDITS") => return Code::InsufficientCredits,
        Some("FORBIDDEN") => return Code::Forbidden,
        Some("TIMEOUT") => return Code::Timeout,
        _ => {}
    }
    match status {
        400 | 413 | 422 => Code::InvalidInput,
        401 => Code::Unauthorized,
        402 => Code::InsufficientCredits,
        403 => Code::Forbidden,
        404 => Code::NotFound,
        // The API takes every method that a client uses: this is a route that is not let all of them.
        405 => Code::BadResponse,
        408 | 504 => Code::Timeout,
        429 => Code::RateLimited,
        503 => Code::ServiceBusy,
        _ => Code::ServiceError,
    }
}

fn advice(code: Code, status: u16, said: &str) -> String {
    let advice = match code {
        Code::MissingApiKey => "The request carried no API key: add it in the relay.",
        Code::InvalidApiKey => {
            "The API key is wrong or revoked: check it where the relay reads it."
        }
        Code::InsufficientCredits => "The account has no credit left: add credit.",
        Code::Forbidden => "The account may not do this.",
        Code::NotFound => {
            "There is no such run, picture or page, or it belongs to another account; or baseURL leads elsewhere."
        }
        Code::BadResponse => {
            "There is nothing of the API at this address: check that baseURL leads to it or to a relay."
        }
        Code::RateLimited => "Too many requests: wait, then try again.",
        Code::ServiceBusy => "The service is busy: try again later.",
        Code::InvalidInput => "The service refused the input.",
        Code::Unauthorized => "The request was not authorised.",
        Code::Timeout => "The service took too long.",
        _ => "The service answered with an error.",
    };
    let mut message = String::from(advice);
    message.push_str(" (HTTP ");
    message.push_str(&decimal(status.into()));
    message.push(')');
    if !said.is_empty() {
        // In quotes: it may end without a full stop, and more may follow.
        message.push_str(" It said: \"");
        message.push_str(said);
        message.push('"');
    }
    message
}
