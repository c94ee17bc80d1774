//! `plan tick` and `plan untick`: boxes, one byte each, all of them or none. The log is the hook's matter.

use plan_core::{Address, PlanItem};
use schemars::JsonSchema;
use serde::Serialize;

use super::change;
use crate::args::TickArgs;
use crate::error::{CommandError, Outcome, unwritable};
use crate::path_name::PathName;
use crate::target;
use crate::ui::{Format, Line, Style, Ui};
use crate::workspace::Workspace;

/// What `plan tick --json` and `plan untick --json` print.
#[derive(Serialize, JsonSchema)]
pub(super) struct Tick<'a> {
    schema: &'static str,
    #[serde(flatten)]
    path: &'a PathName,
    /// Whether it was only shown.
    dry_run: bool,
    /// The boxes that were named.
    items: Vec<TickedItem<'a>>,
    /// How much of the plan is done now.
    progress: plan_core::Progress,
    /// The change as a unified diff, with `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

/// A box that was named.
#[derive(Serialize, JsonSchema)]
struct TickedItem<'a> {
    /// Its address.
    address: &'a str,
    /// Its text, on one line.
    text: &'a str,
    /// Whether it is ticked now.
    done: bool,
    /// Whether it was not before.
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
    let (change, items) = change::edit(workspace, &target, args.dry_run, |plan| {
        let all = plan.document.plan().items();
        let mut items: Vec<PlanItem> = Vec::new();
        for text in &args.items {
            let item = target::item(plan, &all, text)?;
            if !items.iter().any(|named| named.address == item.address) {
                items.push(item.clone());
            }
        }
        let addresses: Vec<Address> = items.iter().map(|item| item.address.clone()).collect();
        let new = plan.document.with_boxes(&addresses, done);
        let new = new.map_err(|error| unwritable(plan.name().as_str(), &error))?;
        Ok((new, items))
    })?;
    let name = change.plan.name();

    let changed = |item: &PlanItem| item.check.is_some_and(|check| check.done != done);
    let progress = change.new.plan().progress();
    if ui.format() == Format::Json {
        ui.json(&Tick {
            schema: "plan.tick/1",
            path: name,
            dry_run: args.dry_run,
            items: items
                .iter()
                .map(|item| TickedItem {
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
    for item in &items {
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
        "{name}: {} of {} done",
        progress.done, progress.total
    )));
    Ok(Outcome::Fine)
}
