//! Following a run by its id: reads, the relay's events, and what they tell.

use super::{Known, Order, Run, Source, Warning};
use crate::core::failure::{Code, Failure};
use crate::core::json;
use crate::core::schedule;
use crate::core::wire::{self, Kind, Status, Step};

/// Reads that may fail in a row before the run is given up as lost: about three minutes.
const TOLERATED_FAILURES: u32 = 8;
/// A run just created may not be readable at once: so often a 404 is taken for "not yet".
const TOLERATED_MISSING: u32 = 3;
/// The pause before a read that a broken stream asks for.
const SOON: u64 = 250;
/// After a cancel was answered, how long the stream may take to tell the end itself.
const CANCEL_GRACE: u64 = 1_500;

impl Run {
    /// The stream broke, ended early or went silent: the id, if there is one, is followed.
    pub(super) fn broken(&mut self, failure: Option<Failure>, now: u64) {
        if self.known.run_id.is_none() {
            let told = failure.filter(|cause| cause.code != Code::Network);
            let lost = told.unwrap_or_else(|| {
                Failure::new(
                    Code::RunLost,
                    "The connection was lost before the service named the run.",
                )
            });
            self.lose(lost.of_creating_call());
            return;
        }
        self.warn(Warning::StreamLost);
        self.times.dropped = Some(now);
        self.follow(now);
    }

    /// Follows by the relay's event stream where there is one, by reads elsewhere.
    pub(super) fn follow(&mut self, now: u64) {
        self.times.heard = now;
        if self.config.events {
            self.go(Source::Events);
            self.orders.push(Order::OpenEvents);
        } else {
            self.go(Source::Poll { reading: false });
            self.times.poll_at = Some(now + SOON);
        }
    }

    pub(super) fn read_now(&mut self) {
        self.go(Source::Poll { reading: true });
        self.times.poll_at = None;
        self.orders.push(Order::Read);
    }

    /// The answer of `run-async`.
    pub(super) fn queued(&mut self, body: &[u8], now: u64) {
        if self.source != Source::Queueing {
            return;
        }
        let run = wire::Run::read(json::without_mark(body)).unwrap_or_default();
        self.learn_run_id(run.run_id);
        if self.source == Source::Over {
            return;
        }
        if self.known.run_id.is_some() {
            self.follow(now);
        } else if run.error.is_some() {
            self.lose(Failure::from_queue_error(run.error));
        } else {
            let failure = Failure::new(
                Code::BadResponse,
                "The answer names no run: check that baseURL leads to the API or to a relay.",
            );
            self.lose(failure.of_creating_call());
        }
    }

    /// The run, as read: while polling, after the end, or to make sure of a cancel.
    pub(super) fn read(&mut self, body: &[u8], now: u64) {
        let body = json::without_mark(body);
        let run = wire::Run::read(body);
        let Some((run, status)) = run.and_then(|run| Some((run, run.status()?))) else {
            self.read_failed(bad_run(), now);
            return;
        };
        let source = self.source;
        match source {
            Source::LastRead if status.is_terminal() => {
                self.end_by_run(status, run.error);
                self.settle_end(Some(body.to_vec()), run.result.is_some());
            }
            Source::LastRead if self.may_read_once_more(now, None) => {}
            Source::LastRead => self.settle_end(None, false),
            Source::Poll { .. } => self.heard_run(&run, status, body, now),
            Source::Stream | Source::Events if status.is_terminal() => {
                self.go(Source::Poll { reading: true });
                self.heard_run(&run, status, body, now);
            }
            _ => {}
        }
    }

    fn heard_run(&mut self, run: &wire::Run<'_>, status: Status, body: &[u8], now: u64) {
        self.failures = 0;
        self.missing = 0;
        if self.known.goal.is_none() {
            self.known.goal = wire::text(run.goal);
        }
        let text = wire::text(run.status.filter(|_| status == Status::Other));
        if self.known.status != Some(status) || self.known.other_status != text {
            self.known.status = Some(status);
            self.known.other_status = text;
            self.changed();
        }
        self.tell_run(run, status);
        if status.is_terminal() {
            self.end(status, run.error, run.result.is_some(), now);
            self.settle_end(Some(body.to_vec()), run.result.is_some());
        } else {
            self.wait_for_next_read(now);
        }
    }

    fn wait_for_next_read(&mut self, now: u64) {
        if self.config.events && self.times.dropped.is_none() {
            self.follow(now);
            return;
        }
        let age = now.saturating_sub(self.times.begun);
        let since_drop = self.times.dropped.map(|at| now.saturating_sub(at));
        let pause = schedule::poll_pause(age, since_drop, &mut self.jitter);
        self.go(Source::Poll { reading: false });
        self.times.poll_at = Some(now + pause);
    }

    /// What a read tells that was not told before, as the events it stands for.
    fn tell_run(&mut self, run: &wire::Run<'_>, status: Status) {
        if !self.known.started && status != Status::Pending {
            self.known.started = true;
            self.tell(Kind::Started, b"STARTED", run.started_at, &[]);
        }
        if !status.is_terminal() && self.learn_streaming_url(run.streaming_url) {
            let more = [(&b"streaming_url"[..], run.streaming_url)];
            self.tell(Kind::StreamingUrl, b"STREAMING_URL", None, &more);
        }
        let mut steps = json::elements(run.steps.unwrap_or_default())
            .map(Step::read)
            .peekable();
        while let Some(step) = steps.next() {
            // The step at work may get its text with the next read; told once, it would stay without.
            if step.action.is_none() && steps.peek().is_none() && !status.is_terminal() {
                break;
            }
            if self.known.is_new_step(step.id, step.action, step.timestamp) {
                let more = [(&b"purpose"[..], step.action), (b"step_id", step.id)];
                self.tell(Kind::Progress, b"PROGRESS", step.timestamp, &more);
            }
        }
        if status.is_terminal() {
            let more = [
                (&b"status"[..], run.status),
                (b"result", run.result.or(Some(b"null"))),
                (b"error", run.error.or(Some(b"null"))),
            ];
            self.tell(Kind::Complete, b"COMPLETE", run.finished_at, &more);
        }
    }

    fn tell(
        &mut self,
        kind: Kind,
        name: &[u8],
        timestamp: Option<&[u8]>,
        more: &[(&[u8], Option<&[u8]>)],
    ) {
        let run_id = self.known.run_id.as_deref().unwrap_or_default();
        self.batch.push(kind, |out| {
            out.extend_from_slice(b"{\"type\":\"");
            out.extend_from_slice(name);
            out.extend_from_slice(b"\",\"run_id\":");
            json::write_string(out, run_id);
            for (key, value) in more.iter().chain(&[(&b"timestamp"[..], timestamp)]) {
                if let Some(value) = value {
                    out.extend_from_slice(b",\"");
                    out.extend_from_slice(key);
                    out.extend_from_slice(b"\":");
                    out.extend_from_slice(value);
                }
            }
            out.push(b'}');
        });
    }

    pub(super) fn read_failed(&mut self, failure: Failure, now: u64) {
        // What is no run will not become one.
        let may_pass = failure.retryable && failure.code != Code::BadResponse;
        let asked = failure.retry_after_ms();
        let source = self.source;
        match source {
            Source::LastRead if may_pass && self.may_read_once_more(now, asked) => {}
            Source::LastRead => self.settle_end(None, false),
            Source::Poll { .. } => self.poll_failed(failure, now),
            // A read beside an open stream only meant to make sure.
            _ => {}
        }
    }

    fn poll_failed(&mut self, failure: Failure, now: u64) {
        self.failures += 1;
        let missing = failure.code == Code::NotFound && !self.existing;
        self.missing += u32::from(missing);
        // What is wrong with what the caller gave is told at once, unless it worked before.
        let passing = failure.retryable && (failure.field.is_none() || self.known.status.is_some());
        let hopeful = passing || (missing && self.missing <= TOLERATED_MISSING);
        if !hopeful || self.failures > TOLERATED_FAILURES {
            self.lose(failure);
            return;
        }
        let asked = failure.retry_after_ms();
        let pause = schedule::poll_failure_pause(self.failures - 1, asked, &mut self.jitter);
        self.go(Source::Poll { reading: false });
        self.times.poll_at = Some(now + pause);
    }

    /// The server answered the cancel. The truth still comes by the stream or a read: the run may
    /// have ended meanwhile.
    pub(super) fn cancel_answered(&mut self, now: u64) {
        match self.source {
            Source::Poll { reading: false } => self.read_now(),
            // The read under way may have missed it: the next one comes soon.
            Source::Poll { reading: true } => self.times.dropped = Some(now),
            Source::Stream | Source::Events => self.times.poll_at = Some(now + CANCEL_GRACE),
            _ => {}
        }
    }

    /// The cancel did not get through, or was refused: it may be asked for again.
    pub(super) fn cancel_failed(&mut self) {
        self.cancels = self.cancels.saturating_sub(1);
    }

    pub(super) fn running(&mut self) {
        if self.known.status != Some(Status::Running) {
            self.known.status = Some(Status::Running);
            self.changed();
        }
    }

    /// Takes the live view's address; says whether it is news.
    pub(super) fn learn_streaming_url(&mut self, value: Option<&[u8]>) -> bool {
        let Some(url) = wire::text(value) else {
            return false;
        };
        if self.known.streaming_url.as_deref() == Some(url.as_str()) {
            return false;
        }
        self.known.streaming_url = Some(url);
        self.changed();
        true
    }

    /// Whether a `PROGRESS` tells a step that was not told before.
    pub(super) fn is_new_progress(
        &mut self,
        step_id: Option<&[u8]>,
        purpose: Option<&[u8]>,
        timestamp: Option<&[u8]>,
    ) -> bool {
        if step_id.is_some() || self.source == Source::Events {
            return self.known.is_new_step(step_id, purpose, timestamp);
        }
        let tie = (hash(purpose), hash(timestamp));
        self.known.untied.push(tie);
        true
    }

    pub(super) fn has_progress(&self) -> bool {
        !self.known.untied.is_empty() || !self.known.steps.is_empty()
    }
}

impl Known {
    /// Whether a step was not told before, by its id; or, for one that the agent's stream told
    /// without an id, by its time or its text.
    fn is_new_step(&mut self, id: Option<&[u8]>, text: Option<&[u8]>, time: Option<&[u8]>) -> bool {
        let (text, time) = (hash(text), hash(time));
        let identity = match id {
            Some(id) => hash(Some(id)),
            None => text ^ time.rotate_left(1),
        };
        if self.steps.contains(&identity) {
            return false;
        }
        self.steps.push(identity);
        let told = |at: &(u64, u64)| at.0 == text && at.1 == time;
        let alike = |at: &(u64, u64)| at.0 == text || (at.1 == time && time != 0);
        let known = self.untied.iter().position(told);
        match known.or_else(|| self.untied.iter().position(alike)) {
            Some(at) => {
                self.untied.remove(at);
                false
            }
            None => true,
        }
    }
}

fn bad_run() -> Failure {
    Failure::new(
        Code::BadResponse,
        "The answer is not a run: check that baseURL leads to the API or to a relay.",
    )
    .retryable()
}

/// A hash of a member's text, eight bytes at a time; 0 for none. Equal texts have equal hashes, and that is all it is for.
fn hash(value: Option<&[u8]>) -> u64 {
    let Some(value) = value else { return 0 };
    let mix = |hash: u64, word: u64| {
        let mixed = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 32)
    };
    let (words, rest) = value.as_chunks::<8>();
    let hash = words.iter().fold(value.len() as u64, |hash, word| {
        mix(hash, u64::from_le_bytes(*word))
    });
    rest.iter()
        .fold(hash, |hash, byte| mix(hash, u64::from(*byte)))
}
