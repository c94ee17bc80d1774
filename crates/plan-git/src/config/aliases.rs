//! The `aliases` table: what a team calls the parts of the template, its phases and its states, in any language.
//!
//! A name is added to the built-in ones and replaces none of them. One that means something else in the same place is
//! passed over with a warning, so that a newer build, which knows more names, can still work with the file.

use std::fmt;

use serde::Serialize;
use strsim::damerau_levenshtein;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use plan_core::Status;
use plan_core::template::{FieldName, SectionName, StatusKind, Vocabulary};

use super::{ConfigError, ConfigWarning, Reader, is_near};

/// The key of the words before a phase's number.
const PHASES: &str = "phases";
/// The tables inside, in the order in which a name is looked for.
const TABLES: [&str; 3] = ["sections", "fields", "status"];
/// States that have words.
const STATES: [StatusKind; 4] = [
    StatusKind::Draft,
    StatusKind::Ready,
    StatusKind::InProgress,
    StatusKind::Completed,
];

/// What an alias can stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Section(SectionName),
    Field(FieldName),
    Status(StatusKind),
}

/// A word of the vocabulary by its name in JSON.
struct InJson<T>(T);

impl<T: Serialize> fmt::Display for InJson<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}

impl Meaning {
    /// Everything that can have an alias. A section whose heading holds a name of its own (`Phase 1: NAME`) is not found
    /// by its heading.
    fn all() -> impl Iterator<Item = Self> {
        let sections = SectionName::ALL.iter().copied();
        let sections = sections.filter(|name| !name.has_own_name());
        sections
            .map(Self::Section)
            .chain(FieldName::ALL.iter().copied().map(Self::Field))
            .chain(STATES.map(Self::Status))
    }

    /// The meaning of a key in a table.
    fn of(table: &str, key: &str) -> Option<Self> {
        Self::all().find(|meaning| meaning.table() == table && meaning.name() == key)
    }

    fn table(self) -> &'static str {
        let [sections, fields, status] = TABLES;
        match self {
            Self::Section(_) => sections,
            Self::Field(_) => fields,
            Self::Status(_) => status,
        }
    }

    fn name(self) -> String {
        match self {
            Self::Section(name) => name.name().to_owned(),
            Self::Field(name) => InJson(name).to_string(),
            Self::Status(kind) => kind.name().to_owned(),
        }
    }

    fn key(self) -> String {
        format!("aliases.{}.{}", self.table(), self.name())
    }

    /// What a name means already where this can stand: this or, in one place at least, something else.
    fn found(self, alias: &str, vocabulary: &Vocabulary) -> Option<Self> {
        match self {
            Self::Section(name) => vocabulary.section(alias, name.parent()).map(Self::Section),
            Self::Field(name) => {
                let places = match name.places() {
                    // A header field is read everywhere.
                    [] => SectionName::ALL,
                    places => places,
                };
                let anywhere = name.is_header().then_some(None);
                let places = places.iter().copied().map(Some).chain(anywhere);
                let mut found = places.map(|place| vocabulary.field(alias, place).map(Self::Field));
                let other = found.clone().flatten().find(|found| *found != self);
                // Known in some of the places is not known yet.
                other.or_else(|| found.all(|found| found.is_some()).then_some(self))
            }
            Self::Status(_) => Status::read_with(alias, vocabulary)
                .map(|status| status.kind)
                .filter(|kind| *kind != StatusKind::Other)
                .map(Self::Status),
        }
    }

    fn add(self, alias: &str, vocabulary: Vocabulary) -> Vocabulary {
        match self {
            Self::Section(name) => vocabulary.with_section(alias, name),
            Self::Field(name) => vocabulary.with_field(alias, name),
            Self::Status(kind) => vocabulary.with_status(alias, kind),
        }
    }
}

/// Reads the table.
pub(super) fn read(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
) -> Result<Vocabulary, ConfigError> {
    let mut vocabulary = Vocabulary::default();
    for (key, value) in table {
        let (word, at) = (key.get_ref().as_ref(), key.span().start);
        match (word, value.get_ref()) {
            (PHASES, _) => vocabulary = phases(reader, value, vocabulary)?,
            (table, DeValue::Table(inner)) if TABLES.contains(&table) => {
                for (key, value) in inner {
                    let (word, at) = (key.get_ref().as_ref(), key.span().start);
                    match Meaning::of(table, word) {
                        Some(meaning) => {
                            vocabulary = aliases(reader, meaning, value, vocabulary)?;
                        }
                        None => {
                            let key = format!("aliases.{table}.{word}");
                            reader.unknown(&key, at, alike(Some(table), word));
                        }
                    }
                }
            }
            (table, _) if TABLES.contains(&table) => {
                return Err(reader.no_table(&format!("aliases.{table}"), at));
            }
            _ => reader.unknown(&format!("aliases.{word}"), at, alike(None, word)),
        }
    }
    Ok(vocabulary)
}

fn aliases(
    reader: &mut Reader<'_>,
    meaning: Meaning,
    value: &Spanned<DeValue<'_>>,
    mut vocabulary: Vocabulary,
) -> Result<Vocabulary, ConfigError> {
    let key = meaning.key();
    for (alias, at) in names(reader, &key, value)? {
        match meaning.found(alias, &vocabulary) {
            Some(found) if found == meaning => continue,
            Some(other) => {
                taken(reader, alias, at, key.clone(), other.key());
                continue;
            }
            None => vocabulary = meaning.add(alias, vocabulary),
        }
        // A status is read without what follows its word.
        if meaning.found(alias, &vocabulary) != Some(meaning) {
            let message = format!(
                "`{key}`: no plan is read as `{alias}`, since brackets, dashes and figures end the word; write the word alone"
            );
            return Err(reader.invalid(at, message));
        }
    }
    Ok(vocabulary)
}

fn phases(
    reader: &Reader<'_>,
    value: &Spanned<DeValue<'_>>,
    mut vocabulary: Vocabulary,
) -> Result<Vocabulary, ConfigError> {
    for (word, at) in names(reader, "aliases.phases", value)? {
        if !word.starts_with(char::is_alphabetic) {
            let message = format!(
                "`aliases.phases`: `{word}` is no word; write what stands before the number of a phase, such as \"Stage\""
            );
            return Err(reader.invalid(at, message));
        }
        vocabulary = vocabulary.with_phase_word(word);
    }
    Ok(vocabulary)
}

/// The names in a list, without the blanks round them, and where they stand.
fn names<'v>(
    reader: &Reader<'_>,
    key: &str,
    value: &'v Spanned<DeValue<'_>>,
) -> Result<Vec<(&'v str, usize)>, ConfigError> {
    let wrong = |at: usize| {
        let bare = key.rsplit('.').next().unwrap_or(key);
        let message = format!("`{key}` is a list of names; write `{bare} = [\"NAME\"]`");
        reader.invalid(at, message)
    };
    let DeValue::Array(items) = value.get_ref() else {
        return Err(wrong(value.span().start));
    };
    let read = |item: &'v Spanned<DeValue<'_>>| {
        let at = item.span().start;
        let name = item.get_ref().as_str().ok_or_else(|| wrong(at))?.trim();
        if !name.contains(char::is_alphanumeric) {
            let message = format!("`{key}`: a name needs a letter or a digit");
            return Err(reader.invalid(at, message));
        }
        Ok((name, at))
    };
    items.iter().map(read).collect()
}

fn taken(reader: &mut Reader<'_>, alias: &str, at: usize, key: String, by: String) {
    let (line, column) = reader.place(at);
    reader.warnings.push(ConfigWarning::Taken {
        name: reader.name.to_owned(),
        line,
        column,
        alias: alias.to_owned(),
        key,
        by,
    });
}

/// The known key that is nearest to a word below `aliases`, if it is near at all: in the table where the word stands
/// before others.
fn alike(table: Option<&str>, word: &str) -> Option<String> {
    // A phase has no heading of its own: the word before its number tells it.
    if word == "phase" && matches!(table, None | Some("sections")) {
        return Some(format!("aliases.{PHASES}"));
    }
    let tables = TABLES.into_iter().chain([PHASES]);
    let tables = tables.map(|name| (None, name.to_owned(), format!("aliases.{name}")));
    let meanings =
        Meaning::all().map(|meaning| (Some(meaning.table()), meaning.name(), meaning.key()));
    let near = |(home, name, key): (Option<&str>, String, String)| {
        (damerau_levenshtein(word, &name), home != table, key)
    };
    let (steps, elsewhere, key) = tables.chain(meanings).map(near).min()?;
    // A misspelt name of another table would be two slips at once, and is more likely something else.
    let told = if elsewhere && table.is_some() {
        steps == 0
    } else {
        is_near(steps, word)
    };
    told.then_some(key)
}
