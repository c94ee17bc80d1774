//! Tests of the library from outside: the laws, the template, real plans.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod corpus;
mod diff;
mod documents;
mod forms;
mod laws;
mod log;
mod template;
mod wordings;
