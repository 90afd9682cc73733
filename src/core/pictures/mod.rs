//! Screenshots inside a run read, taken out while the answer arrives.
//!
//! A run read with `screenshots=base64` (API reference, `GET /v1/runs/{id}`) is mostly pictures, each a string of
//! about 100 kB. Here they become bytes before any of it is parsed, and the page's JSON parser sees the rest only.

pub mod base64;
mod kind;
mod scan;
mod value;

pub use kind::Kind;
pub use scan::{Picture, Rest, Scanner};
