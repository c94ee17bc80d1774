//! `plan new`: a plan from the template, in the first of the configured places.

use std::path::Path;

use plan_core::Document;
use plan_core::write::{Discussion, Scaffold, scaffold};
use plan_git::worktree::{File, FileError};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::NewArgs;
use crate::clock::today;
use crate::error::{CommandError, Outcome, unwritable};
use crate::path_name::{PathName, system_path};
use crate::ui::{Format, Ui};
use crate::workspace::{Workspace, tidy};

/// What `plan new --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct New<'a> {
    schema: &'static str,
    #[serde(flatten)]
    path: PathName,
    /// The title of the new plan.
    title: &'a str,
    /// Whether it was only shown.
    dry_run: bool,
    /// The file, with `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

pub(super) fn run(
    workspace: &Workspace,
    args: &NewArgs,
    ui: &mut Ui,
) -> Result<Outcome, CommandError> {
    workspace.repository()?;
    workspace.writable()?;
    let title = args.name.trim();
    let path = path_of(workspace, title)?;
    let file = workspace.root().join(system_path(path.as_bytes()));
    if file.symlink_metadata().is_ok() {
        return Err(exists(&path));
    }
    let source = args
        .from
        .as_deref()
        .map(|from| discussion(workspace, from))
        .transpose()?;
    let link = source.as_deref().map(|source| relative(&path, source));
    let document = scaffold(&Scaffold {
        title,
        date: today(workspace.clock())?,
        discussion: source
            .as_deref()
            .zip(link.as_deref())
            .map(|(path, link)| Discussion { path, link }),
    })
    .map_err(|error| unwritable(&path, &error))?;
    if !args.dry_run {
        create(workspace, &file, &document).map_err(|error| match error {
            FileError::Exists { .. } => exists(&path),
            error => CommandError::from(error).with_path(&path),
        })?;
    }
    if ui.format() == Format::Json {
        ui.json(&New {
            schema: "plan.new/1",
            path: PathName::new(path.as_bytes()),
            title,
            dry_run: args.dry_run,
            text: args.dry_run.then(|| document.as_str()),
        });
    } else if args.dry_run {
        ui.out(document.as_str());
        ui.note(&format!("this is a dry run: {path} was not written"));
    } else {
        ui.line(&path);
        let name = PathName::new(path.as_bytes());
        ui.note("written from the template: status Draft, today's date, and a log that begins");
        ui.hint(&format!(
            "Fill it in with your editor, then `git add {path}` and `git commit`; `plan show {}` shows how it is read.",
            name.stem()
        ));
    }
    Ok(Outcome::Fine)
}

/// Writes the new file under the write lock.
fn create(workspace: &Workspace, file: &Path, document: &Document) -> Result<(), FileError> {
    let lock = workspace.locks().acquire(file)?;
    File::create(file, &lock, document.as_str().as_bytes())
}

/// Where a plan of this title goes.
fn path_of(workspace: &Workspace, title: &str) -> Result<String, CommandError> {
    let slug = slug(title);
    if slug.is_empty() {
        return Err(CommandError::usage(format!("no file name can be made from `{title}`"))
            .with_hint("Name the plan with at least one letter or digit, as in `plan new \"Metrics cache\"`."));
    }
    let patterns = workspace.paths().patterns();
    let first = patterns.iter().find(|pattern| !pattern.starts_with('!'));
    let folder = folder(first.map_or("", String::as_str));
    let path = if folder.is_empty() {
        format!("{slug}.md")
    } else {
        format!("{folder}/{slug}.md")
    };
    if workspace.paths().matches(path.as_bytes()) {
        return Ok(path);
    }
    Err(CommandError::refused(format!(
        "{path} would not count as a plan, since it does not match `{}`",
        patterns.join("`, `")
    ))
    .with_path(&path)
    .with_hint("Choose a NAME that matches, or put a pattern such as `docs/plans/*.md` first in `paths` of .plan.toml."))
}

/// The folder that a pattern looks into: everything before the first part that has a wildcard, or is a file.
fn folder(pattern: &str) -> String {
    let parts: Vec<&str> = pattern
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let is_folder = |part: &&&str| !part.contains(['*', '?', '[', '\\']) && !part.ends_with(".md");
    let literal: Vec<&str> = parts.iter().take_while(is_folder).copied().collect();
    literal.join("/")
}

/// Longest slug, in bytes: file systems take names of 255 bytes.
const LONGEST: usize = 120;

/// Names that Windows keeps for devices, whatever their extension: a repository with such a file cannot be checked out
/// there.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// `Metrics cache, v2` as `metrics-cache-v2`. Letters of every script stay; long titles are cut between words.
fn slug(title: &str) -> String {
    let plain: String = title
        .chars()
        .filter(|c| !matches!(c, '\'' | '\u{2019}'))
        .collect();
    let mut slug = String::new();
    for word in plain.split(|c: char| !c.is_alphanumeric()) {
        let word = word.to_lowercase();
        if word.is_empty() {
            continue;
        }
        if slug.len() + word.len() >= LONGEST {
            // One endless word is cut where it has to be.
            if slug.is_empty() {
                slug.extend(word.chars().take(LONGEST / 4));
            }
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word);
    }
    let device = slug.trim_end_matches(|c: char| c.is_ascii_digit());
    if DEVICES.contains(&device) && slug.len() - device.len() <= 1 {
        slug.push_str("-plan");
    }
    slug
}

fn exists(path: &str) -> CommandError {
    let name = PathName::new(path.as_bytes());
    CommandError::refused(format!("{path} exists already and is never overwritten"))
        .with_path(path)
        .with_hint(format!(
            "`plan show {}` shows it; choose another NAME for a new plan.",
            name.stem()
        ))
}

/// The path of the discussion document from the root.
fn discussion(workspace: &Workspace, from: &Path) -> Result<String, CommandError> {
    let path = tidy(&workspace.start().join(from));
    let shown = from.display();
    let Some(key) = workspace.key(&path) else {
        return Err(CommandError::file(format!(
            "`--from {shown}` lies outside of the repository, where a link from the plan would lead nowhere"
        ))
        .with_path(PathName::of(from).as_str())
        .with_hint("Copy the discussion into the repository first, for instance to plan/discussion/."));
    };
    let name = PathName::new(&key);
    File::read(&path, Some(workspace.root()))
        .map_err(|error| CommandError::from(error).with_path(name.as_str()))?;
    String::from_utf8(key).map_err(|_| {
        CommandError::refused(format!(
            "the name {name} is not UTF-8 and cannot be linked to"
        ))
        .with_path(name.as_str())
        .with_hint("Rename the discussion document first.")
    })
}

/// The way from the folder of one file to another file, both from the root.
fn relative(from: &str, to: &str) -> String {
    let folders: Vec<&str> = from.split('/').collect();
    let folders = folders.split_last().map_or(&[][..], |(_, folders)| folders);
    let target: Vec<&str> = to.split('/').collect();
    let last = target.len().saturating_sub(1);
    let shared = folders
        .iter()
        .zip(target.iter().take(last))
        .take_while(|(one, other)| one == other)
        .count();
    let up = std::iter::repeat_n("..", folders.len() - shared);
    let down = target.iter().skip(shared).copied();
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_words_joined_by_dashes() {
        for (title, expected) in [
            ("Metrics cache", "metrics-cache"),
            ("  Metrics -- cache, v2! ", "metrics-cache-v2"),
            ("Don't block", "dont-block"),
            ("Größe der Übersicht", "größe-der-übersicht"),
            ("世界", "世界"),
            ("../../etc/passwd", "etc-passwd"),
            ("...", ""),
            ("CON", "con-plan"),
            ("com1", "com1-plan"),
            ("Console", "console"),
        ] {
            assert_eq!(slug(title), expected);
        }
    }

    #[test]
    fn long_titles_give_names_that_every_file_system_takes() {
        assert!(slug(&"word ".repeat(100)).ends_with("-word"));
        for title in ["word ".repeat(100), "x".repeat(500), "世".repeat(500)] {
            let slug = slug(&title);
            assert!(!slug.is_empty() && slug.len() <= LONGEST, "{slug}");
        }
    }

    #[test]
    fn a_pattern_looks_into_a_folder() {
        for (pattern, expected) in [
            ("plan/implementation/*.md", "plan/implementation"),
            ("docs/**/plans/*.md", "docs"),
            ("*.md", ""),
            ("docs/plans", "docs/plans"),
            ("docs/plans/", "docs/plans"),
            ("docs/PLAN.md", "docs"),
        ] {
            assert_eq!(folder(pattern), expected);
        }
    }

    #[test]
    fn links_are_relative_to_the_folder_of_the_plan() {
        let check = |from: &str, to: &str, expected: &str| assert_eq!(relative(from, to), expected);
        check(
            "plan/implementation/a.md",
            "plan/discussion/b.md",
            "../discussion/b.md",
        );
        check("a.md", "docs/b.md", "docs/b.md");
        check("docs/a.md", "b.md", "../b.md");
        check("docs/a.md", "docs/b.md", "b.md");
        check("docs/a/x.md", "docs/a", "../a");
    }
}
