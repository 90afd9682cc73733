//! Who may start: at most `limit` at once, in order, and none while the service asks to wait.

/// A line of things that wait for a place.
#[derive(Debug)]
pub struct Line<T> {
    limit: usize,
    running: usize,
    waiting: Vec<T>,
    paused_until: u64,
}

impl<T> Line<T> {
    /// An empty line with `limit` places, at least one.
    pub fn new(limit: usize) -> Self {
        Self {
            limit: limit.max(1),
            running: 0,
            waiting: Vec::new(),
            paused_until: 0,
        }
    }

    /// Stands at the end of the line.
    pub fn add(&mut self, item: T) {
        self.waiting.push(item);
    }

    /// The next to start at `now`, which takes a place.
    pub fn start(&mut self, now: u64) -> Option<T> {
        if now < self.paused_until || self.running >= self.limit {
            return None;
        }
        if self.waiting.is_empty() {
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

    /// Nobody starts before `until`; a pause is never made shorter.
    pub fn pause(&mut self, until: u64) {
        self.paused_until = self.paused_until.max(until);
    }

    /// When to look again, if only the pause keeps someone waiting.
    pub fn wakes_at(&self, now: u64) -> Option<u64> {
        let held = now < self.paused_until && self.running < self.limit;
        (held && !self.waiting.is_empty()).then_some(self.paused_until)
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
