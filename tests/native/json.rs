//! The lexical JSON reader.

mod containers;
mod scalars;
mod walk;
