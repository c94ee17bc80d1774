//! What git types when it merges or compares a plan.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueHint};

/// `plan merge-driver`
#[derive(Clone, Debug, Args)]
pub struct MergeDriverArgs {
    /// The common base; git's %O.
    #[arg(value_name = "BASE", value_hint = ValueHint::FilePath)]
    pub base: PathBuf,
    /// The present version, which the result is written to; git's %A.
    #[arg(value_name = "OURS", value_hint = ValueHint::FilePath)]
    pub ours: PathBuf,
    /// The other version; git's %B.
    #[arg(value_name = "THEIRS", value_hint = ValueHint::FilePath)]
    pub theirs: PathBuf,
    /// Length of the markers, path in the repository, labels of base, ours and theirs: git's %L %P %S %X %Y. Any of them may
    /// be missing.
    #[arg(
        value_name = "LENGTH PATH LABELS",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    pub rest: Vec<OsString>,
}

/// `plan textconv`
#[derive(Clone, Debug, Args)]
pub struct TextconvArgs {
    /// The file.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}
