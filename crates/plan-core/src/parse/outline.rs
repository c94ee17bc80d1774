//! The outline: which heading opens which section, and which blocks stand below it.

use std::ops::Range;

use super::finding::Finding;
use super::heading::{self, Opens};
use super::{Reader, content, gap};
use crate::model::{Block, HeadedTask, Header, LogEntry, Named, Phase, Prose, Section, Titled};
use crate::span::Span;
use crate::syntax::{self, Node, NodeKind, Tree, blank, bold_label};
use crate::template::{SectionName, title_prefix};

/// A section whose end has not come yet.
struct Open {
    level: u8,
    title: Span,
    start: u32,
    opens: Opens,
    /// What stands in it before its first section; while there is none, [`Outline::blocks`].
    blocks: Vec<Block>,
    /// How many sections were ended before its first.
    sections: usize,
}

/// The sections as far as they were read. A block is typed as soon as it comes, so that no second tree of the document is
/// held.
pub(super) struct Outline<'r, 'a> {
    reader: &'r Reader<'a>,
    pub preamble: Vec<Block>,
    /// Sections that have ended: those of the document, then those of each open section.
    pub sections: Vec<Section>,
    pub findings: Vec<Finding>,
    open: Vec<Open>,
    /// The blocks since the last heading. They are moved once their number is known.
    blocks: Vec<Block>,
    /// The names of the open sections, kept for its memory alone.
    outer: Vec<Option<SectionName>>,
    headings: usize,
    titles: usize,
}

/// Builds the sections: a heading belongs to the nearest heading above it that is of higher rank; the title of the
/// document holds fields only, so its sections stand beside it.
pub(super) fn outline<'r, 'a>(reader: &'r Reader<'a>) -> Outline<'r, 'a> {
    let mut outline = Outline {
        reader,
        preamble: Vec::new(),
        sections: Vec::new(),
        findings: Vec::new(),
        open: Vec::new(),
        blocks: Vec::new(),
        outer: Vec::new(),
        headings: 0,
        titles: 0,
    };
    let text = reader.source.text();
    let mut at = reader.source.body();
    let mut blocks = syntax::blocks(text, at);
    while let Some(tree) = blocks.read() {
        let span = tree.node.span;
        if span.start < at {
            continue;
        }
        outline.gap(at, span.start);
        at = span.end;
        outline.node(tree);
    }
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    outline.gap(at, end);
    outline.keep_blocks();
    while !outline.open.is_empty() {
        outline.close(end);
    }
    outline.sections.shrink_to_fit();
    outline
}

impl Outline<'_, '_> {
    /// Text between two blocks that the parser reports no block for (link definitions), which must not be lost.
    fn gap(&mut self, start: u32, end: u32) {
        if let Some(span) = gap::trimmed(self.reader.source.text(), Span { start, end }) {
            let prose = content::prose(self.reader, span);
            self.blocks.push(prose);
        }
    }

    fn node(&mut self, tree: Tree) {
        let node = tree.node;
        match node.kind {
            NodeKind::Heading {
                title,
                setext,
                rule,
                ..
            } if setext && rule && is_accidental(self.reader.str(title)) => {
                self.findings.push(Finding::accidental_heading(node.span));
                self.leaf(NodeKind::Paragraph, title);
                let above = Span {
                    start: 0,
                    end: node.span.end,
                };
                let line = self.reader.str(above).rfind(['\n', '\r']);
                let rule = Span::new(line.map_or(0, |at| at + 1), node.span.end as usize);
                self.leaf(NodeKind::Rule, rule);
            }
            NodeKind::Heading { level, title, .. } => self.heading(level, title, node.span),
            NodeKind::Code { closed: false, .. } => {
                self.findings.push(Finding::unclosed_fence(node.span));
                self.block(tree);
            }
            _ => self.block(tree),
        }
    }

    fn leaf(&mut self, kind: NodeKind, span: Span) {
        let inside = 0;
        self.block(Tree::leaf(&Node { kind, span, inside }));
    }

    fn block(&mut self, tree: Tree) {
        let place = match self.open.last() {
            Some(open) => open.opens.name(),
            None => Some(SectionName::Header),
        };
        content::push(self.reader, tree, place, &mut self.blocks);
    }

    /// Gives the blocks since the last heading to the section that it opened.
    fn keep_blocks(&mut self) {
        let blocks = match self.open.last_mut() {
            Some(open) => &mut open.blocks,
            None => &mut self.preamble,
        };
        if !self.blocks.is_empty() {
            blocks.reserve_exact(self.blocks.len());
            blocks.append(&mut self.blocks);
        }
    }

    fn heading(&mut self, level: u8, title: Span, span: Span) {
        self.keep_blocks();
        let is_header = |open: &Open| open.opens.name() == Some(SectionName::Header);
        while self
            .open
            .last()
            .is_some_and(|open| open.level >= level || is_header(open))
        {
            self.close(span.start);
        }
        let words = self.reader.str(title);
        let opens = if level == 1 && self.is_title(words, span) {
            heading::header(words)
        } else {
            self.outer.clear();
            let names = self.open.iter().map(|open| open.opens.name());
            self.outer.extend(names);
            heading::opens(self.reader.vocabulary, words, level, &self.outer)
        };
        self.headings += 1;
        self.titles += usize::from(level == 1);
        self.open.push(Open {
            level,
            title,
            start: span.start,
            opens,
            blocks: Vec::new(),
            sections: self.sections.len(),
        });
    }

    /// True for the only heading of level 1, and for a first heading that says that it is the title.
    fn is_title(&self, words: &str, span: Span) -> bool {
        let says_so = self.headings == 0 && title_prefix(words).is_some();
        self.titles == 0 && (says_so || is_last_title(self.reader.source.text(), span.end))
    }

    /// Ends the innermost section before the byte `next`.
    fn close(&mut self, next: u32) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let start = open.start as usize;
        let whole = Span {
            start: open.start,
            end: next,
        };
        let kept = blank::kept(self.reader.str(whole));
        let inner = self.sections.split_off(open.sections);
        let section = section(self.reader, open, inner, Span::new(start, start + kept));
        self.sections.push(section);
    }
}

/// True if no heading of level 1 stands behind the byte `from`, where a heading ends.
fn is_last_title(text: &str, from: u32) -> bool {
    let rest = text.get(from as usize..).unwrap_or_default();
    // Most texts have no line that could be one, and need not be read twice.
    let could_be = |line: &str| {
        let line = line.trim_start_matches(' ');
        line.starts_with('=') || line.starts_with('#') && !line.starts_with("##")
    };
    if !rest.split(['\n', '\r']).any(could_be) {
        return true;
    }
    let mut blocks = syntax::blocks(text, from);
    while let Some(tree) = blocks.read() {
        if matches!(tree.node.kind, NodeKind::Heading { level: 1, .. }) {
            return false;
        }
    }
    true
}

/// Text with a `---` right below it is a heading in Markdown. When it begins with a bold label, or has several lines,
/// its author meant a field or paragraph and a rule.
fn is_accidental(title: &str) -> bool {
    bold_label(title).is_some() || title.contains(['\n', '\r'])
}

fn section(reader: &Reader, open: Open, sections: Vec<Section>, span: Span) -> Section {
    let Open {
        level,
        title,
        opens,
        mut blocks,
        ..
    } = open;
    let at = title.start as usize;
    let part = |range: Range<usize>| reader.part(at + range.start, at + range.end);
    let origin = reader.origin(span);
    match opens {
        Opens::Header { prefix, name } => Section::Header(Header {
            level,
            prefix: prefix.map(part),
            title: part(name),
            blocks,
            origin,
        }),
        Opens::Phase(phase) => {
            content::loose_tasks(reader, &mut blocks, &sections);
            Section::Phase(Phase {
                level,
                word: part(phase.word),
                number: phase.number.map(part),
                name: part(phase.name),
                blocks,
                sections,
                origin,
            })
        }
        Opens::Task(task) => Section::Task(HeadedTask {
            level,
            word: task.word.map(part),
            number: task.number.map(part),
            name: part(task.name),
            state: task.state.map(part),
            blocks,
            sections,
            origin,
        }),
        Opens::Named { kind, word, name } => {
            let named = Named {
                level,
                word: word.map(part),
                name: part(name),
                blocks,
                sections,
                origin,
            };
            match kind {
                SectionName::EdgeCase => Section::EdgeCase(named),
                _ => Section::Example(named),
            }
        }
        Opens::Entry { date, title } => Section::Entry(LogEntry {
            level,
            date: part(date),
            title: part(title),
            blocks,
            sections,
            origin,
        }),
        Opens::Valued { label, value } => {
            let span = Span::new(at + value.start, at + value.end);
            let value = Block::Prose(Prose {
                text: reader.text(span),
                origin: reader.origin(span),
            });
            blocks.insert(0, value);
            Section::Other(Titled {
                level,
                heading: part(label),
                blocks,
                sections,
                origin,
            })
        }
        Opens::Titled(name) => Section::titled(
            name,
            Titled {
                level,
                heading: reader.text(title),
                blocks,
                sections,
                origin,
            },
        ),
    }
}
