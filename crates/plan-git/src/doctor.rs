//! Whether git really runs the hook and the driver in this clone.
//!
//! Nothing is taken from what was installed. git is asked where its hooks are and which driver merges a plan, and then the
//! hook is run, by git, on a copy of the index with a plan in it that does not exist: if that plan has a log entry
//! afterwards, a commit would have got one. Nothing of the repository is written, and hooks of others are not run.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::attributes::{self, DriverState};
use crate::hooks::{self, Hook, HookError, HookState, Manager};
use crate::paths::Paths;
use crate::platform;
use crate::repository::Repository;
use crate::staging;

mod fire;
mod receipts;

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Check {
    /// Whether a person has switched the hook off.
    Switch,
    /// The hook that writes entries.
    PreCommit,
    /// The hook that heals.
    PostCommit,
    /// The program that the hook calls.
    Program,
    /// The merge driver in the settings.
    Driver,
    /// What git takes for the driver of a plan.
    Attributes,
    /// Uncommitted log entries without a receipt.
    Receipts,
    /// The hook, run.
    Run,
}

impl Check {
    /// A stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Switch => "switch",
            Self::PreCommit => "pre-commit",
            Self::PostCommit => "post-commit",
            Self::Program => "program",
            Self::Driver => "driver",
            Self::Attributes => "attributes",
            Self::Receipts => "receipts",
            Self::Run => "run",
        }
    }
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Worth knowing; the log is written all the same.
    Note,
    /// The log is not written, or plans are merged by lines.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub check: Check,
    /// How it stands.
    pub verdict: Verdict,
    /// The same in a sentence.
    pub text: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Finding {
    fn good(check: Check, text: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Good,
            text: text.into(),
            help: None,
        }
    }

    fn note(check: Check, text: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Note,
            text: text.into(),
            help: Some(help.into()),
        }
    }

    fn bad(check: Check, text: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Bad,
            ..Self::note(check, text, help)
        }
    }
}

/// What has to be known for it.
#[derive(Clone, Copy)]
pub struct Patient<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// Where plans lie.
    pub paths: &'a Paths,
    /// Whether the person wants the hook.
    pub enabled: bool,
    /// `PATH`, on which the hook looks for the program.
    pub path: Option<&'a OsStr>,
    /// The text of a small plan without a log, of which the hook is to make an entry.
    pub probe: &'a [u8],
}

/// Looks at everything that a log entry and a merge of plans depend on, in this order.
#[must_use]
pub fn examine(patient: &Patient<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !patient.enabled {
        findings.push(Finding::bad(
            Check::Switch,
            "the hook is switched off for you",
            "unset PLAN_HOOK if it is set; `git config --show-origin plan.hook.enabled` names the file to take it out of",
        ));
    }
    let state = hooks::state(patient.repository, Hook::PreCommit);
    let (hook, calls) = pre_commit(&state);
    let is_called = hook.verdict != Verdict::Bad;
    findings.push(hook);
    if is_called {
        let by_others = matches!(calls, Some(Calls::Line));
        findings.push(post_commit(patient.repository, by_others));
    }
    let absolute = match &state {
        Ok(HookState::Installed { absolute, .. }) => absolute.as_deref(),
        _ => None,
    };
    let program = program(absolute, patient.path);
    let has_program = program.verdict != Verdict::Bad;
    findings.push(program);
    findings.extend(drivers(patient));
    findings.extend(receipts::check(patient));
    if let Some(calls) = calls.filter(|_| is_called && has_program && patient.enabled) {
        findings.push(run(patient, &calls));
    }
    findings
}

/// How the hook can be run without those of others.
enum Calls {
    /// As git runs it.
    ByGit(PathBuf),
    /// The script, which something else starts.
    Script(PathBuf),
    /// The line that somebody wrote into a script of theirs.
    Line,
}

fn pre_commit(state: &Result<HookState, HookError>) -> (Finding, Option<Calls>) {
    let check = Check::PreCommit;
    let bad = |text: String, help: String| (Finding::bad(check, text, help), None);
    match state {
        Ok(HookState::Installed { path, is_old, .. }) => {
            let is_legacy = path.extension().is_some_and(|end| end == "legacy");
            let shown = path.display();
            let (text, calls) = if is_legacy {
                let text = format!("the pre-commit framework runs {shown} first");
                (text, Calls::Script(path.clone()))
            } else {
                (format!("git runs {shown}"), Calls::ByGit(path.clone()))
            };
            (current_or_old(check, text, *is_old), Some(calls))
        }
        Ok(HookState::Foreign {
            path,
            runs_ours: true,
        }) if !platform::is_executable(path) => bad(
            not_executable(path),
            format!("make it executable: `chmod +x {}`", path.display()),
        ),
        Ok(HookState::Foreign {
            path,
            runs_ours: true,
        }) => mentioned(&path.display().to_string()),
        Ok(HookState::Managed {
            manager,
            runs_ours: true,
        }) => mentioned(&format!("what {manager} runs")),
        Ok(HookState::NotExecutable { path }) => bad(
            not_executable(path),
            "`plan hook install` sets it right".to_owned(),
        ),
        Ok(HookState::NotInstalled) => bad(
            "no hook is installed in this clone".to_owned(),
            "`plan hook install`".to_owned(),
        ),
        Ok(HookState::Foreign {
            path,
            runs_ours: false,
        }) => bad(
            format!("{} is another hook and does not call plan", path.display()),
            format!(
                "`plan hook install` lets it run first; where it belongs to the repository, add the line `{}` to it",
                Hook::PreCommit.line()
            ),
        ),
        Ok(HookState::Managed {
            manager,
            runs_ours: false,
        }) => bad(
            format!("{manager} keeps the hooks and does not call plan"),
            Manager::advice(*manager).to_owned(),
        ),
        Ok(HookState::Outside { hooks }) => bad(
            hooks::where_outside(hooks),
            hooks::what_outside(hooks, Hook::PreCommit),
        ),
        Ok(HookState::Bare) => bad(
            "nobody commits in a bare repository".to_owned(),
            "ask in a clone with a work tree".to_owned(),
        ),
        Err(error @ HookError::InTheWay { .. }) => bad(
            error.to_string(),
            "move it away, then `plan hook install`".to_owned(),
        ),
        Err(error) => bad(
            error.to_string(),
            "check its permissions, then `plan hook install`".to_owned(),
        ),
    }
}

/// Reports a script that git runs, and names it if an older version installed it.
fn current_or_old(check: Check, text: String, is_old: bool) -> Finding {
    if !is_old {
        return Finding::good(check, text);
    }
    Finding::note(
        check,
        format!("{text}, a script of an older version of plan"),
        "`plan init` renews it",
    )
}

fn not_executable(path: &Path) -> String {
    format!(
        "{} is not executable, so git passes over it",
        path.display()
    )
}

/// A script of others is not run to see whether it comes to the line: who knows what else it does.
fn mentioned(place: &str) -> (Finding, Option<Calls>) {
    let finding = Finding::note(
        Check::PreCommit,
        format!(
            "{place} mentions it; whether it comes to that line was not tried, since hooks of others are not run"
        ),
        "commit a change of a plan, and look at its log",
    );
    (finding, Some(Calls::Line))
}

fn post_commit(repository: &Repository, by_others: bool) -> Finding {
    let check = Check::PostCommit;
    let line = Hook::PostCommit.line();
    match hooks::state(repository, Hook::PostCommit) {
        Ok(HookState::Installed { path, is_old, .. }) => {
            current_or_old(check, format!("git runs {}", path.display()), is_old)
        }
        Ok(
            HookState::Foreign {
                runs_ours: true, ..
            }
            | HookState::Managed {
                runs_ours: true, ..
            },
        ) => Finding::good(check, "it is called"),
        _ => Finding::note(
            check,
            "no hook runs after a commit, so what is cut off is not healed and gaps are not pointed out",
            // Where others keep the hooks, the installation leaves them alone.
            match by_others {
                true => format!("call `{line}` in the post-commit hook"),
                false => format!("`plan hook install`, or call `{line}`"),
            },
        ),
    }
}

fn program(absolute: Option<&Path>, path: Option<&OsStr>) -> Finding {
    let check = Check::Program;
    let runs = |program: &Path| program.is_file() && platform::is_executable(program);
    if let Some(program) = absolute.filter(|program| runs(program)) {
        return Finding::good(check, format!("the hook calls {}", program.display()));
    }
    let name = format!("plan{}", std::env::consts::EXE_SUFFIX);
    let found = std::env::split_paths(path.unwrap_or_default())
        .map(|directory| directory.join(&name))
        .find(|file| runs(file));
    match (found, absolute) {
        (Some(found), None) => Finding::good(check, format!("the hook calls {}", found.display())),
        (Some(found), Some(program)) => Finding::note(
            check,
            format!(
                "{} is gone, so the hook calls {}",
                program.display(),
                found.display()
            ),
            "`plan hook install` takes the full path out of it",
        ),
        (None, _) => Finding::bad(
            check,
            "the hook does not find `plan`: it is not on PATH",
            "put it on the PATH that git is started with, or `plan hook install --absolute`",
        ),
    }
}

fn drivers(patient: &Patient<'_>) -> Vec<Finding> {
    let check = Check::Driver;
    let help = match patient.repository.work_dir() {
        Some(_) => "`plan hook install`",
        // Nothing is installed where nobody commits, but a server may merge.
        None => "copy `git config merge.plan.driver` and the lines of info/attributes from a clone",
    };
    let state = match attributes::state(patient.repository, patient.paths) {
        Ok(state) => state,
        Err(error) => return vec![Finding::bad(check, error.to_string(), help)],
    };
    let driver = match state {
        DriverState::Registered => Finding::good(check, "the merge driver is registered"),
        DriverState::Other => Finding::bad(
            check,
            "the merge driver is registered for other paths, or in the form of another version",
            help,
        ),
        DriverState::Unset => Finding::bad(
            check,
            "the attributes name the merge driver, but git config merge.plan.driver is not set",
            help,
        ),
        DriverState::Unnamed => Finding::bad(
            check,
            "git config has the merge driver, but info/attributes does not name it",
            help,
        ),
        DriverState::Foreign { key } => Finding::bad(
            check,
            format!("git config {key} is not plan's"),
            format!(
                "unset it where `git config --show-origin {key}` says, then `plan hook install`"
            ),
        ),
        DriverState::Absent => Finding::bad(
            check,
            "no merge driver is registered, so plans are merged by lines",
            help,
        ),
    };
    let mut findings = vec![driver];
    findings.extend(attributes(patient));
    findings
}

/// Asks git about a plan that does not exist, and about those that do: a line for one of them wins over ours.
fn attributes(patient: &Patient<'_>) -> Option<Finding> {
    let check = Check::Attributes;
    let help = "`git check-attr --all -- PATH` names it; a line in .git/info/attributes wins over .gitattributes";
    let probe = fire::probe_path(patient.paths);
    let asked = attributes::staged(patient.repository, patient.paths).and_then(|plans| {
        let mut asked: Vec<Vec<u8>> = probe.iter().map(|path| path.clone().into()).collect();
        asked.extend(plans);
        let drivers = attributes::drivers_of(patient.repository, &asked)?;
        Ok(asked.into_iter().zip(drivers).collect::<Vec<_>>())
    });
    let drivers = match asked {
        Ok(drivers) => drivers,
        Err(error) => return Some(Finding::bad(check, error.to_string(), help)),
    };
    let (first, _) = drivers.first()?;
    let first = String::from_utf8_lossy(first);
    let mut others = drivers.iter().filter(|(_, driver)| driver != "plan");
    let Some((path, driver)) = others.next() else {
        let text = format!("git would merge {first} with the driver");
        return Some(Finding::good(check, text));
    };
    let path = String::from_utf8_lossy(path);
    let text = format!("git would merge {path} with `{driver}` and not with the driver");
    Some(Finding::bad(check, text, help))
}

fn run(patient: &Patient<'_>, calls: &Calls) -> Finding {
    let check = Check::Run;
    if let Some(reason) = staging::in_progress(patient.repository) {
        return Finding::note(
            check,
            format!("not tried: the hook stands aside for {reason}"),
            "finish it, then ask again",
        );
    }
    match fire::fire(patient, calls) {
        Ok(fire::Shot::Hit) => Finding::good(
            check,
            format!(
                "in a trial on a copy of the index, {} wrote the log entry of a made-up plan",
                match calls {
                    Calls::ByGit(_) | Calls::Script(_) => "it",
                    Calls::Line => "the line",
                }
            ),
        ),
        Ok(fire::Shot::Missed { said }) => Finding::bad(
            check,
            format!("it ran and wrote no entry{}", quoted(&said)),
            "run `plan hook run pre-commit -v` with a plan staged",
        ),
        Ok(fire::Shot::Failed { code, said }) => Finding::bad(
            check,
            format!("it ended with {code}{}", quoted(&said)),
            "`plan hook install` writes it anew",
        ),
        Ok(fire::Shot::NoPlace) => Finding::note(
            check,
            "not tried: no path was found that the configured patterns match",
            "`plan list` shows what they match",
        ),
        Err(error) => Finding::note(
            check,
            format!("not tried: {error}"),
            "commit a change of a plan, and look at its log",
        ),
    }
}

fn quoted(said: &str) -> String {
    match said.trim() {
        "" => String::new(),
        said => format!(": {said}"),
    }
}

/// A word of the shell.
fn word(path: &Path) -> OsString {
    platform::os_string_lossy(&hooks::program_word(Some(path)))
}
