//! What the history of all plans costs, beside what git takes on the same repository for what it can give:
//! `cargo bench -p plan-git --bench history`.
//!
//! Whole processes are compared, run in turns, medians of them, each ratio beside its bound. Histories are made for it;
//! `docs/development.md` says how to measure larger and real ones.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod cost;
mod made;
mod program;
mod repository;
mod rows;
mod sizes;
mod table;
mod text;

use std::path::Path;
use std::process::ExitCode;

use made::Shape;
use program::Plan;
use repository::Repository;
use sizes::Sizes;

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
    let sizes = Sizes::read()?;
    let program = Plan::build()?;
    let base = tempfile::tempdir().map_err(|error| error.to_string())?;
    table::head();
    made_ones(&program, base.path(), &sizes)?;
    for (path, glob) in &sizes.real {
        match Repository::cloned(&program, base.path(), path, glob) {
            Ok(repository) => rows::all(&repository, &sizes),
            Err(reason) => {
                table::about(path);
                table::later("all of it", &reason);
            }
        }
    }
    Ok(())
}

fn made_ones(program: &Plan, base: &Path, sizes: &Sizes) -> Result<(), String> {
    let make = |name: &str, shape: Shape| Repository::made(program, base, name, shape);
    let plain = Shape {
        commits: sizes.commits,
        plans: sizes.plans,
        every: 4,
        nested: false,
    };
    let flat = make("made, flat", plain)?;
    rows::all(&flat, sizes);
    let nested = Shape {
        nested: true,
        ..plain
    };
    rows::all(&make("made, nested", nested)?, sizes);
    let folder = Shape {
        commits: sizes.folder_commits,
        plans: sizes.folder_plans,
        every: 12,
        nested: false,
    };
    rows::all(&make("made, one large folder", folder)?, sizes);

    let longer = Shape {
        commits: sizes.commits * 2,
        ..plain
    };
    let longer = make("made, twice the commits", longer)?;
    rows::growth("time when the commits double", [&flat, &longer], 2.2, sizes);
    let fuller = Shape {
        plans: sizes.plans * 2,
        ..plain
    };
    let fuller = make("made, twice the plans", fuller)?;
    rows::growth("time when the plans double", [&flat, &fuller], 1.3, sizes);

    let long = Shape {
        commits: sizes.long_commits,
        every: 5,
        ..plain
    };
    rows::memory(&make("made, long", long)?);
    Ok(())
}
