//! Who may start: at most `limit` at once, in order, and none while the service asks to wait.

use std::ops::Range;

/// A line of things that wait for a place.
#[derive(Debug)]
pub struct Line<T> {
    limit: usize,
    running: usize,
    waiting: Vec<T>,
    /// From when it was asked for: before that the clock was set back, and the pause is over.
    pause: Range<u64>,
}

impl<T> Line<T> {
    /// An empty line with `limit` places, at least one.
    pub fn new(limit: usize) -> Self {
        Self {
            limit: limit.max(1),
            running: 0,
            waiting: Vec::new(),
            pause: 0..0,
        }
    }

    /// Stands at the end of the line.
    pub fn add(&mut self, item: T) {
        self.waiting.push(item);
    }

    /// The next to start at `now`, which takes a place.
    pub fn start(&mut self, now: u64) -> Option<T> {
        if self.pause.contains(&now) || self.running >= self.limit || self.waiting.is_empty() {
            return None;
        }
        self.running += 1;
        Some(self.waiting.remove(0))
    }

    /// Gives a place back.
    pub fn finish(&mut self) {
        self.running = self.running.saturating_sub(1);
    }

    /// Takes out of the line whatever no longer wants to wait.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.waiting.retain(keep);
    }

    /// Takes everyone out of the line.
    pub fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Nobody starts from `now` until `until`; a pause is never made shorter.
    pub fn pause(&mut self, now: u64, until: u64) {
        let held = self.pause.contains(&now);
        let least = if held { self.pause.end } else { 0 };
        self.pause = now..until.max(least);
    }

    /// When to look again, if only the pause keeps someone waiting.
    pub fn wakes_at(&self, now: u64) -> Option<u64> {
        let held = self.pause.contains(&now) && self.running < self.limit;
        (held && !self.waiting.is_empty()).then_some(self.pause.end)
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// How many have a place.
    pub fn running(&self) -> usize {
        self.running
    }
}
