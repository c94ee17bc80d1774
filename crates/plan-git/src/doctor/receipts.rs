//! Uncommitted log entries in the tool's wording without a receipt, as version 0.1.0 left them.

use plan_core::Document;
use plan_core::evolution::{WrittenEntry, compare_entries, written};

use super::{Check, Finding, Patient};
use crate::receipts::Receipts;
use crate::worktree::{self, File};

/// Reports uncommitted entries that the hook cannot recognise as generated. `None` if there are
/// none.
pub(super) fn check(patient: &Patient<'_>) -> Option<Finding> {
    let repository = patient.repository;
    let root = repository.work_dir()?;
    let tree = match repository.head().ok()? {
        Some(head) => Some(repository.commit(head).ok()?.tree),
        None => None,
    };
    let receipts = Receipts::read(repository.git_dir()).0;
    let mut count = 0;
    for path in worktree::find(root, patient.paths).files {
        let key = worktree::slashed(&path);
        let Ok(file) = File::read(&root.join(&path), Some(root)) else {
            continue;
        };
        let committed = tree
            .and_then(|tree| repository.entry_at(tree, &key).ok()?)
            .and_then(|entry| repository.blob(entry.id).ok());
        // A plan that was never committed has no entries of the hook.
        let Some(committed) = committed.filter(|bytes| bytes != file.bytes()) else {
            continue;
        };
        let (before, now) = (entries(committed), entries(file.bytes().to_vec()));
        let added = compare_entries(&before, &now).added;
        let added = added.into_iter().filter_map(|at| now.get(at));
        let unknown = added.filter(|entry| {
            let mut known = receipts.iter();
            entry.own.is_some() && !known.any(|it| it.path == key && it.hash == Some(entry.hash))
        });
        count += unknown.count();
    }
    let entries = match count {
        0 => return None,
        1 => "1 uncommitted log entry has no receipt and counts as hand-written".to_owned(),
        _ => format!("{count} uncommitted log entries have no receipt and count as hand-written"),
    };
    Some(Finding::note(
        Check::Receipts,
        format!("{entries}: version 0.1.0, a person or another program wrote it"),
        "edit or remove it in the file if it is wrong; the hook leaves it as it is",
    ))
}

fn entries(bytes: Vec<u8>) -> Vec<WrittenEntry> {
    let document = Document::from_bytes(bytes);
    document.map_or_else(|_| Vec::new(), |document| written(&document))
}
