//! What the host tells the machine.

use crate::core::failure::Failure;

/// How one run is followed.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// Silence, in milliseconds, after which a stream is given up and the run followed by its id.
    pub idle: u64,
    /// Milliseconds after which listening ends with `timed_out`; `None` for no limit.
    pub total: Option<u64>,
    /// The longest line of the stream, in bytes.
    pub line_limit: usize,
    /// How often a creating call that was refused before it created is sent again.
    pub max_retries: u32,
    /// Whether the base may be a relay with an event stream of its own.
    pub events: bool,
    /// Whether closing cancels the run on the server.
    pub close_cancels: bool,
    /// Seed of the jitter.
    pub seed: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            idle: 90_000,
            total: None,
            line_limit: crate::core::sse::DEFAULT_LIMIT,
            max_retries: 2,
            events: false,
            close_cancels: false,
            seed: 1,
        }
    }
}

/// How following begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// Create a run with `run-sse` and listen to its stream.
    Stream,
    /// Create a run with `run-async` and follow it by its id.
    Queue,
    /// Follow a run that exists.
    Existing(String),
}

/// What the head of the answer says the body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// `text/event-stream`, or nothing that tells otherwise: the bytes decide.
    Stream,
    /// `text/html`: a page, not the API.
    Html,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Input<'a> {
    /// The creating POST was answered with success; its body follows.
    Opened(Content),
    /// The creating call was refused with an error status, or did not get through.
    Refused(Failure),
    /// Bytes of the agent's stream.
    Bytes(&'a [u8]),
    /// What the event of [`super::Order::Outline`] says, or nothing if it is not a JSON object.
    Outlined(Option<&'a [u8]>),
    /// One message of the relay's event stream.
    Message(&'a [u8]),
    /// The agent's stream ended.
    Ended,
    /// The agent's stream broke.
    Broken(Failure),
    /// The platform has given the relay's event stream up: wrong type, error status, or 204 after the end. From anything else
    /// it recovers by itself.
    EventsClosed,
    /// The answer to [`super::Order::Queue`].
    Queued(&'a [u8]),
    /// The run, as read.
    Read(&'a [u8]),
    /// The run could not be read.
    ReadFailed(Failure),
    /// The cancel was answered with success, whatever the answer says.
    CancelAnswered,
    /// The cancel failed.
    CancelFailed,
    /// A cancel of this run went out with others: [`super::Order::Cancel`] is not needed.
    CancelSent,
    /// The timer that was armed has run out.
    Tick,
    /// The caller wants the run cancelled on the server.
    Cancel,
    /// The caller stops listening.
    Close,
}
