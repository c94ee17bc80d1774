//! `plan cache` as it is typed.

use clap::{Args, Subcommand};

use super::help;

/// `plan cache`
#[derive(Clone, Debug, Args)]
pub struct CacheArgs {
    /// What to do with it; without one, it is shown.
    #[command(subcommand)]
    pub command: Option<CacheCommand>,
}

/// The commands of `plan cache`.
#[derive(Clone, Debug, Subcommand)]
pub enum CacheCommand {
    /// Remove it. Nothing is lost but time.
    #[command(after_help = help::CACHE_CLEAR)]
    Clear,
}
