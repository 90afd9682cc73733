//! What JavaScript sees: the client, its resources, the stream of a run, the pool and the errors.

mod agent;
mod ask;
mod client;
pub mod errors;
mod ids;
pub(crate) mod js;
mod list;
mod options;
mod params;
mod pool;
mod promise;
mod result;
mod runs;
mod screenshot;
mod stream;

pub use agent::Agent;
pub use client::{Client, new_client};
pub use list::{RunList, RunPages};
pub use pool::Pool;
pub use result::parse_result;
pub use runs::Runs;
pub use screenshot::Screenshot;
pub use stream::RunStream;
pub(crate) use stream::Watchers;
