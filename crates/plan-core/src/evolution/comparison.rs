//! The entries that one version of a log has and another one has not.
//!
//! Versions are compared as multisets of hashes, so that reordering changes nothing. An entry that
//! was removed and an entry that was added are one edited entry if their words show it.

use std::collections::HashMap;

use super::entry::{WrittenEntry, written_in_any_form};
use super::hash::EntryHash;
use super::statement::bullet_text;
use unicode_width::UnicodeWidthChar as _;

use crate::change::{ChangeKind, Line};
use crate::document::Document;
use crate::model::Date;
use crate::span::Span;
use crate::syntax::{NodeKind, blocks};

/// The difference between two versions of a log, as positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryComparison {
    /// Positions of the new version: entries that the old one has not. Of equal entries the last
    /// ones are new.
    pub added: Vec<usize>,
    /// Positions of the old version: entries that the new one has not.
    pub removed: Vec<usize>,
    /// Positions of the old and of the new version: entries whose text changed. They are neither
    /// added nor removed.
    pub edited: Vec<(usize, usize)>,
}

/// Compares two versions of a log.
///
/// An entry was edited if the date is the same and at least half of its words are still there, or
/// if only the date changed; and if each of its bullets has a partner with at least half of its
/// words. Entries in the tool's wording use the same words for different changes: such an entry is
/// an edited one only if it has every line of the old one except reasons.
#[must_use]
pub fn compare_entries(before: &[WrittenEntry], now: &[WrittenEntry]) -> EntryComparison {
    let mut comparison = EntryComparison {
        added: without(now, before),
        removed: without(before, now),
        edited: Vec::new(),
    };
    // Entries that differ in their date alone come first: no other pair is as certain.
    for is_edit in [is_redated, is_reworded] {
        comparison.removed.retain(|old| {
            let Some(entry) = before.get(*old) else {
                return true;
            };
            let is_partner = |at: &usize| now.get(*at).is_some_and(|new| is_edit(entry, new));
            match comparison.added.iter().position(is_partner) {
                Some(at) => {
                    comparison.edited.push((*old, comparison.added.remove(at)));
                    false
                }
                None => true,
            }
        });
    }
    comparison
}

/// Compares two versions of a log by hashes alone: an edited entry is removed and added.
#[must_use]
pub fn compare_exactly(before: &[WrittenEntry], now: &[WrittenEntry]) -> EntryComparison {
    EntryComparison {
        added: without(now, before),
        removed: without(before, now),
        edited: Vec::new(),
    }
}

/// Returns the entries of several versions as one log: of equal entries as many as the version
/// with the most has.
#[must_use]
pub fn united<'a>(versions: impl IntoIterator<Item = &'a [WrittenEntry]>) -> Vec<WrittenEntry> {
    let mut all: Vec<WrittenEntry> = Vec::new();
    for version in versions {
        let missing = without(version, &all);
        all.extend(
            missing
                .into_iter()
                .filter_map(|at| version.get(at).cloned()),
        );
    }
    all
}

/// Returns the hashes of all dated entries of a Markdown file, whatever the section is called that
/// holds them: entries can be moved to a file that is no plan.
#[must_use]
pub fn entry_hashes(document: &Document) -> Vec<EntryHash> {
    let text = document.as_str();
    let mut headings: Vec<(u8, Span, bool)> = Vec::new();
    let mut nodes = blocks(text, 0);
    while let Some(tree) = nodes.read() {
        if let NodeKind::Heading { level, title, .. } = tree.node.kind {
            let day = title.of(text).get(..10);
            let is_dated = day.is_some_and(|day| day.parse::<Date>().is_ok());
            headings.push((level, tree.node.span, is_dated));
        }
    }
    let mut hashes: Vec<EntryHash> = Vec::new();
    for (at, (level, span, is_dated)) in headings.iter().enumerate() {
        let mut later = headings.iter().skip(at + 1);
        let end = later.find(|(other, ..)| other <= level);
        let end = end.map_or(text.len(), |(_, span, _)| span.start as usize);
        let entry = text.get(span.start as usize..end).filter(|_| *is_dated);
        hashes.extend(entry.map(EntryHash::of));
    }
    for entry in written_in_any_form(document) {
        if !hashes.contains(&entry.hash) {
            hashes.push(entry.hash);
        }
    }
    hashes
}

/// Positions of the entries of `all` that `others` have not; of equal entries the last ones.
fn without(all: &[WrittenEntry], others: &[WrittenEntry]) -> Vec<usize> {
    let mut counts: HashMap<EntryHash, usize> = HashMap::new();
    for entry in others {
        *counts.entry(entry.hash).or_default() += 1;
    }
    let mut is_other = |entry: &WrittenEntry| match counts.get_mut(&entry.hash) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    };
    let all = all.iter().enumerate();
    all.filter(|(_, entry)| !is_other(entry))
        .map(|(at, _)| at)
        .collect()
}

fn is_redated(old: &WrittenEntry, new: &WrittenEntry) -> bool {
    let (_, title, body) = old.key();
    let (_, new_title, new_body) = new.key();
    title == new_title && body == new_body
}

fn is_reworded(old: &WrittenEntry, new: &WrittenEntry) -> bool {
    if old.date != new.date {
        return false;
    }
    if let Some(lines) = &new.own {
        let Some(before) = &old.own else { return false };
        let is_reason = |line: &&Line| line.kind() == ChangeKind::Reason;
        let mut told = before.iter().filter(|line| !is_reason(line));
        return told.all(|line| lines.contains(line));
    }
    let text = |entry: &WrittenEntry| format!("{}\n{}", entry.title, entry.body);
    share_half(&text(old), &text(new)) && bullets_have_partners(old, new)
}

/// Returns true if each bullet of `old` has a bullet or line of `new` with half of its words; each
/// serves once.
fn bullets_have_partners(old: &WrittenEntry, new: &WrittenEntry) -> bool {
    let mut partners: Vec<&str> = new.body.lines().map(bullet_text).collect();
    let is_bullet = |line: &&str| bullet_text(line) != line.trim();
    let mut bullets = old.body.lines().filter(is_bullet).map(bullet_text);
    bullets.all(|bullet| {
        let partner = partners.iter().position(|line| share_half(bullet, line));
        partner.map(|at| partners.remove(at)).is_some()
    })
}

/// Returns true if at least half of the words of `old` are in `new`.
fn share_half(old: &str, new: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        let mut words: Vec<String> = Vec::new();
        let mut is_word = false;
        for sign in lower.chars() {
            // Scripts without blanks between words have one word for each character.
            let is_wide = sign.width() == Some(2);
            match words.last_mut().filter(|_| is_word && !is_wide) {
                Some(word) if sign.is_alphanumeric() => word.push(sign),
                _ if sign.is_alphanumeric() => words.push(sign.to_string()),
                _ => {}
            }
            is_word = sign.is_alphanumeric() && !is_wide;
        }
        words
    };
    let (old, mut new) = (words(old), words(new));
    let shared = old.iter().filter(|word| {
        let at = new.iter().position(|other| is_similar(word, other));
        at.map(|at| new.swap_remove(at)).is_some()
    });
    2 * shared.count() >= old.len()
}

/// Returns true for the same word, or for one with a corrected letter or two: at least two thirds
/// of its letters are a common beginning and a common end.
fn is_similar(old: &str, new: &str) -> bool {
    if old == new {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let shortest = a.len().min(b.len());
    let ends = a.iter().rev().zip(b.iter().rev());
    let end = ends.take_while(|(a, b)| a == b).count();
    let end = end.min(shortest - start);
    3 * (start + end) >= 2 * a.len().max(b.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evolution::written;

    fn log(entries: &[&str]) -> Vec<WrittenEntry> {
        let text = entries.join("\n\n");
        let text = format!("# Implementation Plan: x\n\n## Evolution Log\n\n{text}\n");
        written(&Document::parse(text))
    }

    fn compared(before: &[&str], now: &[&str]) -> (Vec<usize>, Vec<usize>, Vec<(usize, usize)>) {
        let found = compare_entries(&log(before), &log(now));
        (found.added, found.removed, found.edited)
    }

    const READY: &str = "### 2026-01-02 - Status: Draft -> Ready\n\n- Status: Draft -> Ready";
    const BEGUN: &str =
        "### 2026-01-02 - Status: Ready -> In Progress\n\n- Status: Ready -> In Progress";
    const TALK: &str = "### 2026-01-02 - Talk with Bob\n\n- Cut the second phase\n- Keep Redis";

    #[test]
    fn reordered_entries_are_the_same() {
        assert_eq!(
            compared(&[READY, TALK], &[TALK, READY]),
            (vec![], vec![], vec![])
        );
    }

    #[test]
    fn equal_entries_are_counted() {
        assert_eq!(
            compared(&[READY], &[READY, READY]),
            (vec![1], vec![], vec![])
        );
        assert_eq!(
            compared(&[READY, READY], &[READY]),
            (vec![], vec![1], vec![])
        );
    }

    #[test]
    fn generated_entry_is_no_edit_of_another_one() {
        assert_eq!(compared(&[READY], &[BEGUN]), (vec![0], vec![0], vec![]));
        let more = "### 2026-01-02 - Status: Draft -> Ready, and 1 more\n\n- Status: Draft -> Ready\n- Text changed";
        assert_eq!(compared(&[READY], &[more]), (vec![], vec![], vec![(0, 0)]));
    }

    #[test]
    fn entry_with_half_its_words_is_edited() {
        let reworded = TALK.replace("Cut the second", "Drop the second");
        let redated = TALK.replace("01-02", "01-05");
        let cut = "### 2026-01-02 - Talk with Bob\n\n- Keep Redis";
        for (now, edited) in [(reworded.as_str(), true), (&redated, true), (cut, false)] {
            let (_, removed, pairs) = compared(&[TALK], &[now]);
            assert_eq!(
                (removed.is_empty(), pairs.len()),
                (edited, usize::from(edited)),
                "{now}"
            );
        }
    }

    #[test]
    fn corrected_letters_and_wide_characters_are_edits() {
        let pairs = [
            ("Review\n\n- Aproved", "Review\n\n- Approved"),
            (
                "審査\n\n- 私たちはキャッシュを使う",
                "審査\n\n- 私たちはキャッシュを使います",
            ),
        ];
        for (old, new) in pairs {
            let entry = |text: &str| format!("### 2026-01-02 - {text}");
            let (_, removed, edited) = compared(&[&entry(old)], &[&entry(new)]);
            assert_eq!((removed.len(), edited.len()), (0, 1), "{old}");
        }
    }

    #[test]
    fn entries_of_an_archive_have_the_hashes_of_the_log() {
        let archive = Document::parse(format!("# Archive\n\n#{READY}\n\n## Other\n\n{TALK}\n"));
        let hashes = entry_hashes(&archive);
        for entry in log(&[READY, TALK]) {
            assert!(hashes.contains(&entry.hash), "{}", entry.title);
        }
    }
}
