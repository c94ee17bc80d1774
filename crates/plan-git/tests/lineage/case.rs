//! One case: a directory below `cases` with what happens, what was done, and what is true.

use std::path::{Path, PathBuf};

use crate::script::Script;

pub struct Case {
    /// The folder of like cases that it is in.
    pub group: String,
    pub name: String,
    /// The first line of its `README.md`.
    pub title: String,
    /// The rest of it.
    pub about: String,
    /// `history.txt` as it is written.
    pub history: String,
    /// `truth.txt` as it is written.
    pub truth: String,
}

impl Case {
    pub fn script(&self) -> Script {
        Script::read(&self.history)
    }
}

/// All cases, group by group.
pub fn all() -> Vec<Case> {
    let base = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/lineage/cases");
    let mut cases = Vec::new();
    for group in directories(&base) {
        for case in directories(&group) {
            cases.push(read(&case, &name(&group)));
        }
    }
    cases
}

fn read(directory: &Path, group: &str) -> Case {
    let text = |file: &str| {
        let path = directory.join(file);
        let text = std::fs::read_to_string(&path);
        text.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
            .replace("\r\n", "\n")
    };
    let readme = text("README.md");
    let (title, about) = readme.split_once('\n').expect("a title");
    Case {
        group: group.to_owned(),
        name: name(directory),
        title: title.trim_start_matches("# ").to_owned(),
        about: about.trim().to_owned(),
        history: text("history.txt"),
        truth: text("truth.txt"),
    }
}

fn directories(base: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(base).unwrap();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
