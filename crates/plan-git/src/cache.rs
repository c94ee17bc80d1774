//! What was found out of history once, kept for the next time: reading and comparing versions is what it costs, and in a
//! long one the walk.
//!
//! ```text
//! place    the directory, how much lies there, how much may
//! shelf    the answers to one kind of question, in files
//! walks    what was followed up to some commits
//! segment  the form of one file
//! file     how one is written
//! ```
//!
//! A cache makes no difference but in time. It holds answers, each by the names of the blobs or of the commit that it follows
//! from, and those never change; what else an answer depends on (the edition of `plan-core`, the version of this crate, the words of the
//! project) is in the name of the directory that it lies in. A file that is missing, damaged or not to be read holds nothing,
//! and one that cannot be written is not. Nobody waits for anybody: there are no locks. It can be deleted at any time.

mod file;
mod place;
mod segment;
mod shelf;
mod walks;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::object::ObjectId;
use crate::repository::Repository;

pub use place::{CacheError, Place, Usage};
use shelf::Shelf;
pub(crate) use walks::Walks;

/// The form of the files.
const FORM: &str = "v1";

/// The questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// What a version says.
    Version,
    /// What a version changed from earlier ones.
    Changes,
    /// How much two versions are alike.
    Likeness,
}

/// The answers that are good for one edition, version and vocabulary. What is learnt is written when it is dropped.
pub(crate) struct Cache {
    place: Place,
    versions: Shelf,
    changes: Shelf,
    likeness: Shelf,
}

impl Cache {
    /// Opens the answers that depend on `circumstances`. Nothing is read before something is asked.
    pub fn open(place: &Place, circumstances: &str) -> Option<Self> {
        let circumstances = Repository::blob_id(circumstances.as_bytes()).ok()?;
        let head = format!("plan cache {FORM} {circumstances}\n");
        let directory = place.directory().join(FORM).join(circumstances.to_string());
        let shelf = |name| Shelf::new(name, &directory, head.as_bytes(), place.closed);
        Some(Self {
            place: place.clone(),
            versions: shelf("versions"),
            changes: shelf("changes"),
            likeness: shelf("likeness"),
        })
    }

    /// Whether there is an answer.
    pub fn has(&mut self, question: Question, blobs: &[ObjectId]) -> bool {
        self.shelf(question).get(&key(blobs)).is_some()
    }

    /// The answer that was kept.
    pub fn get<T: DeserializeOwned>(
        &mut self,
        question: Question,
        blobs: &[ObjectId],
    ) -> Option<T> {
        let value = self.shelf(question).get(&key(blobs))?;
        match postcard::take_from_bytes(value) {
            Ok((answer, [])) => Some(answer),
            _ => None,
        }
    }

    /// Keeps an answer.
    pub fn put<T: Serialize>(&mut self, question: Question, blobs: &[ObjectId], answer: &T) {
        if let Ok(value) = postcard::to_allocvec(answer) {
            self.shelf(question).put(&key(blobs), &value);
        }
    }

    fn shelf(&mut self, question: Question) -> &mut Shelf {
        match question {
            Question::Version => &mut self.versions,
            Question::Changes => &mut self.changes,
            Question::Likeness => &mut self.likeness,
        }
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        let shelves = [&mut self.versions, &mut self.changes, &mut self.likeness];
        let wrote = shelves.map(Shelf::close);
        if wrote.contains(&true) {
            self.place.trim();
        }
    }
}

fn key(blobs: &[ObjectId]) -> Vec<u8> {
    blobs.iter().flat_map(|blob| *blob.as_bytes()).collect()
}
