//! Texts as lines with numbers, so that comparing two lines is comparing two numbers.

use std::collections::HashMap;
use std::ops::Range;

/// The lines of one text. Equal lines of texts that were read together have equal numbers.
pub(crate) struct Lines<'a> {
    texts: Vec<&'a str>,
    numbers: Vec<u32>,
}

impl<'a> Lines<'a> {
    /// Reads texts together. `\n` ends a line and belongs to it.
    pub(crate) fn of<const N: usize>(texts: [&'a str; N]) -> [Self; N] {
        let mut known: HashMap<&'a str, u32> = HashMap::new();
        texts.map(|text| {
            let texts: Vec<&str> = text.split_inclusive('\n').collect();
            let number = |line: &&'a str| {
                let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
                *known.entry(*line).or_insert(next)
            };
            let numbers = texts.iter().map(number).collect();
            Self { texts, numbers }
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// One line with its ending.
    pub(crate) fn line(&self, at: usize) -> Option<&'a str> {
        self.texts.get(at).copied()
    }

    /// Some of the lines.
    pub(crate) fn texts(&self, range: &Range<usize>) -> &[&'a str] {
        self.texts.get(range.clone()).unwrap_or_default()
    }

    /// The numbers of some of the lines.
    pub(crate) fn numbers(&self, range: &Range<usize>) -> &[u32] {
        self.numbers.get(range.clone()).unwrap_or_default()
    }

    /// The numbers of all lines.
    pub(crate) fn all(&self) -> &[u32] {
        &self.numbers
    }
}
