//! The lexical JSON reader.

mod scalars;
mod walk;
