//! Every word the views say by themselves.

use crate::core::live::{Run, State};
use crate::core::text::decimal;

/// Longer goals make a frame's title tiresome to listen to.
const TITLE_LENGTH: usize = 120;

/// The frame's title.
pub fn frame_title(goal: Option<&str>) -> String {
    let Some(goal) = goal else {
        return "Live view of the browser".into();
    };
    let cut = goal.char_indices().nth(TITLE_LENGTH);
    let (begin, end) = match cut {
        Some((at, _)) => (goal.get(..at).unwrap_or_default(), "…"),
        None => (goal, ""),
    };
    ["Live view: ", begin, end].concat()
}

/// Why a view waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// For the run's address.
    Address,
    /// For a free place among the live frames.
    Place,
    /// For another view of the same run, which has the frame.
    Frame,
}

/// What a live view says of its state.
pub fn live(state: State, run: Run, waits: Waits) -> &'static str {
    match (state, run) {
        (State::Waiting, _) => match waits {
            Waits::Address => "Waiting for the browser",
            Waits::Place => "Waiting for a free live view",
            Waits::Frame => "Shown elsewhere on this page",
        },
        (State::Loading, _) => "Connecting to the browser",
        (State::Live, _) => "Live view is on",
        (State::Ended, Run::Completed) => "Run completed",
        (State::Ended, Run::Cancelled) => "Run cancelled",
        (State::Ended, Run::TimedOut) => "Time limit reached",
        (State::Ended, _) => "No longer following this run",
        (State::Unavailable, Run::Lost) => "Connection to the run lost",
        (State::Unavailable, _) => "The live view is not answering",
        (State::Failed, Run::Failed) => "Run failed",
        (State::Failed, _) => "This live view cannot be shown",
    }
}

/// What a lost run leaves open.
pub const MAY_GO_ON: &str = "The run may still be going";
/// The badge over a picture.
pub const LIVE: &str = "Live";
/// The button that loads the frame again.
pub const RELOAD: &str = "Reload";
/// The button that opens the viewer by itself.
pub const OPEN: &str = "Open in a new tab";
/// The link to the error's page.
pub const HELP: &str = "Read more";

/// The filmstrip's name.
pub const STRIP: &str = "Screenshots";
/// The filmstrip before its first step.
pub const NO_STEPS_YET: &str = "Screenshots appear here as the agent works";
/// The filmstrip of a run without steps.
pub const NO_STEPS: &str = "No screenshots";
/// The filmstrip of a run whose steps could not be read.
pub const UNAVAILABLE: &str = "Screenshots not available";
/// The button that goes back to following the newest step.
pub const NEWEST: &str = "Newest";
/// The dialog's buttons.
pub const PREVIOUS: &str = "Previous screenshot";
/// The dialog's buttons.
pub const NEXT: &str = "Next screenshot";
/// The dialog's buttons.
pub const CLOSE: &str = "Close";

/// A step that says nothing of itself.
pub fn step(index: usize) -> String {
    ["Step ", &decimal(index + 1)].concat()
}

/// A place in a list.
pub fn position(index: usize, count: usize) -> String {
    [&decimal(index + 1), " of ", &decimal(count)].concat()
}

/// What a live view's picture is, before the step's own words.
pub const LAST_SCREENSHOT: &str = "Latest screenshot: ";
