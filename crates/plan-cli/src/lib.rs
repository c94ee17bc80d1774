//! The command line `plan`: arguments, terminal, exit codes. A thin layer over `plan-git` and `plan-core`, which can do
//! everything that it does.

pub mod ago;
pub mod args;
pub mod clock;
pub mod commands;
pub mod error;
pub mod moment;
pub mod past;
pub mod path_name;
pub mod target;
pub mod ui;
pub mod unified;
pub mod workspace;
