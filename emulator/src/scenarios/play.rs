//! Plays a scenario's run: steps with pictures, then its end.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use super::picture::picture;
use super::{Outcome, Plan};
use crate::agent::shape;
use crate::clock;
use crate::runs::{Ending, Event, Run, RunError, Status, Step};
use crate::state::State;

/// Keeps a forgotten run from holding its place for ever.
const PATIENCE: Duration = Duration::from_secs(1800);

pub(crate) async fn play(state: &State, run: &Arc<Run>, plan: &Plan) -> Ending {
    if plan.live {
        run.go_live(state.streaming_url(run));
    }
    for number in 1..=plan.steps {
        tokio::time::sleep(plan.delay).await;
        if u64::from(number) > run.params.max_steps() {
            return Ending::Failed(RunError::too_many_steps(run.params.max_steps()));
        }
        if plan.unknown_events {
            emit_strangers(run, number);
        }
        add_step(run, plan, number);
    }
    if plan.cancel_race.is_some() {
        return wait_for_the_end().await;
    }
    match &plan.outcome {
        Outcome::Complete(result) => complete(run, result.clone()),
        Outcome::Fail(error) => Ending::Failed(error.clone()),
        Outcome::Never => wait_for_the_end().await,
    }
}

/// The end comes from outside; this only bounds the wait for it.
async fn wait_for_the_end() -> Ending {
    tokio::time::sleep(PATIENCE).await;
    Ending::Failed(RunError::timeout(PATIENCE.as_secs()))
}

/// The ending of a run that completes, shaped to its schema if one was sent.
pub(crate) fn complete(run: &Run, result: Value) -> Ending {
    // A result is kept three times: in the run, in its last event, and in the plan it came from.
    run.weigh(3 * result.to_string().len());
    match &run.params.output_schema {
        None => Ending::completed(result),
        Some(schema) => shape::completed(schema, &result),
    }
}

fn add_step(run: &Run, plan: &Plan, number: u32) {
    let action = format!("Step {number} of {}", plan.steps);
    let html = format!(
        "<!doctype html><html lang=\"en\"><title>{action}</title><body><h1>{action}</h1></body></html>"
    );
    let mut progress = Event::progress(&run.id, &action);
    if plan.unknown_events {
        progress.body["tinyfish_api"] = json!("search");
    }
    let step = Step {
        id: format!("evt_{}", Uuid::new_v4().simple()),
        time: clock::now(),
        status: Status::Completed,
        action,
        took: plan.delay,
        screenshot: picture(number, plan.picture_bytes),
        html: run.params.capture_config.html.then_some(html),
    };
    run.add_step(step, progress);
}

/// Events that today's clients do not know: one was added without notice, one is from an older era,
/// one is from no era yet.
fn emit_strangers(run: &Run, number: u32) {
    let now = clock::iso(clock::now());
    let strangers = [
        json!({
            "type": "TF_API_RESULT", "run_id": run.id, "tinyfish_api": "search",
            "result": [{ "title": "A page", "url": "https://example.com/" }], "timestamp": now,
        }),
        json!({ "type": "STEP", "run_id": run.id, "step": number, "timestamp": now }),
        json!({ "type": "NOT_YET_INVENTED", "run_id": run.id, "detail": { "number": number }, "timestamp": now }),
    ];
    for body in strangers {
        run.emit(Event::other(body));
    }
}
