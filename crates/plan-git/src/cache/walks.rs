//! What was followed up to some commits, each in a file of its own that is named after the commit.

use std::cmp::Reverse;
use std::fs;
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::place::{self, Place};
use super::segment::{Segment, written};
use super::{FORM, file};
use crate::object::ObjectId;
use crate::repository::Repository;

/// Commits that are kept at most: the branches that somebody goes back and forth between.
const BRANCHES: usize = 4;

/// How the name of a file begins.
const NAME: &str = "walk-";

/// The walks that depend on the same circumstances.
pub(crate) struct Walks {
    place: Place,
    directory: PathBuf,
    head: Vec<u8>,
}

impl Walks {
    /// Those of `circumstances`. Nothing is read before something is asked.
    pub fn open(place: &Place, circumstances: &[u8]) -> Option<Self> {
        let circumstances = Repository::blob_id(circumstances).ok()?;
        Some(Self {
            place: place.clone(),
            directory: place.directory().join(FORM).join(circumstances.to_string()),
            head: format!("plan walk {FORM} {circumstances}\n").into_bytes(),
        })
    }

    /// The commits up to which something was followed, the last that was kept first.
    pub fn tips(&self) -> Vec<ObjectId> {
        let mut files = place::files(&self.directory, 0);
        files.sort_by(|a, b| (Reverse(a.modified), &a.path).cmp(&(Reverse(b.modified), &b.path)));
        let tips = files.iter().filter_map(|file| {
            let name = file.path.file_name()?.to_str()?;
            name.strip_prefix(NAME)?.parse().ok()
        });
        tips.collect()
    }

    /// What was kept of a commit.
    pub fn get<T: DeserializeOwned>(&self, tip: ObjectId) -> Option<T> {
        let bytes = fs::read(self.path(tip)).ok()?;
        let segment = Segment::read(bytes, &self.head);
        let mut records = segment.records().iter();
        let record = records.find(|record| segment.key(**record) == tip.as_bytes())?;
        postcard::from_bytes(segment.value(*record)).ok()
    }

    /// Keeps something of a commit, and drops what was kept longest ago.
    pub fn put<T: Serialize>(&self, tip: ObjectId, value: &T) {
        if self.place.closed {
            return;
        }
        let value = postcard::to_allocvec(value).ok();
        let record = value.and_then(|value| written(tip.as_bytes(), &value));
        // One must not push out all the rest.
        let fits = |record: &Vec<u8>| u64::try_from(record.len()).unwrap_or(u64::MAX);
        let Some(record) = record.filter(|record| fits(record) <= self.place.limit() / 4) else {
            return;
        };
        let name = |_: &str| format!("{NAME}{tip}");
        if file::write(&self.directory, name, &[&self.head, &record]).is_err() {
            return;
        }
        for spent in self
            .tips()
            .into_iter()
            .filter(|kept| *kept != tip)
            .skip(BRANCHES - 1)
        {
            self.drop(spent);
        }
        self.place.trim();
    }

    /// Drops what was kept of a commit.
    pub fn drop(&self, tip: ObjectId) {
        if !self.place.closed && place::is_writable(&self.directory) {
            // Another process may have done it.
            let _ = fs::remove_file(self.path(tip));
        }
    }

    fn path(&self, tip: ObjectId) -> PathBuf {
        self.directory.join(format!("{NAME}{tip}"))
    }
}
