//! A word of a small vocabulary, or what was written in its place.

use serde::{Deserialize, Serialize};

use super::{Date, Text};
use crate::template::folded;

/// A known word, or what was written: `Medium`, `**medium** (2 days)`, `a week or so`. The text is always kept.
///
/// ```
/// use plan_core::Document;
/// use plan_core::model::Complexity;
///
/// let document = Document::parse("# T\n\n**Estimated Complexity**: High (new storage)\n");
/// let complexity = document.plan().complexity().unwrap();
/// assert_eq!(complexity.known, Some(Complexity::High));
/// assert_eq!(complexity.text.as_str(), "High (new storage)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Word<T> {
    /// The word, if it is a known one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<T>,
    /// The value as written.
    pub text: Text,
}

/// Values that a [`Word`] can hold.
pub trait Known: Sized {
    /// Reads a value without its markup; what follows the word (a note in brackets or after a dash) is passed over.
    fn read(value: &str) -> Option<Self>;
}

impl<T: Known> Word<T> {
    /// Reads a value; `None` for an empty one.
    pub fn read(text: &Text) -> Option<Self> {
        (!text.trim().is_empty()).then(|| Self {
            known: T::read(text),
            text: text.clone(),
        })
    }
}

impl<T> Word<T> {
    /// Returns true for a list of choices that nobody has chosen from: `Low | Medium | High | Very High`.
    pub fn is_unfilled(&self) -> bool {
        is_choice(&self.text)
    }
}

impl Known for Date {
    fn read(value: &str) -> Option<Self> {
        super::written_date::WrittenDate::start_of(value.trim_matches(['"', '\'', ' ']))?.date
    }
}

/// Finds the word that a value begins with among `words`, in any case and markup, the longest first.
pub(super) fn first_of<T: Copy>(value: &str, words: &[(T, &[&str])]) -> Option<T> {
    if is_choice(value) {
        return None;
    }
    let end = value.find(['(', '（', ',', ';', ':', '—', '–', '/', '<']);
    let value = folded(value.get(..end.unwrap_or(value.len()))?);
    let spellings = || {
        words
            .iter()
            .flat_map(|(word, names)| names.iter().map(move |name| (*word, *name)))
    };
    let exact = spellings().find(|(_, name)| *name == value);
    exact.map(|(word, _)| word)
}

fn is_choice(text: &str) -> bool {
    text.split('|')
        .filter(|part| !part.trim().is_empty())
        .count()
        >= 3
}
