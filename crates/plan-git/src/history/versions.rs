//! Documents by blob: read and parsed once each while they are needed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use plan_core::template::Vocabulary;
use plan_core::{Document, similarity};

use crate::lineage::Likeness;
use crate::object::ObjectId;
use crate::repository::{ReadError, Repository};

pub(crate) struct Versions<'r> {
    repository: &'r Repository,
    vocabulary: Vocabulary,
    kept: HashMap<ObjectId, Option<Arc<Document>>>,
    /// How many files could not be read, by reason.
    failed: BTreeMap<&'static str, (usize, ObjectId)>,
    read: usize,
    /// What was compared before: history is followed anew when a document was moved in.
    compared: HashMap<(ObjectId, ObjectId), Option<f64>>,
}

/// Parsed documents kept while renames are looked for. A bulk move asks about the same files again and again.
const KEPT: usize = 256;

impl<'r> Versions<'r> {
    pub fn new(repository: &'r Repository, vocabulary: Vocabulary) -> Self {
        Self {
            repository,
            vocabulary,
            kept: HashMap::new(),
            failed: BTreeMap::new(),
            read: 0,
            compared: HashMap::new(),
        }
    }

    /// The document in a blob; `None` if it is missing or no document, which is noted.
    pub fn document(&mut self, blob: ObjectId) -> Option<Arc<Document>> {
        if let Some(kept) = self.kept.get(&blob) {
            return kept.clone();
        }
        self.read += 1;
        let document = match self.repository.blob(blob) {
            Ok(bytes) => match Document::from_bytes_with(bytes, &self.vocabulary) {
                Ok(document) => Some(Arc::new(document)),
                Err(error) => {
                    self.fail(reason(&error), blob);
                    None
                }
            },
            Err(ReadError::Missing { .. }) => {
                self.fail("missing from this copy of the repository", blob);
                None
            }
            Err(_) => {
                self.fail("damaged", blob);
                None
            }
        };
        self.kept.insert(blob, document.clone());
        document
    }

    /// Drops what was kept for one lineage.
    pub fn forget(&mut self) {
        self.kept.clear();
    }

    /// The words that documents are read with.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub fn read(&self) -> usize {
        self.read
    }

    /// One sentence for each reason.
    pub fn notes(&self) -> Vec<String> {
        let note = |(reason, (count, first)): (&&str, &(usize, ObjectId))| {
            let versions = if *count == 1 {
                "1 version is"
            } else {
                &format!("{count} versions are")
            };
            format!(
                "{versions} not known, since the file is {reason} (blob {})",
                first.short()
            )
        };
        self.failed.iter().map(note).collect()
    }

    fn fail(&mut self, reason: &'static str, blob: ObjectId) {
        self.failed.entry(reason).or_insert((0, blob)).0 += 1;
    }
}

fn reason(error: &plan_core::ReadError) -> &'static str {
    match error {
        plan_core::ReadError::NotUtf8 { .. } => "not UTF-8",
        plan_core::ReadError::TooLarge { .. } => "larger than 8 MiB",
        plan_core::ReadError::Conflict { .. } => "full of conflict markers",
        _ => "no document",
    }
}

impl Likeness for Versions<'_> {
    fn likeness(&mut self, old: ObjectId, new: ObjectId) -> Option<f64> {
        if let Some(known) = self.compared.get(&(old, new)) {
            return *known;
        }
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        let documents = self.document(old).zip(self.document(new));
        let alike = documents.map(|(old, new)| similarity(&old, &new));
        self.compared.insert((old, new), alike);
        alike
    }
}
