//! The difference as a person sees it.

use plan_core::ChangeKind;

use super::group::{Depth, Group, cosmetic, groups};
use super::told::{Told, Value};
use super::words::Piece;
use super::{Diffed, Fate};
use crate::ago::counted;
use crate::ui::{Line, Style, Ui};

/// Prints every plan.
pub(super) fn print(plans: &[Diffed], all: bool, ui: &mut Ui) {
    let depth = Depth {
        all,
        ticks: ui.is_verbose(),
    };
    for (number, plan) in plans.iter().enumerate() {
        if ui.is_closed() {
            break;
        }
        if number > 0 {
            ui.line("");
        }
        one(plan, depth, ui);
    }
}

fn one(plan: &Diffed, depth: Depth, ui: &mut Ui) {
    ui.flow(Line::new(), &Line::new().strong(plan.name()));
    let path = match (&plan.previous, plan.fate) {
        (Some(previous), Fate::Modified) => format!("{previous} -> {}", plan.path),
        (_, Fate::Deleted) => format!("{} (deleted)", plan.path),
        _ => plan.path.to_string(),
    };
    if plan.title.is_some() || path != plan.path.as_str() {
        ui.flow(Line::new(), &Line::new().faint(path));
    }
    let groups = groups(plan, depth);
    for (number, group) in groups.iter().enumerate() {
        // What holds for the whole plan stands right below its name.
        if number > 0 || group.heading.is_some() {
            ui.line("");
        }
        told(plan, group, ui);
    }
    let hidden = cosmetic(plan);
    if groups.is_empty() && hidden > 0 {
        let text = format!(
            "only {}; `--all` shows them",
            counted(hidden, "cosmetic change")
        );
        ui.flow(Line::from("  "), &Line::new().faint(text));
    }
}

fn told(plan: &Diffed, group: &Group, ui: &mut Ui) {
    if let Some(heading) = &group.heading {
        ui.flow(Line::from("  "), &Line::new().strong(heading));
    }
    for told in &group.lines {
        let mut line = line(told);
        let sure = plan.confidence.filter(|sure| *sure < 1.0);
        if let Some(sure) = sure
            && told.kind == ChangeKind::Renamed
        {
            line = line.faint(format!(" ({:.0} % sure)", sure * 100.0));
        }
        ui.flow(Line::from("  - "), &line);
    }
}

fn line(told: &Told) -> Line {
    let line = Line::from(&told.lead);
    match &told.value {
        Value::Nothing => line,
        Value::One(value) => line.plain(value),
        Value::Replaced(from, to) => line
            .push(Style::Bad, from)
            .plain(" -> ")
            .push(Style::Good, to),
        Value::Reworded(pieces) => {
            let mut line = line;
            let mut before: Option<&Piece> = None;
            for piece in pieces {
                // The new words stand right behind the old ones that they replace.
                if !matches!(
                    (before, piece),
                    (None, _) | (Some(Piece::Old(_)), Piece::New(_))
                ) {
                    line = line.plain(" ");
                }
                line = match piece {
                    Piece::Same(words) => line.plain(words),
                    Piece::Old(words) => line.push(Style::Bad, format!("[-{words}-]")),
                    Piece::New(words) => line.push(Style::Good, format!("{{+{words}+}}")),
                };
                before = Some(piece);
            }
            line
        }
    }
}
