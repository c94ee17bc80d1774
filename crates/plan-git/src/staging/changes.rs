//! Which plans the commit changes.

use std::collections::{HashMap, HashSet};

use crate::repository::{Commit, ObjectId};

use super::StagingError;
use super::index::Index;

/// The tree without entries, which git knows whether it is stored or not.
const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/// A plan whose staged content is not that of the base.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) path: Vec<u8>,
    pub(super) blob: ObjectId,
    /// The path in the base, where it is another one.
    pub(super) base_path: Option<Vec<u8>>,
    /// The content in the base, where there was a regular file.
    pub(super) base_blob: Option<ObjectId>,
}

/// What the commit is compared with: what its first parent will be.
pub(super) fn base(head: Option<&Commit>, amending: bool) -> String {
    let parent = match head {
        Some(head) if amending => head.parents.first().copied(),
        Some(head) => Some(head.id),
        None => None,
    };
    parent.map_or_else(|| EMPTY_TREE.to_owned(), |id| id.to_string())
}

/// What the commit changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// The plans.
    pub(super) plans: Vec<Change>,
    /// Whether the watched file is another one, or is gone, or came.
    pub(super) watched: bool,
}

/// The plans that differ between `base` and the index, which a new one may come from elsewhere in `base`. Links, submodules, deletions and conflicts are left out. Of a
/// watched file it is said whether it differs.
pub(super) fn between(
    base: &str,
    index: &Index,
    watched: Option<&str>,
) -> Result<Changes, StagingError> {
    if index.plans().is_empty() && watched.is_none() {
        // Without a pathspec git would compare everything.
        return Ok(Changes::default());
    }
    let mut args = vec![
        "diff-index",
        "--cached",
        "--raw",
        "-z",
        "-M",
        "--ita-invisible-in-index",
        base,
        "--",
    ];
    args.extend(index.plans().iter().map(String::as_str));
    let spec = watched.map(|path| format!(":(top,literal){path}"));
    args.extend(spec.as_deref());
    let raw = compare(index, &args)?;
    let mut changes = parse(&raw, watched).ok_or(StagingError::Answer {
        command: "diff-index",
    })?;
    let is_new = |change: &Change| change.base_path.is_none() && change.base_blob.is_none();
    if base != EMPTY_TREE && changes.plans.iter().any(is_new) {
        let args = [
            "diff-index",
            "--cached",
            "--raw",
            "-z",
            "-M",
            "--diff-filter=R",
            "--ita-invisible-in-index",
            base,
        ];
        let mut origins = origins(&compare(index, &args)?)?;
        for change in changes.plans.iter_mut().filter(|change| is_new(change)) {
            if let Some((path, blob)) = origins.remove(&change.path) {
                (change.base_path, change.base_blob) = (Some(path), blob);
            }
        }
    }
    Ok(changes)
}

/// Where the files of a commit come from that its parent has under another name, wherever that is: the path and the
/// content there.
pub(super) fn moved(
    parent: ObjectId,
    commit: ObjectId,
    index: &Index,
) -> Result<Origins, StagingError> {
    let [parent, commit] = [parent, commit].map(|id| id.to_string());
    let args = [
        "diff-tree",
        "-r",
        "--raw",
        "-z",
        "-M",
        "--diff-filter=R",
        &parent,
        &commit,
    ];
    origins(&compare(index, &args)?)
}

/// Paths with where they come from.
pub(super) type Origins = HashMap<Vec<u8>, (Vec<u8>, Option<ObjectId>)>;

fn origins(raw: &[u8]) -> Result<Origins, StagingError> {
    let changes = parse(raw, None).ok_or(StagingError::Answer {
        command: "diff-index",
    })?;
    let origin = |change: Change| Some((change.path, (change.base_path?, change.base_blob)));
    Ok(changes.plans.into_iter().filter_map(origin).collect())
}

fn compare(index: &Index, args: &[&str]) -> Result<Vec<u8>, StagingError> {
    index.git().run(args, b"").map_err(StagingError::program(
        "compare the index with the last commit",
    ))
}

pub(super) fn is_regular(mode: u32) -> bool {
    mode == 0o100_644 || mode == 0o100_755
}

/// Reads `:OLDMODE NEWMODE OLDID NEWID STATUS`, then one path or, for a rename, two, each ended by a NUL.
fn parse(raw: &[u8], watched: Option<&str>) -> Option<Changes> {
    let mut fields = raw
        .split(|byte| *byte == 0)
        .filter(|field| !field.is_empty());
    let mut changes = Vec::new();
    let mut watched_differs = false;
    let mut unmerged = HashSet::new();
    while let Some(head) = fields.next() {
        let mut words = std::str::from_utf8(head.strip_prefix(b":")?)
            .ok()?
            .split(' ');
        let mode = |text: &str| u32::from_str_radix(text, 8).ok();
        let (old_mode, new_mode) = (mode(words.next()?)?, mode(words.next()?)?);
        let (old, new): (ObjectId, ObjectId) =
            (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let status = words.next()?.bytes().next()?;
        let first = fields.next()?.to_vec();
        let (path, base_path) = match status {
            b'R' | b'C' => (fields.next()?.to_vec(), Some(first)),
            _ => (first, None),
        };
        let is_watched = |path: &[u8]| watched.is_some_and(|watched| path == watched.as_bytes());
        if is_watched(&path) || base_path.as_deref().is_some_and(is_watched) {
            watched_differs = true;
        }
        if status == b'U' {
            unmerged.insert(path);
        } else if is_regular(new_mode) {
            changes.push(Change {
                path,
                blob: new,
                base_path,
                base_blob: is_regular(old_mode).then_some(old),
            });
        }
    }
    changes.retain(|change| !unmerged.contains(&change.path));
    Some(Changes {
        plans: changes,
        watched: watched_differs,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn raw(lines: &[&str]) -> Vec<u8> {
        let a = "a".repeat(40);
        let b = "b".repeat(40);
        lines
            .iter()
            .flat_map(|line| {
                line.replace('A', &a)
                    .replace('B', &b)
                    .replace('|', "\0")
                    .into_bytes()
            })
            .collect()
    }

    #[test]
    fn only_regular_files_without_conflict_are_changes() {
        let text = raw(&[
            ":100644 100755 A B M|same path.md|",
            ":000000 100644 A B X|new.md|",
            ":100644 100644 A B R086|old.md|renamed.md|",
            ":120000 100644 A B T|was-link.md|",
            ":100644 120000 A B T|link.md|",
            ":000000 160000 A B X|module.md|",
            ":100644 000000 A B D|gone.md|",
            ":000000 000000 A A U|both.md|",
            ":100644 100644 A B M|both.md|",
        ]);
        let changes = parse(&text, Some("gone.md")).unwrap();
        assert!(changes.watched);
        assert!(!parse(&text, Some("other.md")).unwrap().watched);
        let changes = changes.plans;
        let seen: Vec<(String, Option<String>, bool)> = changes
            .iter()
            .map(|change| {
                let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
                (
                    text(&change.path),
                    change.base_path.as_ref().map(text),
                    change.base_blob.is_some(),
                )
            })
            .collect();
        let expected = [
            ("same path.md", None, true),
            ("new.md", None, false),
            ("renamed.md", Some("old.md"), true),
            ("was-link.md", None, false),
        ];
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(path, base, has)| (path.to_owned(), base.map(str::to_owned), has))
            .collect();
        assert_eq!(seen, expected);
        assert_eq!(parse(b"", Some("a")), Some(Changes::default()));
        assert_eq!(parse(b"nonsense\0", None), None);
    }
}
