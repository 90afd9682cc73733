//! The rules behind the views, without a browser.

mod frame_url;
mod live;
mod places;
mod screenshot;
