//! The emulator over HTTP, as its users meet it. One binary: linking is what takes the time.

mod artefacts;
mod auth_and_cors;
mod browser;
mod listing;
mod output_schema;
mod process;
mod runs;
mod scenarios;
mod stream;
mod support;
mod validation;
mod viewer;
