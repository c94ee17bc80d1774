//! Writing log entries: whole lines are put in, replaced or taken out; nothing else moves.

use super::edit::WriteError;
use crate::document::Document;
use crate::evolution::{Entry, LogEdit, grows_upwards};
use crate::model::{Date, LogEntry, Plan, Section, Text, Titled};
use crate::template::{SectionName, TITLE_PREFIX};

impl Document {
    /// The document with one edit of its log. A log that is missing is added as the last section, at a level at which it is
    /// read as one.
    ///
    /// # Errors
    /// The entry to replace or remove does not exist, or the result would be read otherwise (an unclosed code fence
    /// before the log, say).
    pub fn with_log_edit(&self, edit: &LogEdit) -> Result<Self, WriteError> {
        match edit {
            LogEdit::Append(entry) => self.with_entry_after(self.newest(), entry),
            LogEdit::Replace(index, entry) => self.with_entry_replaced(*index, Some(entry)),
            LogEdit::Remove(index) => self.with_entry_replaced(*index, None),
        }
    }

    /// Applies edits of the log, one after the other.
    ///
    /// # Errors
    /// As for [`Document::with_log_edit`].
    pub fn with_log_edits(&self, edits: &[LogEdit]) -> Result<Self, WriteError> {
        edits
            .iter()
            .try_fold(self.clone(), |document, edit| document.with_log_edit(edit))
    }

    /// The document with an entry right after the entry number `after`, or before every other one for `None`.
    ///
    /// # Errors
    /// As for [`Document::with_log_edit`].
    pub fn with_entry_after(
        &self,
        after: Option<usize>,
        entry: &Entry,
    ) -> Result<Self, WriteError> {
        self.with_section_after(after, |level| Ok(self.read_entry(entry, level)))
    }

    /// Inserts entry number `index` of the log of `source`, with its text as it is there. The
    /// entry follows entry number `after`; for `None` it comes first. Its headings get the level
    /// that entries of this log have.
    ///
    /// # Errors
    /// `source` has no such entry; otherwise as for [`Document::with_log_edit`].
    pub fn with_entry_of(
        &self,
        after: Option<usize>,
        source: &Self,
        index: usize,
    ) -> Result<Self, WriteError> {
        let entries = source.plan().log_entries();
        let missing = WriteError::NoEntry { number: index + 1 };
        let entry = entries.get(index).ok_or(missing)?;
        let texts = source.entry_texts();
        let text = texts.get(index).map_or("", |(text, _)| text.as_str());
        self.with_section_after(after, |level| {
            if entry.level == level {
                return Ok(Section::Entry((*entry).clone()));
            }
            let text = with_level(text, entry.level, level);
            let document = self.read_log(level, &text);
            let read = document.plan().log_entries().first().copied().cloned();
            Ok(Section::Entry(read.unwrap_or_default()))
        })
    }

    /// The document with an entry that a person wrote, as the newest of its log: the first line of `text` is the title, the
    /// rest is its body in Markdown. A log that is missing is added as the last section.
    ///
    /// ```
    /// use plan_core::{Date, Document};
    ///
    /// let day: Date = "2026-01-31".parse()?;
    /// let noted = Document::parse("# T\n").with_note(day, "Scope cut\n\n- no warm start")?;
    /// let log = "\n## Evolution Log\n\n### 2026-01-31 - Scope cut\n\n- no warm start\n";
    /// assert_eq!(noted.as_str(), format!("# T\n{log}"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The text is empty, or it would not be read as one entry: a heading in it would end the entry, say.
    pub fn with_note(&self, date: Date, text: &str) -> Result<Self, WriteError> {
        let text = Text::from(text.trim());
        let (title, body) = text.split_once('\n').unwrap_or((text.as_str(), ""));
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() {
            return Err(WriteError::Empty { what: "note" });
        }
        self.with_section_after(self.newest(), |level| {
            self.read_note(level, &format!("{date} - {title}"), body.trim_matches('\n'))
        })
    }

    /// The document with a section right after the log entry number `after`. `make` is given the level of its heading.
    fn with_section_after(
        &self,
        after: Option<usize>,
        make: impl FnOnce(u8) -> Result<Section, WriteError>,
    ) -> Result<Self, WriteError> {
        let mut wanted = self.plan().clone();
        match self.plan().log() {
            Some(log) => {
                let places = entry_places(log);
                let missing = |number: usize| WriteError::NoEntry { number: number + 1 };
                let position = match (after, places.first()) {
                    (Some(number), _) => *places.get(number).ok_or(missing(number))? + 1,
                    // Behind what introduces the log.
                    (None, Some(first)) => *first,
                    (None, None) => log.sections.len(),
                };
                let sections = log_sections(&mut wanted, log)?;
                let new = make(self.entry_level(log))?;
                sections.insert(position.min(sections.len()), new);
            }
            None => {
                let level = self.log_level();
                let mut section = Section::new(SectionName::EvolutionLog);
                if let Some(log) = section.as_titled_mut() {
                    log.level = level;
                    log.sections.push(make(level + 1)?);
                }
                wanted.sections.push(section);
            }
        }
        self.update(&wanted)
    }

    fn with_entry_replaced(&self, index: usize, entry: Option<&Entry>) -> Result<Self, WriteError> {
        let missing = || WriteError::NoEntry { number: index + 1 };
        let log = self.plan().log().ok_or_else(missing)?;
        let place = *entry_places(log).get(index).ok_or_else(missing)?;
        let level = log.sections.get(place).map_or(3, Section::level);
        let mut wanted = self.plan().clone();
        let sections = log_sections(&mut wanted, log)?;
        match entry {
            Some(entry) => {
                if let Some(old) = sections.get_mut(place) {
                    *old = self.read_entry(entry, level);
                }
            }
            None => {
                sections.remove(place);
            }
        }
        self.update(&wanted)
    }

    /// The entry that a new one goes after: the last in a log that grows downwards, none in one that grows upwards.
    fn newest(&self) -> Option<usize> {
        let entries = self.plan().log_entries();
        let told = |entry: &&LogEntry| (entry.date.to_string(), entry.title.on_one_line());
        let told: Vec<_> = entries.iter().map(told).collect();
        if grows_upwards(&told) {
            None
        } else {
            entries.len().checked_sub(1)
        }
    }

    /// The level of a log that is the last section. Below one of level 1 that is not the title, a heading of level 2 would
    /// open a part of it, and be no log.
    fn log_level(&self) -> u8 {
        match self.plan().sections.last() {
            None | Some(Section::Header(_)) => 2,
            Some(last) => last.level().min(2),
        }
    }

    fn entry_level(&self, log: &Titled) -> u8 {
        let written = self.plan().log_entries().first().map(|entry| entry.level);
        written.unwrap_or((log.level + 1).min(6))
    }

    /// An entry as a reader of the tool's own wording finds it. It brings its text.
    fn read_entry(&self, entry: &Entry, level: u8) -> Section {
        let document = self.read_log(level, &entry.render(level, "\n"));
        let read = document.plan().log_entries().first().copied().cloned();
        Section::Entry(read.unwrap_or_default())
    }

    /// A title, and a log with nothing but this text. Without the title, a log of level 1 would be read as one.
    fn read_log(&self, level: u8, text: &str) -> Self {
        let hashes = "#".repeat(usize::from(level.max(2)) - 1);
        let heading = SectionName::EvolutionLog.heading();
        let text = format!("# {TITLE_PREFIX}: -\n\n{hashes} {heading}\n\n{text}");
        Self::parse_with(text, self.vocabulary())
    }

    /// An entry in a person's own words. It brings its text.
    fn read_note(&self, level: u8, heading: &str, body: &str) -> Result<Section, WriteError> {
        let hashes = "#".repeat(usize::from(level.max(2)));
        let gap = if body.is_empty() { "" } else { "\n\n" };
        let document = self.read_log(level, &format!("{hashes} {heading}{gap}{body}"));
        let told = match document.plan().sections.as_slice() {
            [_, log] => log.sections(),
            several => several.get(1..).unwrap_or_default(),
        };
        let called = |section: &Section| section.heading();
        match told {
            [entry @ Section::Entry(_)] if called(entry) == heading => Ok(entry.clone()),
            other => Err(WriteError::NotRepresentable {
                what: "the note".to_owned(),
                wanted: heading.to_owned(),
                read: other.iter().map(called).collect::<Vec<_>>().join(", "),
                reason: "the title is one line without `#` at its end, and a heading in the body is deeper than that of \
                         the entry",
            }),
        }
    }
}

/// Moves the headings of an entry from one level to another. Code keeps its lines.
fn with_level(text: &str, from: u8, to: u8) -> String {
    let mut fence: Option<&str> = None;
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| line.trim_start().starts_with(mark));
        let level = line.len() - line.trim_start_matches('#').len();
        match (mark, fence) {
            (Some(mark), None) => fence = Some(mark),
            (Some(mark), Some(open)) if mark == open => fence = None,
            _ => {}
        }
        if level == 0 || mark.is_some() || fence.is_some() {
            out.push_str(line);
            continue;
        }
        let moved = (level + usize::from(to)).saturating_sub(usize::from(from));
        out.push_str(&"#".repeat(moved.clamp(1, 6)));
        out.push_str(line.get(level..).unwrap_or_default());
    }
    out
}

/// Where the entries stand among the sections of the log.
fn entry_places(log: &Titled) -> Vec<usize> {
    let is_entry = |section: &Section| matches!(section, Section::Entry(_));
    log.sections
        .iter()
        .enumerate()
        .filter(|(_, section)| is_entry(section))
        .map(|(place, _)| place)
        .collect()
}

/// The sections of the log in a copy of the plan that it was found in.
fn log_sections<'a>(plan: &'a mut Plan, log: &Titled) -> Result<&'a mut Vec<Section>, WriteError> {
    let mut sections = plan.sections.iter_mut();
    let section = sections.find(|section| section.span() == log.origin.span());
    section
        .and_then(Section::sections_mut)
        .ok_or(WriteError::NoEntry { number: 1 })
}
