//! The commands, one file each: a command takes its arguments, asks the libraries, and hands what it got to `Ui`.

use crate::args::{Cli, Command, HookCommand};
use crate::clock::clock;
use crate::error::{CommandError, Outcome};
use crate::ui::{Format, Ui};
use crate::workspace::Workspace;

mod add;
mod apply;
mod cache;
mod change;
mod commit;
mod diff;
mod doctor;
mod drivers;
mod history;
mod hook;
mod hook_run;
mod init;
mod list;
mod log;
mod merge_driver;
mod new;
mod note;
mod overview;
mod schema;
mod show;
mod status;
mod textconv;
mod tick;
mod transition;
mod version;
mod view;

/// Runs the command that was asked for.
///
/// # Errors
/// It could not do its work.
pub fn run(cli: &Cli, ui: &mut Ui) -> Result<Outcome, CommandError> {
    if ui.format() == Format::Jsonl && !matches!(cli.command, Some(Command::History(_))) {
        return Err(
            CommandError::usage("only `plan history` prints its answer line by line")
                .with_hint("`--json` gives one JSON document."),
        );
    }
    if cli.version {
        return version::run(ui);
    }
    if let Some(Command::Hook(hook)) = &cli.command
        && let HookCommand::Run(args) = &hook.command
    {
        // A hook looks around for itself: what would stop a command must not stop a commit.
        return hook_run::run(&cli.globals, args, ui);
    }
    match &cli.command {
        // It asks nothing of the place where it runs.
        Some(Command::Schema(args)) => return schema::run(args, ui),
        // What would stop a command must stop neither a merge nor a diff.
        Some(Command::MergeDriver(args)) => return merge_driver::run(&cli.globals, args, ui),
        Some(Command::Textconv(args)) => return textconv::run(&cli.globals, args, ui),
        // Nor a commit.
        Some(Command::Commit(args)) => return commit::run(&cli.globals, args, ui),
        _ => {}
    }
    let clock = clock(&|name| std::env::var(name).ok())?;
    let workspace = Workspace::open(&cli.globals, clock, ui)?;
    match &cli.command {
        None => overview::run(&workspace, ui),
        Some(Command::Init(args)) => init::run(&workspace, args, ui),
        Some(Command::New(args)) => new::run(&workspace, args, ui),
        Some(Command::List(args)) => list::run(&workspace, args, ui),
        Some(Command::Show(args)) => show::run(&workspace, args, ui),
        Some(Command::Status(args)) => status::run(&workspace, args, ui),
        Some(Command::Tick(args)) => tick::run(&workspace, args, true, ui),
        Some(Command::Untick(args)) => tick::run(&workspace, args, false, ui),
        Some(Command::Add(args)) => add::run(&workspace, args, ui),
        Some(Command::Note(args)) => note::run(&workspace, args, ui),
        Some(Command::Apply(args)) => apply::run(&workspace, args, ui),
        Some(Command::History(args)) => history::run(&workspace, args, ui),
        Some(Command::Diff(args)) => diff::run(&workspace, args, ui),
        Some(Command::Log(args)) => log::run(&workspace, args, ui),
        Some(Command::Commit(args)) => commit::run(&cli.globals, args, ui),
        Some(Command::Hook(args)) => hook::run(&workspace, args, ui),
        Some(Command::Cache(args)) => cache::run(&workspace, args, ui),
        Some(Command::Schema(args)) => schema::run(args, ui),
        Some(Command::MergeDriver(args)) => merge_driver::run(&cli.globals, args, ui),
        Some(Command::Textconv(args)) => textconv::run(&cli.globals, args, ui),
    }
}
