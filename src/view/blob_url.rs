//! Blob addresses with an owner: each keeps its picture's bytes alive until it is revoked.

use std::cell::Cell;

use web_sys::{Blob, Url};

thread_local! {
    static ALIVE: Cell<usize> = const { Cell::new(0) };
}

/// A `blob:` address that is revoked when its owner drops it.
#[derive(Debug)]
pub struct BlobUrl(String);

impl BlobUrl {
    /// An address for these bytes; `None` where the platform gives none.
    pub fn new(blob: &Blob) -> Option<Self> {
        let url = Url::create_object_url_with_blob(blob).ok()?;
        ALIVE.set(ALIVE.get() + 1);
        Some(Self(url))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for BlobUrl {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
        ALIVE.set(ALIVE.get().saturating_sub(1));
    }
}

/// How many of the views' blob addresses are alive: zero once every view is unmounted.
pub fn alive() -> usize {
    ALIVE.get()
}
