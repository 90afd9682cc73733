//! What a scenario does, as data: before the run, during it, and to the bytes of its stream.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::Value;

use super::Framing;
use crate::runs::RunError;

/// A scenario with its parameters filled in.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Answers given instead of creating a run.
    pub refusal: Option<Refusal>,
    /// How long the run stays `PENDING`, besides waiting for a place.
    pub queued: Duration,
    /// Whether `STARTED` is sent while the run is still `PENDING`.
    pub early_id: bool,
    pub steps: u32,
    pub delay: Duration,
    /// Size to which each step's JPEG is padded.
    pub picture_bytes: usize,
    /// Whether there is a `streaming_url`.
    pub live: bool,
    /// Whether events of types nobody knows are mixed in.
    pub unknown_events: bool,
    pub outcome: Outcome,
    /// The run completes when a cancel arrives, which is answered after this pause.
    pub cancel_race: Option<Duration>,
    /// How many reads of the run fail, and with which status.
    pub failing_reads: Option<(usize, StatusCode)>,
    pub wire: Wire,
}

/// How a scenario's run ends.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Complete(Value),
    Fail(RunError),
    /// Not by itself, within any test's patience.
    Never,
}

/// An answer that stands in the way of creating a run.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// An error envelope, for the first so many requests to the same address.
    Error {
        status: StatusCode,
        code: String,
        message: String,
        times: usize,
        retry_after: Option<u64>,
    },
    /// A page, as from a proxy.
    Html,
    /// A JSON object with status 200 where a stream was asked for.
    Json,
}

/// What happens to the bytes of the stream.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    pub heartbeat: Option<Duration>,
    /// From this moment on nothing is sent, not even heartbeats; the connection stays open.
    pub silent: Option<Moment>,
    pub cut: Option<(Moment, CutHow)>,
    /// Bytes sent at once, and the pause after them.
    pub slices: Option<(usize, Duration)>,
    /// All events are kept until the end, as by a buffering proxy.
    pub held_back: bool,
    /// `data: [DONE]` after `COMPLETE`.
    pub done_marker: bool,
    pub framing: Framing,
}

impl Wire {
    /// The service's own interval is not documented; its sibling streams use 15 s.
    pub(crate) const HEARTBEAT: Duration = Duration::from_secs(15);
}

impl Default for Wire {
    fn default() -> Self {
        Self {
            heartbeat: Some(Self::HEARTBEAT),
            silent: None,
            cut: None,
            slices: None,
            held_back: false,
            done_marker: false,
            framing: Framing::default(),
        }
    }
}

/// A place in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// After the headers, before any event.
    Opening,
    /// After so many `PROGRESS` events; 0 is right after `STARTED`.
    AfterProgress(u32),
}

/// How a stream is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CutHow {
    /// An orderly end of the response, as hosts with a time limit do.
    End,
    /// The connection closes in the middle of the response.
    Abort,
    /// A TCP reset.
    Reset,
}

impl CutHow {
    pub(crate) const NAMES: &'static [&'static str] = &["end", "abort", "reset"];

    pub(crate) fn from_name(name: &str) -> Self {
        match name {
            "abort" => Self::Abort,
            "reset" => Self::Reset,
            _ => Self::End,
        }
    }
}
