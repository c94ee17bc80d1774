//! The command line as it is typed: global options, one argument struct per command, and the help texts. What the words
//! mean (which plan, which date, which item) is resolved by the commands; nothing is read or printed here.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind as ClapError;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::CommandError;
use crate::ui::{Choices, ColorChoice, Format};

mod cache;
mod commit;
mod diff;
mod driver;
mod help;
mod hook;

pub use cache::{CacheArgs, CacheCommand};
pub use commit::CommitArgs;
pub use diff::DiffArgs;
pub use driver::{MergeDriverArgs, TextconvArgs};
pub use hook::{
    HookArgs, HookCommand, HookDoctorArgs, HookInstallArgs, HookRunArgs, HookUninstallArgs,
};

/// Keep implementation plans honest.
///
/// A plan is a Markdown file in a git repository. `plan` reads it as data, edits it without touching a byte it was not
/// asked to touch, and derives from git what people forget to keep by hand: when the status moved, who moved it, what
/// changed, and the Evolution Log. Without a command it shows where you stand and what to type next.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "plan",
    bin_name = "plan",
    disable_version_flag = true,
    disable_help_subcommand = true,
    after_help = help::ROOT,
    after_long_help = help::ROOT_LONG
)]
pub struct Cli {
    /// The command; without one, an overview.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Print the versions of plan, git and libgit2.
    #[arg(short = 'V', long)]
    pub version: bool,
    /// What holds for every command.
    #[command(flatten)]
    pub globals: Globals,
}

impl Cli {
    /// What the line says about printing.
    pub fn choices(&self) -> Choices {
        let mut choices = self.globals.choices();
        if let Some(Command::History(args)) = &self.command
            && args.jsonl
        {
            choices.format = Format::Jsonl;
        }
        choices
    }
}

/// The options that every command takes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// Run as if started in this directory.
    #[arg(short = 'C', value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
    /// Look for plans here, not in the configured paths; repeatable, `!` excludes.
    #[arg(long, value_name = "GLOB", global = true)]
    pub paths: Vec<String>,
    /// Ask about this commit instead of HEAD.
    #[arg(long, value_name = "REV", global = true)]
    pub rev: Option<String>,
    /// The shape of the output.
    #[arg(long, value_enum, value_name = "FORMAT", global = true)]
    pub format: Option<Format>,
    /// Short for `--format json`.
    #[arg(long, global = true, conflicts_with = "format")]
    pub json: bool,
    /// When to use colour.
    #[arg(long, value_enum, value_name = "WHEN", global = true)]
    pub color: Option<ColorChoice>,
    /// Do not send long output through a pager.
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// Find out everything anew, and keep nothing for the next time.
    #[arg(long, global = true)]
    pub no_cache: bool,
    /// Say nothing but warnings and errors.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more about what happens.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

impl Globals {
    /// What they say about printing.
    pub fn choices(&self) -> Choices {
        let format = if self.json {
            Format::Json
        } else {
            self.format.unwrap_or_default()
        };
        Choices {
            color: self.color,
            format,
            no_pager: self.no_pager,
            quiet: self.quiet,
            verbose: self.verbose,
        }
    }
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Set up this repository: configuration, commit hook and merge driver in one go.
    ///
    /// Writes `.plan.toml` unless there is one, installs the hook and the merge driver in this clone, and says what it did. Where plans already
    /// lie somewhere else it proposes that place. It asks nothing and can be run again at any time.
    #[command(after_help = help::INIT)]
    Init(InitArgs),
    /// Write a new plan from the template.
    ///
    /// The file gets today's date, the status Draft and a first log entry. A file that exists is never overwritten.
    #[command(after_help = help::NEW)]
    New(NewArgs),
    /// List the plans with status, progress and last change.
    ///
    /// Reads the work tree and marks what is not committed. Documents that follow another template are listed too.
    #[command(after_help = help::LIST)]
    List(ListArgs),
    /// Show one plan as it is read: fields, phases, and every item with its address.
    ///
    /// The addresses are those that `plan tick` takes. Works on a file outside any repository too.
    #[command(after_help = help::SHOW)]
    Show(ShowArgs),
    /// Show when a plan's status moved, or set it.
    ///
    /// Without STATUS it shows the timeline that history tells. With one it writes the status and a log entry into the
    /// file, and changes nothing else in it. It commits nothing.
    #[command(after_help = help::STATUS)]
    Status(StatusArgs),
    /// Tick boxes of a plan.
    ///
    /// Each box changes exactly one byte of the file. Either all of the named boxes are ticked or none.
    #[command(after_help = help::TICK)]
    Tick(TickArgs),
    /// Take the ticks out of boxes of a plan.
    ///
    /// Each box changes exactly one byte of the file. Either all of the named boxes are cleared or none.
    #[command(after_help = help::UNTICK)]
    Untick(TickArgs),
    /// Add a task, a phase, a check, a risk, an edge case or a success criterion.
    ///
    /// It goes where its like stands in the plan, in the form that its neighbours have; what is missing of the template
    /// round it is made. A task or a check goes to the phase that `--phase` names, or to the only one that is open.
    #[command(after_help = help::ADD)]
    Add(AddArgs),
    /// Write an entry of your own into the Evolution Log of a plan.
    ///
    /// The entry has today's date. The first line of TEXT is its title, the rest its body in Markdown. The hook leaves it as
    /// it is. With `--reason` the words become part of the entry that the hook writes for the next commit.
    #[command(after_help = help::NOTE)]
    Note(NoteArgs),
    /// Write a plan back that was changed as JSON.
    ///
    /// FILE is what `plan show PLAN --json` prints, or its `plan` member alone. What says the same keeps its bytes; what
    /// cannot be written so that it reads as asked is refused, and then nothing is written.
    #[command(after_help = help::APPLY)]
    Apply(ApplyArgs),
    /// Show what changed in the plans, commit by commit, and when their status moved.
    ///
    /// Follows every plan across renames and along every side of every merge. Without a PLAN it shows all of them.
    #[command(after_help = help::HISTORY)]
    History(HistoryArgs),
    /// Show what changed in the plans between two versions: phases, tasks, boxes, fields, status.
    ///
    /// Without A it compares the work tree with HEAD (or with what `--rev` names). Plans are followed across renames; a copy
    /// is a new plan. Cosmetic changes are counted and not told, unless `--all` asks for them.
    #[command(after_help = help::DIFF)]
    Diff(DiffArgs),
    /// Show the Evolution Log of plans, joined with the commits it tells of.
    ///
    /// With `--check` it compares the first-parent history with the log: status changes and other
    /// changes without an entry, and removed entries. It exits with 1 if there is a finding.
    /// `--fix` writes missing entries, with the dates of the commits and their messages as
    /// reasons, and restores removed ones; the files are not committed. `--accept` records
    /// removed entries as intended, in files below `.plan/accepted`.
    #[command(after_help = help::LOG)]
    Log(LogArgs),
    /// Run `git commit`, and put its message into the log entries as the reason.
    ///
    /// A hook runs before there is a message, so the entry of a plain `git commit` has no reason. What stands behind
    /// `commit` is git's, but for `--reason` right behind it; the exit code is git's too.
    #[command(after_help = help::COMMIT, override_usage = "plan commit [--reason TEXT] [GIT ARGS]...")]
    Commit(CommitArgs),
    /// Install, examine or remove the commit hook and the merge driver of this clone.
    ///
    /// The hook adds what a commit changes in a plan to the plan's Evolution Log, in that same commit. It never makes a
    /// commit fail by a mistake of its own. The driver merges plans; where it cannot, git does it as always.
    #[command(after_help = help::HOOK, disable_help_subcommand = true)]
    Hook(HookArgs),
    /// Show where it is kept what was found out of history, and how much that is, or remove it.
    ///
    /// What versions of plans say and what changed between them is kept in the git directory, so that a history which was
    /// told once is told again at once. It makes no other difference, and can be removed at any time.
    #[command(after_help = help::CACHE, disable_help_subcommand = true)]
    Cache(CacheArgs),
    /// Print the JSON Schema of what a command prints or takes.
    ///
    /// Without NAME it lists the schemas. Names and members are only ever added to them.
    #[command(after_help = help::SCHEMA)]
    Schema(SchemaArgs),
    /// Merge one plan; called by git.
    ///
    /// Merges OURS and THEIRS, which come from BASE, and writes the result to OURS. The exit code is 0 if all went together
    /// and 1 if conflicts are marked in it; with 2 nothing was written. `plan init` registers it with git, so that git's own
    /// merge of lines steps in for everything else.
    #[command(hide = true, after_help = help::MERGE_DRIVER)]
    MergeDriver(MergeDriverArgs),
    /// Print a plan as lines to compare; called by git.
    ///
    /// One line for each heading, field, item, task, table row and paragraph, so that a text that was only wrapped anew is no
    /// difference. `git config diff.plan.textconv "plan textconv"` makes `git diff` show plans so.
    #[command(hide = true, after_help = help::TEXTCONV)]
    Textconv(TextconvArgs),
}

/// `plan init`
#[derive(Clone, Debug, Args)]
pub struct InitArgs {}

/// `plan new`
#[derive(Clone, Debug, Args)]
pub struct NewArgs {
    /// What the plan is about; the file name is made from it.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The discussion document that the plan comes from.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub from: Option<PathBuf>,
    /// Print the file instead of writing it.
    #[arg(long)]
    pub dry_run: bool,
}

/// `plan list`
#[derive(Clone, Debug, Args)]
pub struct ListArgs {
    /// Only plans in this status; may be repeated.
    #[arg(long, value_name = "STATUS")]
    pub status: Vec<String>,
    /// The order of the list.
    #[arg(long, value_enum, value_name = "KEY", default_value_t)]
    pub sort: Sort,
}

/// The order of `plan list`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
pub enum Sort {
    /// By title.
    Title,
    /// By status, from Draft to Completed.
    Status,
    /// By the share of boxes that are ticked.
    Progress,
    /// By path.
    #[default]
    Path,
}

/// `plan show`
#[derive(Clone, Debug, Args)]
pub struct ShowArgs {
    /// A path, a file name, or a part of the title.
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// Show the plan as it was at this commit or date.
    #[arg(long, value_name = "REV_OR_DATE")]
    pub at: Option<String>,
}

/// `plan status`
#[derive(Clone, Debug, Args)]
pub struct StatusArgs {
    /// A path, a file name, or a part of the title.
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// The status to set.
    #[arg(value_name = "STATUS")]
    pub status: Option<String>,
    /// Why it moves; becomes part of the log entry.
    #[arg(
        long,
        value_name = "TEXT",
        requires = "status",
        allow_hyphen_values = true
    )]
    pub reason: Option<String>,
    /// Print the change as a diff instead of writing it.
    #[arg(long, requires = "status")]
    pub dry_run: bool,
}

/// `plan tick` and `plan untick`
#[derive(Clone, Debug, Args)]
pub struct TickArgs {
    /// A path, a file name, or a part of the title.
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// Addresses as `plan show` prints them (`2.1`, `2.v1`), or a part of the text that fits one item only.
    #[arg(value_name = "ITEM", required = true)]
    pub items: Vec<String>,
    /// Print the change as a diff instead of writing it.
    #[arg(long)]
    pub dry_run: bool,
}

/// `plan add`
#[derive(Clone, Debug, Args)]
pub struct AddArgs {
    /// A path, a file name, or a part of the title.
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// What to add.
    #[arg(value_enum, value_name = "KIND")]
    pub kind: AddKind,
    /// Its text, or the name of a phase; several words are one text.
    #[arg(value_name = "TEXT", required = true)]
    pub text: Vec<String>,
    /// The phase of a task, a check or an edge case: its label, or a part of its name.
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// The goal of a phase.
    #[arg(long, value_name = "TEXT")]
    pub goal: Option<String>,
    /// The description of a task.
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// The details of a task.
    #[arg(long, value_name = "TEXT")]
    pub details: Option<String>,
    /// How one sees that a task is done.
    #[arg(long, value_name = "TEXT")]
    pub acceptance: Option<String>,
    /// What is done about a risk.
    #[arg(long, value_name = "TEXT")]
    pub mitigation: Option<String>,
    /// How an edge case is handled.
    #[arg(long, value_name = "TEXT")]
    pub solution: Option<String>,
    /// How an edge case is tested.
    #[arg(long, value_name = "TEXT")]
    pub test: Option<String>,
    /// Print the change as a diff instead of writing it.
    #[arg(long)]
    pub dry_run: bool,
}

/// What `plan add` adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AddKind {
    /// A task of a phase.
    Task,
    /// A phase, with the next number.
    Phase,
    /// A verification item of a phase, with a box.
    Check,
    /// A known risk.
    Risk,
    /// An edge case.
    EdgeCase,
    /// A success criterion of the whole plan.
    Criterion,
}

impl AddKind {
    /// What it is called in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Phase => "phase",
            Self::Check => "check",
            Self::Risk => "risk",
            Self::EdgeCase => "edge case",
            Self::Criterion => "success criterion",
        }
    }
}

/// `plan note`
#[derive(Clone, Debug, Args)]
pub struct NoteArgs {
    /// A path, a file name, or a part of the title.
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// What to write; the first line is the title.
    #[arg(value_name = "TEXT", required_unless_present = "reason")]
    pub text: Option<String>,
    /// Why the plan changes; becomes part of the entry that the hook writes.
    #[arg(
        long,
        value_name = "TEXT",
        conflicts_with = "text",
        allow_hyphen_values = true
    )]
    pub reason: Option<String>,
    /// Print the change as a diff instead of writing it.
    #[arg(long)]
    pub dry_run: bool,
}

/// `plan apply`
#[derive(Clone, Debug, Args)]
pub struct ApplyArgs {
    /// A path, a file name, or a part of the title.
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// The JSON; `-` is stdin.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Print the change as a diff instead of writing it.
    #[arg(long)]
    pub dry_run: bool,
}

/// `plan schema`
#[derive(Clone, Debug, Args)]
pub struct SchemaArgs {
    /// `plan`, or the name of a command.
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

/// `plan history`
#[derive(Clone, Debug, Args)]
pub struct HistoryArgs {
    /// Paths (old and deleted ones too), file names, or parts of titles.
    #[arg(value_name = "PLAN")]
    pub plans: Vec<String>,
    /// Only what was committed at this date or later.
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Only what was committed at this date or earlier.
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Only plans in this status; may be repeated.
    #[arg(long, value_name = "STATUS")]
    pub status: Vec<String>,
    /// Deleted plans too.
    #[arg(long)]
    pub all: bool,
    /// Only commits and paths, without reading what changed.
    #[arg(long)]
    pub no_changes: bool,
    /// Only the main line: what each merge brought, compared with its first parent.
    #[arg(long)]
    pub first_parent: bool,
    /// Say why a revision belongs to its plan, where it was copied from, and what was rejected.
    #[arg(long)]
    pub explain: bool,
    /// Short for `--format jsonl`: JSON as it becomes known, one document a line.
    #[arg(long, conflicts_with_all = ["json", "format"])]
    pub jsonl: bool,
}

/// `plan log`
#[derive(Clone, Debug, Args)]
pub struct LogArgs {
    /// Paths, file names, or parts of titles.
    #[arg(value_name = "PLAN")]
    pub plans: Vec<String>,
    /// Show the differences between history and the log, and exit with 1 if there is any.
    #[arg(long)]
    pub check: bool,
    /// Write missing entries, restore removed and split ones, and remove second copies.
    #[arg(long, conflicts_with = "check")]
    pub fix: bool,
    /// Accept the entries that COMMIT removed, in the PLANs or in all of them.
    #[arg(long, value_name = "COMMIT", conflicts_with_all = ["check", "fix", "base"])]
    pub accept: Option<String>,
    /// Show what `--fix` would do, and write nothing.
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Check only the commits that merging into REV would bring, such as those of a pull request.
    #[arg(long, value_name = "REV")]
    pub base: Option<String>,
    /// Check all commits, also those before `.plan.toml`, and plans without a log.
    #[arg(long)]
    pub all: bool,
}

/// Why there is no command to run.
#[derive(Debug)]
pub enum Stop {
    /// Help was asked for; this is the text for stdout, and all is well.
    Help(String),
    /// The command line is wrong. The choices are as much as could be made out about how to print that.
    Wrong(CommandError, Choices),
}

/// Reads a command line, the program's own name first.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, Box<Stop>> {
    let args = commit::part(args.into_iter().collect());
    Cli::try_parse_from(&args).map_err(|error| {
        Box::new(match error.kind() {
            ClapError::DisplayHelp => Stop::Help(error.render().to_string()),
            _ => Stop::Wrong(usage_error(&error), guess_choices(&args)),
        })
    })
}

/// clap's own text without the word "error" in front, the lines after the first as hints.
fn usage_error(error: &clap::Error) -> CommandError {
    if error.kind() == ClapError::DisplayHelpOnMissingArgumentOrSubcommand {
        // What clap would print here is a whole help text, in which the error cannot be found.
        return CommandError::usage("a command is missing after `plan hook`")
            .with_hint("`plan hook install` or `plan hook uninstall`; see `plan hook --help`");
    }
    let text = error.render().to_string();
    let text = text
        .trim_end()
        .strip_prefix("error: ")
        .unwrap_or(text.trim_end());
    let (sentence, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let sentence: Vec<&str> = sentence.lines().map(str::trim).collect();
    rest.lines()
        .map(|line| line.trim().trim_start_matches("tip: "))
        .filter(|line| !line.is_empty())
        .fold(
            CommandError::usage(sentence.join(" ")),
            CommandError::with_hint,
        )
}

/// A wrong command line is reported in the shape it asks for, as far as that can be seen without understanding it.
fn guess_choices(args: &[OsString]) -> Choices {
    let words: Vec<&str> = args
        .iter()
        .filter_map(|word| word.to_str())
        .take_while(|word| *word != "--")
        .collect();
    let follows = |name: &str, value: &str| {
        words
            .iter()
            .zip(words.iter().skip(1))
            .any(|pair| pair == (&name, &value))
    };
    let is = |short: &str, name: &str| {
        let long = format!("--format={name}");
        let given = words.iter().any(|word| *word == short || *word == long);
        given || follows("--format", name)
    };
    let format = if is("--json", "json") {
        Format::Json
    } else if is("--jsonl", "jsonl") {
        Format::Jsonl
    } else {
        Format::Human
    };
    Choices {
        format,
        ..Choices::default()
    }
}

#[cfg(test)]
mod tests;
