//! What is told of the documents of a repository, in the words of `truth.txt`: as plan tells it, and as git does.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

use plan_core::template::Vocabulary;
use plan_git::history::{History, PlanHistory, Query, history};
use plan_git::object::ObjectId;
use plan_git::paths::Paths;

use crate::histories::{Made, import};
use crate::sandbox::Sandbox;
use crate::script::Script;

/// Everything that is told of a repository.
#[derive(Debug, Default)]
pub struct Answer {
    /// False if plan says that something is not known.
    pub complete: bool,
    pub documents: Vec<Told>,
}

/// One document.
#[derive(Debug, Default)]
pub struct Told {
    /// As people write it: in git's quoting if it is not UTF-8.
    pub path: String,
    pub alive: bool,
    pub revisions: Vec<Row>,
    pub states: Vec<State>,
    /// The commits of `git log --follow`, the oldest first.
    pub git: Vec<String>,
}

/// A revision.
#[derive(Debug)]
pub struct Row {
    pub commit: String,
    pub kind: String,
    pub path: String,
    pub from: Option<String>,
    pub landed: Option<String>,
}

/// A transition.
#[derive(Debug)]
pub struct State {
    /// `-` for the first.
    pub from: String,
    pub to: String,
    pub commit: String,
    pub landed: Option<String>,
}

impl fmt::Display for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.complete {
            writeln!(out, "incomplete")?;
        }
        for document in &self.documents {
            if document.alive {
                writeln!(out, "{}", document.path)?;
            } else {
                writeln!(out, "({})", document.path)?;
            }
            for row in &document.revisions {
                write!(out, "    {} {} {}", row.commit, row.kind, row.path)?;
                end(out, "from", row.from.as_ref())?;
                end(out, "landed", row.landed.as_ref())?;
                writeln!(out)?;
            }
            for state in &document.states {
                let (from, to) = (&state.from, &state.to);
                write!(out, "    status {from} > {to} by {}", state.commit)?;
                end(out, "landed", state.landed.as_ref())?;
                writeln!(out)?;
            }
            writeln!(out, "    git {}", document.git.join(" "))?;
        }
        Ok(())
    }
}

fn end(out: &mut fmt::Formatter<'_>, word: &str, what: Option<&String>) -> fmt::Result {
    what.map_or(Ok(()), |what| write!(out, " {word} {what}"))
}

/// Makes the commits with git, and asks both.
pub fn ask(script: &Script, commits: &[Made]) -> Answer {
    let sandbox = Sandbox::new();
    let ids = import(&sandbox, commits);
    let labels: HashMap<ObjectId, &str> = ids
        .iter()
        .zip(commits)
        .map(|(id, commit)| (*id, commit.subject.as_str()))
        .collect();
    let root = script
        .depth
        .map_or_else(|| sandbox.root(), |depth| cut(&sandbox, &depth.to_string()));
    let told = tell(&sandbox, &root, &script.paths, true);
    let bare = tell(&sandbox, &root, &script.paths, false);
    assert_eq!(
        lineage(&told),
        lineage(&bare),
        "lineage is another when changes are not asked for"
    );
    let documents = told
        .plans
        .iter()
        .map(|plan| document(plan, &labels, git(&sandbox, &root, &plan.path)))
        .collect();
    Answer {
        complete: told.complete,
        documents,
    }
}

fn cut(sandbox: &Sandbox, depth: &str) -> PathBuf {
    let url = format!("file://{}", sandbox.root().display());
    let args = [
        "clone",
        "-q",
        "--no-checkout",
        "--depth",
        depth,
        &url,
        "cut",
    ];
    sandbox.git_in(sandbox.base(), &args);
    sandbox.base().join("cut")
}

fn tell(sandbox: &Sandbox, root: &std::path::Path, globs: &[String], changes: bool) -> History {
    let repository = sandbox.open_at(root).unwrap();
    let paths = Paths::new(globs.to_vec()).unwrap();
    let query = Query {
        tip: repository.head().unwrap().unwrap(),
        paths: &paths,
        vocabulary: &Vocabulary::default(),
        changes,
    };
    history(&repository, &query, &mut |_| {}).unwrap()
}

/// What must not depend on whether changes are asked for.
fn lineage(told: &History) -> Vec<String> {
    let mut lines = Vec::new();
    for plan in &told.plans {
        lines.push(format!("{} {}", shown(&plan.path), plan.alive));
        lines.extend(plan.revisions.iter().map(|record| {
            let path = shown(&record.path);
            format!("{} {:?} {path}", record.commit.id, record.kind)
        }));
    }
    lines
}

fn document(plan: &PlanHistory, labels: &HashMap<ObjectId, &str>, git: Vec<String>) -> Told {
    let landed = |id: Option<ObjectId>| id.map(|id| labels[&id].to_owned());
    let revisions = plan.revisions.iter().map(|record| Row {
        commit: record.commit.subject.clone(),
        kind: format!("{:?}", record.kind).to_lowercase(),
        path: shown(&record.path),
        from: record.previous_path.as_deref().map(shown),
        landed: landed(record.landed),
    });
    let states = plan.transitions.iter().map(|transition| State {
        from: transition
            .from
            .as_ref()
            .map_or_else(|| "-".to_owned(), |from| from.text.clone()),
        to: transition.to.text.clone(),
        commit: transition.commit.subject.clone(),
        landed: landed(transition.landed),
    });
    Told {
        path: shown(&plan.path),
        alive: plan.alive,
        revisions: revisions.collect(),
        states: states.collect(),
        git,
    }
}

/// What `git log --follow` lists for a path, the oldest first.
fn git(sandbox: &Sandbox, root: &std::path::Path, path: &[u8]) -> Vec<String> {
    // Over the standard input, since a path need not be text.
    let input = [b"HEAD\n--\n", path, b"\n"].concat();
    let args = [
        "--literal-pathspecs",
        "log",
        "--follow",
        "--format=%s",
        "--stdin",
    ];
    let listed = sandbox.git_with(root, &args, 0, &input);
    listed.lines().rev().map(str::to_owned).collect()
}

/// A path as people write it.
pub fn shown(path: &[u8]) -> String {
    match std::str::from_utf8(path) {
        Ok(text) if !text.contains([' ', '"', '\\']) => text.to_owned(),
        _ => {
            let byte = |byte: &u8| match byte {
                b'"' | b'\\' | 0x80.. => format!("\\{byte:03o}"),
                byte => char::from(*byte).to_string(),
            };
            format!("\"{}\"", path.iter().map(byte).collect::<String>())
        }
    }
}
