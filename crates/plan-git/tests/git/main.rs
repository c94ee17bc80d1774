//! The tests of this crate that need a real git: one module for each source file they test.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod cache;
mod compare;
mod config;
mod dates;
mod first_parent;
mod graph;
#[path = "../histories/mod.rs"]
mod histories;
mod history;
mod ignored;
mod kept_walks;
mod links;
mod log;
mod paths;
mod program;
mod replaced;
mod repository;
mod sandbox;
mod stream;
mod threads;
mod walk;
mod worktree;
