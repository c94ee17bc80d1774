//! One version of a document: its text read, what it says, and what changed in it since the ones before.

use std::collections::BTreeSet;
use std::sync::Arc;

use plan_core::change::Told;
use plan_core::template::Vocabulary;
use plan_core::{Change, ChangeKind, Document, Kind, Status, diff};
use serde::{Deserialize, Serialize};

use crate::object::ObjectId;
use crate::repository::{ReadError, Repository};

/// What history says of a version besides what changed in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Facts {
    pub title: Option<String>,
    pub kind: Kind,
    /// The status that it states; the template's list of choices is none.
    pub status: Option<Status>,
}

impl Facts {
    pub(super) fn of(document: &Document) -> Self {
        let plan = document.plan();
        Self {
            title: plan.title().map(|title| title.on_one_line()),
            kind: document.kind(),
            status: plan.status().filter(|status| !status.is_unfilled()),
        }
    }
}

/// Why a file is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Unread {
    NotUtf8,
    TooLarge,
    Conflict,
    NoDocument,
    Missing,
    Damaged,
}

impl Unread {
    fn of(error: &plan_core::ReadError) -> Self {
        match error {
            plan_core::ReadError::NotUtf8 { .. } => Self::NotUtf8,
            plan_core::ReadError::TooLarge { .. } => Self::TooLarge,
            plan_core::ReadError::Conflict { .. } => Self::Conflict,
            _ => Self::NoDocument,
        }
    }

    /// Whether that follows from the bytes, and will be so for ever.
    pub(super) fn is_lasting(self) -> bool {
        !matches!(self, Self::Missing | Self::Damaged)
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::NotUtf8 => "not UTF-8",
            Self::TooLarge => "larger than 8 MiB",
            Self::Conflict => "full of conflict markers",
            Self::NoDocument => "no document",
            Self::Missing => "missing from this copy of the repository",
            Self::Damaged => "damaged",
        }
    }
}

/// The document in a blob.
pub(super) type Loaded = Result<Arc<Document>, Unread>;

/// Reads and parses a blob, and says how many bytes it has.
pub(super) fn load(
    repository: &Repository,
    vocabulary: &Vocabulary,
    blob: ObjectId,
) -> (Loaded, usize) {
    let bytes = match repository.blob(blob) {
        Ok(bytes) => bytes,
        Err(ReadError::Missing { .. }) => return (Err(Unread::Missing), 0),
        Err(_) => return (Err(Unread::Damaged), 0),
    };
    let length = bytes.len();
    let document = Document::from_bytes_with(bytes, vocabulary);
    let loaded = document.map(Arc::new).map_err(|error| Unread::of(&error));
    (loaded, length)
}

/// What a version changed: from the first of the earlier ones, and of that only what is also in the difference to every
/// other one; where it came from may differ. From one that cannot be read nothing can be told; other ones that cannot be
/// have no say.
pub(super) fn changes_between(before: &[Loaded], now: &Loaded) -> Vec<Told> {
    let Ok(now) = now else { return Vec::new() };
    let Some((first, others)) = before.split_first() else {
        return vec![Told::from(Change::created(now))];
    };
    let Ok(first) = first else { return Vec::new() };
    let mut changes = diff(first, now);
    for other in others.iter().flatten() {
        let same: BTreeSet<_> = diff(other, now).iter().map(key).collect();
        changes.retain(|change| same.contains(&key(change)));
    }
    changes.into_iter().map(Told::from).collect()
}

/// What makes changes against two parents the same change: where each came from may differ.
fn key(change: &Change) -> (ChangeKind, String, Option<String>) {
    (change.kind, change.at.clone(), change.to.clone())
}
