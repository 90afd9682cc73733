//! A host that carries out nothing: it records what the machine orders, and keeps its own clock.

use std::rc::Rc;

use serde_json::Value;
use tinyfish_web::core::failure::{Code, Failure};
use tinyfish_web::core::machine::{
    ALIKE, Batch, Config, Content, Input, MODEL, Order, Outcome, PARSED, Run, Settlement, Start,
    Warning,
};

use super::outline::outline;

pub const START: u64 = 1_800_000_000_000;

/// One machine with all that it ordered so far.
#[derive(Clone)]
pub struct World {
    pub machine: Run,
    pub now: u64,
    /// Shared, since the tests of every cut clone worlds by the million.
    pub events: Vec<Rc<Value>>,
    /// The event that others of a batch are like.
    model: Option<Rc<Value>>,
    /// The event that was outlined last.
    outlined: Option<Rc<Value>>,
    pub creates: u32,
    pub reads: u32,
    pub cancels: u32,
    pub opened_events: u32,
    pub warnings: Vec<Warning>,
    pub settlement: Option<Settlement>,
    pub timer: Option<u64>,
    pub reading: bool,
    pub never_created: bool,
    /// How often the source was closed, before the settlement that closes it in any case.
    pub closed: u32,
    /// Whether creating calls are sent when they are ordered.
    sends: bool,
}

impl World {
    /// A machine that has not begun.
    pub fn idle(config: Config) -> Self {
        Self {
            machine: Run::new(config),
            now: START,
            events: Vec::new(),
            model: None,
            outlined: None,
            creates: 0,
            reads: 0,
            cancels: 0,
            opened_events: 0,
            warnings: Vec::new(),
            settlement: None,
            timer: None,
            reading: false,
            never_created: false,
            closed: 0,
            sends: true,
        }
    }

    pub fn begin(config: Config, start: Start) -> Self {
        Self::idle(config).begun(start)
    }

    /// A machine whose creating call was ordered and does not leave.
    pub fn unsent(config: Config, start: Start) -> Self {
        let idle = Self::idle(config);
        let sends = false;
        Self { sends, ..idle }.begun(start)
    }

    fn begun(self, start: Start) -> Self {
        let mut world = self;
        world.machine.begin(start, world.now);
        world.drain();
        world
    }

    /// A machine whose creating call was answered with an event stream.
    pub fn streaming(config: Config) -> Self {
        let mut world = Self::begin(config, Start::Stream);
        world.tell(Input::Opened(Content::Stream));
        world
    }

    /// A run that exists, whose first read is under way.
    pub fn watching(config: Config) -> Self {
        Self::begin(config, Start::Existing("r".into()))
    }

    /// A run that the stream has named.
    pub fn named(config: Config) -> Self {
        let mut world = Self::streaming(config);
        world.bytes(&started());
        world
    }

    pub fn tell(&mut self, input: Input<'_>) {
        self.machine.handle(input, self.now);
        self.drain();
    }

    /// Tells a stream's text.
    pub fn bytes(&mut self, text: &str) {
        self.tell(Input::Bytes(text.as_bytes()));
    }

    /// Answers the read that was ordered.
    pub fn answer(&mut self, run: &Value) {
        self.answer_text(&run.to_string());
    }

    pub fn answer_text(&mut self, run: &str) {
        assert!(self.reading, "no read was ordered");
        self.reading = false;
        self.tell(Input::Read(run.as_bytes()));
    }

    pub fn fail_read(&mut self, failure: Failure) {
        assert!(self.reading, "no read was ordered");
        self.reading = false;
        self.tell(Input::ReadFailed(failure));
    }

    /// Lets `ms` pass, with every timer on the way.
    pub fn pass(&mut self, ms: u64) {
        let until = self.now + ms;
        while let Some(at) = self.timer.filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.timer = None;
            self.tell(Input::Tick);
        }
        self.now = until;
    }

    /// Lets time pass to the next timer.
    pub fn wait(&mut self) {
        let at = self.timer.expect("a timer is armed");
        self.pass(at.saturating_sub(self.now));
    }

    /// Lets time pass until a read is ordered.
    pub fn wait_for_read(&mut self) {
        for _ in 0..100 {
            if self.reading {
                return;
            }
            self.wait();
        }
        panic!("no read was ordered");
    }

    /// How long until the next read.
    pub fn pause(&mut self) -> u64 {
        let before = self.now;
        self.wait_for_read();
        self.now - before
    }

    /// The events told, from this one on.
    pub fn told(&self, from: usize) -> Vec<Value> {
        let events = self.events.iter().skip(from);
        events.map(|event| event.as_ref().clone()).collect()
    }

    pub fn outcome(&self) -> Option<Outcome> {
        self.settlement
            .as_ref()
            .map(|settlement| settlement.outcome)
    }

    pub fn error_code(&self) -> Option<&'static str> {
        let error = self.settlement.as_ref()?.error.as_ref()?;
        Some(error.code.as_str())
    }

    pub fn error(&self) -> &Failure {
        let settlement = self.settlement.as_ref().expect("settled");
        settlement.error.as_ref().expect("with an error")
    }

    /// The types of the events told, without heartbeats.
    pub fn types(&self) -> Vec<&str> {
        let types = self
            .events
            .iter()
            .map(|event| event["type"].as_str().unwrap_or(""));
        types.filter(|kind| *kind != "HEARTBEAT").collect()
    }

    pub fn purposes(&self) -> Vec<&str> {
        let progress = self
            .events
            .iter()
            .filter(|event| event["type"] == "PROGRESS");
        progress
            .map(|event| event["purpose"].as_str().unwrap_or(""))
            .collect()
    }

    fn drain(&mut self) {
        while let Some(order) = self.machine.next_order() {
            assert!(
                self.settlement.is_none(),
                "ordered after settling: {order:?}"
            );
            match order {
                Order::OpenStream | Order::Queue if !self.sends => {}
                Order::OpenStream | Order::Queue => {
                    self.creates += 1;
                    self.machine.sent();
                }
                Order::OpenEvents => self.opened_events += 1,
                Order::Read => (self.reads, self.reading) = (self.reads + 1, true),
                Order::Cancel => self.cancels += 1,
                Order::CloseSource => (self.closed, self.reading) = (self.closed + 1, false),
                Order::Arm(at) => self.timer = Some(at),
                Order::Outline(buffer, from) => self.outline(&buffer[from..]),
                Order::Emit(batch) => self.take(&batch),
                Order::Warn(warning) => self.warnings.push(warning),
                Order::NeverCreated => self.never_created = true,
                Order::Settle(settlement) => self.settlement = Some(*settlement),
            }
        }
    }

    fn outline(&mut self, text: &[u8]) {
        let event = std::str::from_utf8(text)
            .ok()
            .and_then(|text| parse(text).ok());
        let outline = event.as_ref().and_then(outline);
        self.outlined = event.map(Rc::new);
        self.tell(Input::Outlined(outline.as_deref().map(str::as_bytes)));
    }

    /// Makes the events of a batch, as `record.js` does.
    fn take(&mut self, batch: &Batch) {
        let (mut elements, mut lengths) = (batch.elements(), batch.lengths.iter());
        let mut texts = batch.texts.as_slice();
        let mut text = || {
            let (text, rest) = texts.split_at(*lengths.next().unwrap() as usize);
            texts = rest;
            assert!(text.is_ascii(), "the host takes its bytes for letters");
            String::from_utf8(text.to_vec()).unwrap()
        };
        for kind in &batch.kinds {
            if *kind == ALIKE {
                let mut event = self.model.as_ref().unwrap().as_ref().clone();
                event["purpose"] = text().into();
                event["timestamp"] = text().into();
                self.events.push(Rc::new(event));
                continue;
            }
            if *kind >= PARSED {
                self.events.extend(self.outlined.take());
                continue;
            }
            // What only looks like JSON is the host's to skip, and to tell of.
            let json = String::from_utf8_lossy(elements.next().unwrap());
            if let Ok(event) = parse(&json) {
                let event = Rc::new(event);
                self.events.push(event.clone());
                if *kind == MODEL {
                    self.model = Some(event);
                }
            } else {
                self.machine.not_json();
            }
        }
        assert!(texts.is_empty() && elements.next().is_none());
    }
}

pub fn config() -> Config {
    Config::default()
}

/// The base may be a relay.
pub fn relayed() -> Config {
    Config {
        events: true,
        ..config()
    }
}

/// A run without steps, as it is read.
pub fn run(status: &str) -> Value {
    serde_json::json!({"run_id": "r", "status": status, "steps": []})
}

pub fn network() -> Failure {
    Failure::new(Code::Network, "cut").retryable()
}

pub fn status(status: u16, code: &str) -> Failure {
    let body = format!(r#"{{"error":{{"code":"{code}","message":"said"}}}}"#);
    Failure::from_answer(status, body.as_bytes(), None)
}

pub fn event(json: &Value) -> String {
    format!("data: {json}\n\n")
}

/// As a browser parses: a lone surrogate is JSON there, and none to serde_json.
fn parse(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&text.replace("\\ud", "\\u0")))
}

/// The event that names the run.
pub fn started() -> String {
    event(&serde_json::json!({"type": "STARTED", "run_id": "r"}))
}
