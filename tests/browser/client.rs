//! The client against the emulator, with real fetch: what the page gets, and by the emulator's
//! request log, what was sent.

mod bodies;
mod calls;
mod record;
mod streams;
mod support;
mod wishes;
