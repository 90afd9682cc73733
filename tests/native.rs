//! Tests of the plain Rust core, on the machine that builds it.
#![cfg(not(target_arch = "wasm32"))]
// A test that panics has failed, which is what it is for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod native {
    mod corpus;
    mod failure;
    mod json;
    mod machine;
    mod pictures;
    mod pool;
    mod schedule;
    mod sse;
    mod text;
    mod view;
    mod wire;
}
