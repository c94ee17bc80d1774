//! Tests of the library from outside: the laws, the template, real plans.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod bodies;
mod changes;
mod changes_reference;
mod commonmark;
mod corpus;
mod diff;
mod documents;
mod edition;
mod edits;
mod format;
mod forms;
mod laws;
mod limits;
mod log;
mod log_records;
mod merge;
mod merges;
mod mutate;
mod mutators;
mod regressions;
mod scripts;
mod template;
mod typed_template;
mod update;
mod views;
mod wild;
mod wordings;
