//! The live view: a run's remote browser in a sandboxed frame, with honest states around it.

mod facts;
mod frame;
mod handle;
mod options;
mod poster;
mod screen;
mod seats;
mod view;
mod widget;

pub use handle::{LiveViewHandle, mount_live_view};
pub use options::callback;
