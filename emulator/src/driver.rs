//! Takes a run through its life: waits for its turn, has the work done, sees that it ends.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use tokio::sync::OwnedSemaphorePermit;

use crate::runs::{Ending, MadeBy, Run, RunError};
use crate::state::State;
use crate::{agent, scenarios};

/// The service's limit for synchronous runs is about ten minutes.
const SYNCHRONOUS_LIMIT: u64 = 600;

/// Starts a run's life in the background; it goes on whatever happens to the request that made it.
pub(crate) fn launch(state: &State, run: Arc<Run>) {
    let state = State::clone(state);
    tokio::spawn(async move {
        tokio::select! {
            // A cancelled run's work is dropped on the spot; its tab closes with it.
            () = run.ended() => {}
            () = live(&state, &run) => {}
        }
        state.store.trim();
    });
}

async fn live(state: &State, run: &Arc<Run>) {
    // A bug in the work must fail its run and nothing else.
    let ending = AssertUnwindSafe(take_turn_and_work(state, run))
        .catch_unwind()
        .await;
    run.finish(
        ending.unwrap_or_else(|_| Ending::Failed(RunError::system("The emulator failed inside"))),
    );
}

async fn take_turn_and_work(state: &State, run: &Arc<Run>) -> Ending {
    let _place = take_turn(state, run).await;
    run.start();
    let Some(seconds) = time_limit(run) else {
        return work(state, run).await;
    };
    match tokio::time::timeout(Duration::from_secs(seconds), work(state, run)).await {
        Ok(ending) => ending,
        Err(_) => Ending::Failed(RunError::timeout(seconds)),
    }
}

async fn take_turn(state: &State, run: &Run) -> Option<OwnedSemaphorePermit> {
    if let Some(plan) = &run.plan {
        if plan.early_id {
            run.announce();
        }
        tokio::time::sleep(plan.queued).await;
    }
    Arc::clone(&state.places).acquire_owned().await.ok()
}

async fn work(state: &State, run: &Arc<Run>) -> Ending {
    match &run.plan {
        Some(plan) => scenarios::play(state, run, plan).await,
        None => agent::work(state, run).await,
    }
}

fn time_limit(run: &Run) -> Option<u64> {
    let asked = run.params.agent_config.max_duration_seconds;
    let imposed = (run.made_by == MadeBy::Run).then_some(SYNCHRONOUS_LIMIT);
    match (asked, imposed) {
        (Some(asked), Some(imposed)) => Some(asked.min(imposed)),
        (one, other) => one.or(other),
    }
}
