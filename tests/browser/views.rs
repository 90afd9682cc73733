//! The views in a real page: what they build, show, keep and let go.

mod frames;
mod fronts;
mod hostile;
mod leaks;
mod live;
mod mounting;
mod pictures;
mod places;
mod posters;
mod strip;
mod support;
mod viewer;
