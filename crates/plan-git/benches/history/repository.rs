//! A repository that is measured, and the commands about it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use plan_git::paths::Paths;

use crate::made::{self, Shape};
use crate::program::{Plan, git};

/// A bare repository, its plans, and no commit-graph unless it was asked for.
pub struct Repository<'p> {
    program: &'p Plan,
    dir: PathBuf,
    glob: String,
    /// What it is, for the table.
    pub about: String,
    pub commits: usize,
    /// Commits that touch the folder of the plans, without merges that only take over.
    pub touching: usize,
    /// The plans at the tip.
    pub plans: Vec<String>,
}

impl<'p> Repository<'p> {
    /// Makes a history.
    pub fn made(program: &'p Plan, base: &Path, name: &str, shape: Shape) -> Result<Self, String> {
        let dir = made::directory(base, name);
        eprintln!("making {} commits: {name}", shape.commits);
        made::make(&dir, shape).map_err(|error| format!("{name}: {error}"))?;
        Self::open(program, dir, name, shape.glob())
    }

    /// A clone of a repository on this machine, which has its objects from there and changes nothing in it.
    pub fn cloned(program: &'p Plan, base: &Path, from: &str, glob: &str) -> Result<Self, String> {
        let dir = made::directory(base, &format!("{from} {glob}"));
        share(Path::new(from), &dir)?;
        Self::open(program, dir, from, glob)
    }

    /// The same with a commit-graph and Bloom filters.
    pub fn with_graph(&self) -> Result<Self, String> {
        let dir = self.dir.with_extension("graph.git");
        share(&self.dir, &dir)?;
        run(git(&dir).args(["config", "core.commitGraph", "true"]))?;
        run(git(&dir).args([
            "commit-graph",
            "write",
            "--reachable",
            "--changed-paths",
            "--no-progress",
        ]))?;
        Ok(Self {
            program: self.program,
            dir,
            glob: self.glob.clone(),
            about: self.about.clone(),
            plans: self.plans.clone(),
            ..*self
        })
    }

    /// The same, to which commits can be added.
    pub fn copied(&self) -> Result<Self, String> {
        let dir = self.dir.with_extension("top.git");
        share(&self.dir, &dir)?;
        run(git(&dir).args(["config", "core.commitGraph", "false"]))?;
        Ok(Self {
            program: self.program,
            dir,
            glob: self.glob.clone(),
            about: self.about.clone(),
            plans: self.plans.clone(),
            ..*self
        })
    }

    /// Adds a commit that changes a plan.
    pub fn commit(&self) -> Result<(), String> {
        let plan = self.plans.first().ok_or("there is no plan")?;
        let index = self.dir.join("index.of.bench");
        let git = |args: &[&str]| {
            let mut command = git(&self.dir);
            command.args(args).env("GIT_INDEX_FILE", &index);
            for role in ["AUTHOR", "COMMITTER"] {
                command.env(format!("GIT_{role}_NAME"), "Bench");
                command.env(format!("GIT_{role}_EMAIL"), "bench@example.org");
            }
            run(&mut command).map(|said| said.trim_end().to_owned())
        };
        let text = git(&["cat-file", "blob", &format!("HEAD:{plan}")])?;
        let file = self.dir.join("text.of.bench");
        std::fs::write(&file, text + "\n- One item more\n").map_err(|error| error.to_string())?;
        let blob = git(&["hash-object", "-w", "--no-filters", &file.to_string_lossy()])?;
        git(&["read-tree", "HEAD"])?;
        git(&[
            "update-index",
            "--cacheinfo",
            &format!("100644,{blob},{plan}"),
        ])?;
        let tree = git(&["write-tree"])?;
        let commit = git(&["commit-tree", "-p", "HEAD", "-m", "one more", &tree])?;
        git(&["update-ref", "HEAD", &commit]).map(drop)
    }

    /// `git log -1` of the tip.
    pub fn newest(&self) -> Command {
        let mut command = git(&self.dir);
        command.args(["log", "-1"]);
        command
    }

    fn open(program: &'p Plan, dir: PathBuf, name: &str, glob: &str) -> Result<Self, String> {
        // One that lies where the objects come from is not to be used either.
        run(git(&dir).args(["config", "core.commitGraph", "false"]))?;
        let folder = folder(glob);
        let number = |text: String| {
            text.trim()
                .parse::<usize>()
                .map_err(|error| error.to_string())
        };
        let commits = number(run(git(&dir).args(["rev-list", "--count", "HEAD"]))?)?;
        let touching = number(run(
            git(&dir).args(["rev-list", "--count", "HEAD", "--", folder])
        )?)?;
        let listed =
            run(git(&dir).args(["ls-tree", "-r", "-z", "--name-only", "HEAD", "--", folder]))?;
        let paths = Paths::new([glob.to_owned()]).map_err(|error| error.to_string())?;
        let plans: Vec<String> = listed
            .split_terminator('\0')
            .filter(|path| paths.matches(path.as_bytes()))
            .map(str::to_owned)
            .collect();
        if plans.is_empty() {
            return Err(format!("{name}: no file at the tip fits {glob}"));
        }
        let about = format!(
            "{name}: {commits} commits, {touching} of them touch {folder}; {} plans at {glob}",
            plans.len()
        );
        Ok(Self {
            program,
            dir,
            glob: glob.to_owned(),
            about,
            commits,
            touching,
            plans,
        })
    }

    /// Whether the plans are a small part of what is done there, as in a repository of code.
    pub fn is_sparse(&self) -> bool {
        self.touching * 5 < self.commits
    }

    /// Whether plans may lie in folders of their own.
    pub fn is_nested(&self) -> bool {
        self.glob.contains("**")
    }

    /// `plan history` about some plans, or all.
    pub fn history<S: AsRef<OsStr>>(&self, options: &[&str], plans: &[S]) -> Command {
        let mut command = self.program.command(&self.dir, &self.glob);
        command.arg("history").args(options).args(plans);
        command
    }

    /// The same with what was found out before.
    pub fn history_again<S: AsRef<OsStr>>(&self, options: &[&str], plans: &[S]) -> Command {
        let mut command = self.history(options, plans);
        command.env("PLAN_CACHE", "1");
        command
    }

    /// `git log --follow` of one plan, another one for each number, spread over all of them.
    pub fn follow(&self, number: usize) -> Command {
        // A stride that has no factor in common with most numbers of plans.
        let plan = &self.plans[(number * 7_919 + self.plans.len() / 2) % self.plans.len()];
        self.log(&["--follow", "--format=%H", "--name-status"], plan)
    }

    /// `git log` of the folder that the plans lie in.
    pub fn log_of_folder(&self, options: &[&str]) -> Command {
        self.log(options, folder(&self.glob))
    }

    fn log(&self, options: &[&str], path: &str) -> Command {
        let mut command = git(&self.dir);
        command.arg("log").args(options).args(["--", path]);
        command
    }
}

/// The part of a pattern before the first wildcard, as far as it is a folder.
fn folder(glob: &str) -> &str {
    let wild = glob.find(['*', '?', '[']).unwrap_or(glob.len());
    glob[..wild]
        .rsplit_once('/')
        .map_or(".", |(folder, _)| folder)
}

fn share(from: &Path, to: &Path) -> Result<(), String> {
    let mut clone = git(Path::new("."));
    clone.args(["clone", "--quiet", "--bare", "--shared", "--single-branch"]);
    run(clone.arg(from).arg(to)).map(drop)
}

/// Runs git for what it prints.
fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("git: {error}"))?;
    if output.status.success() {
        return String::from_utf8(output.stdout).map_err(|error| error.to_string());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "{command:?} ended with {}: {}",
        output.status,
        said.trim()
    ))
}
