//! The hook stopped where it hurts: killed at every write, without room on the disk, two at once, with a clock that jumps. The
//! commit is what it would be without the hook, nothing is lost, and the next one heals.
//!
//! Run with `cargo test -p plan-cli --features faults --test faults`.
#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod killed;
mod limits;

#[path = "../hook_scenarios/place.rs"]
#[expect(dead_code, reason = "the other tests use more of it")]
mod place;
#[path = "../plans.rs"]
mod plans;
#[path = "../sandbox.rs"]
#[expect(dead_code, reason = "the other tests use more of it")]
mod sandbox;
