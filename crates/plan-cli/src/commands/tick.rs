//! `plan tick` and `plan untick`: boxes, one byte each, all of them or none. The log is the hook's matter.

use plan_core::{Address, PlanItem};
use serde::Serialize;

use super::change::Change;
use crate::args::TickArgs;
use crate::error::{CommandError, Outcome, unwritable};
use crate::path_name::PathName;
use crate::target;
use crate::ui::{Format, Line, Style, Ui};
use crate::workspace::Workspace;

/// `plan.tick/1`, for both commands.
#[derive(Serialize)]
struct Tick<'a> {
    schema: &'static str,
    #[serde(flatten)]
    path: &'a PathName,
    dry_run: bool,
    items: Vec<Item<'a>>,
    progress: plan_core::Progress,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

#[derive(Serialize)]
struct Item<'a> {
    address: &'a str,
    text: &'a str,
    done: bool,
    changed: bool,
}

pub(super) fn run(
    workspace: &Workspace,
    args: &TickArgs,
    done: bool,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    workspace.writable()?;
    let target = target::plan(workspace, workspace.view(), &args.plan, ui)?;
    let plan = workspace.read(&target)?;
    let all = plan.document.plan().items();
    let mut items: Vec<&PlanItem> = Vec::new();
    for text in &args.items {
        let item = target::item(&plan, &all, text)?;
        if !items.iter().any(|named| named.address == item.address) {
            items.push(item);
        }
    }
    let addresses: Vec<Address> = items.iter().map(|item| item.address.clone()).collect();
    let new = plan
        .document
        .with_boxes(&addresses, done)
        .map_err(|error| unwritable(plan.name().as_str(), &error))?;
    let change = Change {
        plan: &plan,
        new: &new,
        dry_run: args.dry_run,
    };
    change.carry_out()?;

    let changed = |item: &PlanItem| item.check.is_some_and(|check| check.done != done);
    let progress = new.plan().progress();
    if ui.format() == Format::Json {
        ui.json(&Tick {
            schema: "plan.tick/1",
            path: plan.name(),
            dry_run: args.dry_run,
            items: items
                .iter()
                .map(|item| Item {
                    address: item.address.as_str(),
                    text: &item.text,
                    done,
                    changed: changed(item),
                })
                .collect(),
            progress,
            diff: change.diff(),
        });
        return Ok(Outcome::Fine);
    }
    if args.dry_run {
        change.show(ui);
        return Ok(Outcome::Fine);
    }
    let (word, mark) = if done {
        ("ticked", "[x]")
    } else {
        ("unticked", "[ ]")
    };
    for item in items {
        let lead = Line::new()
            .push(if done { Style::Good } else { Style::Plain }, mark)
            .push(Style::Accent, format!(" {}  ", item.address));
        let said = if changed(item) {
            String::new()
        } else {
            format!(" (was {word} already)")
        };
        ui.hanging(lead, Style::Plain, &format!("{}{said}", item.text));
    }
    ui.line(Line::new().faint(format!(
        "{}: {} of {} done",
        plan.name(),
        progress.done,
        progress.total
    )));
    Ok(Outcome::Fine)
}
