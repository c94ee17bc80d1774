//! Edits of the texts of one node, its children left alone.

use super::edit::Edit;
use super::layout::{BLANKS, Layout, placed};
use super::render::{Style, fenced, front_value, row, title};
use crate::model::{Block, CodeBlock, NodeRef, Section, Text};
use crate::source::lines;
use crate::span::Span;

/// Adds the edits that make the texts, the box and the heading of `old` those of `new`. False if the node has to be
/// written anew.
pub(super) fn edits(
    layout: Layout<'_>,
    style: &dyn Fn() -> Style,
    old: NodeRef<'_>,
    new: NodeRef<'_>,
    out: &mut Vec<Edit>,
) -> bool {
    if old.start().is_some() != new.start().is_some() {
        return false;
    }
    if let (NodeRef::Section(a), NodeRef::Section(b)) = (old, new) {
        return heading(layout, a, b, out);
    }
    if let (NodeRef::Block(Block::Code(a)), NodeRef::Block(Block::Code(b))) = (old, new) {
        return code(layout, a, b, out);
    }
    let (before, after) = (old.slots(), new.slots());
    let present = |slots: &[crate::model::Slot<'_>]| -> Vec<bool> {
        slots.iter().map(|(_, text)| text.is_some()).collect()
    };
    let same_parts =
        present(&before) == present(&after) && old.check().is_some() == new.check().is_some();
    if !same_parts {
        return head(layout, &style(), old, new, out);
    }
    if let (Some(was), Some(is)) = (old.check(), new.check())
        && was.done != is.done
    {
        let Some(span) = was.span() else { return false };
        let text = if is.done { "x" } else { " " };
        out.push(Edit {
            span,
            text: text.to_owned(),
        });
    }
    for ((_, was), (_, is)) in before.into_iter().zip(after) {
        if let (Some(was), Some(is)) = (was, is)
            && was != is
        {
            let Some(span) = was.span() else { return false };
            let quoted = matches!(old, NodeRef::FrontLine(_))
                && layout.slice(0, span.start as usize).ends_with(['"', '\'']);
            if matches!(old, NodeRef::FrontLine(_)) && !quoted {
                out.push(replaced(layout, span, &front_value(is), ""));
            } else {
                let (span, is) = changed_lines(layout, span, was, is);
                out.push(replaced(layout, span, is, &continued(layout, old)));
            }
        }
    }
    true
}

/// What the later lines of a value begin with: they stand below the first byte of the node, or of the text of an entry.
fn continued(layout: Layout<'_>, node: NodeRef<'_>) -> String {
    let Some(span) = node.origin().and_then(|origin| origin.span()) else {
        return String::new();
    };
    let start = span.start as usize;
    let mut prefix = layout.hang(start);
    if node.is_entry() {
        let marker = layout.marker(start).text;
        prefix.extend(std::iter::repeat_n(' ', marker.chars().count()));
    }
    prefix
}

/// The lines of a value from the first that differs to the last, so that the others keep their indent and their endings:
/// where they stand, and what is to stand there.
fn changed_lines<'a>(layout: Layout<'_>, span: Span, old: &str, new: &'a str) -> (Span, &'a str) {
    let whole = (span, new);
    let raw = layout.slice(span.start as usize, span.end as usize);
    let mut at = span.start as usize;
    // A line without its indent and its ending, as a text has it.
    let mut places = Vec::new();
    for (line, text) in lines(raw).zip(old.split('\n')) {
        let kept = line.trim_end_matches(['\n', '\r']);
        let Some(indent) = kept.strip_suffix(text).map(str::len) else {
            return whole;
        };
        places.push(Span::new(at + indent, at + kept.len()));
        at += line.len();
    }
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.split('\n').collect(), new.split('\n').collect());
    // One line is left on both sides, for there to be something to replace.
    let most = before.len().min(after.len()).saturating_sub(1);
    let same = |(a, b): &(&&str, &&str)| a == b;
    let first = before
        .iter()
        .zip(&after)
        .take(most)
        .take_while(same)
        .count();
    let ends = before.iter().rev().zip(after.iter().rev());
    let last = ends.take(most - first).take_while(same).count();
    if places.len() != before.len() || first + last == 0 {
        return whole;
    }
    let (Some(start), Some(end)) = (places.get(first), places.iter().rev().nth(last)) else {
        return whole;
    };
    let length = |lines: &[&str]| lines.iter().map(|line| line.len() + 1).sum::<usize>();
    let from = after.get(..first).map_or(0, length);
    let behind = after.get(after.len() - last..).map_or(0, length);
    match new.get(from..new.len() - behind) {
        Some(lines) => (
            Span {
                start: start.start,
                end: end.end,
            },
            lines,
        ),
        None => whole,
    }
}

/// Puts another value in the place of one, with a blank where the old one was empty and its label stands right before.
fn replaced(layout: Layout<'_>, span: Span, value: &str, prefix: &str) -> Edit {
    let (start, end) = (span.start as usize, span.end as usize);
    let mut text = placed(value, prefix, layout.eol_at(start));
    let before = layout.slice(layout.line_start(start), start);
    let behind = layout.slice(end, layout.line_end(end));
    let mut from = start;
    if start == end && !value.is_empty() {
        if !before.is_empty() && !before.ends_with(BLANKS) {
            text.insert(0, ' ');
        }
        if behind.starts_with(|c| !BLANKS.contains(&c)) {
            text.push(' ');
        }
    } else if value.is_empty() && behind.trim_matches(BLANKS).is_empty() {
        // Nothing is left that the blanks before it could part from the label.
        from = start - (before.len() - before.trim_end_matches(BLANKS).len());
    }
    Edit {
        span: Span::new(from, end),
        text,
    }
}

/// The heading of a section: its level, and its parts one by one, or all of its title if parts come or go.
fn heading(layout: Layout<'_>, old: &Section, new: &Section, out: &mut Vec<Edit>) -> bool {
    let Some(span) = old.span() else { return false };
    let start = span.start as usize;
    let line = layout.slice(start, layout.line_end(start));
    let hashes = line.len() - line.trim_start_matches('#').len();
    if old.level() != new.level() {
        let level = usize::from(new.level());
        if hashes == 0 || !(1..=6).contains(&level) {
            return false;
        }
        out.push(Edit {
            span: Span::new(start, start + hashes),
            text: "#".repeat(level),
        });
    }
    let (before, after) = (old.heading_slots(), new.heading_slots());
    let parts = |slots: &[crate::model::Slot<'_>]| -> Vec<bool> {
        slots
            .iter()
            .map(|(_, text)| text.is_some_and(|text| !text.is_empty()))
            .collect()
    };
    if parts(&before) == parts(&after) && before.len() == after.len() {
        for ((_, was), (_, is)) in before.into_iter().zip(after) {
            if let (Some(was), Some(is)) = (was, is)
                && was != is
            {
                let Some(span) = was.span() else { return false };
                out.push(replaced(layout, span, is, ""));
            }
        }
        return true;
    }
    let spans = || {
        before
            .iter()
            .filter_map(|(_, text)| text.and_then(Text::span))
    };
    let Some(first) = spans().map(|span| span.start).min() else {
        return false;
    };
    let last = spans().map(|span| span.end).max().unwrap_or(first);
    out.push(replaced(
        layout,
        Span {
            start: first,
            end: last,
        },
        &title(new),
        "",
    ));
    true
}

/// Language and lines of a code block, unless they need another fence.
fn code(layout: Layout<'_>, old: &CodeBlock, new: &CodeBlock, out: &mut Vec<Edit>) -> bool {
    let (Some(info), Some(code), Some(whole)) =
        (old.info.span(), old.code.span(), old.origin.span())
    else {
        return false;
    };
    let fence = layout
        .slice(whole.start as usize, info.start as usize)
        .trim_end_matches(BLANKS);
    let rendered = fenced(&new.info, &new.code);
    let needed = rendered.len() - rendered.trim_start_matches(['`', '~']).len();
    if fence.is_empty() || needed > fence.len() || !new.code.is_empty() && !new.code.ends_with('\n')
    {
        return false;
    }
    if old.info != new.info {
        out.push(Edit {
            span: info,
            text: new.info.to_string(),
        });
    }
    if old.code != new.code {
        let indent = layout.hang(whole.start as usize);
        let eol = layout.eol_at(whole.start as usize);
        let mut text = String::new();
        for line in new.code.split_terminator('\n') {
            if !line.is_empty() {
                text.push_str(&indent);
            }
            text.push_str(line);
            text.push_str(eol);
        }
        out.push(Edit { span: code, text });
    }
    true
}

/// The own text of an entry, a field or a row, written anew: a box, a label, a cell comes or goes.
fn head(
    layout: Layout<'_>,
    style: &Style,
    old: NodeRef<'_>,
    new: NodeRef<'_>,
    out: &mut Vec<Edit>,
) -> bool {
    let Some(span) = old.origin().and_then(|origin| origin.span()) else {
        return false;
    };
    let ends = old
        .slots()
        .into_iter()
        .filter_map(|(_, text)| text?.span())
        .map(|span| span.end as usize);
    let boxed = old.check().and_then(|check| check.span());
    let end = ends.chain(boxed.map(|mark| mark.end as usize + 1)).max();
    match new {
        NodeRef::Row(cells) => {
            out.push(Edit {
                span,
                text: row(cells),
            });
            true
        }
        NodeRef::Item(_) | NodeRef::Task(_) => {
            let start = span.start as usize;
            let marker = layout.marker(start).text;
            let lead = if marker.ends_with(BLANKS) { "" } else { " " };
            let from = start + marker.len();
            let mut end = end.unwrap_or(from).max(from);
            // A bold label or name ends behind its signs.
            let line_end = layout.line_end(end);
            let rest = layout.slice(end, line_end);
            let signs = rest.len() - rest.trim_start_matches(['*', '_', ':', '：']).len();
            end += signs;
            let prefix = continued(layout, old);
            let text = placed(&style.head(new), &prefix, layout.eol_at(start));
            out.push(Edit {
                span: Span::new(from, end),
                text: format!("{lead}{text}"),
            });
            true
        }
        _ => false,
    }
}

/// Takes the habits of a label that was read.
pub(super) fn label_style(layout: Layout<'_>, label: Span, is_field: bool, style: &mut Style) {
    let behind = layout.slice(label.end as usize, layout.line_end(label.end as usize));
    let before = layout.slice(0, label.start as usize);
    let bold = before.ends_with("**") || before.ends_with("__");
    if bold {
        style.colon_inside = behind.starts_with(':');
    }
    if !is_field {
        style.bold_items = bold;
    }
}
