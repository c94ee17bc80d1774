//! Histories for tests, made in one run of `git fast-import` each: written down commit by commit, or drawn by a seed.
//!
//! Test binaries take it in by its path, and none of them needs all of it.
#![allow(dead_code, unused_imports)]

mod import;
pub mod random;

pub use import::{Entry, Made, Tree, import};
