//! How it ends: limits, the caller's wishes, and the one settlement.

use super::{End, Order, Outcome, ResultFrom, Run, Settlement, Source, Warning, Wish};
use crate::core::failure::{Code, Failure};
use crate::core::wire::Status;

/// How long the read after `COMPLETE` may take: it only fills in what the event does not carry.
const LAST_READ: u64 = 5_000;
/// The pause before it is repeated.
const LAST_READ_PAUSE: u64 = 500;
/// Silence of the relay's stream, which sends a heartbeat every 15 s: three may be missed.
const EVENTS_IDLE: u64 = 45_000;

impl Run {
    /// The service said how the run ended.
    pub(super) fn end(&mut self, status: Status, error: Option<&[u8]>, has_result: bool, now: u64) {
        let failed = status == Status::Failed;
        let error = (failed || error.is_some())
            .then(|| Failure::from_run_error(error, self.known.run_id.as_deref()));
        self.known.end = Some(End {
            status,
            error,
            has_result,
            guessed: false,
        });
        let by_stream = matches!(self.source, Source::Stream | Source::Events);
        self.go(Source::LastRead);
        if by_stream {
            if self.known.run_id.is_none() {
                self.settle_end(None, false);
                return;
            }
            self.orders.push(Order::CloseSource);
            self.times.last_read_until = Some(now + LAST_READ);
            self.times.poll_at = None;
            self.orders.push(Order::Read);
        }
    }

    /// The run tells how it ended where the `COMPLETE` did not, and of what kind its error is.
    pub(super) fn end_by_run(&mut self, status: Status, error: Option<&[u8]>) {
        let run_id = self.known.run_id.as_deref();
        let told = (status == Status::Failed || error.is_some())
            .then(|| Failure::from_run_error(error, run_id));
        let Some(end) = self.known.end.as_mut() else {
            return;
        };
        if end.status == Status::Other || end.guessed {
            end.status = status;
            end.error = told;
        } else if end.status == status && knows_more(told.as_ref(), end.error.as_ref()) {
            end.error = told;
        }
    }

    /// Where the `COMPLETE` left open what only the run tells, a last read that brought nothing is repeated while there is
    /// time for it.
    /// It waits as long as the service `asked` for, in milliseconds.
    pub(super) fn may_read_once_more(&mut self, now: u64, asked: Option<u64>) -> bool {
        let open = self.known.end.as_ref().is_some_and(|end| match end.status {
            Status::Completed => !end.has_result,
            status => !status.is_terminal(),
        });
        let again = now.saturating_add(asked.unwrap_or_default().max(LAST_READ_PAUSE));
        let in_time = self
            .times
            .last_read_until
            .is_some_and(|until| again < until);
        if open && in_time {
            self.times.poll_at = Some(again);
        }
        open && in_time
    }

    /// Settles as the service said, with the run if a read saw the end too.
    pub(super) fn settle_end(&mut self, run: Option<Vec<u8>>, run_has_result: bool) {
        let Some(end) = &self.known.end else {
            return;
        };
        let outcome = match end.status {
            Status::Failed => Outcome::Failed,
            Status::Cancelled => Outcome::Cancelled,
            Status::Completed => Outcome::Completed,
            // Neither the stream nor the run tells in words known today.
            _ => {
                let failure = unknown_end(self.known.run_id.as_deref());
                self.settle(Outcome::Lost, run, ResultFrom::Nowhere, Some(failure));
                return;
            }
        };
        let result = match (end.has_result, run_has_result) {
            (true, _) => ResultFrom::Event,
            (false, true) => ResultFrom::Run,
            (false, false) => ResultFrom::Nowhere,
        };
        let error = end.error.clone();
        self.settle(outcome, run, result, error);
    }

    /// Settles without the service's word: the run may still be going.
    pub(super) fn lose(&mut self, failure: Failure) {
        let failure = failure.of_run(self.known.run_id.as_deref());
        let outcome = match self.wish {
            // Who has left only waited for a cancel to be sent.
            Wish::CancelAndClose => Outcome::Closed,
            _ => Outcome::Lost,
        };
        self.settle(outcome, None, ResultFrom::Nowhere, Some(failure));
    }

    pub(super) fn settle_closed(&mut self) {
        self.settle(Outcome::Closed, None, ResultFrom::Nowhere, None);
    }

    fn settle(
        &mut self,
        outcome: Outcome,
        run: Option<Vec<u8>>,
        result: ResultFrom,
        error: Option<Failure>,
    ) {
        if self.source == Source::Over {
            return;
        }
        self.go(Source::Over);
        self.json = Vec::new();
        self.orders.push(Order::Settle(Box::new(Settlement {
            outcome,
            run,
            result,
            error,
        })));
    }

    /// The caller wants the run cancelled. Before the id is known the wish waits for it.
    pub(super) fn cancel(&mut self) {
        if self.nothing_is_sent() {
            self.settle_never_created();
            return;
        }
        self.wish_cancel();
        if self.known.run_id.is_some() {
            self.send_cancel();
        }
    }

    /// Whether no creating call is out: it was not ordered yet, or not sent, or the service refused it and the next one waits.
    fn nothing_is_sent(&self) -> bool {
        self.source == Source::Idle
            || self.is_creating() && (!self.sent || self.times.poll_at.is_some())
    }

    /// Closes where a cancel, now or later, has nothing to cancel.
    pub(super) fn close_uncreated(&mut self) {
        self.orders.push(Order::NeverCreated);
        self.settle_closed();
    }

    pub(super) fn settle_never_created(&mut self) {
        self.orders.push(Order::NeverCreated);
        self.settle(Outcome::Cancelled, None, ResultFrom::Nowhere, None);
    }

    fn wish_cancel(&mut self) {
        if self.wish == Wish::Follow {
            self.wish = Wish::Cancel;
            self.changed();
        }
    }

    pub(super) fn cancel_sent_elsewhere(&mut self) {
        self.cancels += 1;
        self.wish_cancel();
    }

    pub(super) fn send_cancel(&mut self) {
        if self.cancels == 0 && self.known.end.is_none() {
            self.cancels = 1;
            self.orders.push(Order::Cancel);
        }
    }

    /// The caller stops listening. An end that is known already stays the truth.
    pub(super) fn close(&mut self) {
        if self.known.end.is_some() {
            self.settle_end(None, false);
            return;
        }
        // A cancel that was asked for and could not be sent yet is still to be.
        let cancels = self.config.close_cancels || self.wish != Wish::Follow;
        if self.nothing_is_sent() {
            self.close_uncreated();
        } else if !cancels {
            self.settle_closed();
        } else if self.known.run_id.is_some() {
            self.send_cancel();
            self.settle_closed();
        } else {
            // Nothing to cancel by yet: listen on, silently, until the id comes.
            self.wish_cancel();
            self.wish = Wish::CancelAndClose;
        }
    }

    /// Acts on every limit and pause that has run out by `now`.
    pub(super) fn overdue(&mut self, now: u64) {
        if matches!(self.source, Source::Over | Source::Idle) {
            return;
        }
        if self.times.last_read_until.is_some_and(|until| now >= until) {
            return self.settle_end(None, false);
        }
        if self.total_at().is_some_and(|at| now >= at) {
            return self.timed_out(now);
        }
        if self.times.poll_at.is_some_and(|at| now >= at) {
            self.times.poll_at = None;
            self.sent = false;
            self.pause_over(now);
        }
        if self.idle_at().is_some_and(|at| now >= at) {
            self.silent(now);
        }
    }

    fn timed_out(&mut self, now: u64) {
        let failure = match self.known.run_id.as_deref() {
            None if let Some(until) = self.waits_until() => {
                let mut failure = Failure::new(
                    Code::Timeout,
                    "The service refused to create the run for now, until the timeout: no run was created. Try again later.",
                )
                .retryable();
                failure.retry_after = Some(until.saturating_sub(now) as f64 / 1000.0);
                failure
            }
            Some(run_id) => Failure::new(
                Code::Timeout,
                "The run did not end within the timeout. It may still be going: follow it with \
                 client.runs.watch(runId), or cancel it with client.runs.cancel(runId).",
            )
            .of_run(Some(run_id)),
            None if !self.sent => Failure::late_headers(),
            None => Failure::new(
                Code::Timeout,
                "The service did not name the run within the timeout.",
            )
            .of_creating_call(),
        };
        self.settle(Outcome::TimedOut, None, ResultFrom::Nowhere, Some(failure));
    }

    fn pause_over(&mut self, now: u64) {
        match self.source {
            Source::Opening => {
                self.times.asked = now;
                self.orders.push(Order::OpenStream);
            }
            Source::Queueing => self.orders.push(Order::Queue),
            Source::Poll { reading: false } => self.read_now(),
            // After a cancel was answered the stream was given time to tell the end.
            Source::Stream | Source::Events | Source::LastRead => self.orders.push(Order::Read),
            _ => {}
        }
    }

    /// When listening ends, whatever happens, unless the end is known by then, or who has left waits for a cancel to be sent.
    fn total_at(&self) -> Option<u64> {
        let listens = self.known.end.is_none() && self.wish != Wish::CancelAndClose;
        let total = self.config.total.filter(|_| listens)?;
        Some(self.times.begun + total)
    }

    /// When the silence of an open stream becomes too long.
    fn idle_at(&self) -> Option<u64> {
        let idle = match self.source {
            Source::Stream => self.config.idle,
            Source::Events => self.config.idle.min(EVENTS_IDLE),
            _ => return None,
        };
        Some(self.times.heard + idle)
    }

    fn silent(&mut self, now: u64) {
        self.orders.push(Order::CloseSource);
        if self.source == Source::Events {
            // The relay's stream went silent too: reads are left.
            self.config.events = false;
        }
        self.warn(Warning::StreamSilent);
        self.broken(None, now);
    }

    /// Keeps one timer, for whatever comes first.
    pub(super) fn arm(&mut self, now: u64) {
        if self.source == Source::Over {
            return;
        }
        let next = [
            self.times.poll_at,
            self.times.last_read_until,
            self.total_at(),
            self.idle_at(),
        ]
        .into_iter()
        .flatten()
        .min();
        // A timer that is due sooner wakes the machine early, and it arms again: so bytes that
        // only push the idle limit back cost no timer each.
        let armed = self.times.armed.filter(|armed| *armed > now);
        if let Some(at) = next.filter(|at| armed.is_none_or(|armed| *at < armed)) {
            self.times.armed = Some(at);
            self.orders.push(Order::Arm(at));
        } else {
            self.times.armed = armed;
        }
    }
}

/// Whether the run's error is of a kind where that of the `COMPLETE` is of none.
fn knows_more(run: Option<&Failure>, complete: Option<&Failure>) -> bool {
    let kind = |failure: &Failure| failure.category.clone().filter(|kind| kind != "UNKNOWN");
    run.and_then(kind).is_some() && complete.and_then(kind).is_none()
}

fn unknown_end(run_id: Option<&str>) -> Failure {
    Failure::new(
        Code::BadResponse,
        "The run ended in a way that this version does not know: read it with \
         client.runs.get(runId), and update tinyfish-web.",
    )
    .of_run(run_id)
}
