//! Listening to the agent's own stream, and to the relay's.

use super::model::{Alike, Model};
use super::{Body, Content, Order, Run, Source, Warning, Wish};
use crate::core::failure::{Code, Failure, member};
use crate::core::json;
use crate::core::schedule;
use crate::core::sse::{Frame, Parser};
use crate::core::wire::{self, Event, Kind};

/// A stream whose first byte took this long, and whose end came right behind it, was held back.
const HELD_BACK: u64 = 1_000;
/// How soon behind its first byte the end must come for that.
const AT_ONCE: u64 = 250;

impl Run {
    /// The host sends what it was ordered to: from here on there may be a run.
    pub fn sent(&mut self) {
        self.sent = true;
    }

    pub(super) fn is_creating(&self) -> bool {
        matches!(self.source, Source::Opening | Source::Queueing)
    }

    pub(super) fn opened(&mut self, content: Content, now: u64) {
        if self.source != Source::Opening {
            return;
        }
        self.times.heard = now;
        self.html = content == Content::Html;
        self.go(Source::Stream);
    }

    /// The creating call failed before anything streamed.
    pub(super) fn refused(&mut self, failure: Failure, now: u64) {
        if !self.is_creating() {
            return;
        }
        if !failure.refused_before_creating() {
            self.lose(failure);
            return;
        }
        match self.wish {
            Wish::Follow if self.attempts < self.config.max_retries => {}
            Wish::Follow => return self.lose(failure),
            // No run was created, so there is nothing left to wish for.
            Wish::Cancel => return self.settle_never_created(),
            Wish::CancelAndClose => return self.close_uncreated(),
        }
        let asked = failure.retry_after_ms();
        let pause = schedule::retry_pause(self.attempts, asked, &mut self.jitter);
        self.attempts += 1;
        self.times.poll_at = Some(now + pause);
        self.changed();
    }

    pub(super) fn bytes(&mut self, bytes: &[u8], now: u64) {
        if self.source != Source::Stream {
            return;
        }
        self.times.heard = now;
        self.times.first_byte.get_or_insert(now);
        if self.body == Body::Unknown {
            self.sniff(bytes);
        }
        match self.body {
            // It may be the first part of a byte order mark.
            Body::Unknown | Body::EventStream => self.parse(bytes, now),
            Body::Html => self.not_a_stream(),
            Body::Json if self.json.len() + bytes.len() > self.config.line_limit => {
                self.too_long(now);
            }
            Body::Json => self.json.extend_from_slice(bytes),
        }
    }

    /// A body that begins with `{` is an answer in JSON, with `<` a page; anything else is taken for an event stream,
    /// whatever its type says: proxies relabel, and `text/html` is what many servers call a stream that nobody gave a
    /// type. One that is called so must begin as a stream does.
    fn sniff(&mut self, bytes: &[u8]) {
        let first = bytes
            .iter()
            .find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF));
        self.body = match first {
            None => Body::Unknown,
            Some(b'{' | b'[') => Body::Json,
            Some(b'<') => Body::Html,
            // A comment, or the first letter of a field's name.
            Some(b':' | b'd' | b'e' | b'i' | b'r') => Body::EventStream,
            Some(_) if self.html => Body::Html,
            Some(_) => Body::EventStream,
        };
    }

    fn parse(&mut self, bytes: &[u8], now: u64) {
        let mut parser = std::mem::replace(&mut self.parser, Parser::new(0));
        let fed = parser.feed(bytes, &mut |frame: Frame<'_>| self.frame(frame, now));
        self.parser = parser;
        // Behind the end it is no trouble any more.
        if fed.is_err() && self.source == Source::Stream {
            self.too_long(now);
        }
    }

    fn too_long(&mut self, now: u64) {
        self.orders.push(Order::CloseSource);
        self.json = Vec::new();
        self.warn(Warning::LineTooLong);
        let failure = Failure::new(
            Code::LineTooLong,
            "A line of the event stream is longer than the limit (maxLineBytes).",
        );
        self.broken(Some(failure), now);
    }

    pub(super) fn message(&mut self, data: &[u8], now: u64) {
        if self.source == Source::Events {
            self.times.heard = now;
            self.frame(Frame::of(data), now);
        }
    }

    /// One event, from either stream.
    pub(super) fn frame(&mut self, frame: Frame<'_>, now: u64) {
        if !self.take_frame(frame, now) {
            self.warn(Warning::MalformedEvent);
        }
    }

    /// False if it is no event.
    fn take_frame(&mut self, frame: Frame<'_>, now: u64) -> bool {
        if !matches!(self.source, Source::Stream | Source::Events) {
            return true;
        }
        let data = frame.data.trim_ascii();
        if data.is_empty() || data == b"[DONE]" {
            return true;
        }
        if self.waits_behind(data) {
            return true;
        }
        if let Some(held) = frame.held.filter(|_| data.len() == frame.data.len()) {
            self.ask(data, held);
            return true;
        }
        let model = self.model.as_ref();
        if let Some(alike) = model.and_then(|model| model.alike(data)) {
            self.progress_like_the_model(alike);
            return true;
        }
        let event = Event::read(data);
        if let Some(event) = &event {
            self.event(event, now);
        }
        event.is_some()
    }

    fn progress_like_the_model(&mut self, alike: Alike<'_>) {
        if self.is_new_progress(None, Some(alike.purpose), Some(alike.timestamp)) {
            self.batch.push_alike(alike);
        }
    }

    pub(super) fn event(&mut self, event: &Event<'_>, now: u64) {
        self.learn_run_id(event.run_id);
        // Who has left waits for the run's name only, and that may have settled it.
        if self.wish == Wish::CancelAndClose {
            return;
        }
        match event.kind {
            Kind::Started if self.known.started => return,
            Kind::Started => self.known.started = true,
            Kind::StreamingUrl if !self.learn_streaming_url(event.streaming_url) => return,
            Kind::Progress
                if !self.is_new_progress(event.step_id, event.purpose, event.timestamp) =>
            {
                return;
            }
            Kind::Complete => {
                self.completed_by(event, now);
                return;
            }
            _ => {}
        }
        if event.kind != Kind::Heartbeat {
            self.running();
        }
        if event.kind == Kind::Progress && self.model.is_none() && !event.parsed {
            self.model = Model::of(event.text);
            if self.model.is_some() {
                self.batch.push_model(event.text);
                return;
            }
        }
        self.tell_of(event);
    }

    /// Hands an event on in today's form.
    fn tell_of(&mut self, event: &Event<'_>) {
        if event.parsed {
            self.batch.push_parsed(event.kind);
        } else {
            self.batch.push(event.kind, |out| event.write(out));
        }
    }

    fn completed_by(&mut self, event: &Event<'_>, now: u64) {
        let asked = self.times.asked;
        let held = self.times.first_byte.is_some_and(|first| {
            first.saturating_sub(asked) >= HELD_BACK && now.saturating_sub(first) <= AT_ONCE
        });
        if held && self.has_progress() {
            self.warn(Warning::BufferedStream);
        }
        self.tell_of(event);
        let end = event.end();
        self.known.other_status = wire::text(event.status);
        self.end(
            end,
            event.error_today().as_deref(),
            event.result.is_some(),
            now,
        );
        if let Some(end) = self.known.end.as_mut() {
            end.guessed = event.status.is_none();
        }
    }

    /// The agent's stream is over, or broke.
    pub(super) fn stream_over(&mut self, failure: Option<Failure>, now: u64) {
        if self.source != Source::Stream {
            return;
        }
        if self.body == Body::Json {
            self.json_answer(now);
            return;
        }
        // A last event without its closing blank line still counts; one that was cut is only a part of the break.
        let mut parser = std::mem::replace(&mut self.parser, Parser::new(0));
        // What it says has to be known before the stream counts as over, so the host is not asked about it.
        parser.finish(&mut |frame: Frame<'_>| {
            let held = None;
            self.take_frame(Frame { held, ..frame }, now);
        });
        self.parser = parser;
        if self.source == Source::Stream && self.html && self.body == Body::Unknown {
            self.not_a_stream();
        } else if self.source == Source::Stream {
            self.broken(failure, now);
        }
    }

    /// Success with JSON where a stream was due: a proxy answered for the service, or the service
    /// without streaming. What names a run is followed.
    fn json_answer(&mut self, now: u64) {
        let body = std::mem::take(&mut self.json);
        let body = json::without_mark(&body);
        if member(body, b"type").is_some() {
            self.frame(Frame::of(body), now);
        } else {
            self.learn_run_id(member(body, b"run_id").or_else(|| member(body, b"runId")));
        }
        if self.source == Source::Stream {
            if self.known.run_id.is_none() {
                let failure = Failure::new(
                    Code::BadResponse,
                    "The answer is JSON, not an event stream, and names no run: check that baseURL \
                     leads to the API or to a relay that passes streams.",
                );
                self.lose(failure.of_creating_call());
            } else {
                self.broken(None, now);
            }
        }
    }

    fn not_a_stream(&mut self) {
        let failure = Failure::new(
            Code::BadResponse,
            "The answer is an HTML page, not an event stream: check that baseURL leads to the API \
             or to a relay, and that no login page or fallback page stands in between.",
        );
        self.lose(failure.of_creating_call());
    }

    /// The relay's event stream is over, or there is none: reads are left.
    pub(super) fn events_closed(&mut self, now: u64) {
        if self.source == Source::Events {
            self.config.events = false;
            self.orders.push(Order::CloseSource);
            self.times.dropped = Some(now);
            self.read_now();
        }
    }
}
