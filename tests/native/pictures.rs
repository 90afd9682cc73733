//! Screenshots taken out of a run read.

mod base64;
mod document;
mod kind;
mod malformed;
mod oracle;
mod places;
mod properties;
