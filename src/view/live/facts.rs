//! What a live view knows at one moment, and how it is put to the reader.

use web_sys::Document;

use super::frame::judge;
use super::widget::Face;
use crate::core::frame_url::Refusal;
use crate::core::live::{Run, State};
use crate::view::source::{RunSource, Snapshot};
use crate::view::words::{self, Waits};

/// What is watched.
#[derive(Debug)]
pub enum Source {
    /// A run.
    Run(RunSource),
    /// The address of a live view, with nothing known of its run.
    Address(String),
}

/// What is known at one moment.
pub struct Facts {
    /// How the run stands.
    pub run: Run,
    /// The live view's address.
    pub address: Option<String>,
    /// Why it is not framed.
    pub refusal: Option<Refusal>,
    snapshot: Option<Snapshot>,
}

impl Facts {
    /// Those of this source, in a page with this document.
    pub fn of(
        source: &Source,
        document: Option<&Document>,
        allow_hosts: Option<&[String]>,
    ) -> Self {
        let mut facts = match source {
            Source::Address(address) => Self {
                run: Run::Going,
                address: Some(address.clone()),
                refusal: None,
                snapshot: None,
            },
            Source::Run(run) => {
                let snapshot = run.snapshot();
                Self {
                    run: snapshot.run(),
                    address: snapshot.streaming_url(),
                    refusal: None,
                    snapshot: Some(snapshot),
                }
            }
        };
        if let (Some(address), Some(document)) = (&mut facts.address, document) {
            match judge(address, document, allow_hosts) {
                Ok(judged) => *address = judged,
                Err(refusal) => facts.refusal = Some(refusal),
            }
        }
        facts
    }

    /// The address that is to be in the frame.
    pub fn to_frame(&self) -> Option<&str> {
        let address = self.address.as_deref();
        address.filter(|_| !self.run.is_over() && self.refusal.is_none())
    }

    /// How a view in this state looks. `in_front` is whether it is the one of its run's views that
    /// has the frame.
    pub fn face(&self, state: State, in_front: bool) -> Face {
        let waits = match (&self.address, in_front) {
            (None, _) => Waits::Address,
            (Some(_), true) => Waits::Place,
            (Some(_), false) => Waits::Frame,
        };
        let told = |tell: fn(&Snapshot) -> Option<String>| self.snapshot.as_ref().and_then(tell);
        let detail = match state {
            State::Waiting | State::Loading => told(Snapshot::newest_progress),
            State::Failed if self.run.is_over() => told(Snapshot::advice),
            // The error of a lost run tells the page's developer which call finds it again.
            State::Unavailable if self.run.is_over() => Some(words::MAY_GO_ON.into()),
            State::Failed => self.refusal.map(|refusal| refusal.message().to_owned()),
            State::Live | State::Ended | State::Unavailable => None,
        };
        Face {
            state,
            message: words::live(state, self.run, waits),
            detail,
            offers: state == State::Unavailable && !self.run.is_over(),
            help: told(Snapshot::help_url).filter(|_| state == State::Failed),
        }
    }
}
