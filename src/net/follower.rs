//! Carries out the run machine's orders for one run, and tells it what came of them.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::JsString;
use wasm_bindgen::JsValue;
use web_sys::AbortController;

use super::abort::Abort;
use super::call::{Call, Mode};
use super::cancel::cancel_run;
use super::clock::{self, Timer};
use super::connections::Slot;
use super::endpoint::Endpoint;
use super::events::Events;
use super::later::later;
use super::reply::Reply;
use super::trouble::Trouble;
use crate::core::failure::Failure;
use crate::core::machine::{
    Batch, Config, Content, Input, Order, Outcome, Run, Settlement, Start, Warning,
};

/// The answer to a cancel while the service refuses to create the run and the next try waits.
const NEVER_CREATED: &[u8] = br#"{"run_id":null,"status":"CANCELLED","cancelled_at":null,"message":"The run had not been created"}"#;

/// Who hears what the machine says.
pub trait Sink {
    /// Events, in order; false if one of them is not JSON.
    fn events(&self, batch: Batch) -> bool;
    /// Parses an event, keeps it for the next batch, and gives its outline.
    fn outline(&self, event: &[u8]) -> Option<String>;
    /// Something about the run changed.
    fn changed(&self);
    /// The creating call was answered with success, or the run was found.
    fn established(&self);
    /// The answer to a cancel.
    fn cancelled(&self, answer: Result<Vec<u8>, Trouble>);
    /// The end; `cause` is what JavaScript threw where that was why.
    fn settled(&self, settlement: Settlement, cause: JsValue);
}

/// One run being followed.
pub struct Follower {
    endpoint: Rc<Endpoint>,
    machine: RefCell<Run>,
    body: Option<JsString>,
    sink: RefCell<Option<Rc<dyn Sink>>>,
    open: RefCell<Vec<AbortController>>,
    /// Wakes who waits for an event stream, which no controller ends.
    waiting: RefCell<Option<Waker>>,
    slot: RefCell<Option<Slot>>,
    timer: RefCell<Option<Timer>>,
    cause: RefCell<JsValue>,
    /// Counts how often the source was closed: what an older one still tells is dropped.
    turn: Cell<u32>,
    established: Cell<bool>,
    busy: Cell<bool>,
    /// What the sink knows of: the machine's revision when it was last told.
    told: Cell<u32>,
}

impl Follower {
    /// A follower that waits for [`Follower::begin`].
    pub fn idle(
        endpoint: Rc<Endpoint>,
        config: Config,
        body: Option<JsString>,
        sink: Rc<dyn Sink>,
    ) -> Rc<Self> {
        Rc::new(Self {
            endpoint,
            machine: RefCell::new(Run::new(config)),
            body,
            sink: RefCell::new(Some(sink)),
            open: RefCell::default(),
            waiting: RefCell::default(),
            slot: RefCell::default(),
            timer: RefCell::default(),
            cause: RefCell::new(JsValue::UNDEFINED),
            turn: Cell::new(0),
            established: Cell::new(false),
            busy: Cell::new(false),
            told: Cell::new(0),
        })
    }

    /// Begins. A run created here is followed by reads where no connection is left for a stream.
    pub fn begin(self: &Rc<Self>, start: Start) {
        let start = match start {
            Start::Stream => match Slot::take(&self.endpoint.base) {
                Some(slot) => {
                    self.slot.replace(Some(slot));
                    Start::Stream
                }
                None => Start::Queue,
            },
            other => other,
        };
        self.machine.borrow_mut().begin(start, clock::now());
        self.work();
    }

    /// Tells the machine what happened and carries out what it orders. May be called from within:
    /// a callback that cancels, say.
    pub fn tell(self: &Rc<Self>, input: Input<'_>) {
        self.machine.borrow_mut().handle(input, clock::now());
        self.work();
    }

    /// What the machine knows.
    pub fn with<T>(&self, ask: impl FnOnce(&Run) -> T) -> T {
        ask(&self.machine.borrow())
    }

    /// The run's id, once known.
    pub fn run_id(&self) -> Option<String> {
        self.with(|run| run.run_id().map(str::to_owned))
    }

    /// Where the run's calls go.
    pub fn endpoint(&self) -> &Rc<Endpoint> {
        &self.endpoint
    }

    fn work(self: &Rc<Self>) {
        if self.busy.replace(true) {
            return;
        }
        loop {
            let order = self.machine.borrow_mut().next_order();
            let Some(order) = order else { break };
            self.perform(order);
        }
        self.busy.set(false);
        let revision = self.with(Run::revision);
        if self.told.replace(revision) != revision {
            self.hear(|sink| sink.changed());
        }
    }

    fn hear(&self, say: impl FnOnce(&dyn Sink)) {
        let sink = self.sink.borrow().clone();
        if let Some(sink) = sink {
            say(&*sink);
        }
    }

    fn perform(self: &Rc<Self>, order: Order) {
        match order {
            Order::OpenStream => later(self.clone().stream(self.turn.get())),
            Order::Queue => later(self.clone().queue(self.turn.get())),
            Order::OpenEvents => later(self.clone().events(self.turn.get())),
            Order::Read => later(self.clone().read(self.turn.get())),
            // The run may settle, and let go of its sink, before the answer comes, and before this begins.
            Order::Cancel => later(self.clone().cancel(self.sink.borrow().clone())),
            Order::CloseSource => self.close_source(),
            Order::Arm(at) => self.arm(at),
            Order::Outline(buffer, from) => {
                let event = buffer.get(from..).unwrap_or_default();
                let sink = self.sink.borrow().clone();
                let outline = sink.and_then(|sink| sink.outline(event));
                self.tell(Input::Outlined(outline.as_deref().map(str::as_bytes)));
            }
            Order::Emit(batch) => self.hear(|sink| {
                if !sink.events(batch) {
                    self.machine.borrow_mut().not_json();
                }
            }),
            Order::Warn(warning) => self.warn(warning),
            Order::NeverCreated => self.hear(|sink| sink.cancelled(Ok(NEVER_CREATED.into()))),
            Order::Settle(settlement) => self.settle(*settlement),
        }
    }

    fn warn(&self, warning: Warning) {
        let run_id = self.run_id();
        self.endpoint
            .warn(warning.code(), warning.message(), run_id.as_deref());
    }

    fn settle(&self, mut settlement: Settlement) {
        self.close_source();
        settlement.error = settlement.error.map(|error| {
            self.with(|run| self.endpoint.without_secrets(error, run.streaming_url()))
        });
        self.timer.replace(None);
        let cause = self.cause.replace(JsValue::UNDEFINED);
        // Where the service said how the run ended, what JavaScript threw on the way has nothing to do with it.
        let ours = matches!(settlement.outcome, Outcome::Lost | Outcome::Closed);
        let cause = if ours { cause } else { JsValue::UNDEFINED };
        let sink = self.sink.replace(None);
        if let Some(sink) = sink {
            sink.settled(settlement, cause);
        }
    }

    fn close_source(&self) {
        self.turn.set(self.turn.get().wrapping_add(1));
        self.slot.replace(None);
        for controller in self.open.take() {
            controller.abort();
        }
        if let Some(waiting) = self.waiting.take() {
            waiting.wake();
        }
    }

    /// The next message; nothing once the source has been closed since `turn`.
    async fn message(&self, events: &mut Events, turn: u32) -> Option<String> {
        let mut next = pin!(events.next());
        poll_fn(|context| {
            if self.turn.get() != turn {
                return Poll::Ready(None);
            }
            self.waiting.replace(Some(context.waker().clone()));
            next.as_mut().poll(context)
        })
        .await
    }

    fn arm(self: &Rc<Self>, at: u64) {
        let follower = Rc::downgrade(self);
        let pause = at.saturating_sub(clock::now());
        let timer = Timer::new(pause, move || {
            if let Some(follower) = follower.upgrade() {
                follower.tell(Input::Tick);
            }
        });
        self.timer.replace(Some(timer));
    }

    /// Tells the machine, unless the source has been closed since `turn`.
    fn tell_if(self: &Rc<Self>, turn: u32, input: Input<'_>) {
        if self.turn.get() == turn {
            self.tell(input);
        }
    }

    /// The creating call succeeded, unless the source has been closed since `turn`.
    fn establish_if(&self, turn: u32) {
        if self.turn.get() == turn {
            self.establish();
        }
    }

    fn establish(&self) {
        if !self.established.replace(true) {
            self.hear(|sink| sink.established());
        }
    }

    fn guard(&self, limit: u64) -> Result<Abort, Trouble> {
        let abort = Abort::new(None, Some(limit))?;
        let mut open = self.open.borrow_mut();
        // A guard aborts when it is dropped: what has aborted is over.
        open.retain(|controller| !controller.signal().aborted());
        open.push(abort.controller());
        drop(open);
        Ok(abort)
    }

    fn failure(&self, trouble: Trouble) -> Failure {
        if let Trouble::Failed { cause, .. } = &trouble {
            self.cause.replace(cause.clone());
        }
        trouble.into_failure()
    }

    /// Sends, unless the source has been closed since `turn`: work begins after the order for it.
    async fn send(&self, call: &Call, turn: u32) -> Result<Reply, Trouble> {
        if self.turn.get() != turn {
            return Err(Trouble::Aborted(JsValue::UNDEFINED));
        }
        let abort = self.guard(self.endpoint.limit(call))?;
        let headers = self.endpoint.headers(call, &abort).await?;
        self.machine.borrow_mut().sent();
        self.endpoint.send_with(call, headers, abort).await
    }

    async fn fetch(&self, call: &Call, turn: u32) -> Result<Vec<u8>, Trouble> {
        self.send(call, turn).await?.bytes().await
    }

    async fn stream(self: Rc<Self>, turn: u32) {
        let path = "/v1/automation/run-sse";
        let call = Call::post(path, self.body.clone(), Mode::Once).accept("text/event-stream");
        let reply = match self.send(&call, turn).await {
            Ok(reply) => reply,
            Err(trouble) => {
                let failure = self.failure(trouble);
                self.tell_if(turn, Input::Refused(failure.of_creating_call()));
                return;
            }
        };
        let content = reply.content();
        self.tell_if(turn, Input::Opened(content));
        if content == Content::Stream {
            self.establish_if(turn);
        }
        let follower = self.clone();
        let each = move |bytes: &[u8]| {
            follower.tell_if(turn, Input::Bytes(bytes));
            // What is called a page has shown what it is by now.
            follower.establish_if(turn);
        };
        let ended = reply.stream(each).await;
        if self.turn.get() == turn {
            self.slot.replace(None);
        }
        match ended {
            Ok(()) => self.tell_if(turn, Input::Ended),
            Err(trouble) => {
                let failure = trouble.into_failure();
                self.tell_if(turn, Input::Broken(failure));
            }
        }
    }

    async fn queue(self: Rc<Self>, turn: u32) {
        let call = Call::post("/v1/automation/run-async", self.body.clone(), Mode::Once);
        match self.fetch(&call, turn).await {
            Ok(body) => {
                self.tell_if(turn, Input::Queued(&body));
                if self.run_id().is_some() {
                    self.establish();
                }
            }
            Err(trouble) => {
                let failure = self.failure(trouble);
                self.tell_if(turn, Input::Refused(failure.of_creating_call()));
            }
        }
    }

    async fn events(self: Rc<Self>, turn: u32) {
        let Some(run_id) = self.run_id().filter(|_| self.turn.get() == turn) else {
            return;
        };
        let slot = Slot::take(&self.endpoint.base);
        let events = slot
            .as_ref()
            .and_then(|_| Events::open(&self.endpoint, &run_id));
        let Some(mut events) = events else {
            self.tell_if(turn, Input::EventsClosed);
            return;
        };
        let mut heard = false;
        while let Some(data) = self.message(&mut events, turn).await {
            heard = true;
            self.tell(Input::Message(data.as_bytes()));
        }
        if !heard && self.turn.get() == turn {
            self.endpoint.no_events.set(true);
        }
        self.tell_if(turn, Input::EventsClosed);
    }

    async fn read(self: Rc<Self>, turn: u32) {
        let Some(run_id) = self.run_id() else {
            return;
        };
        match self.fetch(&Call::read_run(&run_id, ""), turn).await {
            Ok(body) => {
                // What an earlier read threw has passed.
                self.cause.replace(JsValue::UNDEFINED);
                self.establish_if(turn);
                self.tell_if(turn, Input::Read(&body));
            }
            Err(trouble) => {
                let failure = self.failure(trouble);
                self.tell_if(turn, Input::ReadFailed(failure));
            }
        }
    }

    async fn cancel(self: Rc<Self>, sink: Option<Rc<dyn Sink>>) {
        let Some(run_id) = self.run_id() else {
            return;
        };
        let answer = cancel_run(&self.endpoint, &run_id).await;
        self.tell(match &answer {
            Ok(_) => Input::CancelAnswered,
            Err(_) => Input::CancelFailed,
        });
        if let Some(sink) = sink {
            sink.cancelled(answer);
        }
    }
}
