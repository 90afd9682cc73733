//! The filmstrip: a run's screenshots as they come, each opening large.

mod follow;
mod handle;
mod item;
mod options;
mod state;
mod strip;
mod swipe;
mod viewer;
mod warnings;
mod widget;

pub use handle::{ScreenshotsHandle, mount_screenshots};
