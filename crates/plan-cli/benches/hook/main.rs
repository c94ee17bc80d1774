//! What the hook costs a commit where the index is large, beside the git commands that it cannot do without:
//! `cargo bench -p plan-cli --bench hook`.
//!
//! Whole processes are compared, run in turns, medians of them, each ratio beside its bound.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    clippy::panic
)]

#[path = "../../../plan-git/benches/history/cost.rs"]
#[allow(dead_code, clippy::indexing_slicing)]
mod cost;
mod made;
#[path = "../../../plan-git/benches/history/table.rs"]
#[allow(dead_code)]
mod table;

use std::process::ExitCode;

use cost::{in_turns, in_turns_after};
use made::{Repository, Staged};
use table::Clock;

/// Files in the index.
const FILES: usize = 50_000;

/// Times that each side is run.
const TURNS: usize = 7;

fn main() -> ExitCode {
    // `cargo test --all-targets` runs this too, and asks only whether it runs.
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), String> {
    let base = tempfile::tempdir().map_err(|error| error.to_string())?;
    eprintln!("making a repository of {FILES} files");
    let repository = Repository::made(base.path(), FILES)?;
    table::head();
    table::about(&format!("{FILES} files in the index, one plan of 50 KB"));

    repository.stage(Staged::Code)?;
    let before = repository.index_changed()?;
    let nothing = in_turns(
        TURNS,
        |_| {
            vec![
                repository.hook("pre-commit"),
                repository.hook("post-commit"),
            ]
        },
        |_| vec![repository.diff_index()],
    );
    let what = "no plan staged: both hooks / git diff-index --cached --quiet";
    table::ratio_by(Clock::Wall, what, nothing, 2.5);
    let written = f64::from(u8::from(repository.index_changed()? != before));
    table::figure(
        "no plan staged: times the index was written",
        written,
        Some(0.0),
        "",
    );

    repository.stage(Staged::Plan)?;
    let logged = in_turns_after(
        TURNS,
        &|| repository.put_back(),
        |_| vec![repository.hook("pre-commit")],
        |_| vec![repository.update_index()],
    );
    let what = "a plan staged: the hook / git update-index --cacheinfo --refresh";
    table::ratio_by(Clock::Wall, what, logged, 1.5);
    Ok(())
}
