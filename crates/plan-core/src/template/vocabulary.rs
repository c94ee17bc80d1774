//! The names a reader knows: the template's own, their aliases, and those that a project adds.

use std::fmt;
use std::sync::{Arc, LazyLock};

use foldhash::HashMap;

use super::beginnings::Beginnings;
use super::word::key;
use super::{FieldName, SectionName, StatusKind, phase_heading, status_kind};

/// Words for sections, fields, phases and states. A cheap handle; the default holds the template's names and the aliases
/// that are found in real plans.
///
/// ```
/// use plan_core::template::{SectionName, Vocabulary};
/// use plan_core::Document;
///
/// let vocabulary = Vocabulary::default().with_section("概要", SectionName::Overview);
/// let document = Document::parse_with("# T\n\n## 概要\n", &vocabulary);
/// assert_eq!(document.plan().sections[1].name(), Some(SectionName::Overview));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Vocabulary(Arc<Words>);

#[derive(Clone, Default, PartialEq, Eq)]
struct Words {
    /// By the key of the heading. One heading may name several sections that stand in different places.
    sections: HashMap<String, Vec<Heading>>,
    /// By the key of the label.
    fields: HashMap<String, Vec<FieldName>>,
    /// By label as the template writes it: found without making a key.
    exact: HashMap<&'static str, Vec<FieldName>>,
    section_beginnings: Beginnings,
    field_beginnings: Beginnings,
    phases: Vec<String>,
    /// By the key of the word.
    states: HashMap<String, StatusKind>,
}

/// One heading of a section.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Heading {
    name: SectionName,
    /// False for an alias: neither the template's own heading nor a word of the project.
    own: bool,
}

static DEFAULT: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut words = Words::default();
    for name in SectionName::ALL {
        for (place, heading) in name.headings().iter().enumerate() {
            let name = *name;
            let known = Heading {
                name,
                own: place == 0,
            };
            let key = key(heading);
            words.section_beginnings.add(&key);
            let names = words.sections.entry(key).or_default();
            if !names.iter().any(|other| other.name == name) {
                names.push(known);
            }
        }
    }
    for name in FieldName::ALL {
        for label in name.labels() {
            let key = key(label);
            words.field_beginnings.add(&key);
            push(&mut words.fields, key, *name);
        }
    }
    for name in FieldName::ALL {
        let same = words.fields.get(&key(name.label()));
        words
            .exact
            .insert(name.label(), same.cloned().unwrap_or_default());
    }
    for (kind, names) in status_kind::WORDS {
        for name in *names {
            words.states.insert(key(name), *kind);
        }
    }
    Vocabulary(Arc::new(words))
});

fn push<T: PartialEq>(names: &mut HashMap<String, Vec<T>>, key: String, name: T) {
    let names = names.entry(key).or_default();
    if !names.contains(&name) {
        names.push(name);
    }
}

impl Default for Vocabulary {
    fn default() -> Self {
        DEFAULT.clone()
    }
}

impl fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vocabulary")
            .field("sections", &self.0.sections.len())
            .field("fields", &self.0.fields.len())
            .finish_non_exhaustive()
    }
}

impl Vocabulary {
    /// Adds a heading for a section.
    pub fn with_section(mut self, heading: &str, name: SectionName) -> Self {
        let words = Arc::make_mut(&mut self.0);
        let key = key(heading);
        words.section_beginnings.add(&key);
        let names = words.sections.entry(key).or_default();
        names.retain(|other| other.name != name);
        names.push(Heading { name, own: true });
        self
    }

    /// Adds a label for a field.
    pub fn with_field(mut self, label: &str, name: FieldName) -> Self {
        let words = Arc::make_mut(&mut self.0);
        let label = key(label);
        for (own, names) in &mut words.exact {
            if key(own) == label && !names.contains(&name) {
                names.push(name);
            }
        }
        words.field_beginnings.add(&label);
        push(&mut words.fields, label, name);
        self
    }

    /// Adds a word that opens the heading of a phase: `Etapa 1: …`.
    pub fn with_phase_word(mut self, word: &str) -> Self {
        Arc::make_mut(&mut self.0).phases.push(word.to_lowercase());
        self
    }

    /// Adds a word for a state: `Doing` for in progress.
    pub fn with_status(mut self, word: &str, kind: StatusKind) -> Self {
        Arc::make_mut(&mut self.0).states.insert(key(word), kind);
        self
    }

    /// Every word and what it means, one a line and in order: the same text for vocabularies that read alike, in every
    /// process. What was kept of documents is good for the words that they were read with.
    ///
    /// ```
    /// use plan_core::template::{StatusKind, Vocabulary};
    ///
    /// let own = || Vocabulary::default().with_status("Doing", StatusKind::InProgress);
    /// assert_eq!(own().listed(), own().listed());
    /// assert_ne!(own().listed(), Vocabulary::default().listed());
    /// ```
    pub fn listed(&self) -> String {
        let words = &*self.0;
        let mut lines: Vec<String> = Vec::new();
        for (key, headings) in &words.sections {
            let names = headings
                .iter()
                .map(|heading| (heading.name.name(), heading.own));
            lines.push(format!("section {key:?} {:?}", names.collect::<Vec<_>>()));
        }
        for (key, names) in &words.fields {
            lines.push(format!("field {key:?} {names:?}"));
        }
        for (key, kind) in &words.states {
            lines.push(format!("status {key:?} {}", kind.name()));
        }
        lines.sort();
        // Their order may count.
        lines.push(format!("phases {:?}", words.phases));
        lines.join("\n")
    }

    /// The state that a word names; `None` for a word that names no state at all.
    pub(crate) fn state(&self, word: &str) -> Option<StatusKind> {
        self.0.states.get(&key(word)).copied()
    }

    /// Returns every word for a state of this kind, in lower case and without an order.
    pub(crate) fn words_of(&self, kind: StatusKind) -> impl Iterator<Item = String> {
        let states = self.0.states.iter();
        states
            .filter(move |(_, other)| **other == kind)
            .map(|(word, _)| word.clone())
    }

    /// The section that a heading names inside the section `parent`, or below the title for `None`.
    pub fn section(&self, heading: &str, parent: Option<SectionName>) -> Option<SectionName> {
        let found = self.headed(heading, |name| name.parent() == parent)?;
        Some(found.name)
    }

    /// The section below the title that a heading names, and whether the heading is the template's or the project's own
    /// and no alias. `Tasks` may stand there too: files of one phase have it.
    pub(crate) fn top_section(&self, heading: &str) -> Option<(SectionName, bool)> {
        let top = |name: SectionName| name.parent().is_none() || name == SectionName::Tasks;
        let found = self.headed(heading, top)?;
        Some((found.name, found.own))
    }

    fn headed(&self, heading: &str, fits: impl Fn(SectionName) -> bool) -> Option<Heading> {
        if !self.0.section_beginnings.fit(heading) {
            return None;
        }
        let names = self.0.sections.get(&key(heading))?;
        names
            .iter()
            .copied()
            .find(|known| !known.name.has_own_name() && fits(known.name))
    }

    /// The field that a label names in the section `place`; `None` is a section that the template does not name, where
    /// the fields of the header may stand.
    pub fn field(&self, label: &str, place: Option<SectionName>) -> Option<FieldName> {
        if !self.0.field_beginnings.fit(label) {
            return None;
        }
        let names = match self.0.exact.get(label) {
            Some(names) => names,
            None => self.0.fields.get(&key(label))?,
        };
        let fits = |name: &&FieldName| match place {
            Some(place) => name.places().contains(&place),
            None => name.is_header(),
        };
        names.iter().find(fits).copied()
    }

    /// Takes the heading of a phase apart. `inside` says that it stands in the phases section.
    pub(crate) fn phase_heading(
        &self,
        title: &str,
        inside: bool,
    ) -> Option<phase_heading::PhaseHeading> {
        phase_heading::phase_heading(title, inside, &self.0.phases)
    }
}
