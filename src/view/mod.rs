//! What the page shows: the live view of a run and its screenshots.
//!
//! Everything is built by DOM calls through the element's own document, never from HTML text, so a
//! goal, an action or an error can hold any markup and stays text. A view takes whatever has the
//! methods of a run's stream (`snapshot`, `subscribe`, and for pictures `read` and `screenshot`).

mod access;
mod blob_url;
mod dom;
mod error;
mod feed;
mod lane;
mod live;
mod picture;
mod registry;
mod seen;
mod shots;
mod single;
mod source;
mod step;
mod style;
mod words;

pub use blob_url::alive as blob_urls_alive;
pub use live::{LiveViewHandle, mount_live_view};
pub use registry::clear_all as unmount_all;
pub use shots::{ScreenshotsHandle, mount_screenshots};
pub use single::{screenshot_to_blob, screenshot_to_image};
