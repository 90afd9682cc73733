//! `tinyfish-web`: the browser SDK for TinyFish Web Agent.

pub mod api;
pub mod core;
pub mod net;
pub mod view;
