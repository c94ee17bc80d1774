//! Merges made by hand: a folder each, named for what it shows. `base.md`, `ours.md` and `theirs.md` become `merged.md`;
//! `notes.txt`, if it is there, holds what each conflict is about and the notes, and `style` how conflicts are shown.
//! `PLAN_BLESS=1` writes `merged.md` and `notes.txt` anew.

use std::path::{Path, PathBuf};

use plan_core::Document;
use plan_core::merge::{Labels, Merged, Options, Style, merge};

use crate::bodies::{chosen, laws_of_merging};

struct Case {
    folder: PathBuf,
    base: Document,
    ours: Document,
    theirs: Document,
    options: Options,
}

impl Case {
    fn read(folder: PathBuf) -> Self {
        let document = |name: &str| Document::from_bytes(read(&folder.join(name))).unwrap();
        let style = match text(&folder.join("style")).trim() {
            "" | "merge" => Style::Merge,
            "diff3" => Style::Diff3,
            "zdiff3" => Style::Zdiff3,
            other => panic!("{}: no style {other}", folder.display()),
        };
        Self {
            base: document("base.md"),
            ours: document("ours.md"),
            theirs: document("theirs.md"),
            options: Options {
                style,
                labels: Labels {
                    ours: Some("ours".to_owned()),
                    base: Some("base".to_owned()),
                    theirs: Some("theirs".to_owned()),
                },
                ..Options::default()
            },
            folder,
        }
    }

    fn merged(&self) -> Merged {
        merge(&self.base, &self.ours, &self.theirs, &self.options)
    }
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file that need not be there.
fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/core/merges");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders.into_iter().map(Case::read).collect()
}

/// What each conflict is about, and the notes.
fn told(merged: &Merged) -> String {
    let conflicts = merged.conflicts.iter();
    conflicts
        .map(|conflict| {
            let what = conflict.what.as_deref().unwrap_or("lines");
            format!("conflict: {what}\n")
        })
        .chain(merged.notes.iter().map(|note| format!("note: {note}\n")))
        .collect()
}

fn write(path: &Path, text: &str) {
    if text.is_empty() && path.ends_with("notes.txt") {
        let _ = std::fs::remove_file(path);
    } else {
        std::fs::write(path, text).unwrap();
    }
}

#[test]
fn merges_come_out_as_a_careful_person_wants_them() {
    let bless = std::env::var_os("PLAN_BLESS").is_some();
    let cases = cases();
    assert!(cases.len() >= 45);
    let mut wrong = Vec::new();
    for case in cases {
        let merged = case.merged();
        for (name, found) in [("merged.md", &merged.text), ("notes.txt", &told(&merged))] {
            let path = case.folder.join(name);
            let expected = text(&path);
            if bless {
                write(&path, found);
            } else if *found != expected {
                let path = path.display();
                wrong.push(format!(
                    "{path}\n--- wanted\n{expected}\n--- found\n{found}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Who is ours and who is theirs changes nothing but the order of the sides.
#[test]
fn exchanging_the_sides_gives_the_same_conflicts() {
    for mut case in cases() {
        let one = case.merged();
        std::mem::swap(&mut case.ours, &mut case.theirs);
        let other = case.merged();
        let name = case.folder.display();
        assert_eq!(one.conflicts.len(), other.conflicts.len(), "{name}");
        assert_eq!(one.notes, other.notes, "{name}");
        let sides = |merged: &Merged| [true, false].map(|ours| sorted(&chosen(merged, &|_| ours)));
        let [ours, theirs] = sides(&one);
        assert_eq!(sides(&other), [theirs, ours], "{name}");
    }
}

/// The lines of a text, in whatever order, since of two things put in at one place ours comes first. Nor do bullets
/// and numbers of lists count: items that stay keep ours.
fn sorted(text: &str) -> Vec<String> {
    let unnumbered = |line: &str| {
        line.trim_start_matches(|c: char| c.is_ascii_digit() || "*-+".contains(c))
            .to_owned()
    };
    let mut lines: Vec<String> = text
        .lines()
        .map(unnumbered)
        .map(|line| line.to_lowercase())
        .collect();
    lines.sort();
    lines
}

#[test]
fn the_laws_hold_for_all_of_them() {
    for case in cases() {
        for choices in [[0, 0, 0], [1, 1, 0xaa], [2, 2, 0x55]] {
            laws_of_merging(&case.base, &case.ours, &case.theirs, &choices);
        }
    }
}
