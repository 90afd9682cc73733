//! The event that is being gathered.

use super::{Frame, count};
use crate::core::json;
use std::mem;
use std::rc::Rc;

/// A buffer larger than this is given away, or back, after use instead of kept for the next event.
const KEEP_CAPACITY: usize = 256 * 1024;

/// The event's only data line, as long as it lies in the chunk being fed and nowhere else.
pub(super) type Loose<'c> = Option<&'c [u8]>;

/// The fields of the event so far, and the last event id, which outlives it.
#[derive(Debug, Clone, Default)]
pub(super) struct Event {
    /// Data from `from` on. A line that becomes data moves here whole, with its name.
    data: Vec<u8>,
    from: usize,
    /// Length and number of the data lines so far, in the buffer or loose.
    length: usize,
    lines: usize,
    kind: Vec<u8>,
    id: Vec<u8>,
}

impl Event {
    /// Bytes held, loose ones included.
    pub(super) fn size(&self) -> usize {
        self.length + self.kind.len() + self.id.len()
    }

    pub(super) fn set_kind(&mut self, value: &[u8]) {
        value.clone_into(&mut self.kind);
    }

    pub(super) fn set_id(&mut self, value: &[u8]) {
        value.clone_into(&mut self.id);
    }

    /// Takes a data line that lies in the chunk.
    pub(super) fn add<'c>(&mut self, value: &'c [u8], loose: &mut Loose<'c>) {
        if self.lines == 0 {
            *loose = Some(value);
            self.length = value.len();
            self.lines = 1;
        } else {
            self.settle(loose);
            self.append(value);
        }
    }

    /// Takes a data line that lies in a buffer of its own, whose last `length` bytes are the value. Gives back
    /// a buffer to use for the next line.
    pub(super) fn add_held(&mut self, line: Vec<u8>, length: usize) -> Vec<u8> {
        let from = line.len().saturating_sub(length);
        let mut spare = if self.lines == 0 {
            // The line becomes the data without a copy: a screenshot in one line is megabytes.
            self.from = from;
            self.length = length;
            self.lines = 1;
            mem::replace(&mut self.data, line)
        } else {
            self.append(line.get(from..).unwrap_or_default());
            line
        };
        reuse(&mut spare);
        spare
    }

    /// Moves a loose line into the buffer: more lines follow, or the chunk is at its end.
    pub(super) fn settle(&mut self, loose: &mut Loose<'_>) {
        if let Some(value) = loose.take() {
            self.data.extend_from_slice(value);
            count(value.len());
        }
    }

    /// Whether a proxy seems to have dropped the blank line between this event and a data line `next`.
    pub(super) fn ends_before(&self, next: &[u8], loose: &Loose<'_>) -> bool {
        // Only one line is ever examined, and only when the next arrives: the cost stays linear.
        if self.lines != 1 || next.first() != Some(&b'{') {
            return false;
        }
        count(self.length);
        json::is_object(self.data(loose))
    }

    /// A blank line: gives the event, if it has data, and begins another.
    pub(super) fn dispatch(&mut self, loose: &mut Loose<'_>, sink: &mut impl FnMut(Frame<'_>)) {
        if self.lines > 0 {
            let held = self.give_away();
            sink(Frame {
                data: match &held {
                    Some(held) => held.get(self.from..).unwrap_or_default(),
                    None => self.data(loose),
                },
                event: &self.kind,
                id: &self.id,
                held: held.as_ref(),
            });
            *loose = None;
            reuse(&mut self.data);
            self.from = 0;
            self.length = 0;
            self.lines = 0;
        }
        self.kind.clear();
    }

    /// The buffer, where it is too large to be kept.
    fn give_away(&mut self) -> Option<Rc<Vec<u8>>> {
        (self.data.len() > KEEP_CAPACITY).then(|| Rc::new(mem::take(&mut self.data)))
    }

    fn data<'s>(&'s self, loose: &Loose<'s>) -> &'s [u8] {
        loose.unwrap_or_else(|| self.data.get(self.from..).unwrap_or_default())
    }

    fn append(&mut self, value: &[u8]) {
        self.data.push(b'\n');
        self.data.extend_from_slice(value);
        self.length += value.len() + 1;
        self.lines += 1;
        count(value.len() + 1);
    }
}

/// Empties a buffer, and gives its memory back when one large event has blown it up.
fn reuse(buffer: &mut Vec<u8>) {
    buffer.clear();
    buffer.shrink_to(KEEP_CAPACITY);
}
