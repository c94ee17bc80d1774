//! A document as lines that `git diff` can compare: one for each heading, field, item, task, row and paragraph, whatever the
//! text wraps at and however its lists are marked. It is for eyes only: nothing reads it back.

use crate::document::Document;
use crate::model::{Block, FrontLine, NodeRef, Section};

/// Writes a document down in one form, so that two versions differ only where they say something else: paragraphs and
/// items on one line each, lists with `-`, nesting by two blanks, no blank lines. Code keeps its lines.
///
/// ```
/// use plan_core::{Document, textconv};
///
/// let document = Document::parse("# T\n\nGoal: it is\n  fast\n\n* [ ]   one\n  two\n    1) three\n");
/// let wrapped = Document::parse("T\n===\nGoal: it is fast\n- [ ] one two\n  - three\n");
/// assert_eq!(textconv(&document), textconv(&wrapped));
/// ```
pub fn textconv(document: &Document) -> String {
    let mut out = String::new();
    // Documents decide how deep they are nested, so they do not decide about the stack.
    let mut open = vec![(NodeRef::Plan(document.plan()), 0)];
    while let Some((node, depth)) = open.pop() {
        line(node, depth, &mut out);
        let below = match node {
            NodeRef::Plan(_) | NodeRef::Section(_) => 0,
            // A list has no line of its own.
            NodeRef::Block(Block::List(_) | Block::Tasks(_) | Block::Table(_)) => depth,
            _ => depth + 1,
        };
        let children = node.children().into_iter().rev();
        open.extend(children.map(|child| (child, below)));
    }
    out
}

/// Writes the line of one node, if it has one.
fn line(node: NodeRef<'_>, depth: usize, out: &mut String) {
    let text = match node {
        NodeRef::Plan(_) | NodeRef::Block(Block::List(_) | Block::Tasks(_) | Block::Table(_)) => {
            return;
        }
        NodeRef::FrontMatter(_) | NodeRef::Block(Block::Rule(_)) => "---".to_owned(),
        NodeRef::FrontLine(FrontLine::Field(field)) => {
            format!("{}: {}", field.key, field.value.on_one_line())
        }
        NodeRef::FrontLine(FrontLine::Other(other)) => other.text.on_one_line(),
        NodeRef::Section(section) => headed(section),
        NodeRef::Block(Block::Field(field)) => {
            let qualifier = field.qualifier.as_ref();
            let qualifier = qualifier.map_or_else(String::new, |text| format!(" ({text})"));
            let value = field.value.on_one_line();
            format!("**{}**{qualifier}: {value}", field.label.on_one_line())
        }
        NodeRef::Block(Block::Code(code)) => {
            push(&format!("```{}", code.info), depth, out);
            for line in code.code.lines() {
                push(line, depth, out);
            }
            "```".to_owned()
        }
        NodeRef::Block(Block::Prose(prose)) => prose.text.on_one_line(),
        NodeRef::Item(item) => format!("- {}{}", boxed(node), item.line()),
        NodeRef::Task(_) => format!("- {}{}", boxed(node), slots(node, " ")),
        NodeRef::Row(_) => format!("| {} |", slots(node, " | ")),
    };
    push(&text, depth, out);
}

fn headed(section: &Section) -> String {
    format!(
        "{} {}",
        "#".repeat(section.level().into()),
        section.heading()
    )
}

fn boxed(node: NodeRef<'_>) -> &'static str {
    match node.check() {
        Some(check) if check.done => "[x] ",
        Some(_) => "[ ] ",
        None => "",
    }
}

/// The texts of a node, those that it has.
fn slots(node: NodeRef<'_>, between: &str) -> String {
    let texts = node.slots().into_iter().filter_map(|(_, text)| text);
    let texts: Vec<String> = texts.map(|text| text.on_one_line()).collect();
    texts.join(between)
}

fn push(line: &str, depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
    out.push_str(line);
    // What ends with blanks would show as a difference where nobody sees one.
    out.truncate(out.trim_end_matches([' ', '\t']).len());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_node_has_its_line() {
        let text = "---\nstatus: Draft\n# x\n---\nbefore\n\n# Implementation Plan: T\n\n**Status**: Draft\n\n\
            ## Implementation Phases\n\n### Phase 1: One\n\n**Tasks**:\n1. **Named** with\n   more\n   - Acceptance: seen\n\n\
            **Verification**:\n- [x] a\n\n---\n\n| a | b |\n|---|---|\n| 1 |   2 |\n\n```rust\nfn  x() {}\n\n```\n\n\
            > quoted\n> text\n\n## Evolution Log\n\n### 2026-01-01 - Begun\n\n- Created\n";
        let expected = "---\n  status: Draft\n  # x\nbefore\n# Implementation Plan: T\n**Status**: Draft\n\
            ## Implementation Phases\n### Phase 1: One\n**Tasks**:\n  - Named with more\n    - Acceptance: seen\n\
            **Verification**:\n  - [x] a\n---\n| a | b |\n| 1 | 2 |\n```rust\nfn  x() {}\n\n```\n> quoted > text\n\
            ## Evolution Log\n### 2026-01-01 - Begun\n- Created\n";
        let document = Document::parse(text);
        assert_eq!(textconv(&document), expected);
        let endings = Document::parse(text.replace('\n', "\r\n"));
        assert_eq!(textconv(&endings), expected);
    }
}
