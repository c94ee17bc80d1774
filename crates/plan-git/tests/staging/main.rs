//! Real commits in temporary repositories, with a hook that runs `plan_git::staging`.
//!
//! The hook is this very test executable: the `pre-commit` script of a test repository runs the one test
//! `staging_child`, which does nothing in an ordinary run. Its [`plan_git::staging::Rewrite`] is as simple as can be: a
//! changed plan gets one more line `logged: <author date>` in its log.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr
)]

mod child;
mod files;
mod indexes;
mod modes;
mod repo;
mod trouble;

#[test]
fn staging_child() {
    if std::env::var_os("PLAN_TEST_HOOK").is_some() {
        child::run();
    }
}
