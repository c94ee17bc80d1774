//! The command line `plan`: arguments, terminal, exit codes. A thin layer over `plan-git` and `plan-core`, which can do
//! everything that it does.

pub mod args;
pub mod error;
pub mod ui;
