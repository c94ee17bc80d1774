//! The one integration test binary: it drives the real `plan` against the real git in temporary repositories, and reads the
//! sources for what no compiler checks. One module per area; the file names mirror the commands.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod add;
mod after_commit;
mod aliases;
mod apply;
mod architecture;
mod bad_input;
mod cache;
mod commit;
mod commit_reason;
mod diff;
mod doctor;
mod history;
mod hooks_page;
mod init;
mod list;
mod locks;
mod log;
mod log_check;
mod log_mended;
mod log_removed;
mod merge;
mod merge_file;
mod merge_plans;
mod new;
mod note;
mod overview;
mod plans;
mod readme;
mod repositories;
mod sample;
mod sandbox;
mod schema;
mod show;
mod status;
mod tick;

use std::fs;
use std::path::Path;

/// The top of the project.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[test]
fn no_forgotten_files() {
    let main = fs::read_to_string(root().join("tests/main.rs")).unwrap();
    let mut forgotten = Vec::new();
    for entry in fs::read_dir(root().join("tests")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.strip_suffix(".rs").unwrap_or("main");
        if module != "main" && !main.lines().any(|line| line == format!("mod {module};")) {
            forgotten.push(name);
        }
    }
    assert!(
        forgotten.is_empty(),
        "these test files are never run, since tests/main.rs has no `mod` line for them: {forgotten:?}"
    );
}
