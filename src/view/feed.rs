//! The steps of a run as they come: one reader for all views of the run, at most one read under
//! way and about one a second.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Document;

use super::source::{RunSource, Snapshot, Subscription};
use super::step::Step;
use crate::net::later;
use crate::net::{Timer, get, now};

/// Milliseconds from one read to the next.
const INTERVAL: u64 = 1_000;
/// How often a read is tried again before the next step.
const TRIES: u32 = 4;

/// Who wants the steps.
pub trait Reader {
    /// The steps have changed, or there will be no more.
    fn steps_changed(&self);
    /// The steps could not be read.
    fn steps_failed(&self);
}

/// What calls for a read.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Due {
    progress: u32,
    settled: bool,
}

/// The steps of one run.
pub struct Feed {
    me: Weak<Self>,
    source: RunSource,
    steps: RefCell<Vec<Step>>,
    readers: RefCell<Vec<Weak<dyn Reader>>>,
    /// What the last finished read was for.
    have: Cell<Due>,
    /// What the failures were met for.
    tried: Cell<Due>,
    reading: Cell<bool>,
    failures: Cell<u32>,
    read_at: Cell<u64>,
    complete: Cell<bool>,
    unread: Cell<bool>,
    timer: RefCell<Option<Timer>>,
    /// One for each document that shows the steps: each tells only while its own is seen.
    subscriptions: RefCell<Vec<(Document, Subscription)>>,
}

thread_local! {
    static FEEDS: RefCell<Vec<Weak<Feed>>> = const { RefCell::new(Vec::new()) };
}

impl Feed {
    /// The feed of this run, for as long as somebody holds it. It reads while a document of
    /// its readers can be seen.
    pub fn of(source: &RunSource, document: &Document, reader: Weak<dyn Reader>) -> Rc<Self> {
        let known = FEEDS.with_borrow_mut(|feeds| {
            feeds.retain(|feed| feed.strong_count() > 0);
            let mut feeds = feeds.iter().filter_map(Weak::upgrade);
            feeds.find(|feed| feed.source == *source)
        });
        let feed = known.unwrap_or_else(|| Self::open(source.clone()));
        let mut readers = feed.readers.borrow_mut();
        readers.retain(|reader| reader.strong_count() > 0);
        readers.push(reader);
        drop(readers);
        feed.follow(document);
        feed.pump();
        feed
    }

    /// Follows the run also while this document can be seen.
    pub fn follow(&self, document: &Document) {
        let is_known = |followed: &(Document, _)| followed.0 == *document;
        if self.complete.get() || self.subscriptions.borrow().iter().any(is_known) {
            return;
        }
        let me = self.me.clone();
        let changed = Rc::new(move || {
            if let Some(feed) = me.upgrade() {
                feed.pump();
            }
        });
        let subscription = self.source.subscribe(document, changed);
        let mut followed = self.subscriptions.borrow_mut();
        followed.push((document.clone(), subscription));
    }

    fn open(source: RunSource) -> Rc<Self> {
        let feed = Rc::new_cyclic(|me: &Weak<Self>| Self {
            me: me.clone(),
            source,
            steps: RefCell::default(),
            readers: RefCell::default(),
            have: Cell::default(),
            tried: Cell::default(),
            reading: Cell::default(),
            failures: Cell::default(),
            read_at: Cell::default(),
            complete: Cell::default(),
            unread: Cell::default(),
            timer: RefCell::default(),
            subscriptions: RefCell::default(),
        });
        FEEDS.with_borrow_mut(|feeds| feeds.push(Rc::downgrade(&feed)));
        feed
    }

    /// The steps known now.
    pub fn steps(&self) -> Vec<Step> {
        self.steps.borrow().clone()
    }

    /// Whether no more will come.
    pub fn is_complete(&self) -> bool {
        self.complete.get()
    }

    /// Whether the last read failed.
    pub fn is_unread(&self) -> bool {
        self.unread.get()
    }

    /// Reads if there is something new to read, now or when the interval has passed.
    fn pump(&self) {
        let snapshot = self.source.snapshot();
        let due = Due {
            progress: snapshot.progress_count(),
            settled: snapshot.is_settled(),
        };
        if self.complete.get() || self.reading.get() || due == self.have.get() {
            return;
        }
        if due.settled && snapshot.is_unnamed() {
            // There is no run to read.
            self.unread.set(true);
            return self.finish(due);
        }
        if due.settled && self.take_outcome(&snapshot, due) {
            return;
        }
        if self.tried.replace(due) != due {
            self.failures.set(0);
        }
        let next = self.read_at.get() + (INTERVAL << self.failures.get());
        match next.saturating_sub(now()) {
            0 => self.read(due),
            // A clock that was set back must not stop the reading.
            wait => self.wait(wait.min(INTERVAL << TRIES)),
        }
    }

    /// The steps may have come with the outcome.
    fn take_outcome(&self, snapshot: &Snapshot, due: Due) -> bool {
        let Some(steps) = snapshot.outcome_steps() else {
            return false;
        };
        if steps.length() == 0 && due.progress > 0 {
            return false;
        }
        self.merge(&steps, due);
        true
    }

    fn wait(&self, ms: u64) {
        let me = self.me.clone();
        let timer = Timer::new(ms, move || {
            if let Some(feed) = me.upgrade() {
                feed.timer.replace(None);
                feed.pump();
            }
        });
        // The old timer is dropped outside the borrow.
        drop(self.timer.replace(Some(timer)));
    }

    fn read(&self, due: Due) {
        let Some(run) = self.source.read() else {
            return self.finish(due);
        };
        self.reading.set(true);
        self.read_at.set(now());
        let me = self.me.clone();
        later(async move {
            let run = JsFuture::from(Promise::resolve(&run)).await;
            if let Some(feed) = me.upgrade() {
                feed.reading.set(false);
                feed.answered(run.ok(), due);
            }
        });
    }

    fn answered(&self, run: Option<JsValue>, due: Due) {
        match run.and_then(|run| get(&run, "steps").dyn_into::<Array>().ok()) {
            Some(steps) => {
                self.failures.set(0);
                self.merge(&steps, due);
            }
            None => self.failed(due),
        }
        self.pump();
    }

    fn failed(&self, due: Due) {
        self.unread.set(true);
        let failures = self.failures.get() + 1;
        if failures == 1 {
            self.tell(|reader| reader.steps_failed());
        }
        if failures < TRIES {
            self.failures.set(failures);
        } else {
            self.failures.set(0);
            self.finish(due);
        }
    }

    /// Takes new steps by id, in their order; one that is known is taken again if its picture has
    /// only come now.
    fn merge(&self, found: &Array, due: Due) {
        self.unread.set(false);
        let mut steps = self.steps.borrow_mut();
        for (index, step) in Step::list(found).into_iter().enumerate() {
            // Nearly always at the same place as last time.
            let same_place = steps
                .get(index)
                .is_some_and(|known| known.id() == step.id());
            let at = match step.id() {
                Some(_) if !same_place => steps.iter().position(|known| known.id() == step.id()),
                _ => Some(index),
            };
            match at.and_then(|at| steps.get_mut(at)) {
                Some(known) if !known.has_screenshot() => *known = step,
                Some(_) => {}
                None => steps.push(step),
            }
        }
        drop(steps);
        self.finish(due);
    }

    fn finish(&self, due: Due) {
        self.have.set(due);
        self.complete.set(due.settled);
        if due.settled {
            drop(self.timer.take());
            drop(self.subscriptions.take());
        }
        self.tell(|reader| reader.steps_changed());
    }

    fn tell(&self, tell: fn(&dyn Reader)) {
        // Copied, since a reader may come or go when it is told.
        let readers = self.readers.borrow().clone();
        for reader in readers {
            if let Some(reader) = reader.upgrade() {
                tell(reader.as_ref());
            }
        }
    }
}
