//! What is in the files of both versions, by name: from the objects of the repository, or as it was read from disk.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use plan_core::template::Vocabulary;
use plan_core::{Document, similarity};

use super::VersionError;
use crate::lineage::Likeness;
use crate::object::ObjectId;
use crate::repository::Repository;
use crate::worktree::{File, MAX};

pub(super) struct Contents<'r> {
    repository: &'r Repository,
    vocabulary: &'r Vocabulary,
    /// Files on disk, by the name that git would give their bytes, or their bytes behind its filters.
    kept: HashMap<ObjectId, Arc<Vec<u8>>>,
    documents: HashMap<ObjectId, Option<Arc<Document>>>,
}

impl<'r> Contents<'r> {
    pub(super) fn new(repository: &'r Repository, vocabulary: &'r Vocabulary) -> Self {
        Self {
            repository,
            vocabulary,
            kept: HashMap::new(),
            documents: HashMap::new(),
        }
    }

    /// Reads a file below the root and keeps it.
    pub(super) fn keep(&mut self, root: &Path, name: &Path) -> Result<ObjectId, VersionError> {
        let file = File::read(&root.join(name), Some(root))?;
        let id = Repository::blob_id(file.bytes())?;
        self.kept
            .entry(id)
            .or_insert_with(|| Arc::new(file.bytes().to_vec()));
        Ok(id)
    }

    /// Whether it was read from disk.
    pub(super) fn is_kept(&self, id: ObjectId) -> bool {
        self.kept.contains_key(&id)
    }

    /// Gives what was kept a second name.
    pub(super) fn also(&mut self, id: ObjectId, name: ObjectId) {
        if let Some(bytes) = self.kept.get(&id).cloned() {
            self.kept.entry(name).or_insert(bytes);
        }
    }

    pub(super) fn bytes(&self, id: ObjectId) -> Result<Vec<u8>, VersionError> {
        if let Some(bytes) = self.kept.get(&id) {
            return Ok(bytes.to_vec());
        }
        // Asked before reading, so that a huge blob is never held.
        let bytes = self.repository.blob_size(id)?;
        if bytes > MAX {
            return Err(VersionError::TooLarge { bytes });
        }
        Ok(self.repository.blob(id)?)
    }

    fn document(&mut self, id: ObjectId) -> Option<Arc<Document>> {
        if let Some(known) = self.documents.get(&id) {
            return known.clone();
        }
        let bytes = self.bytes(id).ok();
        let document = bytes
            .and_then(|bytes| Document::from_bytes_with(bytes, self.vocabulary).ok())
            .map(Arc::new);
        self.documents.insert(id, document.clone());
        document
    }
}

impl Likeness for Contents<'_> {
    fn likeness(&mut self, old: ObjectId, new: ObjectId) -> Option<f64> {
        let documents = self.document(old).zip(self.document(new));
        documents.map(|(old, new)| similarity(&old, &new))
    }
}
