//! The run machine: follows one run, whatever feeds it, and settles exactly once.
//!
//! It is *sans-IO*: the host tells it what happened ([`Input`]) and when (milliseconds on the wall
//! clock), and carries out what it answers ([`Order`]). It has no clock, no socket and no
//! randomness of its own, so every failure can be replayed natively, byte by byte.
//!
//! ```text
//! Create ──STARTED──▶ Stream ──end, cut, silence──▶ Events or Poll ──terminal──▶ settled
//!    └── drop before STARTED ──▶ settled as lost          Stream ──COMPLETE──▶ last read ──▶ settled
//! ```

mod batch;
mod follow;
mod input;
mod large;
mod model;
mod orders;
mod settle;
mod stream;

pub use batch::{ALIKE, Batch, MODEL, PARSED};
pub use input::{Config, Content, Input, Start};
pub use orders::{Connection, Order, Outcome, ResultFrom, Settlement, Warning};

use self::large::Asked;
use self::model::Model;
use super::failure::Failure;
use super::schedule::Jitter;
use super::sse::Parser;
use super::wire::{self, Status};

/// Where the machine listens now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Nothing was ordered yet.
    Idle,
    /// The creating POST is under way; its head has not come.
    Opening,
    /// The agent's own stream.
    Stream,
    /// The answer of `run-async` is awaited.
    Queueing,
    /// The relay's event stream.
    Events,
    /// Reads of the run; `reading` says whether one is under way.
    Poll { reading: bool },
    /// The end is known from the stream; one read fills in what `COMPLETE` does not carry.
    LastRead,
    /// Settled.
    Over,
}

/// What the first bytes of the body turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Body {
    Unknown,
    EventStream,
    Json,
    Html,
}

/// What is known of the run.
#[derive(Debug, Clone, Default)]
struct Known {
    run_id: Option<String>,
    status: Option<Status>,
    /// A status that this version does not know, as sent: by the last read, or by the `COMPLETE`.
    other_status: Option<String>,
    goal: Option<String>,
    streaming_url: Option<String>,
    started: bool,
    /// Identities of steps already told, as hashes.
    steps: Vec<u64>,
    /// Texts and times of `PROGRESS` events that came without a step's id, as hashes: the same
    /// steps come again when the run is read.
    untied: Vec<(u64, u64)>,
    end: Option<End>,
}

/// How the run ended, as the service said.
#[derive(Debug, Clone)]
struct End {
    status: Status,
    error: Option<Failure>,
    has_result: bool,
    /// Whether the `COMPLETE` had no status: the run's own word counts for more.
    guessed: bool,
}

/// Moments that the time limits are measured from.
#[derive(Debug, Clone, Default)]
struct Times {
    begun: u64,
    /// When the stream was asked for last.
    asked: u64,
    heard: u64,
    first_byte: Option<u64>,
    dropped: Option<u64>,
    poll_at: Option<u64>,
    last_read_until: Option<u64>,
    armed: Option<u64>,
    /// When the machine was told something last.
    now: u64,
}

impl Times {
    /// Where the clock was set back, every moment goes back with it: what is due would else wait for the difference.
    fn keep_up(&mut self, now: u64) {
        let back = self.now.saturating_sub(now);
        self.now = now;
        for moment in [&mut self.begun, &mut self.asked, &mut self.heard] {
            *moment = moment.saturating_sub(back);
        }
        for moment in [
            &mut self.first_byte,
            &mut self.dropped,
            &mut self.poll_at,
            &mut self.last_read_until,
            &mut self.armed,
        ] {
            *moment = moment.map(|moment| moment.saturating_sub(back));
        }
    }
}

/// How the caller wants it to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Follow,
    /// Cancel as soon as the id is known, and keep listening.
    Cancel,
    /// Cancel as soon as the id is known, then settle as closed.
    CancelAndClose,
}

/// The machine of one run.
#[derive(Debug, Clone)]
pub struct Run {
    config: Config,
    source: Source,
    body: Body,
    /// Whether the body is called a page.
    html: bool,
    parser: Parser,
    json: Vec<u8>,
    known: Known,
    times: Times,
    wish: Wish,
    /// Cancels that are on their way or were answered.
    cancels: u32,
    /// Whether the creating call that was ordered last has left.
    sent: bool,
    attempts: u32,
    failures: u32,
    missing: u32,
    hushed: u8,
    /// The run existed before: a 404 is the answer, not a delay.
    existing: bool,
    revision: u32,
    jitter: Jitter,
    batch: Batch,
    /// The `PROGRESS` that the others are like.
    model: Option<Model>,
    /// What the host has been asked about and has not answered.
    asked: Option<Asked>,
    /// A handful at most: taken from the front.
    orders: Vec<Order>,
}

impl Run {
    /// A machine that has not begun: [`Run::begin`] gives the first order.
    pub fn new(config: Config) -> Self {
        Self {
            parser: Parser::new(config.line_limit),
            jitter: Jitter::new(config.seed),
            config,
            source: Source::Idle,
            body: Body::Unknown,
            html: false,
            json: Vec::new(),
            known: Known::default(),
            times: Times::default(),
            wish: Wish::Follow,
            cancels: 0,
            sent: false,
            attempts: 0,
            failures: 0,
            missing: 0,
            hushed: 0,
            existing: false,
            revision: 0,
            batch: Batch::default(),
            model: None,
            asked: None,
            orders: Vec::new(),
        }
    }

    /// Starts: with a creating call, or with a read of a run that exists.
    pub fn begin(&mut self, start: Start, now: u64) {
        if self.source != Source::Idle {
            return;
        }
        self.times.begun = now;
        self.times.now = now;
        self.times.asked = now;
        match start {
            Start::Stream => {
                self.source = Source::Opening;
                self.orders.push(Order::OpenStream);
            }
            Start::Queue => {
                self.source = Source::Queueing;
                self.orders.push(Order::Queue);
            }
            Start::Existing(run_id) => {
                self.known.run_id = Some(run_id);
                self.existing = true;
                self.read_now();
            }
        }
        self.after(now);
    }

    /// Tells the machine what happened, at `now` milliseconds on the wall clock.
    pub fn handle(&mut self, input: Input<'_>, now: u64) {
        if self.source == Source::Over {
            return;
        }
        self.times.keep_up(now);
        match input {
            Input::Opened(content) => self.opened(content, now),
            Input::Bytes(bytes) => self.bytes(bytes, now),
            Input::Outlined(outline) => self.outlined(outline, now),
            Input::Message(data) => self.message(data, now),
            Input::Ended => self.stream_over(None, now),
            Input::Broken(failure) => self.stream_over(Some(failure), now),
            Input::EventsClosed => self.events_closed(now),
            Input::Refused(failure) => self.refused(failure, now),
            Input::Queued(body) => self.queued(body, now),
            Input::Read(body) => self.read(body, now),
            Input::ReadFailed(failure) => self.read_failed(failure, now),
            Input::CancelAnswered => self.cancel_answered(now),
            Input::CancelFailed => self.cancel_failed(),
            Input::CancelSent => self.cancel_sent_elsewhere(),
            Input::Tick => self.times.armed = None,
            Input::Cancel => self.cancel(),
            Input::Close => self.close(),
        }
        self.after(now);
    }

    /// Tells the machine that an event it gave out is not JSON, which only the host's parser can say.
    pub fn not_json(&mut self) {
        self.warn(Warning::MalformedEvent);
    }

    /// The next thing to do, or `None` until the next input.
    pub fn next_order(&mut self) -> Option<Order> {
        (!self.orders.is_empty()).then(|| self.orders.remove(0))
    }

    /// The run's id, once known.
    pub fn run_id(&self) -> Option<&str> {
        self.known.run_id.as_deref()
    }

    /// The run's status, once known.
    pub fn status(&self) -> Option<Status> {
        self.known
            .end
            .as_ref()
            .map(|end| end.status)
            .or(self.known.status)
    }

    /// The status as text, in the service's own word.
    pub fn status_text(&self) -> Option<&str> {
        let status = self.status()?;
        status.as_str().or(self.known.other_status.as_deref())
    }

    /// The goal, where a read of the run told it.
    pub fn goal(&self) -> Option<&str> {
        self.known.goal.as_deref()
    }

    /// The live view's address, once known. It is a credential: not for logs or text.
    pub fn streaming_url(&self) -> Option<&str> {
        self.known.streaming_url.as_deref()
    }

    /// While the service refuses to create the run: when it is asked again.
    pub fn waits_until(&self) -> Option<u64> {
        self.times.poll_at.filter(|_| self.is_creating())
    }

    /// Whether the run's end is known, or it has settled without.
    pub fn has_ended(&self) -> bool {
        self.known.end.is_some() || self.source == Source::Over
    }

    /// Whether a cancel is on its way, or was answered.
    pub fn cancel_sent(&self) -> bool {
        self.cancels > 0
    }

    /// Whether a cancel was asked for.
    pub fn cancel_requested(&self) -> bool {
        self.wish != Wish::Follow
    }

    /// A number that changes whenever one of the answers above may have changed.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// How the run is being followed now.
    pub fn connection(&self) -> Connection {
        match self.source {
            Source::Idle | Source::Opening | Source::Queueing => Connection::Connecting,
            Source::Stream | Source::Events => Connection::Streaming,
            Source::Poll { .. } => Connection::Polling,
            Source::LastRead | Source::Over => Connection::Closed,
        }
    }

    /// Bytes held back for the rest of an event: bounded by the line limit.
    pub fn buffered(&self) -> usize {
        self.parser.buffered() + self.json.len()
    }

    /// What every input ends with: overdue limits, the events gathered, the timer.
    fn after(&mut self, now: u64) {
        // The event that the host is asked about may be the end.
        if self.asked.is_some() {
            return;
        }
        self.overdue(now);
        self.flush();
        self.arm(now);
    }

    /// Hands over the events gathered so far, before any order that was given after them.
    fn flush(&mut self) {
        if self.batch.is_empty() {
            return;
        }
        let batch = Order::Emit(std::mem::take(&mut self.batch));
        let at = self
            .orders
            .iter()
            .position(|order| matches!(order, Order::Settle(_)));
        match at {
            Some(at) => self.orders.insert(at, batch),
            None => self.orders.push(batch),
        }
    }

    fn changed(&mut self) {
        self.revision = self.revision.wrapping_add(1);
    }

    fn go(&mut self, source: Source) {
        let before = self.connection();
        self.source = source;
        // That a read is under way is nothing to tell: who watches would be told with each of them.
        if self.connection() != before {
            self.changed();
        }
    }

    fn learn_run_id(&mut self, value: Option<&[u8]>) {
        if self.known.run_id.is_some() {
            return;
        }
        let Some(run_id) = wire::text(value).filter(|id| !id.is_empty()) else {
            return;
        };
        self.known.run_id = Some(run_id);
        self.changed();
        match self.wish {
            Wish::Follow => {}
            Wish::Cancel => self.send_cancel(),
            Wish::CancelAndClose => {
                self.send_cancel();
                self.settle_closed();
            }
        }
    }

    fn warn(&mut self, warning: Warning) {
        let bit = 1u8 << (warning as u8);
        if self.hushed & bit == 0 {
            self.hushed |= bit;
            self.orders.push(Order::Warn(warning));
        }
    }
}
