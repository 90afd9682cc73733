//! Runs and their steps.

use super::{Status, find, said};

/// The members of a run object (wire reference 5.1) that following one needs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Run<'a> {
    /// `run_id`
    pub run_id: Option<&'a [u8]>,
    /// `status`
    pub status: Option<&'a [u8]>,
    /// `goal`
    pub goal: Option<&'a [u8]>,
    /// `streaming_url`
    pub streaming_url: Option<&'a [u8]>,
    /// `started_at`, else `created_at`
    pub started_at: Option<&'a [u8]>,
    /// `finished_at`
    pub finished_at: Option<&'a [u8]>,
    /// `result`
    pub result: Option<&'a [u8]>,
    /// `error`
    pub error: Option<&'a [u8]>,
    /// `steps`
    pub steps: Option<&'a [u8]>,
}

impl<'a> Run<'a> {
    /// Reads a run, or `None` if the text is not one whole JSON object.
    pub fn read(text: &'a [u8]) -> Option<Self> {
        let mut found = [None; 14];
        find(text, &RUN, &mut found)?;
        let [
            old_id,
            old_url,
            old_result,
            older_result,
            run_id,
            streaming_url,
            result,
            started_at,
            created_at,
            finished_at,
            status,
            goal,
            error,
            steps,
        ] = found;
        Some(Self {
            run_id: run_id.or(old_id),
            status,
            goal,
            streaming_url: streaming_url.or(old_url),
            started_at: started_at.or(created_at),
            finished_at,
            result: result.or(old_result).or(older_result),
            error: said(error),
            steps,
        })
    }

    /// The run's status.
    pub fn status(&self) -> Option<Status> {
        self.status.map(Status::read)
    }
}

/// The names of a run's members, the old ones first.
const RUN: [&[u8]; 14] = [
    b"runId",
    b"streamingUrl",
    b"result_json",
    b"resultJson",
    b"run_id",
    b"streaming_url",
    b"result",
    b"started_at",
    b"created_at",
    b"finished_at",
    b"status",
    b"goal",
    b"error",
    b"steps",
];

/// The members of a step (wire reference 5.2) that become a `PROGRESS` event.
#[derive(Debug, Clone, Copy, Default)]
pub struct Step<'a> {
    /// `id`
    pub id: Option<&'a [u8]>,
    /// `action`
    pub action: Option<&'a [u8]>,
    /// `timestamp`
    pub timestamp: Option<&'a [u8]>,
}

impl<'a> Step<'a> {
    /// Reads a step; what is missing stays absent.
    pub fn read(text: &'a [u8]) -> Self {
        let mut found = [None; 3];
        find(text, &[b"id", b"action", b"timestamp"], &mut found);
        let [id, action, timestamp] = found;
        Self {
            id,
            action,
            timestamp,
        }
    }
}
