//! Screenshots as bytes: the decoder's vectors, reading a body, and the handles.

mod base64;
mod handle;
mod page;
mod read;
