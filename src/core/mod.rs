//! Plain Rust: no web types, no clock, no I/O. Bytes and ticks in, events and orders out.

pub mod failure;
pub mod frame_url;
pub mod json;
pub mod live;
pub mod machine;
pub mod pictures;
pub mod places;
pub mod pool;
pub mod schedule;
pub mod screenshot;
pub mod sse;
pub mod text;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vector;
pub mod wire;
