//! How near two paths are.

use std::collections::BTreeSet;

/// A path taken apart, so that it can be laid beside many others.
pub(super) struct Name<'p> {
    words: BTreeSet<&'p [u8]>,
    /// Folders and the file, the file first.
    parts: Vec<&'p [u8]>,
}

impl<'p> Name<'p> {
    pub fn of(path: &'p [u8]) -> Self {
        let words = path.split(|byte| matches!(byte, b'/' | b'.' | b'-' | b'_' | b' '));
        Self {
            words: words.collect(),
            parts: path.rsplit(|byte| *byte == b'/').collect(),
        }
    }

    /// Names of folders and words of file names that both have, those at the end counting most.
    pub fn nearness(&self, other: &Self) -> usize {
        let ends = self.parts.iter().zip(&other.parts);
        let ends = ends.take_while(|(a, b)| a == b).count();
        self.words.intersection(&other.words).count() + 3 * ends
    }
}
