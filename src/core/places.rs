//! The places for live frames: never more than the limit, given in the order they were asked for.
//!
//! Each frame is a browser's video over the network and a process in the page, so a page of twenty
//! runs must not open twenty of them.

/// Who holds or waits for a place.
pub type Ticket = u32;

/// What happened to somebody's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The ticket has a place now.
    Granted(Ticket),
    /// The ticket lost its place: it was slow, and another waited.
    Evicted(Ticket),
}

#[derive(Debug)]
struct Holder {
    ticket: Ticket,
    slow: bool,
}

#[derive(Debug)]
struct Waiting {
    ticket: Ticket,
    limit: usize,
}

/// The places of one page.
#[derive(Debug, Default)]
pub struct Places {
    holders: Vec<Holder>,
    queue: Vec<Waiting>,
}

impl Places {
    /// All of them free.
    pub const fn new() -> Self {
        Self {
            holders: Vec::new(),
            queue: Vec::new(),
        }
    }

    /// Asks for a place among at most `limit` on the page. Asking again only renews the limit.
    pub fn ask(&mut self, ticket: Ticket, limit: usize) -> Vec<Change> {
        if self.holders.iter().any(|holder| holder.ticket == ticket) {
            return Vec::new();
        }
        match self
            .queue
            .iter_mut()
            .find(|waiting| waiting.ticket == ticket)
        {
            Some(waiting) => waiting.limit = limit,
            None => self.queue.push(Waiting { ticket, limit }),
        }
        self.deal()
    }

    /// Says whether a holder is slow to load: it yields as soon as another waits.
    pub fn slow(&mut self, ticket: Ticket, slow: bool) -> Vec<Change> {
        for holder in self
            .holders
            .iter_mut()
            .filter(|holder| holder.ticket == ticket)
        {
            holder.slow = slow;
        }
        self.deal()
    }

    /// Gives up the place, or the wait for one.
    pub fn leave(&mut self, ticket: Ticket) -> Vec<Change> {
        self.holders.retain(|holder| holder.ticket != ticket);
        self.queue.retain(|waiting| waiting.ticket != ticket);
        self.deal()
    }

    /// How many frames there are.
    pub fn taken(&self) -> usize {
        self.holders.len()
    }

    /// Gives out what is free, first come first served. One whose own limit is lower does not
    /// hold up those behind it.
    fn deal(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        while let Some(at) = self.next() {
            let next = self.queue.remove(at);
            if self.holders.len() >= next.limit
                && let Some(slow) = self.holders.iter().position(|holder| holder.slow)
            {
                changes.push(Change::Evicted(self.holders.remove(slow).ticket));
            }
            self.holders.push(Holder {
                ticket: next.ticket,
                slow: false,
            });
            changes.push(Change::Granted(next.ticket));
        }
        changes
    }

    /// The first in the queue that fits, with the place of a slow holder counted as free.
    fn next(&self) -> Option<usize> {
        let taken = self.holders.len();
        let slow = usize::from(self.holders.iter().any(|holder| holder.slow));
        self.queue
            .iter()
            .position(|waiting| taken < waiting.limit + slow)
    }
}
