//! The answers to one kind of question: files that are read once and whole, and a new file for what was learnt.
//!
//! Files are never changed. What goes wrong means that less is known next time.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use foldhash::{HashMap, HashSet};

use super::segment::{Record, Segment, written};
use super::{file, place};

/// Bytes of a file, from which on another one is begun: memory is bounded, and the limit is kept by dropping a few of many
/// files.
const FULL: usize = 4 << 20;
/// The largest answer that is kept: a tenth of the largest document.
const LARGEST: usize = 1 << 20;
/// So many files smaller than [`SMALL`] go together into one: each run that learns something leaves one.
const MANY: usize = 8;
const SMALL: usize = 1 << 20;

pub(super) struct Shelf {
    /// How the names of its files begin.
    name: &'static str,
    directory: PathBuf,
    head: Vec<u8>,
    files: Option<Files>,
    /// Records that no file has yet.
    news: Vec<u8>,
    /// Where their answers lie, by key; those that were written since are not at hand.
    learnt: HashMap<Box<[u8]>, Option<Range<usize>>>,
    /// Whether a file was written.
    wrote: bool,
    /// Whether nothing can be written here, or should be.
    closed: bool,
}

/// What lies in the directory.
#[derive(Default)]
struct Files {
    segments: Vec<(PathBuf, Segment)>,
    /// The file, by its position, and the place in it.
    known: HashMap<Box<[u8]>, (usize, Record)>,
}

impl Shelf {
    pub fn new(name: &'static str, directory: &Path, head: &[u8], closed: bool) -> Self {
        Self {
            name,
            directory: directory.to_owned(),
            head: head.to_vec(),
            files: None,
            news: Vec::new(),
            learnt: HashMap::default(),
            wrote: false,
            closed,
        }
    }

    /// The answer that a file holds, or that was just learnt.
    pub fn get(&mut self, key: &[u8]) -> Option<&[u8]> {
        if let Some(place) = self.learnt.get(key) {
            return self.news.get(place.clone()?);
        }
        let files = self
            .files
            .get_or_insert_with(|| Files::read(&self.directory, self.name, &self.head));
        let (at, record) = files.known.get(key)?;
        let (_, segment) = files.segments.get(*at)?;
        Some(segment.value(*record))
    }

    /// Keeps an answer for the next time.
    pub fn put(&mut self, key: &[u8], value: &[u8]) {
        if self.closed || value.len() > LARGEST || self.learnt.contains_key(key) {
            return;
        }
        if let Some(record) = written(key, value) {
            let end = self.news.len() + record.len();
            let place = Some(end - value.len()..end);
            self.learnt.insert(key.into(), place);
            self.add(&record);
        }
    }

    /// Writes what was learnt, and puts files in order that are damaged, needless or many. True if files were written.
    pub fn close(&mut self) -> bool {
        let files = self.files.take().unwrap_or_default();
        let spent = files.spent(!self.news.is_empty());
        for (at, (_, segment)) in files.segments.iter().enumerate() {
            if !spent.contains(&at) {
                continue;
            }
            for record in segment.records() {
                let key = segment.key(*record);
                let is_the_one = files.known.get(key).is_some_and(|(known, _)| *known == at);
                if is_the_one && !self.learnt.contains_key(key) {
                    self.add(segment.raw(*record));
                }
            }
        }
        if !self.news.is_empty() {
            self.write();
        }
        if !self.closed && place::is_writable(&self.directory) {
            let spent = spent.iter().filter_map(|at| files.segments.get(*at));
            for (path, _) in spent {
                // Another process may have done it.
                let _ = fs::remove_file(path);
            }
        }
        self.closed = true;
        self.wrote
    }

    fn add(&mut self, record: &[u8]) {
        self.news.extend_from_slice(record);
        if self.news.len() >= FULL {
            self.write();
        }
    }

    fn write(&mut self) {
        let news = std::mem::take(&mut self.news);
        for place in self.learnt.values_mut() {
            *place = None;
        }
        if self.closed {
            return;
        }
        let name = |own: &str| format!("{}-{own}", self.name);
        match file::write(&self.directory, name, &[&self.head, &news]) {
            Ok(()) => self.wrote = true,
            Err(_) => self.closed = true,
        }
    }
}

impl Files {
    /// Reads every file of a shelf, in the order of their names, so that of two that say the same all processes take the
    /// same one.
    fn read(directory: &Path, name: &str, head: &[u8]) -> Self {
        let mut files = Self::default();
        let mut paths: Vec<PathBuf> = place::files(directory, 0)
            .into_iter()
            .filter(|file| file.bytes <= 2 * FULL as u64)
            .map(|file| file.path)
            .filter(|path| {
                let rest = path.file_name().and_then(|file| file.to_str());
                let rest = rest.and_then(|file| file.strip_prefix(name));
                rest.is_some_and(|rest| rest.starts_with('-'))
            })
            .collect();
        paths.sort();
        for path in paths {
            // It may be gone by now, or not be ours to read.
            let Ok(bytes) = fs::read(&path) else { continue };
            let segment = Segment::read(bytes, head);
            let at = files.segments.len();
            for record in segment.records() {
                let key = segment.key(*record);
                if !files.known.contains_key(key) {
                    files.known.insert(key.into(), (at, *record));
                }
            }
            files.segments.push((path, segment));
        }
        files
    }

    /// The files, by their positions, whose answers are better kept in another one: those that are damaged, those that say
    /// nothing which others do not say, and many small ones if a new one has to be written anyway.
    fn spent(&self, anyway: bool) -> HashSet<usize> {
        let used: HashSet<usize> = self.known.values().map(|(at, _)| *at).collect();
        let is_small = |segment: &Segment| segment.len() < SMALL;
        let small = self.segments.iter();
        let small = small.filter(|(_, segment)| is_small(segment)).count();
        let segments = self.segments.iter().enumerate();
        segments
            .filter(|(at, (_, segment))| {
                let together = anyway && small >= MANY && is_small(segment);
                !segment.is_whole() || !used.contains(at) || together
            })
            .map(|(at, _)| at)
            .collect()
    }
}
