//! All changes between two versions of a document, most important first.

use std::collections::HashMap;

use super::{Change, ChangeKind as Kind, Class, Line, item, phase, section, signature};
use crate::document::Document;
use crate::model::{Plan, Section, Status};
use crate::template::{FieldName, SectionName, folded};

/// The changes from `old` to `new`. Empty if and only if both texts are equal up to line endings.
pub fn diff(old: &Document, new: &Document) -> Vec<Change> {
    if equal_up_to_line_endings(old.as_str(), new.as_str()) {
        return Vec::new();
    }
    let mut changes = Vec::new();
    let (a, b) = (old.plan(), new.plan());
    // A list of choices that nobody has chosen from is no status.
    let chosen = |plan: &Plan| plan.status().filter(|status| !status.is_unfilled());
    status(chosen(a), chosen(b), &mut changes);
    title(a, b, &mut changes);
    fields(a, b, &mut changes);
    let pairs = phase::diff(a, b, &mut changes);
    section::diff(a, b, &mut changes);
    item::diff(a, b, &pairs, &mut changes);
    log(old, new, &mut changes);
    if !changes
        .iter()
        .any(|change| change.class() != Class::Cosmetic)
        && says(a) != says(b)
    {
        changes.push(Change::new(Kind::TextChanged, "text", &[]));
    }
    if changes.is_empty() {
        changes.push(Change::new(Kind::Formatting, "text", &[]));
    }
    changes.sort_by_key(|change| change.kind);
    changes
}

fn equal_up_to_line_endings(a: &str, b: &str) -> bool {
    let mut a = a.bytes().peekable();
    let mut b = b.bytes().peekable();
    fn next(bytes: &mut std::iter::Peekable<std::str::Bytes<'_>>) -> Option<u8> {
        match bytes.next()? {
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                Some(b'\n')
            }
            byte => Some(byte),
        }
    }
    loop {
        match (next(&mut a), next(&mut b)) {
            (None, None) => return true,
            (x, y) if x != y => return false,
            _ => {}
        }
    }
}

fn status(old: Option<Status>, new: Option<Status>, changes: &mut Vec<Change>) {
    let change = match (old, new) {
        (Some(old), Some(new)) if old.text == new.text => return,
        (Some(old), Some(new)) => {
            let kind = if old.same_state(&new) {
                Kind::StatusRespelled
            } else {
                Kind::StatusChanged
            };
            Change::new(kind, "status", &[&old.text, &new.text])
                .from(&old.text)
                .to(&new.text)
        }
        (None, Some(new)) => Change::new(Kind::StatusChanged, "status", &[&new.text]).to(&new.text),
        (Some(old), None) => Change::new(Kind::StatusChanged, "status", &[]).from(&old.text),
        (None, None) => return,
    };
    changes.push(change);
}

fn title(old: &Plan, new: &Plan, changes: &mut Vec<Change>) {
    let text = |plan: &Plan| {
        plan.title()
            .map(|title| title.on_one_line())
            .unwrap_or_default()
    };
    let (old, new) = (text(old), text(new));
    if old != new {
        changes.push(
            Change::new(Kind::TitleChanged, "title", &[&old, &new])
                .from(&old)
                .to(&new),
        );
    }
}

/// Header fields other than title and status, the nth of a label against the nth of the same label.
fn fields(old: &Plan, new: &Plan, changes: &mut Vec<Change>) {
    let read = |plan: &Plan| {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut fields = Vec::new();
        for field in plan.fields() {
            if matches!(field.name, Some(FieldName::Status | FieldName::Title)) {
                continue;
            }
            let key = folded(field.label);
            let count = seen.entry(key.clone()).or_default();
            *count += 1;
            let at = if *count == 1 {
                key.replace(' ', "-")
            } else {
                format!("{}~{count}", key.replace(' ', "-"))
            };
            fields.push((at, field.label.on_one_line(), field.value.on_one_line()));
        }
        fields
    };
    let (old, new) = (read(old), read(new));
    /// A field without a value of its own (a list follows it) is told by its label.
    fn with<'a>(label: &'a str, value: &'a str) -> Vec<&'a str> {
        if value.is_empty() {
            vec![label]
        } else {
            vec![label, value]
        }
    }
    for (at, label, value) in &old {
        let place = format!("field.{at}");
        match new.iter().find(|(other, _, _)| other == at) {
            Some((_, _, now)) if now == value => {}
            Some((_, label, now)) => {
                let change = Change::new(Kind::FieldChanged, place, &[label, value, now]);
                changes.push(change.from(value).to(now));
            }
            None => changes
                .push(Change::new(Kind::FieldRemoved, place, &with(label, value)).from(value)),
        }
    }
    for (at, label, value) in &new {
        if !old.iter().any(|(other, _, _)| other == at) {
            changes.push(
                Change::new(Kind::FieldAdded, format!("field.{at}"), &with(label, value)).to(value),
            );
        }
    }
}

/// Entries of the log that came or went, counted as a multiset: two equal entries of a day are two.
fn log(old: &Document, new: &Document, changes: &mut Vec<Change>) {
    let mut counts: HashMap<String, i64> = HashMap::new();
    let (before, after) = (old.entry_texts(), new.entry_texts());
    for (text, _) in &before {
        *counts.entry(text.clone()).or_default() -= 1;
    }
    let mut change = |kind: Kind, heading: &str| {
        let change = Change::new(kind, "log", &[heading]);
        changes.push(if kind == Kind::EntryAdded {
            change.to(heading)
        } else {
            change.from(heading)
        });
    };
    for (text, heading) in &after {
        let count = counts.entry(text.clone()).or_default();
        *count += 1;
        if *count > 0 {
            *count = 0;
            change(Kind::EntryAdded, heading);
        }
    }
    for (text, heading) in &before {
        if let Some(count) = counts.get_mut(text)
            && *count < 0
        {
            *count += 1;
            change(Kind::EntryRemoved, heading);
        }
    }
}

/// Everything the plan says that no other comparison tells of: lines of a front matter that are no fields, and which
/// blocks stand where. Left out are the log, and fields of the header, which are compared one by one.
fn says(plan: &Plan) -> String {
    let skip = signature::status_span(plan);
    let mut out = section::intro(plan);
    for front in plan.front_matter.iter().flat_map(|front| &front.lines) {
        if let crate::model::FrontLine::Other(line) = front {
            out.push_str(&line.text);
            out.push('\n');
        }
    }
    for section in &plan.sections {
        let told = section.name() == Some(SectionName::EvolutionLog)
            || matches!(section, Section::Header(_));
        if !told {
            out.push_str(&section.heading());
            out.push_str(&signature::of_section(section, skip));
        }
    }
    for phase in plan.phases() {
        out.push_str(&phase.heading());
        out.push_str(&signature::of_phase(phase));
    }
    out
}

/// Lines for a log or a screen: cosmetic changes and changes of the log left out, ticks of one place folded.
pub fn describe(changes: &[Change]) -> Vec<Line> {
    /// More ticks than this in one place are told as a number.
    const FOLD: usize = 3;
    let place = |change: &Change| {
        change
            .at
            .rsplit_once('.')
            .map_or_else(String::new, |(place, _)| place.to_owned())
    };
    let mut lines = Vec::new();
    let mut told: Vec<(Kind, String)> = Vec::new();
    for change in changes
        .iter()
        .filter(|change| change.class() != Class::Cosmetic)
    {
        if !matches!(change.kind, Kind::Ticked | Kind::Unticked) {
            lines.push(change.line.clone());
            continue;
        }
        let here = place(change);
        let count = changes
            .iter()
            .filter(|other| other.kind == change.kind && place(other) == here)
            .count();
        if count <= FOLD {
            lines.push(change.line.clone());
        } else if !told.contains(&(change.kind, here.clone())) {
            let name = if here.starts_with(|c: char| c.is_ascii_digit()) {
                format!("Phase {here}")
            } else {
                here.clone()
            };
            lines.push(Line::counted(change.kind, count, &name));
            told.push((change.kind, here));
        }
    }
    lines
}
