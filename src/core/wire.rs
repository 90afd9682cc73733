//! The API's own names: events, runs and statuses, in today's form and in the older ones.
//!
//! Nothing is parsed into values here: an event or a run stays the bytes it came in, with the few
//! members that the run machine needs found by key. Names of the Mino era (`runId`, `streamingUrl`,
//! `resultJson`; wire reference 4.5) are read, and written again in today's form.

use std::borrow::Cow;

use super::json;

/// A run's status (wire reference 5.9). Unknown ones are kept apart, never mistaken for an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Queued.
    Pending,
    /// The agent works.
    Running,
    /// Ended; says nothing about the goal.
    Completed,
    /// Ended by an error.
    Failed,
    /// Ended by a cancel.
    Cancelled,
    /// A status this version does not know.
    Other,
}

impl Status {
    /// Reads the JSON value of a `status` member.
    pub fn read(value: &[u8]) -> Self {
        match json::raw_string(value) {
            Some(b"PENDING") => Self::Pending,
            Some(b"RUNNING") => Self::Running,
            Some(b"COMPLETED") => Self::Completed,
            Some(b"FAILED") => Self::Failed,
            Some(b"CANCELLED") => Self::Cancelled,
            _ => Self::Other,
        }
    }

    /// The wire's word, unless it is one this version does not know.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Pending => Some("PENDING"),
            Self::Running => Some("RUNNING"),
            Self::Completed => Some("COMPLETED"),
            Self::Failed => Some("FAILED"),
            Self::Cancelled => Some("CANCELLED"),
            Self::Other => None,
        }
    }

    /// Whether the run has ended.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// The kinds of event on the agent stream (wire reference 4.2). Their numbers are known to `record.js`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// `STARTED`
    Started = 0,
    /// `STREAMING_URL`
    StreamingUrl = 1,
    /// `PROGRESS`
    Progress = 2,
    /// `HEARTBEAT`
    Heartbeat = 3,
    /// `COMPLETE`
    Complete = 4,
    /// Anything else, delivered as it came.
    Other = 5,
}

impl Kind {
    fn read(value: &[u8]) -> Self {
        match json::raw_string(value) {
            Some(b"STARTED") => Self::Started,
            Some(b"STREAMING_URL") => Self::StreamingUrl,
            Some(b"PROGRESS") => Self::Progress,
            Some(b"HEARTBEAT") => Self::Heartbeat,
            Some(b"COMPLETE") => Self::Complete,
            _ => Self::Other,
        }
    }
}

/// One event's members, each as the JSON text of its value; `null` counts as absent.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The whole event.
    pub text: &'a [u8],
    /// What `type` says.
    pub kind: Kind,
    /// `run_id`, or `runId`.
    pub run_id: Option<&'a [u8]>,
    /// `streaming_url`, or `streamingUrl`.
    pub streaming_url: Option<&'a [u8]>,
    /// `status`, of a `COMPLETE`.
    pub status: Option<&'a [u8]>,
    /// `result`, `result_json` or `resultJson`.
    pub result: Option<&'a [u8]>,
    /// `error`: an object, or a string in the older form.
    pub error: Option<&'a [u8]>,
    /// `purpose`, of a `PROGRESS`.
    pub purpose: Option<&'a [u8]>,
    /// `timestamp`.
    pub timestamp: Option<&'a [u8]>,
    /// `step_id`: the relay's events name the step they came from.
    pub step_id: Option<&'a [u8]>,
    help_url: Option<&'a [u8]>,
    help_message: Option<&'a [u8]>,
    modern: Modern,
    old_names: bool,
}

/// Which of today's names an event uses already: an old name beside one is an unknown field.
#[derive(Debug, Clone, Copy, Default)]
struct Modern {
    run_id: bool,
    streaming_url: bool,
    result: bool,
}

impl<'a> Event<'a> {
    /// Reads an event, or `None` if the text is not one whole JSON object.
    pub fn read(text: &'a [u8]) -> Option<Self> {
        let mut event = Event {
            text,
            kind: Kind::Other,
            run_id: None,
            streaming_url: None,
            status: None,
            result: None,
            error: None,
            purpose: None,
            timestamp: None,
            step_id: None,
            help_url: None,
            help_message: None,
            modern: Modern::default(),
            old_names: false,
        };
        let mut members = json::members(text);
        for member in members.by_ref() {
            event.take(member.key, member.value);
        }
        members.is_whole().then_some(event)
    }

    fn take(&mut self, key: &[u8], value: &'a [u8]) {
        let known = (!json::is_null(value)).then_some(value);
        match key {
            b"type" => self.kind = Kind::read(value),
            b"run_id" => (self.run_id, self.modern.run_id) = (known, true),
            b"streaming_url" => (self.streaming_url, self.modern.streaming_url) = (known, true),
            b"result" => (self.result, self.modern.result) = (known, true),
            b"runId" => (self.run_id, self.old_names) = (self.run_id.or(known), true),
            b"streamingUrl" => {
                (self.streaming_url, self.old_names) = (self.streaming_url.or(known), true);
            }
            b"resultJson" | b"result_json" => {
                (self.result, self.old_names) = (self.result.or(known), true);
            }
            b"status" => self.status = known,
            b"error" => self.error = known,
            b"purpose" => self.purpose = known,
            b"timestamp" => self.timestamp = known,
            b"step_id" => self.step_id = known,
            b"help_url" => self.help_url = known,
            b"help_message" => self.help_message = known,
            _ => {}
        }
    }

    /// Appends the event in today's wire shape: as it came, unless it uses an old form.
    pub fn write(&self, out: &mut Vec<u8>) {
        let error_is_text = self.kind == Kind::Complete && self.error.is_some_and(is_text);
        if !self.old_names && !error_is_text {
            out.extend_from_slice(self.text);
            return;
        }
        let mut open = b'{';
        for member in json::members(self.text) {
            out.push(open);
            open = b',';
            out.push(b'"');
            out.extend_from_slice(self.name_today(member.key));
            out.extend_from_slice(b"\":");
            if error_is_text && member.key == b"error" {
                self.write_error(out, member.value);
            } else {
                out.extend_from_slice(member.value);
            }
        }
        out.push(b'}');
    }

    fn name_today<'k>(&self, key: &'k [u8]) -> &'k [u8] {
        match key {
            b"runId" if !self.modern.run_id => b"run_id",
            b"streamingUrl" if !self.modern.streaming_url => b"streaming_url",
            b"resultJson" | b"result_json" if !self.modern.result => b"result",
            other => other,
        }
    }

    /// A string `error` with its help beside it (wire reference 4.2) as the object of today.
    fn write_error(&self, out: &mut Vec<u8>, message: &[u8]) {
        out.extend_from_slice(b"{\"message\":");
        out.extend_from_slice(message);
        out.extend_from_slice(b",\"category\":\"UNKNOWN\",\"retry_after\":null");
        for (name, value) in [
            (&b",\"help_url\":"[..], self.help_url),
            (&b",\"help_message\":"[..], self.help_message),
        ] {
            if let Some(value) = value {
                out.extend_from_slice(name);
                out.extend_from_slice(value);
            }
        }
        out.push(b'}');
    }

    /// How a `COMPLETE` says that the run ended. Without a status, an error means failed; a status
    /// that is not known today says nothing.
    pub fn end(&self) -> Status {
        match self.status.map(Status::read) {
            Some(Status::Pending | Status::Running) => Status::Other,
            Some(status) => status,
            None if self.error.is_some() => Status::Failed,
            None => Status::Completed,
        }
    }
}

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
        let mut run = Run::default();
        let mut created_at = None;
        let mut members = json::members(text);
        for member in members.by_ref() {
            let known = (!json::is_null(member.value)).then_some(member.value);
            match member.key {
                b"run_id" | b"runId" => run.run_id = known,
                b"status" => run.status = known,
                b"goal" => run.goal = known,
                b"streaming_url" | b"streamingUrl" => run.streaming_url = known,
                b"started_at" => run.started_at = known,
                b"created_at" => created_at = known,
                b"finished_at" => run.finished_at = known,
                b"result" | b"resultJson" | b"result_json" => run.result = known,
                b"error" => run.error = known,
                b"steps" => run.steps = known,
                _ => {}
            }
        }
        run.started_at = run.started_at.or(created_at);
        members.is_whole().then_some(run)
    }

    /// The run's status.
    pub fn status(&self) -> Option<Status> {
        self.status.map(Status::read)
    }
}

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
        let mut step = Step::default();
        for member in json::members(text) {
            let known = (!json::is_null(member.value)).then_some(member.value);
            match member.key {
                b"id" => step.id = known,
                b"action" => step.action = known,
                b"timestamp" => step.timestamp = known,
                _ => {}
            }
        }
        step
    }
}

/// Decodes a member that should be a string.
pub fn text(value: Option<&[u8]>) -> Option<String> {
    value.and_then(json::string).map(Cow::into_owned)
}

/// Whether a JSON value is a string.
pub fn is_text(value: &[u8]) -> bool {
    value.first() == Some(&b'"')
}
