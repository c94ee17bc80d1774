//! What the history of documents is: small repositories with truth tables written by hand (`cases`), and random ones
//! held against `git log` (`random`). The cases are also the page `docs/lineage.md`.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod answer;
mod case;
mod cases;
#[path = "../histories/mod.rs"]
mod histories;
mod page;
mod random;
// What other test binaries use of it is dead here.
#[allow(dead_code)]
#[path = "../git/sandbox.rs"]
mod sandbox;
mod script;
mod truth;
