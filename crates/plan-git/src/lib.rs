//! The history of implementation plans, derived from git.

pub mod ancestry;
pub mod config;
mod date;
pub mod derive;
pub mod graph;
pub mod history;
pub mod hooks;
pub mod lineage;
pub mod object;
pub mod paths;
mod personal;
pub mod program;
pub mod repository;
pub mod staging;
pub mod time;
mod tree;
mod wildmatch;
pub mod worktree;
