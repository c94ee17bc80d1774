//! Headings, code, items and boxes against a second CommonMark parser, which shares no code with ours.

use std::collections::BTreeSet;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};
use plan_core::Document;
use plan_core::model::{Block, Section, Text};
use plan_core::source::LineColumn;
use plan_core::span::Span;
use plan_core::template::TEMPLATE;

use crate::corpus;

/// What both parsers must find, by the line it begins on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    Heading { line: usize, level: u8 },
    Code { line: usize, literal: String },
    Item { line: usize, column: usize },
    Box { line: usize, done: bool },
}

/// One thing that the other parser found, and what stands round it.
struct Theirs {
    found: Found,
    /// In a quote.
    quoted: bool,
    /// Lists it stands in.
    lists: usize,
    /// A heading made by a line of `-` below several lines or a bold label.
    accidental: bool,
    /// A box that does not stand on the line of its marker.
    below: bool,
    /// Code that no fence ends.
    open: bool,
    /// Code without fences on a line with tabs.
    tabs: bool,
}

/// Where the two may differ, and why. Whatever else differs fails.
struct Deviation {
    reason: &'static str,
    /// What they found, and how we have it instead.
    holds: fn(&Theirs, &Ours) -> bool,
}

const DEVIATIONS: [Deviation; 6] = [
    Deviation {
        reason: "a `---` right below a bold label or several lines was meant as a rule (PLN001)",
        holds: |theirs, ours| theirs.accidental && ours.accidental.contains(&theirs.line()),
    },
    Deviation {
        reason: "a quote is kept as text",
        holds: |theirs, ours| theirs.quoted && ours.is_raw(theirs.line()),
    },
    Deviation {
        reason: "below 16 list levels is text",
        holds: |theirs, ours| theirs.lists > 16 && ours.is_raw(theirs.line()),
    },
    Deviation {
        reason: "a box on the line below its marker is text (pulldown-cmark finds none)",
        holds: |theirs, ours| theirs.below && ours.is_raw(theirs.line()),
    },
    Deviation {
        reason: "code that no fence ends reaches to its last character that is no blank",
        holds: |theirs, ours| theirs.open && same_code(theirs, ours, str::trim_end),
    },
    Deviation {
        reason: "a tab that the indent of code cuts in two is part of the indent",
        holds: |theirs, ours| theirs.tabs && same_code(theirs, ours, str::trim),
    },
];

fn same_code(theirs: &Theirs, ours: &Ours, compared: fn(&str) -> &str) -> bool {
    let Found::Code { line, literal } = &theirs.found else {
        return false;
    };
    ours.code(*line)
        .is_some_and(|own| own != literal && compared(own) == compared(literal))
}

impl Theirs {
    fn line(&self) -> usize {
        match &self.found {
            Found::Heading { line, .. }
            | Found::Code { line, .. }
            | Found::Item { line, .. }
            | Found::Box { line, .. } => *line,
        }
    }
}

/// What we found.
#[derive(Default)]
struct Ours {
    found: Vec<Found>,
    /// First and last lines of what is kept as text.
    raw: Vec<(usize, usize)>,
    /// Lines with the finding PLN001.
    accidental: BTreeSet<usize>,
}

impl Ours {
    fn is_raw(&self, line: usize) -> bool {
        self.raw
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&line))
    }

    fn code(&self, at: usize) -> Option<&str> {
        self.found.iter().find_map(|found| match found {
            Found::Code { line, literal } if *line == at => Some(literal.as_str()),
            _ => None,
        })
    }
}

fn ours(document: &Document) -> Ours {
    let line = |span: Span| document.position(span.start).line;
    let mut ours = Ours::default();
    let plan = document.plan();
    blocks(document, &plan.preamble, &mut ours);
    sections(document, &plan.sections, &mut ours);
    for item in plan.items() {
        if let Some(check) = item.check {
            let line = line(check.span().unwrap());
            let done = check.done;
            ours.found.push(Found::Box { line, done });
        }
    }
    for finding in document.findings() {
        if finding.code == "PLN001" {
            ours.accidental.insert(line(finding.span));
        }
    }
    ours.found.sort();
    ours
}

fn sections(document: &Document, list: &[Section], ours: &mut Ours) {
    for section in list {
        ours.found.push(Found::Heading {
            line: document.position(section.span().unwrap().start).line,
            level: section.level(),
        });
        blocks(document, section.blocks(), ours);
        sections(document, section.sections(), ours);
    }
}

fn blocks(document: &Document, list: &[Block], ours: &mut Ours) {
    for block in list {
        match block {
            Block::Field(field) => {
                blocks(document, &field.blocks, ours);
                ours.raw.extend(lines(document, &field.value));
            }
            Block::Tasks(list) => {
                for task in &list.tasks {
                    ours.found.extend(item(document, task.span()));
                    blocks(document, &task.blocks, ours);
                    ours.raw.extend(lines(document, &task.name));
                }
            }
            Block::List(list) => {
                for entry in &list.items {
                    ours.found.extend(item(document, entry.span()));
                    blocks(document, &entry.blocks, ours);
                    ours.raw.extend(lines(document, &entry.text));
                }
            }
            Block::Code(code) => {
                // Indented code has no info string, so its own place counts.
                let fence = code.info.span().filter(|span| span.start > 0);
                let at = fence.or(code.code.span()).unwrap();
                ours.found.push(Found::Code {
                    line: document.position(at.start).line,
                    literal: code.code.to_string(),
                });
            }
            Block::Prose(prose) => ours.raw.extend(lines(document, &prose.text)),
            _ => {}
        }
    }
}

fn item(document: &Document, span: Option<Span>) -> Option<Found> {
    let LineColumn { line, column, .. } = document.position(span?.start);
    Some(Found::Item { line, column })
}

fn lines(document: &Document, text: &Text) -> Option<(usize, usize)> {
    let span = text.span()?;
    let line = |at| document.position(at).line;
    Some((line(span.start), line(span.end)))
}

fn theirs(text: &str) -> Vec<Theirs> {
    let mut options = Options::default();
    options.extension.tasklist = true;
    let text = without_front_matter(text);
    let arena = Arena::new();
    let root = parse_document(&arena, &text, &options);
    root.descendants()
        .flat_map(|node| found(node, &text))
        .collect()
}

fn found<'a>(node: &'a AstNode<'a>, text: &str) -> Vec<Theirs> {
    let data = node.data();
    let first = data.sourcepos.start.line;
    let source = |line: usize| lines_of(text).nth(line - 1).unwrap_or_default();
    let above = |want: fn(&NodeValue) -> bool| {
        let outer = node.ancestors().skip(1);
        outer.filter(|node| want(&node.data().value)).count()
    };
    let item = Found::Item {
        line: first,
        column: data.sourcepos.start.column,
    };
    let mut theirs = Theirs {
        found: item.clone(),
        quoted: above(|value| matches!(value, NodeValue::BlockQuote)) > 0,
        lists: above(|value| matches!(value, NodeValue::List(_))),
        accidental: false,
        below: false,
        open: false,
        tabs: false,
    };
    match &data.value {
        // A heading in a list or quote opens no section.
        NodeValue::Heading(heading) if above(|_| true) == 1 => {
            let mut line = first;
            if heading.setext {
                // Its place counts link definitions above it in, so the lines are counted from its end.
                let is_break = |value: &NodeValue| {
                    matches!(value, NodeValue::SoftBreak | NodeValue::LineBreak)
                };
                let inner = node.descendants();
                let breaks = inner.filter(|node| is_break(&node.data().value)).count();
                line = data.sourcepos.end.line - 1 - breaks;
                let words = source(line).trim_start();
                let labelled = words.starts_with("**") || words.starts_with("__");
                theirs.accidental = heading.level == 2 && (breaks > 0 || labelled);
            }
            let level = heading.level;
            theirs.found = Found::Heading { line, level };
        }
        NodeValue::CodeBlock(code) => {
            let literal = code.literal.replace("\r\n", "\n").replace('\r', "\n");
            theirs.found = Found::Code {
                line: first,
                literal,
            };
            theirs.open = !code.fenced || !code.closed;
            theirs.tabs = !code.fenced && source(first).contains('\t');
        }
        NodeValue::Item(_) => theirs.found = item,
        NodeValue::TaskItem(task) => {
            let line = task.symbol_sourcepos.start.line;
            let done = task.symbol.is_some();
            let found = Found::Box { line, done };
            let below = line > first;
            let mark = Theirs {
                found,
                below,
                ..theirs
            };
            theirs.found = item;
            return vec![theirs, mark];
        }
        _ => return Vec::new(),
    }
    vec![theirs]
}

/// Lines with any kind of line ending.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        line.split('\r')
    })
}

/// The text with the lines of a front matter made blank: it is no Markdown.
fn without_front_matter(text: &str) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let bare = |line: &str| line.trim_start_matches('\u{feff}').trim_end().to_owned();
    let opens = lines.first().is_some_and(|line| bare(line) == "---")
        && lines.get(1).is_some_and(|line| !bare(line).is_empty());
    let closes = |line: &&str| matches!(bare(line).as_str(), "---" | "...");
    if opens && let Some(last) = lines.iter().skip(2).position(closes) {
        for line in &mut lines[..last + 3] {
            *line = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
        }
    }
    lines.concat()
}

/// What the two do not agree on. Counts how often each deviation was met.
fn differences(name: &str, text: &str, met: &mut [usize; DEVIATIONS.len()]) -> Vec<String> {
    let ours = ours(&Document::parse(text));
    let mut left = ours.found.clone();
    let mut wrong = Vec::new();
    for theirs in theirs(text) {
        let deviation = DEVIATIONS
            .iter()
            .position(|deviation| (deviation.holds)(&theirs, &ours));
        let same = left.iter().position(|found| match (deviation, found) {
            (Some(_), Found::Code { line, .. }) => theirs.open && *line == theirs.line(),
            (Some(_), _) => false,
            (None, found) => *found == theirs.found,
        });
        match (deviation, same) {
            (Some(number), _) => met[number] += 1,
            (None, None) => wrong.push(format!("{name}: theirs only: {:?}", theirs.found)),
            (None, Some(_)) => {}
        }
        if let Some(at) = same {
            left.remove(at);
        }
    }
    wrong.extend(
        left.iter()
            .map(|found| format!("{name}: ours only: {found:?}")),
    );
    wrong
}

const NASTY: &[(&str, &str)] = &[
    (
        "setext",
        "Title\n=====\n\nPart\n---\n\n**Test**: x\n---\n\ntwo\nlines\n---\n\ntwo\nlines\n===\n\n---\n\n- a\n---\n",
    ),
    (
        "atx",
        "#\n\n# a #\n## b\\#\n   ### c ###\n    # code\n#no\n####### no\n- # in a list\n> # in a quote\n\ntext\n# d\n",
    ),
    (
        "fences in lists",
        "# T\n\n- a\n  ```rust\n  fn f() {\n      g()\n  }\n  ```\n- b\n\n  ~~~~\n  ```\n   one more\n  ~~~~\n\n1. [x] c\n   ```\n   d\n\n       e\n   ```\n   - ```\n     f\n     ```\n- ```\n  never closed\n\n# U\n",
    ),
    (
        "fences",
        "# T\n\n```\n# no heading\n- [ ] no box\n````\n```\n``\n`````\n\n  ```\n   a\n  b\n c\n  ```\ntext\n\n     spaced\n\n``` not ` a fence\n~~~ x ~ y\nz\n~~~ \n\n    indented\n\n      more\n\n\n     five\n\n\n      more  \n   \n\n\ttab\ntext\n    no code\n\n```\nopen",
    ),
    (
        "html",
        "# T\n\n<div>\n# no heading\n- [ ] no box\n\n# heading\n\n<!--\n\n# no heading\n- [ ] no box\n-->\n\n- [ ] a\n  <!-- x\n  - [ ] no box\n  -->\n\n<script>\n\n# no\n</script>\n\n<span>\n# U\n\n<?x\n\n# V\n?>\n\n<pre>\n\n```\n</pre>\n\n# W\n",
    ),
    (
        "quotes",
        "# T\n\n> a\n> > b\n> - [ ] c\n>\n> ```\n> d\n> ```\nlazy\n# U\n\n> ```\nout\n\n- > - [x] e\n- [ ] f\n  > ```\n  > g\n",
    ),
    (
        "tabs",
        "#\tT\n\n-\t[ ] a\n\t- [x] b\n\n\t\tc\n\n\t```\n\td\n\t\te\n\t```\n1.\tf\n\n\t[ ] g\n\n-\t\th\n\n\ti\n\n   \tj\n\nx\n\ty\n",
    ),
    (
        "boxes",
        "# T\n\n- [ ] a\n- [x] b\n* [X] c\n+ [ ]d\n- [-] e\n- [] f\n-  [ ]  g\n- [ ]\n- [x]\n\n  h\n- \\[ ] i\n- [ ](j)\n- [x][k]\n- **[ ]** l\n10) [x] m\n11) n\n    - [ ] o\n\n      p\n- \n  [ ] q\n-\n- [ ] \n- [x] r\n      s\n[ ] t\n\n- - [ ] u\n- 1. [x] v\n\n[k]: x\n",
    ),
    (
        "definitions",
        "[a]: b\n# T\n[c]: d\ntext\n\n[e]: f\n'g'\nPart\n---\n\n- [h]: i\n- [ ] j\n\n[k]:\nl\n===\n",
    ),
    (
        "lists",
        "# T\n\n- a\n\n\n- b\n  1. c\n  2. [ ] d\n 3. e\n* f\n  # heading\n\n* * [x] g\n* ***\n* h\n***\ntext\n2. no list\n1. [ ] i\n- [ ] j\n\n      k\n\n-     l\n\n   m\n",
    ),
    (
        "indents",
        "# T\n\n   - a\n     - b\n\n  1. **c**: d\n\n- e\n   - [ ] f\n     * g\n\n ## U\n   V\n  ===\n\n  > h\n\n  ---\n\n   **i**: j\n  - k\n",
    ),
    (
        "front matter",
        "---\ntitle: x\n# no heading\n---\n# T\n\n---\na: b\n---\n\n- [ ] c\n",
    ),
    ("byte order mark", "\u{feff}# T\n\n- [ ] a\n"),
    ("nothing", ""),
    (
        "white space",
        "# T\u{a0}\n\n\u{a0}# no\n\n-\u{a0}no\n\n- [\u{a0}] no\n- [ ]\u{a0}no\n\u{2028}\n\u{b}\n\u{c}\n## U\n",
    ),
];

fn deep(levels: usize) -> String {
    let mut text = "# T\n\n".to_owned();
    for level in 0..levels {
        text.push_str(&"  ".repeat(level));
        text.push_str("- [ ] x\n");
    }
    text
}

fn documents() -> Vec<(String, String)> {
    let named = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    let mut documents: Vec<_> = NASTY.iter().map(named).collect();
    documents.extend([
        ("template".to_owned(), TEMPLATE.to_owned()),
        ("20 levels".to_owned(), deep(20)),
        ("30 levels".to_owned(), deep(30)),
    ]);
    documents
}

#[test]
fn headings_code_items_and_boxes_are_those_of_another_parser() {
    let mut met = [0; DEVIATIONS.len()];
    let mut wrong = Vec::new();
    for (name, text) in documents() {
        wrong.extend(differences(&name, &text, &mut met));
        let name = format!("{name} with CR LF");
        wrong.extend(differences(&name, &text.replace('\n', "\r\n"), &mut met));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (deviation, times) in DEVIATIONS.iter().zip(met) {
        assert!(times > 0, "not met: {}", deviation.reason);
    }
}

/// Documents that are read otherwise when a lone CR ends their lines: pulldown-cmark ends the lines of code and HTML at
/// LF only.
const MISREAD_WITH_CR: &[&str] = &[
    "atx",
    "fences in lists",
    "fences",
    "html",
    "tabs",
    "lists",
    "front matter",
    "template",
];

#[test]
fn lone_cr_is_misread_where_it_is_known() {
    let mut met = [0; DEVIATIONS.len()];
    let names: Vec<_> = documents()
        .into_iter()
        .filter(|(name, text)| !differences(name, &text.replace('\n', "\r"), &mut met).is_empty())
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, MISREAD_WITH_CR);
}

#[test]
fn real_plans_are_read_as_another_parser_reads_them() {
    let mut met = [0; DEVIATIONS.len()];
    let wrong: Vec<String> = corpus::files()
        .iter()
        .flat_map(|(name, text)| differences(name, text, &mut met))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
