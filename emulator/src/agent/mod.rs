//! The agent: follows a script on a page in a real browser. It does not understand goals.

mod browser;
mod chromium;
mod page_script;
pub(crate) mod shape;
mod shop_script;
mod tab;
mod trouble;
mod walk;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

pub(crate) use browser::Browser;
use tab::Tab;
use trouble::Trouble;
use walk::Walk;

use crate::runs::{Ending, Run, RunError};
use crate::state::State;

/// Said wherever someone could take the script for an agent that thinks.
pub(crate) const NOTE: &str = "The emulator's agent follows a fixed script and does not understand goals: \
    it tours the sample shop, or opens any other page and reads its title, headings and links.";

/// The one item of the emulated vault: the login of the sample shop.
pub(crate) const VAULT_ITEM: &str = "cred:sample-shop";

/// Does the work of a browser run.
pub(crate) async fn work(state: &State, run: &Arc<Run>) -> Ending {
    let tab = match state.browser.open_tab(run).await {
        Ok(tab) => tab,
        Err(error) => return Ending::Failed(error),
    };
    run.go_live(state.streaming_url(run));
    let outcome = tokio::select! {
        biased;
        () = tab.lost() => Err(tab_lost()),
        () = kill_when_asked(run, &tab) => Err(tab_lost()),
        outcome = follow_script(state, run, &tab) => blame_the_browser_first(outcome, &tab).await,
    };
    match outcome {
        Ok(facts) => crate::scenarios::complete(run, facts),
        Err(error) => Ending::Failed(error),
    }
}

async fn follow_script(state: &State, run: &Run, tab: &Tab) -> Result<Value, RunError> {
    let walk = Walk::new(run, tab, state.config.pace);
    let is_shop = run.params.url.origin().ascii_serialization() == state.addresses.shop;
    let outcome = if is_shop {
        shop_script::follow(&walk, &state.shop).await
    } else {
        page_script::follow(&walk).await
    };
    outcome.map_err(Trouble::into_error)
}

/// A script stumbles when its browser dies, sometimes a moment before the death is known.
async fn blame_the_browser_first(
    outcome: Result<Value, RunError>,
    tab: &Tab,
) -> Result<Value, RunError> {
    if outcome.is_err()
        && tokio::time::timeout(Duration::from_millis(300), tab.lost())
            .await
            .is_ok()
    {
        return Err(tab_lost());
    }
    outcome
}

async fn kill_when_asked(run: &Run, tab: &Tab) {
    run.tab_killed.notified().await;
    tab.kill().await;
}

fn tab_lost() -> RunError {
    RunError::system("The browser or its tab was lost while the run was using it")
}
