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
    /// Which names of [`EVENT`] it has, by their places.
    seen: u32,
}

/// The names of an event's members: those of the Mino era, those of today in their place, and the others.
const EVENT: [&[u8]; 15] = [
    b"runId",
    b"streamingUrl",
    b"result_json",
    b"resultJson",
    b"run_id",
    b"streaming_url",
    b"result",
    b"type",
    b"status",
    b"error",
    b"purpose",
    b"timestamp",
    b"step_id",
    b"help_url",
    b"help_message",
];
/// Those of the Mino era.
const OLD: u32 = 0b1111;

impl<'a> Event<'a> {
    /// Reads an event, or `None` if the text is not one whole JSON object.
    pub fn read(text: &'a [u8]) -> Option<Self> {
        let mut found = [None; 15];
        let seen = find(text, &EVENT, &mut found)?;
        let [
            old_id,
            old_url,
            old_result,
            older_result,
            run_id,
            url,
            result,
            kind,
            status,
            error,
            purpose,
            timestamp,
            step_id,
            help_url,
            help_message,
        ] = found;
        Some(Self {
            text,
            kind: kind.map_or(Kind::Other, Kind::read),
            run_id: run_id.or(old_id),
            streaming_url: url.or(old_url),
            status,
            result: result.or(old_result).or(older_result),
            error,
            purpose,
            timestamp,
            step_id,
            help_url,
            help_message,
            seen,
        })
    }

    /// Appends the event in today's wire shape: as it came, unless it uses an old form.
    pub fn write(&self, out: &mut Vec<u8>) {
        let error_is_text = self.kind == Kind::Complete && self.error.is_some_and(is_text);
        // And the bracket after it: growing by that one byte would move an event of megabytes once more.
        out.reserve(self.text.len() + 1);
        if self.seen & OLD == 0 && !error_is_text {
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

    /// An old name beside today's is an unknown field.
    fn name_today<'k>(&self, key: &'k [u8]) -> &'k [u8] {
        let (today, place) = match key {
            b"runId" => (&b"run_id"[..], 4),
            b"streamingUrl" => (&b"streaming_url"[..], 5),
            b"resultJson" | b"result_json" => (&b"result"[..], 6),
            _ => return key,
        };
        if self.seen & (1 << place) == 0 {
            today
        } else {
            key
        }
    }

    /// The error in today's form.
    pub fn error_today(&self) -> Option<Cow<'a, [u8]>> {
        let error = self.error?;
        if !is_text(error) {
            return Some(Cow::Borrowed(error));
        }
        let mut today = Vec::new();
        self.write_error(&mut today, error);
        Some(Cow::Owned(today))
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
            error,
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

/// Finds the members of these names, each as the JSON text of its value; `null` counts as absent. Gives which names were there
/// at all, by their places, or `None` unless the text is one whole JSON object.
///
/// One loop over names for all the shapes: matching on the names themselves is several times as much code for each of them.
fn find<'a>(text: &'a [u8], names: &[&[u8]], found: &mut [Option<&'a [u8]>]) -> Option<u32> {
    let mut seen = 0;
    let mut members = json::members(text);
    for member in members.by_ref() {
        let place = names.iter().position(|name| *name == member.key);
        if let Some((place, found)) = place.and_then(|place| Some((place, found.get_mut(place)?))) {
            seen |= 1 << place;
            *found = (!json::is_null(member.value)).then_some(member.value);
        }
    }
    members.is_whole().then_some(seen)
}

/// Decodes a member that should be a string.
pub fn text(value: Option<&[u8]>) -> Option<String> {
    value.and_then(json::string).map(Cow::into_owned)
}

/// Whether a JSON value is a string.
pub fn is_text(value: &[u8]) -> bool {
    value.first() == Some(&b'"')
}
