//! The sample shop.

use axum::Router;

use crate::state::State;

pub(crate) struct Shop;

impl Shop {
    pub(crate) fn new() -> Self {
        Self
    }
}

pub(crate) fn router(_: State) -> Router {
    Router::new()
}
