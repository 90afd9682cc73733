//! Plain Rust: no web types, no clock, no I/O. Bytes and ticks in, events and orders out.

pub mod failure;
pub mod json;
pub mod machine;
pub mod schedule;
pub mod sse;
pub mod wire;
