//! The state of a filmstrip.

/// What a filmstrip says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No step yet.
    Waiting,
    /// Steps are coming.
    Live,
    /// All steps are there.
    Ended,
    /// The run is over and its steps could not be read.
    Unavailable,
}

impl State {
    /// The state as JavaScript sees it: the same words as the live view's.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Live => "live",
            Self::Ended => "ended",
            Self::Unavailable => "unavailable",
        }
    }

    /// The state with this many steps; `complete` if no more will come, `failed` if reading them
    /// failed.
    pub fn of(count: usize, complete: bool, failed: bool) -> Self {
        match (count, complete) {
            (0, true) if failed => Self::Unavailable,
            (_, true) => Self::Ended,
            (0, false) => Self::Waiting,
            (_, false) => Self::Live,
        }
    }
}
