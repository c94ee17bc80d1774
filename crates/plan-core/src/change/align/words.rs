//! The words of a node, as numbers.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::template::TEMPLATE;

/// Words of a text without case, each as often as it stands there. Hashed, since texts are compared far more often
/// than they are read.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Sorted.
    all: Vec<u64>,
    /// Those that are not the template's. Sorted.
    own: Vec<u64>,
    /// What it begins with, in order, with all marks: the first [`LEAD`] words between blanks.
    lead: Vec<u64>,
}

/// Every plan has the words of the template, so they do not tell one node from another.
static TEMPLATE_WORDS: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    let mut words = HashSet::default();
    each_word(TEMPLATE, |word| {
        words.insert(word);
    });
    words
});

/// Words at the beginning that are compared in order.
const LEAD: usize = 4;

impl Words {
    pub fn of(text: &str) -> Self {
        let mut all = Vec::new();
        each_word(text, |word| all.push(word));
        all.sort_unstable();
        let own = all
            .iter()
            .copied()
            .filter(|word| !TEMPLATE_WORDS.contains(word))
            .collect();
        let lead = text.split_whitespace().take(LEAD).map(hash).collect();
        Self { all, own, lead }
    }

    /// All words, unless there is none but the template's: such a text is like no other.
    pub fn telling(&self) -> Option<&[u64]> {
        (!self.own.is_empty()).then_some(&self.all)
    }

    /// The different words that are not the template's.
    pub fn distinct(&self) -> impl Iterator<Item = u64> {
        let runs = self.own.chunk_by(|a, b| a == b);
        runs.filter_map(|run| run.first().copied())
    }

    /// Share of common words, from 0 to 1, or `None` if it is under `least`. Words of the template add nothing to it;
    /// yet they must not be all the difference either, or `Add tests` were `Add documentation` for the word `add`. So
    /// it is the lesser of the shares with and without them.
    pub fn share(&self, other: &Self, least: f64, steps: &mut usize) -> Option<f64> {
        let own = share(&self.own, &other.own, least, steps)?;
        let all = share(&self.all, &other.all, least, steps)?;
        Some(own.min(all))
    }

    /// How likely two texts that stand between the same neighbours are one, reworded; nothing if they are not. `alone`
    /// says that there is no other candidate.
    pub fn likeness(&self, other: &Self, alone: bool, steps: &mut usize) -> Option<f64> {
        /// From so many words on, a fifth of them is in any other text as well.
        const LONG: usize = 40;
        let shorter = self.all.len().min(other.all.len());
        if shorter == 0 {
            return None;
        }
        let common_words = common(&self.all, &other.all, steps);
        let common_own = common(&self.own, &other.own, steps);
        let both = self.lead.iter().zip(&other.lead);
        let lead = both.take_while(|(a, b)| a == b).count();
        let share = |common: usize, a: &[u64], b: &[u64]| {
            2.0 * common as f64 / (a.len() + b.len()).max(1) as f64
        };
        let own = share(common_own, &self.own, &other.own);
        let share = own.min(share(common_words, &self.all, &other.all));
        let held = common_words as f64 / shorter as f64;
        let is_likely = if alone && shorter < LONG {
            share >= 0.2 || lead >= 2 || (held >= 0.6 && shorter >= 3)
        } else {
            share >= 0.35 || lead >= 3 || (held >= 0.7 && shorter >= 4 && common_own >= 2)
        };
        is_likely.then_some(share + 0.2 * held + 0.1 * lead as f64)
    }
}

fn share(a: &[u64], b: &[u64], least: f64, steps: &mut usize) -> Option<f64> {
    *steps += 1;
    let total = (a.len() + b.len()) as f64;
    // Also bounds the cost of a long text by the short ones it is compared with.
    let most = 2 * a.len().min(b.len());
    if most == 0 || most as f64 / total < least {
        return None;
    }
    let share = 2.0 * common(a, b, steps) as f64 / total;
    (share >= least).then_some(share)
}

fn common(a: &[u64], b: &[u64], steps: &mut usize) -> usize {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut common = 0;
    while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
        *steps += 1;
        let order = left.cmp(right);
        common += usize::from(order.is_eq());
        if order.is_le() {
            a.next();
        }
        if order.is_ge() {
            b.next();
        }
    }
    common
}

/// Calls `see` for each word of a text, hashed.
fn each_word(text: &str, mut see: impl FnMut(u64)) {
    let mut hash = None;
    for c in text.chars() {
        if c.is_alphanumeric() {
            hash = Some(with(hash.unwrap_or(EMPTY), c));
        } else if let Some(word) = hash.take() {
            see(word);
        }
    }
    hash.into_iter().for_each(see);
}

fn hash(word: &str) -> u64 {
    word.chars().fold(EMPTY, with)
}

/// The hash of no letters.
const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, one letter more, in lower case: the same on every machine and with every compiler.
fn with(hash: u64, c: char) -> u64 {
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    if c.is_ascii() {
        return add(hash, (c as u8).to_ascii_lowercase());
    }
    c.to_lowercase().fold(hash, |hash, c| {
        let mut buffer = [0; 4];
        c.encode_utf8(&mut buffer).bytes().fold(hash, add)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(a: &str, b: &str) -> f64 {
        Words::of(a)
            .share(&Words::of(b), 0.01, &mut 0)
            .unwrap_or_default()
    }

    #[test]
    fn words_are_counted_without_case_and_marks() {
        assert_eq!(share("Parse **blocks**", "parse: Blocks!"), 1.0);
        assert_eq!(
            share("parse blocks quickly twice", "parse blocks slowly once"),
            0.5
        );
        assert_eq!(share("parse", "render"), 0.0);
        assert_eq!(share("parse parse", "parse"), 2.0 / 3.0);
        assert_eq!(share("Größe ÄNDERN", "grösse ändern"), 0.5);
        assert_eq!(share("", ""), 0.0);
    }

    #[test]
    fn words_of_the_template_count_for_nothing() {
        assert_eq!(share("What needs to be done", "What needs to be done"), 0.0);
        assert!(Words::of("What needs to be done").telling().is_none());
        assert_eq!(
            share("Phase details: parse", "Phase details: render"),
            0.0,
            "only words of the template in common"
        );
        assert_eq!(
            share("Move API documentation", "Move error handling"),
            1.0 / 3.0,
            "all but one word differs"
        );
    }

    #[test]
    fn too_little_is_none() {
        let words = Words::of("parse blocks quickly twice");
        assert_eq!(words.share(&Words::of("parse"), 0.5, &mut 0), None);
        let half = Words::of("parse blocks slowly once");
        assert_eq!(words.share(&half, 0.5, &mut 0), Some(0.5));
        assert_eq!(words.share(&half, 0.6, &mut 0), None);
    }
}
