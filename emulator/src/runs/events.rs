//! The events of a run, as the stream sends them (API reference: the agent SSE stream).

use serde_json::{Value, json};

use super::{Ending, RunError, Status};
use crate::clock;

/// What an event is for whoever counts or cuts the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Started,
    Progress,
    Complete,
    Other,
}

/// One event: its JSON is sent as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub kind: Kind,
    pub body: Value,
}

impl Event {
    pub(crate) fn started(run_id: &str) -> Self {
        Self::new(
            Kind::Started,
            json!({ "type": "STARTED", "run_id": run_id, "timestamp": now() }),
        )
    }

    pub(crate) fn streaming_url(run_id: &str, url: &str) -> Self {
        let body = json!({
            "type": "STREAMING_URL", "run_id": run_id, "streaming_url": url, "timestamp": now(),
        });
        Self::new(Kind::Other, body)
    }

    pub(crate) fn progress(run_id: &str, purpose: &str) -> Self {
        let body = json!({
            "type": "PROGRESS", "run_id": run_id, "purpose": purpose, "timestamp": now(),
        });
        Self::new(Kind::Progress, body)
    }

    pub(crate) fn heartbeat() -> Self {
        Self::other(json!({ "type": "HEARTBEAT", "timestamp": now() }))
    }

    pub(crate) fn complete(run_id: &str, ending: &Ending) -> Self {
        match ending {
            Ending::Completed { result, .. } => {
                Self::last(run_id, Status::Completed, result.clone(), None)
            }
            Ending::Failed(error) => Self::last(run_id, Status::Failed, Value::Null, Some(error)),
        }
    }

    pub(crate) fn cancelled(run_id: &str) -> Self {
        Self::last(run_id, Status::Cancelled, Value::Null, None)
    }

    /// An event that is neither counted nor cut at.
    pub(crate) fn other(body: Value) -> Self {
        Self::new(Kind::Other, body)
    }

    fn last(run_id: &str, status: Status, result: Value, error: Option<&RunError>) -> Self {
        let body = json!({
            "type": "COMPLETE", "run_id": run_id, "status": status, "result": result,
            "error": error, "timestamp": now(),
        });
        Self::new(Kind::Complete, body)
    }

    fn new(kind: Kind, body: Value) -> Self {
        Self { kind, body }
    }
}

fn now() -> String {
    clock::iso(clock::now())
}
