//! The programs that keep hooks, installed for real from npm and PyPI, in both orders of installation, with changes that are
//! not staged near the log and far from it.
//!
//! Run with `cargo test -p plan-cli --features managers --test managers`; it needs node, npm, python3 and their registries.
#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod framework;
mod husky;
mod lefthook;
mod programs;
mod rounds;

#[path = "../hook_scenarios/place.rs"]
#[expect(dead_code, reason = "the other tests use more of it")]
mod place;
#[path = "../plans.rs"]
mod plans;
#[path = "../sandbox.rs"]
#[expect(dead_code, reason = "the other tests use more of it")]
mod sandbox;
