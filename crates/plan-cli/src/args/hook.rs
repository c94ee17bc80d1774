//! `plan hook` as it is typed.

use std::ffi::OsString;

use clap::{Args, Subcommand};

use super::help;

/// `plan hook`
#[derive(Clone, Debug, Args)]
pub struct HookArgs {
    /// What to do with the hook.
    #[command(subcommand)]
    pub command: HookCommand,
}

/// The commands of `plan hook`.
#[derive(Clone, Debug, Subcommand)]
pub enum HookCommand {
    /// Install hook and driver in this clone, beside what is there already.
    #[command(after_help = help::HOOK_INSTALL)]
    Install(HookInstallArgs),
    /// Remove hook and driver from this clone and leave everything else as it was.
    #[command(after_help = help::HOOK_UNINSTALL)]
    Uninstall(HookUninstallArgs),
    /// Show that git really runs hook and driver here, or what is in the way.
    ///
    /// Asks git where it looks for hooks and which driver merges a plan, and lets it run the hook on a copy of the index with
    /// a plan in it that does not exist. Nothing of the repository is written, and no other hook is run. Exits with 1 if
    /// log entries would not be written or plans would be merged by lines.
    #[command(after_help = help::HOOK_DOCTOR)]
    Doctor(HookDoctorArgs),
    /// Do the work of a hook; called by git.
    #[command(hide = true, after_help = help::HOOK_RUN)]
    Run(HookRunArgs),
}

/// `plan hook install`
#[derive(Clone, Debug, Args)]
pub struct HookInstallArgs {
    /// Let hook and driver call this very program by its full path instead of the `plan` found on PATH.
    #[arg(long)]
    pub absolute: bool,
    /// Name the log entries of a commit in its message too, each in a trailer `Plan-Change: PATH: TITLE`.
    #[arg(long)]
    pub trailer: bool,
    /// Name the merge driver in `.gitattributes` as well, which is committed, so that everyone who has it uses it.
    #[arg(long)]
    pub shared: bool,
}

/// `plan hook uninstall`
#[derive(Clone, Debug, Args)]
pub struct HookUninstallArgs {}

/// `plan hook doctor`
#[derive(Clone, Debug, Args)]
pub struct HookDoctorArgs {}

/// `plan hook run`
#[derive(Clone, Debug, Args)]
pub struct HookRunArgs {
    /// The name of the hook, such as `pre-commit`.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What git handed to the hook.
    #[arg(
        value_name = "ARGS",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    pub args: Vec<OsString>,
}
