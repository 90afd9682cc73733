//! The run machine from outside: told what happened, held to what it orders.

mod bodies;
mod cancel;
mod corpus;
mod follow;
mod interleavings;
mod large;
mod limits;
mod model;
mod orders;
mod outline;
mod reads;
mod truth;
mod world;
