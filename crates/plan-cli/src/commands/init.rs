//! `plan init`: configuration, hook and merge driver in one go. It asks nothing, says what it did, and can be run again at any time.

use std::collections::BTreeMap;

use plan_core::{Document, Kind};
use plan_git::config::NAME;
use plan_git::hooks::Hook;
use plan_git::paths::Paths;
use plan_git::program;
use plan_git::worktree::{self, File, FileError};
use schemars::JsonSchema;
use serde::Serialize;

use super::drivers::Drivers;
use super::hook::{
    OtherHook, PreCommit, Report, called, disabled, install_others, missing_program,
};
use crate::ago::counted;
use crate::args::InitArgs;
use crate::error::{CommandError, Outcome};
use crate::path_name::system_path;
use crate::ui::{Format, Ui};
use crate::workspace::{Workspace, literal};

/// At most so many Markdown files are looked at for plans; a repository with more of them is told so.
const LOOKED_AT: usize = 4000;
/// At most so many single files become patterns.
const SINGLE: usize = 10;

/// What `plan init --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct Init {
    schema: &'static str,
    /// What became of `.plan.toml`.
    config: ConfigReport,
    /// What became of the commit hook.
    hook: HookReport,
    /// What became of the hooks beside it.
    other_hooks: Vec<OtherHook>,
    /// What became of the merge driver.
    drivers: Drivers,
}

/// What became of the configuration.
#[derive(Serialize, JsonSchema)]
struct ConfigReport {
    /// The file, from the root.
    path: &'static str,
    /// Whether it was written or there already.
    #[schemars(extend("enum" = ["written", "kept"]))]
    state: &'static str,
    /// Where plans lie.
    paths: Vec<String>,
}

/// What became of the hook.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum HookReport {
    /// It was installed, or is there.
    Done(Report),
    /// The hooks belong to someone else, who has to add a line.
    Theirs {
        /// Whether they call it already.
        #[schemars(extend("enum" = ["kept", "not-installed"]))]
        state: &'static str,
        /// What is in the way.
        message: String,
        /// The line to add.
        line: &'static str,
    },
}

pub(super) fn run(
    workspace: &Workspace,
    _: &InitArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    workspace.repository()?;
    workspace.writable()?;
    let config = configure(workspace, ui)?;
    let theirs = |state, message| HookReport::Theirs {
        state,
        message,
        line: Hook::PreCommit.line(),
    };
    let hook = match PreCommit::install(workspace, None)? {
        PreCommit::Ours(report) => HookReport::Done(report),
        PreCommit::Called { by } => theirs("kept", called(&by)),
        PreCommit::Theirs(error) => theirs("not-installed", format!("hook not installed: {error}")),
    };
    let paths = Paths::new(config.paths.iter().cloned())?;
    let drivers = Drivers::register(workspace, &paths, None)?;
    let mut other_hooks = Vec::new();
    if matches!(hook, HookReport::Done(_)) {
        other_hooks = install_others(workspace, None, false, ui)?;
        missing_program(ui);
    }
    if ui.format() == Format::Json {
        ui.json(&Init {
            schema: "plan.init/1",
            config,
            hook,
            other_hooks,
            drivers,
        });
        return Ok(Outcome::Fine);
    }
    let patterns = config.paths.join("`, `");
    let written = config.state == "written";
    ui.paragraph(
        0,
        &match written {
            true => format!("{NAME} written: plans lie at `{patterns}`"),
            false => {
                format!("{NAME} is there already and was left as it is: plans lie at `{patterns}`")
            }
        },
    );
    match &hook {
        HookReport::Done(report) => {
            ui.paragraph(0, &report.sentence());
            for other in &other_hooks {
                ui.paragraph(0, &other.report.sentence());
            }
        }
        HookReport::Theirs {
            state,
            message,
            line,
        } => {
            ui.paragraph(0, message);
            if *state == "not-installed" {
                ui.paragraph(4, line);
            }
        }
    }
    if let Some(sentence) = drivers.sentence() {
        ui.paragraph(0, &sentence);
    }
    disabled(workspace, ui);
    if written {
        ui.hint(&format!(
            "Commit {NAME}, so that everyone has it: `git add {NAME}` and `git commit`."
        ));
    }
    ui.hint("`plan` shows where you stand; `plan new \"NAME\"` writes a plan.");
    Ok(Outcome::Fine)
}

fn configure(workspace: &Workspace, ui: &mut Ui) -> Result<ConfigReport, CommandError> {
    let asked = workspace.paths().patterns() != workspace.config().paths;
    if workspace.is_configured() {
        if asked {
            ui.warn(&format!(
                "{NAME} is there already, so `--paths` was not written to it; change `paths` there"
            ));
        }
        return Ok(ConfigReport {
            path: NAME,
            state: "kept",
            paths: workspace.config().paths.clone(),
        });
    }
    let paths = if asked {
        workspace.paths().patterns().to_vec()
    } else {
        proposed(workspace, ui)
    };
    let file = workspace.root().join(NAME);
    let lock = workspace.locks().acquire(&file);
    lock.map_err(FileError::from)
        .and_then(|lock| File::create(&file, &lock, text(&paths).as_bytes()))
        .map_err(|error| CommandError::from(error).with_path(NAME))?;
    Ok(ConfigReport {
        path: NAME,
        state: "written",
        paths,
    })
}

/// The file with every key in it, the defaults as comments.
fn text(paths: &[String]) -> String {
    let quoted: Vec<String> = paths.iter().map(|path| basic_string(path)).collect();
    format!(
        "\
# What this team has agreed on for its plans. `plan` reads this file from the root of the repository.

# Where plans lie: patterns from the root, as git's `:(glob)` has them. `*` stops at `/`, `**` crosses it, `!` excludes.
paths = [{}]

# [log]
# Which ticks make an entry in the Evolution Log: \"phase\" (the last box of a phase), \"every\" or \"never\".
# progress = \"phase\"
# From when on entries are due; without it, from the commit that brought this file.
# since = \"2026-01-31\"

# What your plans call things, besides the built-in names, in any language. The keys are the names in `plan show --json`.
# [aliases]
# phases = [\"Etapa\"]
# [aliases.sections]
# overview = [\"Resumen\"]
# [aliases.fields]
# goal = [\"Objetivo\"]
# [aliases.status]
# in-progress = [\"En curso\"]
",
        quoted.join(", ")
    )
}

fn basic_string(text: &str) -> String {
    let mut quoted = String::from('"');
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(sign))),
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

/// The default, and the places where plans lie already. Without plans at the default place, only the latter.
fn proposed(workspace: &Workspace, ui: &mut Ui) -> Vec<String> {
    let default = workspace.config().paths.clone();
    let files = markdown(workspace);
    if files.len() > LOOKED_AT {
        ui.note(&format!(
            "looked for plans in the first {LOOKED_AT} of {} only",
            counted(files.len(), "Markdown file")
        ));
    }
    // Plans and Markdown files of each folder.
    let mut folders: BTreeMap<String, (Vec<String>, usize)> = BTreeMap::new();
    let mut at_default = false;
    for key in files.into_iter().take(LOOKED_AT) {
        let Ok(path) = String::from_utf8(key) else {
            continue;
        };
        let is_plan = is_plan(workspace, &path);
        if workspace.paths().matches(path.as_bytes()) {
            at_default |= is_plan;
            continue;
        }
        let folder = path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder)
            .to_owned();
        let (plans, count) = folders.entry(folder).or_default();
        *count += 1;
        if is_plan {
            plans.push(path);
        }
    }
    let mut elsewhere = Vec::new();
    let mut single = Vec::new();
    for (folder, (plans, count)) in folders {
        // One plan among many pages does not make their folder a place of plans.
        if !folder.is_empty() && !plans.is_empty() && plans.len() * 2 >= count {
            elsewhere.push(format!("{}/*.md", literal(&folder)));
        } else {
            single.extend(plans.iter().map(|path| literal(path)));
        }
    }
    if single.len() > SINGLE {
        ui.note(&format!(
            "{} among other pages were left out; add them to `paths` if they are yours to keep",
            counted(single.len(), "plan")
        ));
        single.clear();
    }
    elsewhere.extend(single);
    if at_default || elsewhere.is_empty() {
        default.into_iter().chain(elsewhere).collect()
    } else {
        elsewhere
    }
}

/// Every Markdown file that is not ignored, by path.
fn markdown(workspace: &Workspace) -> Vec<Vec<u8>> {
    let args = [
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--",
        ":(top,glob)**/*.md",
    ];
    if let Ok(listed) = program::run(workspace.root(), &args, b"") {
        let mut files: Vec<Vec<u8>> = listed
            .split(|byte| *byte == 0)
            .filter(|key| !key.is_empty())
            .map(<[u8]>::to_vec)
            .collect();
        files.sort_unstable();
        files.dedup();
        return files;
    }
    let Ok(all) = Paths::new(["**/*.md".to_owned()]) else {
        return Vec::new();
    };
    let found = worktree::find(workspace.root(), &all);
    found
        .files
        .iter()
        .map(|path| worktree::slashed(path))
        .collect()
}

/// Whether the file is a plan that somebody wrote, and not the template itself.
fn is_plan(workspace: &Workspace, path: &str) -> bool {
    let file = workspace.root().join(system_path(path.as_bytes()));
    let Ok(file) = File::read(&file, Some(workspace.root())) else {
        return false;
    };
    let vocabulary = &workspace.config().vocabulary;
    Document::from_bytes_with(file.bytes().to_vec(), vocabulary).is_ok_and(|document| {
        let title = document.plan().title();
        document.kind() == Kind::Plan && !title.is_some_and(|title| title.contains('{'))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use plan_core::template::Vocabulary;

    #[test]
    fn what_is_written_reads_back_without_a_warning() {
        for paths in [
            vec!["plan/implementation/*.md"],
            vec!["a \"b\" \\[1]/*.md", "ü.md"],
        ] {
            let paths: Vec<String> = paths.into_iter().map(str::to_owned).collect();
            let (config, warnings) = plan_git::config::parse(&text(&paths), NAME).unwrap();
            assert_eq!(config.paths, paths);
            assert_eq!(warnings, []);
            // Nobody writes prose that begins like a table or holds ` = `.
            let uncommented = |line: &str| match line.strip_prefix("# ") {
                Some(key) if key.starts_with('[') || key.contains(" = ") => key.to_owned(),
                _ => line.to_owned(),
            };
            let live: Vec<String> = text(&paths).lines().map(uncommented).collect();
            let (config, warnings) = plan_git::config::parse(&live.join("\n"), NAME).unwrap();
            assert_eq!(warnings, []);
            assert_ne!(config.vocabulary, Vocabulary::default());
        }
    }
}
