//! The live view.

use axum::Router;

use crate::state::State;

pub(crate) fn router(_: State) -> Router {
    Router::new()
}
