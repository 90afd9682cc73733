//! Scripted runs for tests: targets on the host `scenarios.test`, chosen by path and query.

mod catalogue;
mod effects;
mod framing;
mod params;
mod picture;
mod plan;
mod play;

pub(crate) use catalogue::describe;
pub(crate) use framing::{Eol, Framing};
pub(crate) use plan::{CutHow, Moment, Outcome, Plan, Refusal, Wire};
pub(crate) use play::{complete, play};

use url::Url;

/// The host whose addresses are scenarios.
pub(crate) const HOST: &str = "scenarios.test";

/// Why a scenario address is refused: an unknown name, or a parameter that is not what it must be.
#[derive(Debug)]
pub(crate) struct BadScenario(pub String);

/// The plan behind a target address; none if it is an ordinary page.
pub(crate) fn plan_for(target: &Url) -> Result<Option<Plan>, BadScenario> {
    if target.host_str() != Some(HOST) {
        return Ok(None);
    }
    catalogue::plan(target).map(Some)
}
