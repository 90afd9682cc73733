//! The browser's side of the run machine's orders: fetch, `EventSource` by gloo-net, timers and
//! abort. The only place that awaits the network.

mod abort;
mod body;
mod call;
mod cancel;
mod clock;
mod connections;
mod endpoint;
mod events;
mod fields;
mod follower;
mod later;
mod page;
pub mod pictures;
mod reply;
mod trouble;

pub use abort::{Abort, Listener};
pub use call::{Call, Form, Method, Mode, add_query, encode};
pub use cancel::cancel_run;
pub use clock::{Timer, now, on_next_frame, pause, random_seed};
pub use connections::Slot;
pub use endpoint::Endpoint;
pub use fields::{get, get_function, get_string, is_nullish};
pub use follower::{Follower, Sink};
pub use later::{later, promise};
pub use page::{is_drawn, is_seen, on_visibility};
pub use reply::{Finished, Reply};
pub use trouble::Trouble;
