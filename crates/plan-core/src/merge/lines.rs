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
        let mut numbering = Numbering::default();
        texts.map(|text| {
            let texts: Vec<&str> = text.split_inclusive('\n').collect();
            let numbers = numbering.numbers(&texts);
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

/// The numbers given so far.
#[derive(Default)]
struct Numbering<'a> {
    known: HashMap<&'a str, u32>,
    /// The lines of the first text, with their numbers.
    first: Vec<(&'a str, u32)>,
    /// Where the line of a number is found first in there.
    places: Vec<usize>,
}

impl<'a> Numbering<'a> {
    /// The numbers of the lines of one more text. Most of its lines stand where the first text has them too: they are
    /// compared with those, which costs less than looking them up.
    fn numbers(&mut self, lines: &[&'a str]) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(lines.len());
        let mut at = 0;
        for line in lines {
            let number = match self.first.get(at) {
                Some((same, number)) if same == line => {
                    at += 1;
                    *number
                }
                _ => {
                    let number = self.number(line);
                    let place = self.places.get(number as usize);
                    at = place.map_or(at, |place| at.max(place + 1));
                    number
                }
            };
            numbers.push(number);
        }
        if self.first.is_empty() {
            self.first = lines.iter().copied().zip(numbers.iter().copied()).collect();
            for (at, number) in numbers.iter().enumerate() {
                if *number as usize == self.places.len() {
                    self.places.push(at);
                }
            }
        }
        numbers
    }

    fn number(&mut self, line: &'a str) -> u32 {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        *self.known.entry(line).or_insert(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lines_have_equal_numbers_wherever_they_stand() {
        let texts = ["a\n\nb\n\nc\n", "x\na\nc\n\nb\na\n", "\n\nc\nx\nc", ""];
        let read = Lines::of(texts);
        let all = || {
            read.iter()
                .flat_map(|lines| lines.texts.iter().zip(&lines.numbers))
        };
        for (line, number) in all() {
            for (other, second) in all() {
                assert_eq!(line == other, number == second, "{line:?} {other:?}");
            }
        }
    }
}
