//! What the machine orders the host to do.

use std::rc::Rc;

use super::Batch;
use crate::core::failure::Failure;

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// POST `run-sse` and feed its body.
    OpenStream,
    /// POST `run-async` and tell its answer.
    Queue,
    /// Open the relay's event stream of the run.
    OpenEvents,
    /// Read the run.
    Read,
    /// Cancel the run on the server.
    Cancel,
    /// Let go of whatever stream or read is open. An order that never ran stays ordered.
    CloseSource,
    /// Call back with [`super::Input::Tick`] at this time; replaces the timer before.
    Arm(u64),
    /// Parse the event that the buffer holds from this place on, keep it for the [`Batch`] that it is in, and tell its outline
    /// before anything else: `error` and the members that the machine reads as text as they are, and of any other, `null`
    /// apart, only that it is there.
    Outline(Rc<Vec<u8>>, usize),
    /// Give these events to the caller.
    Emit(Batch),
    /// Tell the caller once.
    Warn(Warning),
    /// Tell whoever asked for a cancel that there is nothing to cancel: no run was created.
    NeverCreated,
    /// The one settlement; nothing follows it, and whatever is open is let go of.
    Settle(Box<Settlement>),
}

/// How the run is being followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// The creating call is under way.
    Connecting,
    /// A stream is open.
    Streaming,
    /// The run is read now and then.
    Polling,
    /// Not listening any more.
    Closed,
}

impl Connection {
    /// The name in JavaScript.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Streaming => "streaming",
            Self::Polling => "polling",
            Self::Closed => "closed",
        }
    }
}

/// Things worth telling that stop nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Warning {
    /// A proxy held the whole stream back until its end.
    BufferedStream = 0,
    /// A line of the stream was no JSON object.
    MalformedEvent = 1,
    /// The stream ended early; the run is followed by its id.
    StreamLost = 2,
    /// The stream went silent; the run is followed by its id.
    StreamSilent = 3,
    /// A line of the stream passed the limit; the run is followed by its id.
    LineTooLong = 4,
}

impl Warning {
    /// The code that `onWarning` gets.
    pub fn code(self) -> &'static str {
        match self {
            Self::BufferedStream => "buffered_stream",
            Self::MalformedEvent => "malformed_event",
            Self::StreamLost => "stream_lost",
            Self::StreamSilent => "stream_silent",
            Self::LineTooLong => "line_too_long",
        }
    }

    /// What it means and what to do.
    pub fn message(self) -> &'static str {
        match self {
            Self::BufferedStream => {
                "The event stream came all at once at its end: a proxy between this page and the \
                 service buffers it. Turn buffering and compression off for this route."
            }
            Self::MalformedEvent => {
                "A line of the event stream is not a JSON object and was skipped: a proxy may be \
                 rewriting the stream."
            }
            Self::StreamLost => {
                "The event stream ended before the run did: the run is followed by its id."
            }
            Self::StreamSilent => "The event stream went silent: the run is followed by its id.",
            Self::LineTooLong => {
                "A line of the event stream is longer than maxLineBytes: the run is followed by \
                 its id."
            }
        }
    }
}

/// How a run settled, as seen from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The service says COMPLETED.
    Completed,
    /// The service says FAILED.
    Failed,
    /// The service says CANCELLED.
    Cancelled,
    /// One of our limits passed; the run may still be going.
    TimedOut,
    /// The run could not be followed; it may still be going.
    Lost,
    /// We stopped listening; the run may still be going.
    Closed,
}

impl Outcome {
    /// The `kind` in JavaScript.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::TimedOut => "timed_out",
            Self::Lost => "lost",
            Self::Closed => "closed",
        }
    }
}

/// Where the result stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultFrom {
    /// There is none.
    Nowhere,
    /// In the `COMPLETE` event that was emitted.
    Event,
    /// In the run that was read.
    Run,
}

/// The end: exactly one for each machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// How.
    pub outcome: Outcome,
    /// The run as last read, as JSON text, if that read saw the end.
    pub run: Option<Vec<u8>>,
    /// Where the result stands.
    pub result: ResultFrom,
    /// Why, unless it completed.
    pub error: Option<Failure>,
}
