//! Plain Rust: no web types, no clock, no I/O. Bytes and ticks in, events and orders out.

pub mod json;
pub mod sse;
