//! Every input that a fuzz target or a property ever failed on, run again: one file each, in the folder of its target.

use std::path::PathBuf;

use crate::bodies;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/core/regressions")
}

/// The names below a folder, in order; none if there is no such folder.
fn names(folder: PathBuf) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn inputs_that_once_failed_hold() {
    let mut failed = Vec::new();
    for target in bodies::TARGETS {
        for name in names(folder().join(target)) {
            let input = std::fs::read(folder().join(target).join(&name)).unwrap();
            if std::panic::catch_unwind(|| bodies::run(target, &input)).is_err() {
                failed.push(format!("{target}/{name}"));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn every_folder_belongs_to_a_target() {
    for name in names(folder()) {
        assert!(bodies::TARGETS.contains(&name.as_str()), "{name}");
    }
}
