//! The state of a live view, told from what is known.

/// What a view says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No address yet, or no free place.
    Waiting,
    /// The frame is there and has not loaded.
    Loading,
    /// The frame's `load` event fired.
    Live,
    /// The run is over, or nobody follows it any more.
    Ended,
    /// The frame did not load in time, or the run was lost.
    Unavailable,
    /// The run failed, or its address was refused.
    Failed,
}

impl State {
    /// The state as JavaScript sees it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Loading => "loading",
            Self::Live => "live",
            Self::Ended => "ended",
            Self::Unavailable => "unavailable",
            Self::Failed => "failed",
        }
    }
}

/// How far the frame has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Frame {
    /// There is none.
    #[default]
    None,
    /// It is in the page.
    Loading,
    /// It is in the page and has taken longer than the limit.
    Late,
    /// It was taken out after the limit, because others waited for its place.
    GaveWay,
    /// It has loaded.
    Loaded,
}

/// How the run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Run {
    /// It goes on, or is only just beginning.
    #[default]
    Going,
    /// The service completed it.
    Completed,
    /// It was cancelled.
    Cancelled,
    /// It failed.
    Failed,
    /// Our time limit passed.
    TimedOut,
    /// The connection was lost: it may go on.
    Lost,
    /// This page stopped listening.
    Closed,
}

impl Run {
    /// Read from a snapshot: the outcome's kind decides; before it, a final status of the service.
    pub fn read(status: Option<&str>, outcome: Option<&str>) -> Self {
        match outcome {
            Some("completed") => Self::Completed,
            Some("cancelled") => Self::Cancelled,
            Some("failed") => Self::Failed,
            Some("timed_out") => Self::TimedOut,
            Some("lost") => Self::Lost,
            // A kind of a later version is an end all the same.
            Some(_) => Self::Closed,
            None => match status {
                Some("COMPLETED") => Self::Completed,
                Some("CANCELLED") => Self::Cancelled,
                Some("FAILED") => Self::Failed,
                _ => Self::Going,
            },
        }
    }

    /// Whether the frame must go.
    pub fn is_over(self) -> bool {
        self != Self::Going
    }
}

/// The state of a view of this run with this frame; `refused` if its address may not be shown.
pub fn state(run: Run, frame: Frame, refused: bool) -> State {
    match run {
        Run::Failed => State::Failed,
        Run::Lost => State::Unavailable,
        Run::Completed | Run::Cancelled | Run::TimedOut | Run::Closed => State::Ended,
        Run::Going if refused => State::Failed,
        Run::Going => match frame {
            Frame::None => State::Waiting,
            Frame::Loading => State::Loading,
            Frame::Late | Frame::GaveWay => State::Unavailable,
            Frame::Loaded => State::Live,
        },
    }
}
