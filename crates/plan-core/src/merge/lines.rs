//! Texts as lines with numbers, so that comparing two lines is comparing two numbers.

use std::ops::Range;

use foldhash::HashMap;

/// The lines of one text. Equal lines of texts that were read together have equal numbers.
pub(crate) struct Lines<'a> {
    texts: Vec<&'a str>,
    numbers: Vec<u32>,
}

impl<'a> Lines<'a> {
    /// Reads texts together. `\n` ends a line and belongs to it.
    pub(crate) fn of<const N: usize>(texts: [&'a str; N]) -> [Self; N] {
        let mut numbering = Numbering::default();
        texts.map(|text| numbering.read(text))
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
    /// The lines of the first text, each with its number and what follows on it, itself included.
    first: Vec<(&'a str, u32, &'a str)>,
    /// Where the line of a number is found first in there.
    places: Vec<usize>,
}

impl<'a> Numbering<'a> {
    /// Reads one more text. Most of its lines stand where the first text has them too: long stretches of both are compared
    /// at once, which costs less than looking up each line.
    fn read(&mut self, text: &'a str) -> Lines<'a> {
        let mut lines = Lines {
            texts: Vec::with_capacity(self.first.len()),
            numbers: Vec::with_capacity(self.first.len()),
        };
        let (mut rest, mut at) = (text, 0);
        let mut rests = Vec::new();
        while !rest.is_empty() {
            if let Some((_, _, expected)) = self.first.get(at) {
                let mut same = common(rest, expected);
                let start = at;
                while let Some((line, number, _)) = self.first.get(at)
                    && line.len() <= same
                    && let Some((head, tail)) = rest.split_at_checked(line.len())
                    && (head.ends_with('\n') || tail.is_empty())
                {
                    lines.texts.push(head);
                    lines.numbers.push(*number);
                    (same, rest, at) = (same - line.len(), tail, at + 1);
                }
                if at > start {
                    continue;
                }
            }
            let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
            let Some((line, tail)) = rest.split_at_checked(end) else {
                break;
            };
            let number = self.number(line);
            lines.texts.push(line);
            lines.numbers.push(number);
            rests.push(rest);
            rest = tail;
            let place = self.places.get(number as usize);
            at = place.map_or(at, |place| at.max(place + 1));
        }
        if self.first.is_empty() {
            let read = lines.texts.iter().zip(&lines.numbers).zip(rests);
            for (at, ((line, number), rest)) in read.enumerate() {
                self.first.push((line, *number, rest));
                if *number as usize == self.places.len() {
                    self.places.push(at);
                }
            }
        }
        lines
    }

    fn number(&mut self, line: &'a str) -> u32 {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        *self.known.entry(line).or_insert(next)
    }
}

/// How many bytes two texts begin with alike.
fn common(a: &str, b: &str) -> usize {
    const AT_ONCE: usize = 64;
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let blocks = a.chunks_exact(AT_ONCE).zip(b.chunks_exact(AT_ONCE));
    let whole = AT_ONCE * blocks.take_while(|(a, b)| a == b).count();
    let rests = a.iter().skip(whole).zip(b.iter().skip(whole));
    whole + rests.take_while(|(a, b)| a == b).count()
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
