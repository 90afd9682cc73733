//! The one Chromium behind all browser runs.

use crate::config::Config;

pub(crate) struct Browser;

impl Browser {
    pub(crate) fn new(_: &Config) -> Self {
        Self
    }

    pub(crate) async fn kill(&self) -> bool {
        false
    }

    pub(crate) async fn shutdown(&self) {}
}
