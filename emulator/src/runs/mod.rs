//! What a run is: its parameters, its life, its events and how the API shows it.

mod ending;
mod error;
mod events;
mod params;
mod run;
mod store;
pub(crate) mod views;

pub(crate) use ending::{Ending, SchemaMismatch, SchemaValidation};
pub(crate) use error::{Category, RunError};
pub(crate) use events::{Event, Kind};
pub(crate) use params::RunParams;
pub(crate) use run::{Cancelled, MadeBy, NewRun, Run, Status, Step};
pub(crate) use store::Store;
