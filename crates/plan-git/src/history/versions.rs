//! Documents by blob: read and parsed once each while they are needed, and not at all where what they say is known.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use plan_core::change::Told;
use plan_core::template::Vocabulary;
use plan_core::{Change, Document, EDITION, similarity};

use super::ahead::{Ahead, Answer, Ask};
use super::version::{Facts, Loaded, Unread, changes_between, load};
use crate::cache::{Cache, Place, Question};
use crate::lineage::Likeness;
use crate::object::{IdMap, ObjectId};
use crate::repository::Repository;

pub(crate) struct Versions<'r> {
    repository: &'r Repository,
    vocabulary: Vocabulary,
    /// What answers depend on besides the files: this program and the words.
    circumstances: OnceCell<String>,
    cache: Option<Cache>,
    kept: HashMap<ObjectId, Loaded>,
    ahead: Ahead,
    /// The files that could not be read, with the first of them, by reason.
    failed: BTreeMap<&'static str, (BTreeSet<ObjectId>, ObjectId)>,
    /// Whether there is a document, by blob, as far as that was asked.
    readable: IdMap<bool>,
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
            circumstances: OnceCell::new(),
            cache: None,
            kept: HashMap::new(),
            ahead: Ahead::idle(),
            failed: BTreeMap::new(),
            readable: IdMap::default(),
            read: 0,
            compared: HashMap::new(),
        }
    }

    /// The same, with what a cache knows.
    pub fn with_cache(mut self, place: &Place) -> Self {
        self.cache = Cache::open(place, self.circumstances());
        self
    }

    /// What answers depend on besides the files, as text.
    pub fn circumstances(&self) -> &str {
        self.circumstances.get_or_init(|| {
            format!(
                "plan-git {}\nedition {EDITION}\n{}",
                env!("CARGO_PKG_VERSION"),
                self.vocabulary.listed()
            )
        })
    }

    /// The document in a blob; `None` if it is missing or no document, which is noted.
    pub fn document(&mut self, blob: ObjectId) -> Option<Arc<Document>> {
        let document = self.load(blob);
        self.noted(blob, document)
    }

    /// What the document in a blob says; `None` as for [`Versions::document`].
    pub fn facts(&mut self, blob: ObjectId) -> Option<Facts> {
        let question = Question::Version;
        let cache = self.cache.as_mut();
        let known = cache.and_then(|cache| cache.get::<Result<Facts, Unread>>(question, &[blob]));
        // What is gone is gone, whatever was known of it: an answer does not depend on what was asked before.
        if let Some(known) = known
            && self.repository.has(blob)
        {
            return self.noted(blob, known);
        }
        let facts = self.load(blob).map(|document| Facts::of(&document));
        self.keep_facts(blob, &facts);
        self.noted(blob, facts)
    }

    /// Says what will be asked, in its order, so that up to so many threads find it out meanwhile.
    pub(super) fn expect(&mut self, asks: impl Iterator<Item = Ask>, threads: usize) {
        if threads < 2 {
            return;
        }
        let asks = asks.filter(|ask| !self.is_known(ask)).collect();
        let vocabulary = &self.vocabulary;
        self.ahead
            .expect(asks, threads, self.repository, vocabulary);
    }

    /// Whether a question was answered before, as far as that can be seen at a glance.
    fn is_known(&mut self, ask: &Ask) -> bool {
        let Some(cache) = &mut self.cache else {
            return false;
        };
        let blobs = [&ask.before[..], &[ask.now]].concat();
        cache.has(Question::Version, &[ask.now])
            && (!ask.compared || cache.has(Question::Changes, &blobs))
    }

    /// What a version says, and what it changed if that is asked. What cannot be read is noted.
    pub(super) fn version(&mut self, ask: &Ask) -> (Option<Facts>, Vec<Change>) {
        let Some(answer) = self.ahead.take(ask) else {
            let facts = self.facts(ask.now);
            let changes = match &facts {
                Some(_) if ask.compared => self.changes(&ask.before, ask.now),
                _ => Vec::new(),
            };
            return (facts, changes);
        };
        let Answer {
            facts,
            before,
            changes,
        } = answer;
        self.keep_facts(ask.now, &facts);
        let facts = self.noted(ask.now, facts);
        let mut readable = Vec::with_capacity(ask.before.len());
        for (blob, unread) in ask.before.iter().zip(before) {
            match unread {
                None => readable.push(*blob),
                Some(unread) if facts.is_some() && ask.compared => {
                    let _: Option<()> = self.noted(*blob, Err(unread));
                }
                Some(_) => {}
            }
        }
        let is_told = facts.is_some() && ask.compared && ask.before.first() == readable.first();
        let changes = if is_told {
            self.keep_changes(&readable, ask.now, changes)
        } else {
            Vec::new()
        };
        (facts, changes)
    }

    /// What a version changed from earlier ones. Those that cannot be read are noted.
    fn changes(&mut self, before: &[ObjectId], now: ObjectId) -> Vec<Change> {
        let readable: Vec<ObjectId> = before
            .iter()
            .copied()
            .filter(|blob| self.is_readable(*blob))
            .collect();
        if before.first() != readable.first() {
            return Vec::new();
        }
        let blobs = [&readable[..], &[now]].concat();
        let cache = self.cache.as_mut();
        if let Some(told) =
            cache.and_then(|cache| cache.get::<Vec<Told>>(Question::Changes, &blobs))
        {
            return told.into_iter().map(Change::from).collect();
        }
        let earlier: Vec<Loaded> = readable.iter().map(|blob| self.load(*blob)).collect();
        let changes = changes_between(&earlier, &self.load(now));
        self.keep_changes(&readable, now, changes)
    }

    /// Whether there is a document in a blob; if not, that is noted.
    fn is_readable(&mut self, blob: ObjectId) -> bool {
        match self.readable.get(&blob) {
            Some(known) => *known,
            None => self.facts(blob).is_some(),
        }
    }

    /// The changes as they will be known the next time.
    fn keep_changes(&mut self, before: &[ObjectId], now: ObjectId, told: Vec<Told>) -> Vec<Change> {
        if let Some(cache) = &mut self.cache {
            cache.put(Question::Changes, &[before, &[now]].concat(), &told);
        }
        told.into_iter().map(Change::from).collect()
    }

    fn keep_facts(&mut self, blob: ObjectId, facts: &Result<Facts, Unread>) {
        let lasts = facts
            .as_ref()
            .err()
            .is_none_or(|unread| unread.is_lasting());
        if let Some(cache) = self.cache.as_mut().filter(|_| lasts) {
            cache.put(Question::Version, &[blob], facts);
        }
    }

    /// Drops what was kept for one lineage.
    pub fn forget(&mut self) {
        self.kept.clear();
    }

    /// The words that documents are read with.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Blobs that were read.
    pub fn read(&self) -> usize {
        self.read + self.ahead.read()
    }

    /// The files that were compared for how much they are alike; `None` if one of them could not be read.
    pub fn compared(&self) -> Option<BTreeSet<ObjectId>> {
        let mut blobs = BTreeSet::new();
        for ((old, new), alike) in &self.compared {
            alike.as_ref()?;
            blobs.extend([*old, *new]);
        }
        Some(blobs)
    }

    /// One sentence for each reason.
    pub fn notes(&self) -> Vec<String> {
        let note = |(reason, (blobs, first)): (&&str, &(BTreeSet<ObjectId>, ObjectId))| {
            let versions = match blobs.len() {
                1 => "1 version is",
                count => &format!("{count} versions are"),
            };
            format!(
                "{versions} not known, since the file is {reason} (blob {})",
                first.short()
            )
        };
        self.failed.iter().map(note).collect()
    }

    fn load(&mut self, blob: ObjectId) -> Loaded {
        if let Some(kept) = self.kept.get(&blob) {
            return kept.clone();
        }
        self.read += 1;
        let (document, _) = load(self.repository, &self.vocabulary, blob);
        self.kept.insert(blob, document.clone());
        document
    }

    fn noted<T>(&mut self, blob: ObjectId, answer: Result<T, Unread>) -> Option<T> {
        let note = |unread: Unread| {
            let failed = self.failed.entry(unread.words());
            failed.or_insert((BTreeSet::new(), blob)).0.insert(blob);
        };
        let answer = answer.map_err(note).ok();
        self.readable.insert(blob, answer.is_some());
        answer
    }
}

impl Likeness for Versions<'_> {
    fn likeness(&mut self, old: ObjectId, new: ObjectId) -> Option<f64> {
        if let Some(known) = self.compared.get(&(old, new)) {
            return *known;
        }
        let blobs = [old, new];
        let cache = self.cache.as_mut();
        let known = cache.and_then(|cache| cache.get::<f64>(Question::Likeness, &blobs));
        let known = known.filter(|_| blobs.iter().all(|blob| self.repository.has(*blob)));
        let alike = known.or_else(|| self.measure(old, new));
        self.compared.insert((old, new), alike);
        alike
    }
}

impl Versions<'_> {
    fn measure(&mut self, old: ObjectId, new: ObjectId) -> Option<f64> {
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        let (old_document, new_document) = self.document(old).zip(self.document(new))?;
        let alike = similarity(&old_document, &new_document);
        if let Some(cache) = &mut self.cache {
            cache.put(Question::Likeness, &[old, new], &alike);
        }
        Some(alike)
    }
}
