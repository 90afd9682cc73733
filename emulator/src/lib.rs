//! A local stand-in for the TinyFish Web Agent API.
//!
//! It speaks the agent API closely enough that the official SDKs work against it unchanged. Runs on
//! web pages use a real headless Chromium, driven by a scripted agent that does not understand goals;
//! runs on `http://scenarios.test/…` play a scripted run for tests and need no browser. `GET /emulator`
//! describes a running instance as JSON.

mod agent;
mod api;
mod clock;
mod config;
mod driver;
mod json;
mod request_log;
mod runs;
mod scenarios;
mod server;
mod shop;
mod sockets;
mod sse;
mod state;
mod viewer;

pub use config::{BrowserChoice, Config};
pub use server::{Running, start};
