//! Where two plans differ first, for the message of a refused write.

use super::edit::WriteError;
use crate::model::{NodeRef, Plan, Section};

/// The error that names the first node of `wanted` that `read` does not have.
pub(super) fn difference(wanted: &Plan, read: &Plan) -> WriteError {
    if let Some(path) = empty_list(NodeRef::Plan(wanted)) {
        return WriteError::NotRepresentable {
            what: named(&path, ""),
            wanted: "list".to_owned(),
            read: "nothing".to_owned(),
            reason: EMPTY_LIST,
        };
    }
    let (mut a, mut b) = (NodeRef::Plan(wanted), NodeRef::Plan(read));
    let mut path: Vec<String> = Vec::new();
    let refused = |path: &[String], part: &str, wanted: String, read: String, reason| {
        WriteError::NotRepresentable {
            what: named(path, part),
            wanted,
            read,
            reason,
        }
    };
    loop {
        if let Some((part, want, got)) = own(a, b) {
            let reason = reason_of_part(a, &want);
            return refused(&path, part, shown(&want), shown(&got), reason);
        }
        let (mine, theirs) = (a.children(), b.children());
        let differs = |at: &usize| match (mine.get(*at), theirs.get(*at)) {
            (Some(a), Some(b)) => !a.same(*b),
            _ => true,
        };
        let at = (0..mine.len().max(theirs.len())).find(differs).unwrap_or(0);
        match (mine.get(at), theirs.get(at)) {
            (Some(next), Some(other)) if next.kind() == other.kind() => {
                path.push(next.called());
                (a, b) = (*next, *other);
            }
            (next, other) => {
                let called = |node: Option<&NodeRef>| {
                    node.map_or_else(|| "nothing".to_owned(), |node| node.called())
                };
                let before = at.checked_sub(1).and_then(|at| mine.get(at));
                let reason = reason_of_node(a, before.copied(), next.copied());
                return refused(&path, "", called(next), called(other), reason);
            }
        }
    }
}

const EMPTY_LIST: &str = "a list without items is nothing; leave it out";

/// The way to the first list without items. It can shift what is read elsewhere, so it is told first.
fn empty_list(node: NodeRef<'_>) -> Option<Vec<String>> {
    if node.is_list() && node.children().is_empty() {
        return Some(Vec::new());
    }
    node.children().into_iter().find_map(|child| {
        let mut path = empty_list(child)?;
        if !child.is_list() || !path.is_empty() {
            path.insert(0, child.called());
        }
        Some(path)
    })
}

const UNKNOWN: &str = "look for a sign such as `#`, `|` or `[` at its start or end, or for an unclosed code fence or comment above";

/// Why a text was read otherwise.
fn reason_of_part(node: NodeRef<'_>, wanted: &str) -> &'static str {
    let one_line = matches!(
        node,
        NodeRef::Section(_) | NodeRef::Row(_) | NodeRef::FrontLine(_)
    );
    if one_line && wanted.contains('\n') {
        "it must be one line"
    } else if wanted.contains("\n\n") {
        "a blank line ends it"
    } else if wanted != wanted.trim_matches([' ', '\t', '\n']) {
        "it must not begin or end with blanks"
    } else if node
        .slots()
        .iter()
        .any(|(_, text)| text.is_some_and(|text| text.is_empty()))
    {
        "no part of it may be empty here"
    } else {
        UNKNOWN
    }
}

/// Why a node was read as another one, or not at all.
fn reason_of_node(
    parent: NodeRef<'_>,
    before: Option<NodeRef<'_>>,
    node: Option<NodeRef<'_>>,
) -> &'static str {
    use crate::model::Block::{Code, Field, List, Prose, Table};
    const BELONGS: &str =
        "what stands right below a field belongs to it; put it into the field's blocks";
    let empty = |node: NodeRef<'_>| {
        let texts = node.slots();
        !texts.is_empty()
            && texts
                .iter()
                .all(|(_, text)| text.is_none_or(|text| text.is_empty()))
    };
    match (before, node) {
        (_, None) if matches!(parent, NodeRef::Block(Field(_))) => BELONGS,
        (Some(NodeRef::Block(Field(_))), Some(NodeRef::Block(List(_) | Code(_) | Table(_)))) => {
            BELONGS
        }
        (_, Some(NodeRef::Block(Prose(prose)))) if prose.text.is_empty() => {
            "text must not be empty; leave it out"
        }
        (_, Some(node)) if node.children().iter().any(|child| empty(*child)) || empty(parent) => {
            "an item without text is no item right below other text, nor does it hold a list"
        }
        (_, Some(NodeRef::Section(Section::Header(_)))) => "a document has one title",
        _ => UNKNOWN,
    }
}

/// The first part of a node itself that differs.
fn own(wanted: NodeRef<'_>, read: NodeRef<'_>) -> Option<(&'static str, String, String)> {
    let (a, b) = (wanted.slots(), read.slots());
    for (number, (part, text)) in a.iter().enumerate() {
        let other = b.get(number).and_then(|(_, text)| *text);
        if *text != other {
            let say = |text: Option<&crate::model::Text>| {
                text.map_or_else(|| "nothing".to_owned(), ToString::to_string)
            };
            return Some((part, say(*text), say(other)));
        }
    }
    let level = |node: NodeRef<'_>| match node {
        NodeRef::Section(section) => Some((section.level().to_string(), section.name())),
        _ => None,
    };
    if level(wanted) != level(read) {
        let say = |node: NodeRef<'_>| {
            let (level, name) = level(node).unwrap_or_default();
            let kind = name.map_or("other", |name| name.name());
            format!("{kind} at level {level}")
        };
        return Some(("heading", say(wanted), say(read)));
    }
    if wanted.start() != read.start() {
        let say = |start: Option<u64>| start.map_or("none".to_owned(), |start| start.to_string());
        return Some(("number", say(wanted.start()), say(read.start())));
    }
    if wanted.check() != read.check() {
        let say = |node: NodeRef<'_>| match node.check() {
            Some(check) if check.done => "ticked",
            Some(_) => "open",
            None => "none",
        };
        return Some(("box", say(wanted).to_owned(), say(read).to_owned()));
    }
    None
}

fn named(path: &[String], part: &str) -> String {
    let place = path.join(", ");
    match (part.is_empty(), place.is_empty()) {
        (true, true) => "plan".to_owned(),
        (true, false) => place,
        (false, true) => part.to_owned(),
        (false, false) => format!("{part} of {place}"),
    }
}

/// A value in a message: one line, not too long.
fn shown(text: &str) -> String {
    let line = text.replace('\n', "\\n");
    if line.chars().count() > 60 {
        let cut: String = line.chars().take(59).collect();
        format!("`{cut}…`")
    } else {
        format!("`{line}`")
    }
}
