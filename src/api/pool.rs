//! `client.pool`: many runs, a few at once.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::{Array, Promise};
use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::ask::ask;
use super::js::{self, object};
use super::options::Options;
use super::params;
use super::promise::promise;
use super::stream::{RunStream, Watchers};
use crate::core::failure::Failure;
use crate::core::machine::{Input, Outcome, Run, Start};
use crate::core::pool::Line;
use crate::net::{self, Call, Endpoint, Mode, Timer};

/// Default of `limit`.
const LIMIT: f64 = 4.0;
/// How often a run that the service refuses for being busy is tried again: the whole pool waits
/// with it, so patience costs nothing.
const PATIENCE: u32 = 20;

/// How the pool's runs stand.
#[derive(Default, Clone, Copy)]
struct Counts {
    total: u32,
    waiting: u32,
    running: u32,
    completed: u32,
    failed: u32,
    cancelled: u32,
    /// Timed out, lost or closed: the service's word is missing.
    unsettled: u32,
}

/// As a map: for the fields of a struct serde-wasm-bindgen keeps a table of their names, as large as the rest of it.
impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([
            ("total", self.total),
            ("waiting", self.waiting),
            ("running", self.running),
            ("completed", self.completed),
            ("failed", self.failed),
            ("cancelled", self.cancelled),
            ("unsettled", self.unsettled),
        ])
    }
}

/// Many runs, a few at once.
#[wasm_bindgen(skip_typescript)]
pub struct Pool(Rc<Inner>);

/// A run that waits for its place.
struct Waiting {
    stream: RunStream,
    has_place: Rc<Cell<bool>>,
}

struct Inner {
    endpoint: Rc<Endpoint>,
    line: RefCell<Line<Waiting>>,
    runs: RefCell<Vec<RunStream>>,
    ended: Cell<Counts>,
    watchers: Watchers,
    snapshot: RefCell<Option<JsValue>>,
    timer: RefCell<Option<Timer>>,
}

impl Pool {
    /// Reads the options of `client.pool`.
    pub(super) fn new(endpoint: Rc<Endpoint>, given: &JsValue) -> Result<Self, JsValue> {
        let limit = Options::of(given)?.number("limit")?.unwrap_or(LIMIT);
        if limit < 1.0 {
            return Err(Failure::must_be("limit", "at least 1").into());
        }
        Ok(Self(Rc::new(Inner {
            endpoint,
            line: RefCell::new(Line::new(limit as usize)),
            runs: RefCell::default(),
            ended: Cell::default(),
            watchers: Watchers::default(),
            snapshot: RefCell::default(),
            timer: RefCell::default(),
        })))
    }
}

#[wasm_bindgen]
impl Pool {
    /// Adds a run; it starts when a place is free. Wrong params are thrown at once.
    pub fn add(&self, params: JsValue, options: JsValue) -> Result<RunStream, JsValue> {
        params::check(&params, "")?;
        let stream =
            RunStream::create_in_pool(self.0.endpoint.clone(), &params, &options, PATIENCE)?;
        self.0.add(stream.clone());
        Ok(stream)
    }

    /// Cancels every run added so far: those that run, in one call; those that wait are never created.
    #[wasm_bindgen(js_name = cancelAll)]
    pub fn cancel_all(&self) -> Promise {
        // Here: a run that is added after this call is not meant.
        let (named, asked) = self.0.cancel_unnamed();
        let pool = self.0.clone();
        promise(async move {
            let results = Array::new();
            let named = pool.cancel_named(&named, &results).await;
            let unnamed = hear(asked, &results).await;
            named.and(unnamed).map(|()| results)
        })
    }

    /// Resolves with all outcomes, in the order of `add`, once every run added so far has settled.
    pub fn settled(&self) -> Promise {
        let runs = self.0.runs.borrow();
        let outcomes: Array = runs
            .iter()
            .map(|run| JsValue::from(run.finished()))
            .collect();
        Promise::all(&outcomes)
    }

    /// How the runs stand: a frozen object, the same one until something changes.
    pub fn snapshot(&self) -> JsValue {
        self.0.look()
    }

    /// Calls `listener` when the snapshot has changed, at most once a frame. Gives the function
    /// that ends this.
    pub fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        self.0.watchers.subscribe(listener)
    }
}

impl Inner {
    fn add(self: &Rc<Self>, stream: RunStream) {
        let has_place = Rc::new(Cell::new(false));
        // Not weak: the page may let go of its pool, and who waits is to start all the same. A run drops this once it settles.
        let (pool, place) = (self.clone(), has_place.clone());
        stream
            .shared()
            .when_settled(move |outcome| pool.run_settled(outcome, place.get()));
        let (pool, weak) = (Rc::downgrade(self), Rc::downgrade(stream.shared()));
        stream.shared().when_changed(move || {
            if let (Some(pool), Some(shared)) = (pool.upgrade(), weak.upgrade()) {
                pool.run_changed(shared.follower().with(Run::waits_until));
            }
        });
        self.runs.borrow_mut().push(stream.clone());
        self.line.borrow_mut().add(Waiting { stream, has_place });
        self.renew();
        self.start();
    }

    /// Starts whoever has a place.
    fn start(self: &Rc<Self>) {
        loop {
            let next = self.line.borrow_mut().start(net::now());
            let Some(run) = next else { break };
            self.renew();
            run.has_place.set(true);
            run.stream.begin(Start::Stream);
        }
        let now = net::now();
        let wake = self.line.borrow().wakes_at(now);
        let timer = wake.map(|at| {
            let pool = Rc::downgrade(self);
            Timer::new(at - now, move || start_later(&pool))
        });
        self.timer.replace(timer);
    }

    /// A run that the service refuses for now makes the whole pool wait.
    fn run_changed(self: &Rc<Self>, waits_until: Option<u64>) {
        if let Some(until) = waits_until {
            self.line.borrow_mut().pause(net::now(), until);
            self.start();
        }
    }

    fn run_settled(self: &Rc<Self>, outcome: Outcome, had_place: bool) {
        let mut ended = self.ended.get();
        match outcome {
            Outcome::Completed => ended.completed += 1,
            Outcome::Failed => ended.failed += 1,
            Outcome::Cancelled => ended.cancelled += 1,
            Outcome::TimedOut | Outcome::Lost | Outcome::Closed => ended.unsettled += 1,
        }
        self.ended.set(ended);
        if had_place {
            self.line.borrow_mut().finish();
        } else {
            self.line
                .borrow_mut()
                .retain(|run| !run.stream.shared().is_settled());
        }
        self.renew();
        self.start();
    }

    /// Cancels those that have no id yet; gives the others, and the answers that come.
    fn cancel_unnamed(&self) -> (Vec<RunStream>, Vec<JsFuture>) {
        // All leave the line before the first is told: a place that one gives back would else start the next.
        self.line.borrow_mut().clear();
        let runs = self.runs.borrow().clone();
        let open = runs.into_iter().filter(|run| !run.shared().is_settled());
        let (named, unnamed): (Vec<_>, Vec<_>) =
            open.partition(|run| run.shared().run_id().is_some());
        (named, cancel_each(&unnamed))
    }

    async fn cancel_named(&self, named: &[RunStream], results: &Array) -> Result<(), JsValue> {
        let mut first_error = None;
        for some in named.chunks(super::ids::BATCH_LIMIT as usize) {
            // The runs of the other calls are to be cancelled all the same.
            if let Err(error) = self.cancel_some(some, results).await {
                first_error.get_or_insert(error);
            }
        }
        first_error.map_or(Ok(()), Err)
    }

    /// Cancels runs in one call; in one call each where the server has no such call, as behind a proxy that passes only the
    /// commonest (wire reference 8).
    async fn cancel_some(&self, some: &[RunStream], results: &Array) -> Result<(), JsValue> {
        let ids: Array = some.iter().map(|run| run.run_id()).collect();
        let tell = |run: &RunStream, input: Input<'_>| run.shared().follower().tell(input);
        some.iter().for_each(|run| tell(run, Input::CancelSent));
        let body = params::body(&object(&[("run_ids", &ids)]))?;
        let mut call = Call::post("/v1/runs/batch/cancel", Some(body), Mode::Repeatable);
        call.keepalive = true;
        let answer = JsFuture::from(ask(&self.endpoint, Ok(call), &JsValue::UNDEFINED)).await;
        let answer = answer.map(|answer| net::get(&answer, "results").dyn_into::<Array>());
        let told = match &answer {
            Ok(Ok(told)) => told.clone(),
            _ => Array::new(),
        };
        let mut left = Vec::new();
        for run in some {
            let is_its = |result: &JsValue| net::get(result, "run_id") == run.run_id();
            match told.iter().find(is_its) {
                Some(result) => {
                    results.push(&result);
                    tell(run, Input::CancelAnswered);
                }
                None => {
                    tell(run, Input::CancelFailed);
                    left.push(run.clone());
                }
            }
        }
        match answer {
            Err(error) if !is_not_offered(&error) => Err(error),
            // A run that was just created may not be found yet; what answers anything else has no such call either.
            _ => hear(cancel_each(&left), results).await,
        }
    }

    fn renew(&self) {
        self.snapshot.replace(None);
        self.watchers.notify();
    }

    fn look(&self) -> JsValue {
        if let Some(current) = &*self.snapshot.borrow() {
            return current.clone();
        }
        let line = self.line.borrow();
        let runs = self.runs.borrow();
        let counts = Counts {
            total: runs.len() as u32,
            waiting: line.waiting() as u32,
            running: line.running() as u32,
            ..self.ended.get()
        };
        let objects = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
        let made = counts.serialize(&objects).unwrap_or_default();
        js::freeze(&made);
        self.snapshot.replace(Some(made.clone()));
        made
    }
}

/// Cancels all at once, and hears each from the beginning.
fn cancel_each(some: &[RunStream]) -> Vec<JsFuture> {
    let answers = some.iter().map(|run| JsFuture::from(run.cancel()));
    answers.collect()
}

/// Gathers the answers. Fails with the first error once all have come.
async fn hear(answers: Vec<JsFuture>, results: &Array) -> Result<(), JsValue> {
    let mut first_error = None;
    for answer in answers {
        match answer.await {
            // Of a run that never was there is nothing to tell.
            Ok(result) if net::get(&result, "run_id").is_null() => {}
            Ok(result) => _ = results.push(&result),
            Err(error) => _ = first_error.get_or_insert(error),
        }
    }
    first_error.map_or(Ok(()), Err)
}

fn is_not_offered(error: &JsValue) -> bool {
    let status = net::get(error, "status").as_f64();
    status.is_some_and(|status| [403.0, 404.0, 405.0].contains(&status))
}

fn start_later(pool: &Weak<Inner>) {
    if let Some(pool) = pool.upgrade() {
        pool.start();
    }
}
