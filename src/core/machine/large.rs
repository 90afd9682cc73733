//! Events of megabytes: the host parses them, and tells the machine what they say.
//!
//! To find their few members the machine would have to pass over the whole result, which the host's parser does anyway.

use std::rc::Rc;

use super::{Order, Run, Warning};
use crate::core::sse::Frame;
use crate::core::wire::Event;

/// An event that the host was asked about.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    buffer: Rc<Vec<u8>>,
    from: usize,
    /// The data of the events behind it, which wait for their turn.
    behind: Vec<Vec<u8>>,
}

impl Run {
    /// Asks the host about an event that is the end of a buffer of its own.
    pub(super) fn ask(&mut self, data: &[u8], buffer: &Rc<Vec<u8>>) {
        self.flush();
        let from = buffer.len().saturating_sub(data.len());
        self.orders.push(Order::Outline(Rc::clone(buffer), from));
        self.asked = Some(Asked {
            buffer: Rc::clone(buffer),
            from,
            behind: Vec::new(),
        });
    }

    /// Whether an event has to wait for what the host says of the one before.
    pub(super) fn waits_behind(&mut self, data: &[u8]) -> bool {
        let Some(asked) = &mut self.asked else {
            return false;
        };
        asked.behind.push(data.to_vec());
        true
    }

    /// The host has parsed the event, or could not.
    pub(super) fn outlined(&mut self, outline: Option<&[u8]>, now: u64) {
        let Some(asked) = self.asked.take() else {
            return;
        };
        match outline.and_then(Event::read) {
            Some(mut event) if event.is_of_today() => {
                event.parsed = true;
                self.event(&event, now);
            }
            // In an old form: it is written anew from its text.
            Some(_) => {
                let text = asked.buffer.get(asked.from..);
                if let Some(event) = text.and_then(Event::read) {
                    self.event(&event, now);
                }
            }
            None => self.warn(Warning::MalformedEvent),
        }
        for data in asked.behind {
            self.frame(Frame::of(&data), now);
        }
    }
}
