//! The agent: follows a script on a page in a real browser. It does not understand goals.

mod browser;
pub(crate) mod shape;

pub(crate) use browser::Browser;

use std::sync::Arc;

use crate::runs::{Ending, Run, RunError};
use crate::state::State;

/// Said wherever someone could take the script for an agent that thinks.
pub(crate) const NOTE: &str = "The emulator's agent follows a fixed script and does not understand goals: \
    it tours the sample shop, or opens any other page and reads its title, headings and links.";

/// The one item of the emulated vault: the login of the sample shop.
pub(crate) const VAULT_ITEM: &str = "cred:sample-shop";

/// Does the work of a browser run.
pub(crate) async fn work(state: &State, run: &Arc<Run>) -> Ending {
    let _ = (state, run);
    Ending::Failed(RunError::system(
        "This emulator was started without a browser",
    ))
}
