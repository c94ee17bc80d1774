//! The words of a node, as numbers.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::template::TEMPLATE;

/// Words of a text without case, each as often as it stands there. Hashed, since texts are compared far more often
/// than they are read.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Sorted.
    all: Vec<u64>,
    /// Those that are not the template's. Sorted.
    own: Vec<u64>,
}

/// Every plan has the words of the template, so they do not tell one node from another.
static TEMPLATE_WORDS: LazyLock<HashSet<u64>> = LazyLock::new(|| hashes(TEMPLATE).collect());

impl Words {
    pub fn of(text: &str) -> Self {
        let mut all: Vec<u64> = hashes(text).collect();
        all.sort_unstable();
        let own = all
            .iter()
            .copied()
            .filter(|word| !TEMPLATE_WORDS.contains(word))
            .collect();
        Self { all, own }
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

/// FNV-1a of each word: the same on every machine and with every compiler.
fn hashes(text: &str) -> impl Iterator<Item = u64> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| {
            let lower = word.chars().flat_map(char::to_lowercase);
            lower.fold(0xcbf2_9ce4_8422_2325, |hash, c| {
                let mut buffer = [0; 4];
                c.encode_utf8(&mut buffer).bytes().fold(hash, |hash, byte| {
                    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
                })
            })
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
