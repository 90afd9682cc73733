//! One run: everything that happens to it goes through here, under one lock.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use super::{Ending, Event, Kind, RunError, RunParams, SchemaValidation};
use crate::clock;
use crate::scenarios::Plan;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Status {
    Pending,
    Running,
    Completed,
    Failed,
    Cancelled,
}

impl Status {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "PENDING" => Self::Pending,
            "RUNNING" => Self::Running,
            "COMPLETED" => Self::Completed,
            "FAILED" => Self::Failed,
            "CANCELLED" => Self::Cancelled,
            _ => return None,
        })
    }

    pub(crate) fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// The endpoint that created a run; synchronous runs cannot be cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MadeBy {
    Run,
    RunAsync,
    RunSse,
    RunBatch,
}

/// One thing the agent did, with the picture it left.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub id: String,
    pub time: OffsetDateTime,
    pub status: Status,
    pub action: String,
    pub took: Duration,
    pub screenshot: Bytes,
    pub html: Option<String>,
}

/// How a cancel found the run (API reference: cancel table).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cancelled {
    Now,
    Before,
    TooLate,
}

/// What changes during a run's life.
#[derive(Debug)]
pub(crate) struct Life {
    pub status: Status,
    pub started_at: Option<OffsetDateTime>,
    pub finished_at: Option<OffsetDateTime>,
    pub streaming_url: Option<String>,
    pub steps: Vec<Arc<Step>>,
    pub result: Value,
    pub error: Option<RunError>,
    pub schema_validation: Option<SchemaValidation>,
    events: Vec<Arc<Event>>,
}

/// What a run is made from.
pub(crate) struct NewRun {
    pub owner: String,
    pub made_by: MadeBy,
    pub params: RunParams,
    pub tag: Option<String>,
    pub plan: Option<Plan>,
}

pub(crate) struct Run {
    pub id: String,
    /// Position in the order of creation, also across runs of the same millisecond.
    pub number: u64,
    /// The key it was made with; others do not see it.
    pub owner: String,
    pub made_by: MadeBy,
    pub params: RunParams,
    pub tag: Option<String>,
    /// The part a scenario plays; none for browser runs.
    pub plan: Option<Plan>,
    /// What lets a viewer in, instead of a key.
    pub view_token: String,
    pub created_at: OffsetDateTime,
    /// The newest picture of the browser, for live viewers.
    pub picture: watch::Sender<Option<Bytes>>,
    /// Asked to lose its browser tab, as if it had crashed.
    pub tab_killed: Notify,
    /// Reads that failed on purpose so far.
    pub failed_reads: AtomicUsize,
    life: Mutex<Life>,
    changed: watch::Sender<()>,
    weight: AtomicUsize,
}

impl Run {
    pub(crate) fn new(number: u64, new: NewRun) -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            number,
            owner: new.owner,
            made_by: new.made_by,
            params: new.params,
            tag: new.tag,
            plan: new.plan,
            view_token: Uuid::new_v4().simple().to_string(),
            created_at: clock::now(),
            picture: watch::Sender::new(None),
            tab_killed: Notify::new(),
            failed_reads: AtomicUsize::new(0),
            life: Mutex::new(Life {
                status: Status::Pending,
                started_at: None,
                finished_at: None,
                streaming_url: None,
                steps: Vec::new(),
                result: Value::Null,
                error: None,
                schema_validation: None,
                events: Vec::new(),
            }),
            changed: watch::Sender::new(()),
            weight: AtomicUsize::new(0),
        }
    }

    /// Reads the run's life at one moment.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Life) -> T) -> T {
        look(&self.lock())
    }

    pub(crate) fn status(&self) -> Status {
        self.read(|life| life.status)
    }

    /// Bytes of pictures, pages and results held for this run.
    pub(crate) fn weight(&self) -> usize {
        self.weight.load(Ordering::Relaxed)
    }

    /// Says the run's id to its stream although the run still waits for its turn.
    pub(crate) fn announce(&self) {
        let mut life = self.lock();
        if !life.events.iter().any(|event| event.kind == Kind::Started) {
            life.events.push(Arc::new(Event::started(&self.id)));
        }
        self.changed.send_replace(());
    }

    /// The run leaves the queue.
    pub(crate) fn start(&self) {
        {
            let mut life = self.lock();
            if life.status != Status::Pending {
                return;
            }
            life.status = Status::Running;
            life.started_at = Some(clock::now());
        }
        self.announce();
    }

    /// There is something to watch at this address from now on.
    pub(crate) fn go_live(&self, url: String) {
        let event = Event::streaming_url(&self.id, &url);
        self.change(|life| {
            life.streaming_url = Some(url);
            life.events.push(Arc::new(event));
        });
    }

    /// Records a step together with its `PROGRESS` event, so that stream and reads always agree.
    pub(crate) fn add_step(&self, step: Step, progress: Event) {
        self.weigh(step.screenshot.len() + step.html.as_ref().map_or(0, String::len));
        self.picture.send_replace(Some(step.screenshot.clone()));
        self.change(|life| {
            life.steps.push(Arc::new(step));
            life.events.push(Arc::new(progress));
        });
    }

    /// Adds an event that changes nothing else.
    pub(crate) fn emit(&self, event: Event) {
        self.change(|life| life.events.push(Arc::new(event)));
    }

    /// Ends the run, unless it has ended already.
    pub(crate) fn finish(&self, ending: Ending) {
        let event = Event::complete(&self.id, &ending);
        self.change(|life| {
            life.end(event);
            match ending {
                Ending::Completed {
                    result,
                    schema_validation,
                } => {
                    life.status = Status::Completed;
                    life.result = result;
                    life.schema_validation = schema_validation;
                }
                Ending::Failed(error) => {
                    life.status = Status::Failed;
                    life.error = Some(error);
                }
            }
        });
    }

    /// Cancels the run if it has not ended.
    pub(crate) fn cancel(&self) -> Cancelled {
        let before = self.change(|life| {
            life.end(Event::cancelled(&self.id));
            life.status = Status::Cancelled;
        });
        match before {
            Status::Cancelled => Cancelled::Before,
            Status::Completed | Status::Failed => Cancelled::TooLate,
            Status::Pending | Status::Running => Cancelled::Now,
        }
    }

    /// The events from the given position on.
    pub(crate) fn events_from(&self, position: usize) -> Vec<Arc<Event>> {
        self.read(|life| life.events.get(position..).unwrap_or_default().to_vec())
    }

    /// Wakes whenever something about the run changed.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Resolves when the run has ended.
    pub(crate) async fn ended(&self) {
        let mut changes = self.watch();
        while !self.status().is_terminal() {
            // The sender lives in `self`, so there is always a next change to wait for.
            let _ = changes.changed().await;
        }
    }

    /// Applies a change unless the run has ended; gives the status it had before.
    fn change(&self, apply: impl FnOnce(&mut Life)) -> Status {
        let before = {
            let mut life = self.lock();
            let before = life.status;
            if !before.is_terminal() {
                apply(&mut life);
            }
            before
        };
        self.changed.send_replace(());
        before
    }

    /// Adds to the bytes that count towards the store's limit.
    pub(crate) fn weigh(&self, bytes: usize) {
        self.weight.fetch_add(bytes, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Life> {
        // Every change is complete before its lock is released, so a poisoned one is still sound.
        self.life.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Life {
    fn end(&mut self, event: Event) {
        self.finished_at = Some(clock::now());
        self.events.push(Arc::new(event));
    }
}
