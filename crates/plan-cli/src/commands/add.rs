//! `plan add`: a task, a phase, a check, a risk, an edge case or a success criterion, where it belongs and in the form that
//! its neighbours have.

use plan_core::model::{Block, Check, Item, List, Named, Phase, Section, Task, TaskRef};
use plan_core::template::{FieldName, SectionName, Vocabulary};
use plan_core::{Document, Plan as CorePlan, WriteError};
use schemars::JsonSchema;
use serde::Serialize;

use super::change;
use crate::args::{AddArgs, AddKind};
use crate::error::{CommandError, Outcome, unwritable};
use crate::path_name::PathName;
use crate::target;
use crate::ui::{Format, Line, Style, Ui};
use crate::workspace::{Plan, Workspace};

/// What `plan add --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct Add<'a> {
    schema: &'static str,
    #[serde(flatten)]
    path: &'a PathName,
    /// Whether it was only shown.
    dry_run: bool,
    /// What was added.
    kind: AddKind,
    /// Its text.
    text: &'a str,
    /// The address of a task or a check.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// The label of the phase that it is or stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<String>,
    /// The change as a unified diff, with `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

pub(super) fn run(
    workspace: &Workspace,
    args: &AddArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    workspace.writable()?;
    let text = args.text.join(" ");
    let text = text.trim();
    if text.is_empty() {
        return Err(
            CommandError::usage(format!("the {} has no text", args.kind.word())).with_hint(
                "Say it after the kind, as in `plan add metrics-cache task \"Write the store\"`.",
            ),
        );
    }
    fitting(args)?;
    let target = target::plan(workspace, workspace.view(), &args.plan, ui)?;
    let (change, phase) = change::edit(workspace, &target, args.dry_run, |plan| {
        let phase = phase(plan, args)?;
        let new = written(&plan.document, text, phase.as_deref(), args)
            .map_err(|error| unwritable(plan.name().as_str(), &error))?;
        Ok((new, phase))
    })?;
    let name = change.plan.name();
    let address = address(&change.plan.document, &change.new);
    let phase = match args.kind {
        AddKind::Phase => change.new.plan().phase_labels().pop(),
        _ => phase,
    };
    if ui.format() == Format::Json {
        ui.json(&Add {
            schema: "plan.add/1",
            path: name,
            dry_run: args.dry_run,
            kind: args.kind,
            text,
            address,
            phase,
            diff: change.diff(),
        });
        return Ok(Outcome::Fine);
    }
    if args.dry_run {
        change.show(ui);
        return Ok(Outcome::Fine);
    }
    let word = args.kind.word();
    let named = match (args.kind, address.or(phase)) {
        (AddKind::Task | AddKind::Check | AddKind::Phase, Some(name)) => format!("{word} {name}"),
        _ => word.to_owned(),
    };
    ui.hanging(
        Line::new().plain(format!("{name}: ")),
        Style::Plain,
        &format!("{named} added: {text} ({})", change.size()),
    );
    let next = "It is not committed; the hook tells of it in the log when it is.";
    change.hint(ui, next);
    Ok(Outcome::Fine)
}

/// The document with what is to be added.
fn written(
    document: &Document,
    text: &str,
    phase: Option<&str>,
    args: &AddArgs,
) -> Result<Document, WriteError> {
    let mut wanted = document.plan().clone();
    match args.kind {
        AddKind::Task => return with_task(document, text, phase, args),
        AddKind::Phase => add_phase(&mut wanted, text, args.goal.as_deref()),
        AddKind::Check => {
            if let Some(phase) = phase.and_then(|label| wanted.phase_mut(label)) {
                phase.push_check(item("- [ ] ", text, document.vocabulary()));
            }
        }
        AddKind::Risk => {
            let read = item("- ", text, document.vocabulary());
            let risk = risk(&wanted, text, read, args.mitigation.as_deref());
            wanted.add_risk(risk);
        }
        AddKind::EdgeCase => {
            let case = edge_case(&mut wanted, text, phase, args);
            wanted.add_edge_case(case);
        }
        AddKind::Criterion => {
            add_criterion(&mut wanted, item("- ", text, document.vocabulary()));
        }
    }
    document.update(&wanted)
}

/// Options that another kind of item has would be passed over.
fn fitting(args: &AddArgs) -> Result<(), CommandError> {
    let takes: &[&str] = match args.kind {
        AddKind::Task => &["phase", "description", "details", "acceptance"],
        AddKind::Phase => &["goal"],
        AddKind::Check => &["phase"],
        AddKind::Risk => &["mitigation"],
        AddKind::EdgeCase => &["phase", "solution", "test"],
        AddKind::Criterion => &[],
    };
    let given = [
        ("phase", &args.phase),
        ("goal", &args.goal),
        ("description", &args.description),
        ("details", &args.details),
        ("acceptance", &args.acceptance),
        ("mitigation", &args.mitigation),
        ("solution", &args.solution),
        ("test", &args.test),
    ];
    let stray = given
        .iter()
        .find(|(name, value)| value.is_some() && !takes.contains(name));
    let Some((name, _)) = stray else {
        return Ok(());
    };
    let word = args.kind.word();
    let error = CommandError::usage(format!("a {word} has no `--{name}`"));
    Err(if takes.is_empty() {
        error.with_hint(format!("Leave it out; a {word} is its text alone."))
    } else {
        error.with_hint(format!("A {word} takes `--{}`.", takes.join("`, `--")))
    })
}

/// The label of the phase that an item goes to, or that an edge case names.
fn phase(plan: &Plan, args: &AddArgs) -> Result<Option<String>, CommandError> {
    match (args.kind, &args.phase) {
        (AddKind::Task | AddKind::Check, given) => target::phase(plan, given.as_deref()).map(Some),
        (AddKind::EdgeCase, Some(given)) => target::phase(plan, Some(given)).map(Some),
        _ => Ok(None),
    }
}

/// The text is the name of the task, all of it; where its neighbours would make it a name and what follows, it is that.
fn with_task(
    document: &Document,
    text: &str,
    label: Option<&str>,
    args: &AddArgs,
) -> Result<Document, WriteError> {
    let update = |mut task: Task| {
        for (name, value) in [
            (FieldName::Description, &args.description),
            (FieldName::Details, &args.details),
            (FieldName::Acceptance, &args.acceptance),
        ] {
            if let Some(value) = value {
                task.set_field(name, value.trim());
            }
        }
        let mut wanted = document.plan().clone();
        if let Some(phase) = label.and_then(|label| wanted.phase_mut(label)) {
            // A box where the last task has one.
            let last = phase.tasks().last().and_then(|last| last.check());
            task.check = last.map(|_| Check::from(false));
            phase.push_task(task);
        }
        document.update(&wanted)
    };
    update(Task::new(text)).or_else(|error| match read_task(text, document.vocabulary()) {
        Some(task) => update(task).map_err(|_| error),
        None => Err(error),
    })
}

/// A task as a list of Markdown has it.
fn read_task(text: &str, vocabulary: &Vocabulary) -> Option<Task> {
    if text.contains('\n') {
        return None;
    }
    let document = Document::parse_with(
        format!("### Phase 1: x\n\n**Tasks**:\n- [ ] {text}\n"),
        vocabulary,
    );
    match document.plan().phases().first()?.tasks().as_slice() {
        [TaskRef::Item(task)] => Some((*task).clone()),
        _ => None,
    }
}

fn add_phase(plan: &mut CorePlan, name: &str, goal: Option<&str>) {
    let mut phase = Phase::new("", name);
    phase.number = next_number(&plan.phases()).map(Into::into);
    if let Some(last) = plan.phases().last() {
        phase.word = last.word.clone();
    }
    if let Some(goal) = goal {
        phase.set_field(FieldName::Goal, goal.trim());
    }
    plan.add_phase(phase);
}

/// The number behind the highest one; behind `B` comes `C`. None where phases have no numbers.
fn next_number(phases: &[&Phase]) -> Option<String> {
    let Some(last) = phases.last() else {
        return Some("1".to_owned());
    };
    let numbers = phases.iter().filter_map(|phase| phase.number.as_deref());
    let highest = numbers
        .filter_map(|number| number.parse::<u32>().ok())
        .max();
    if let Some(highest) = highest {
        return highest.checked_add(1).map(|next| next.to_string());
    }
    let mut letters = last.number.as_deref()?.chars();
    match (letters.next(), letters.next()) {
        (Some(letter @ ('A'..='Y' | 'a'..='y')), None) => {
            char::from_u32(u32::from(letter) + 1).map(String::from)
        }
        _ => Some((phases.len() + 1).to_string()),
    }
}

/// An item as a list of Markdown has it: `Label: text` has a label.
fn item(lead: &str, text: &str, vocabulary: &Vocabulary) -> Item {
    let document = Document::parse_with(format!("{lead}{text}"), vocabulary);
    let blocks = document.plan().preamble.as_slice();
    let read = match blocks {
        [Block::List(list)] if !text.contains('\n') => list.items.first(),
        _ => None,
    };
    read.filter(|item| item.blocks.is_empty())
        .map_or_else(|| Item::new(text), Item::clone)
}

/// `- Risk: mitigation`, or with a nested line where the others have one or the text has a colon of its own.
fn risk(plan: &CorePlan, text: &str, mut item: Item, mitigation: Option<&str>) -> Item {
    let Some(mitigation) = mitigation else {
        return item;
    };
    let mitigation = mitigation.trim();
    let risks = plan
        .section(SectionName::Dependencies)
        .and_then(Section::as_titled)
        .map(|titled| titled.list(FieldName::Risks))
        .unwrap_or_default();
    if !text.contains(':') && risks.last().is_none_or(|last| last.blocks.is_empty()) {
        return Item::labelled(text, mitigation);
    }
    let nested = Item::labelled("Mitigation", mitigation);
    item.blocks.push(Block::List(List::bullets([nested])));
    item
}

fn edge_case(plan: &mut CorePlan, text: &str, label: Option<&str>, args: &AddArgs) -> Named {
    let mut case = Named::edge_case(text);
    if let Some(solution) = &args.solution {
        case.set_field(FieldName::Solution, solution.trim());
    }
    if let Some(phase) = label.and_then(|label| plan.phase_mut(label)) {
        let called = match &phase.number {
            Some(number) => format!("{} {number}", phase.word),
            None => phase.name.on_one_line(),
        };
        case.set_field(FieldName::Phase, called);
    }
    if let Some(test) = &args.test {
        case.set_field(FieldName::Test, test.trim());
    }
    case
}

fn add_criterion(plan: &mut CorePlan, item: Item) {
    if plan.section(SectionName::Overview).is_none() {
        plan.insert_section(Section::new(SectionName::Overview));
    }
    let overview = plan.section_mut(SectionName::Overview);
    if let Some(titled) = overview.and_then(Section::as_titled_mut) {
        titled.push_item(FieldName::SuccessCriteria, item);
    }
}

/// The address that one document has and the other has not.
fn address(old: &Document, new: &Document) -> Option<String> {
    let before = old.plan().items();
    let known = |address| before.iter().any(|item| item.address == address);
    let items = new.plan().items();
    let added = items
        .into_iter()
        .find(|item| !known(item.address.clone()))?;
    Some(added.address.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_phase_is_numbered_as_the_others_are() {
        let next = |numbers: &[&str]| {
            let phases: Vec<Phase> = numbers
                .iter()
                .map(|number| Phase::new(*number, "x"))
                .collect();
            next_number(&phases.iter().collect::<Vec<_>>())
        };
        assert_eq!(next(&[]).as_deref(), Some("1"));
        assert_eq!(next(&["0", "2", "1"]).as_deref(), Some("3"));
        assert_eq!(next(&["A", "B"]).as_deref(), Some("C"));
        assert_eq!(next(&["2.1", "2.2"]).as_deref(), Some("3"));
        let mut bare = Phase::new("", "x");
        bare.number = None;
        assert_eq!(next_number(&[&bare]), None);
    }
}
