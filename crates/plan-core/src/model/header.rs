//! Title, status and other header fields, wherever a document keeps them.
//!
//! Looked for in this order: the header (below the title, and before it), the front matter, then a `## Status` section
//! or the fields of the first sections that are not phases. The first wins; several are never merged.

use super::{Block, FrontLine, Header, LogEntry, Phase, Plan, Section, Status, Text, Titled};
use crate::template::{FieldName, SectionName, TITLE_PREFIX, folded};

/// A field of the header with its label as written.
#[derive(Clone, Copy, Debug)]
pub struct FieldRef<'a> {
    /// The field of the template that the label names, if it names one.
    pub name: Option<FieldName>,
    /// The label.
    pub label: &'a Text,
    /// The value.
    pub value: &'a Text,
}

impl Plan {
    /// The header section, if the document has a title of its own.
    pub fn header(&self) -> Option<&Header> {
        self.sections.iter().find_map(|section| match section {
            Section::Header(header) => Some(header),
            _ => None,
        })
    }

    /// The title, without `Implementation Plan:`.
    pub fn title(&self) -> Option<&Text> {
        let header = self
            .header()
            .map(|header| &header.title)
            .filter(|title| !title.is_empty());
        header.or_else(|| self.field(FieldName::Title))
    }

    /// True if the title begins with `Implementation Plan:`.
    pub fn is_titled_plan(&self) -> bool {
        let prefix = self.header().and_then(|header| header.prefix.as_ref());
        prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case(TITLE_PREFIX))
    }

    /// The status, if the document has one.
    pub fn status(&self) -> Option<Status> {
        self.field(FieldName::Status)
            .and_then(|value| Status::read_with(value, &self.vocabulary.0))
    }

    /// Where the status stands, or would stand: a field that says it, else one that is empty.
    pub(crate) fn status_place(&self) -> Option<&Text> {
        let mut empty = None;
        self.header_fields(&mut |field| {
            if empty.is_none() && field.name == Some(FieldName::Status) {
                empty = Some(field.value);
            }
        });
        self.field(FieldName::Status).or(empty)
    }

    /// The value of a header field.
    pub fn field(&self, name: FieldName) -> Option<&Text> {
        let mut found = None;
        self.header_fields(&mut |field| {
            if found.is_none() && field.name == Some(name) && !field.value.is_empty() {
                found = Some(field.value);
            }
        });
        found
    }

    /// The document that the discussion source names, if it names one.
    pub fn discussion_path(&self) -> Option<String> {
        self.field(FieldName::DiscussionSource)
            .and_then(|value| document_named(value))
    }

    /// The fields of header and front matter, in the order in which they are looked for.
    pub fn fields(&self) -> Vec<FieldRef<'_>> {
        let mut fields = Vec::new();
        self.own_fields(&mut |field| fields.push(field));
        fields
    }

    /// Phases in order, wherever they stand.
    pub fn phases(&self) -> Vec<&Phase> {
        let mut phases = Vec::new();
        for section in &self.sections {
            collect_phases(section, &mut phases);
        }
        phases
    }

    /// The Evolution Log, if the document has one: the section of that very name before one of another name.
    pub fn log(&self) -> Option<&Titled> {
        let logs = || {
            self.sections.iter().filter_map(|section| match section {
                Section::EvolutionLog(titled) => Some(titled),
                _ => None,
            })
        };
        logs()
            .find(|log| SectionName::EvolutionLog.is_headed(&log.heading))
            .or_else(|| logs().next())
    }

    /// The dated entries of the Evolution Log, in file order.
    pub fn log_entries(&self) -> Vec<&LogEntry> {
        let sections = self.log().map_or(&[][..], |log| &log.sections);
        sections
            .iter()
            .filter_map(|section| match section {
                Section::Entry(entry) => Some(entry),
                _ => None,
            })
            .collect()
    }

    fn own_fields<'a>(&'a self, see: &mut dyn FnMut(FieldRef<'a>)) {
        if let Some(header) = self.header() {
            block_fields(&header.blocks, true, see);
        }
        block_fields(&self.preamble, true, see);
        for line in self.front_matter.iter().flat_map(|front| &front.lines) {
            if let FrontLine::Field(field) = line {
                see(FieldRef {
                    name: field.name(),
                    label: &field.key,
                    value: &field.value,
                });
            }
        }
    }

    fn header_fields<'a>(&'a self, see: &mut dyn FnMut(FieldRef<'a>)) {
        self.own_fields(see);
        for section in &self.sections {
            match section {
                Section::Other(titled) if self.header_name(titled).is_some() => {
                    if let Some(Block::Prose(prose)) = titled.blocks.first() {
                        see(FieldRef {
                            name: self.header_name(titled),
                            label: &titled.heading,
                            value: &prose.text,
                        });
                    }
                }
                // Items of other lists are no fields of the document: `- Status: 404 Not Found`.
                Section::Other(titled) | Section::Overview(titled) => {
                    let listed = is_metadata(titled);
                    let own = |block: &&Block| listed || matches!(block, Block::Field(_));
                    block_fields(titled.blocks.iter().filter(own), false, &mut |field| {
                        if field.name.is_some_and(FieldName::is_header) {
                            see(field);
                        }
                    });
                }
                _ => {}
            }
        }
    }

    /// The field that the heading `## Status` names. No other field is a section: `## Discussion` is about one.
    fn header_name(&self, titled: &Titled) -> Option<FieldName> {
        let name = self.vocabulary.0.field(&titled.heading, None);
        name.filter(|name| *name == FieldName::Status)
    }
}

/// True for a section whose list holds fields of the header.
fn is_metadata(titled: &Titled) -> bool {
    let heading = folded(&titled.heading);
    ["metadata", "meta", "plan metadata", "document metadata"].contains(&heading.as_str())
}

fn block_fields<'a>(
    blocks: impl IntoIterator<Item = &'a Block>,
    nested: bool,
    see: &mut dyn FnMut(FieldRef<'a>),
) {
    for block in blocks {
        match block {
            Block::Field(field) => {
                see(FieldRef {
                    name: field.name(),
                    label: &field.label,
                    value: &field.value,
                });
                // `**Status**: x` and then `- **Owner**: y`: the list belongs to the field above it.
                if nested {
                    block_fields(&field.blocks, false, see);
                }
            }
            Block::List(list) => {
                for item in &list.items {
                    if let Some(label) = &item.label {
                        see(FieldRef {
                            name: item.name(),
                            label,
                            value: &item.text,
                        });
                    }
                }
            }
            _ => {}
        }
    }
}

fn collect_phases<'a>(section: &'a Section, phases: &mut Vec<&'a Phase>) {
    if let Section::Phase(phase) = section {
        phases.push(phase);
        return;
    }
    for inner in section.sections() {
        collect_phases(inner, phases);
    }
}

/// The text of a link if it is a path, else its target; the words between backticks, or the whole value. The unfilled
/// template and words for none give none.
fn document_named(value: &str) -> Option<String> {
    let word = value.trim().trim_end_matches('.').to_lowercase();
    if value.contains('{') || matches!(word.as_str(), "none" | "n/a" | "-" | "tbd") {
        return None;
    }
    let between = |open: &str, close: &str| {
        let (_, rest) = value.split_once(open)?;
        rest.split_once(close).map(|(inner, _)| inner.to_owned())
    };
    let linked = between("](", ")").map(|target| {
        between("[", "](")
            .filter(|text| text.contains('/'))
            .unwrap_or(target)
    });
    let path = linked
        .or_else(|| between("`", "`"))
        .unwrap_or_else(|| value.to_owned());
    let path = path.split_whitespace().collect::<Vec<_>>().join(" ");
    (!path.is_empty()).then_some(path)
}
