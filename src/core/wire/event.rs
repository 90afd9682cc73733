//! Events of the agent's stream.

use std::borrow::Cow;

use super::{Status, find, is_text, said};
use crate::core::json;

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
    /// Whether the host holds the event as a value, of which the text is an outline.
    pub parsed: bool,
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
            error: said(error),
            purpose,
            timestamp,
            step_id,
            help_url,
            help_message,
            seen,
            parsed: false,
        })
    }

    /// Appends the event in today's wire shape: as it came, unless it uses an old form.
    pub fn write(&self, out: &mut Vec<u8>) {
        // And the bracket after it: growing by that one byte would move an event of megabytes once more.
        out.reserve(self.text.len() + 1);
        if self.is_of_today() {
            out.extend_from_slice(self.text);
            return;
        }
        let error_is_text = self.error_is_text();
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

    /// Whether it is written as it came.
    pub fn is_of_today(&self) -> bool {
        self.seen & OLD == 0 && !self.error_is_text()
    }

    fn error_is_text(&self) -> bool {
        self.kind == Kind::Complete && self.error.is_some_and(is_text)
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
