//! `plan diff` as it is typed.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// `plan diff`
#[derive(Clone, Debug, Args)]
pub struct DiffArgs {
    /// `A`, `A..B` or `A...B`, each a commit, a branch, a tag or a date; then paths, file names, or parts of titles.
    ///
    /// `A` is compared with the work tree, `A..B` with `B`; `A...B` compares `B` with the commit where both part. Where one
    /// of two is left out, HEAD is meant. A date means the commit that HEAD's first-parent line had at that time, or at the
    /// end of that day. What is a revision and a date is the revision, what is neither is a PLAN.
    #[arg(value_name = "A[..B]|PLAN")]
    pub words: Vec<String>,
    /// Only plans, for names that are revisions too.
    #[arg(value_name = "PLAN", last = true)]
    pub plans: Vec<String>,
    /// Compare what is staged with HEAD, or with A.
    #[arg(long, visible_alias = "staged", conflicts_with = "no_index")]
    pub cached: bool,
    /// Compare two files, in a repository or not.
    #[arg(
        long,
        num_args = 2,
        value_names = ["A", "B"],
        value_hint = ValueHint::FilePath,
        conflicts_with_all = ["words", "plans", "rev", "paths"]
    )]
    pub no_index: Option<Vec<PathBuf>>,
    /// Cosmetic changes too: white space, wrapping, respellings, entries of the log.
    #[arg(long)]
    pub all: bool,
    /// Print Markdown that is fit for a review comment.
    #[arg(long, conflicts_with = "json")]
    pub markdown: bool,
    /// Exit with 1 if there are changes (cosmetic ones count with `--all` only), or if a plan could not be compared.
    ///
    /// With `--quiet` nothing but warnings is printed.
    #[arg(long)]
    pub exit_code: bool,
}
