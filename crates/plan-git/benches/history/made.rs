//! Histories that are made for the measurement, in one run of `git fast-import` each: a main line with source files, a
//! branch that is merged in every tenth commit, and plans that are written, edited and renamed on the way. The same
//! shape gives the same history, to the letter, on every machine.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Stdio};

use crate::program::git;
use crate::text;

/// What a made history looks like.
#[derive(Clone, Copy)]
pub struct Shape {
    pub commits: usize,
    /// Plans at the tip.
    pub plans: usize,
    /// One commit of so many touches a plan; at least four.
    pub every: usize,
    /// Whether each plan lies in a folder of its own, two levels down, and not all in one.
    pub nested: bool,
}

impl Shape {
    /// Where the plans lie.
    pub fn glob(&self) -> &'static str {
        if self.nested {
            "plans/**/*.md"
        } else {
            "plans/*.md"
        }
    }
}

/// Commits from one merge to the next.
const BLOCK: usize = 10;
/// Within them: the commit that the branch starts at, the last one before the merge, and the one on the branch.
const FORK: usize = 5;
const LAST: usize = 7;
const SIDE: usize = 8;
const MERGE: usize = 9;

/// One of so many touches of a plan gives it another name. A prime, so that all of them have their turn.
const RENAMES: usize = 41;
/// Folders and files of the source.
const FOLDERS: usize = 80;
const FILES: usize = 1_600;

/// Makes it in a bare repository in that directory, packed as a clone of it would be.
pub fn make(dir: &Path, shape: Shape) -> io::Result<()> {
    let init = git(Path::new("."))
        .args(["init", "--quiet", "--bare", "--initial-branch=main"])
        .arg(dir)
        .status()?;
    let mut import = git(dir)
        .args(["fast-import", "--quiet", "--done"])
        .stdin(Stdio::piped())
        .spawn()?;
    if let Some(input) = import.stdin.take() {
        Writer::new(input, shape).write()?;
    }
    let import = import.wait()?;
    // The import compares each object with the one before it only.
    let pack = git(dir).args(["repack", "-adfq"]).status()?;
    if init.success() && import.success() && pack.success() {
        Ok(())
    } else {
        Err(io::Error::other("git could not make the history"))
    }
}

struct Writer {
    out: BufWriter<ChildStdin>,
    shape: Shape,
    plans: Vec<Plan>,
    /// Touches of plans so far, without the first commit.
    touches: usize,
    /// What the branch changed, for the merge to take over.
    side: Vec<u8>,
}

struct Plan {
    edits: usize,
    renames: usize,
}

impl Writer {
    fn new(input: ChildStdin, shape: Shape) -> Self {
        Self {
            out: BufWriter::new(input),
            shape,
            plans: Vec::new(),
            touches: 0,
            side: Vec::new(),
        }
    }

    fn write(mut self) -> io::Result<()> {
        for commit in 0..self.shape.commits {
            let changes = self.changes(commit);
            self.head(commit)?;
            self.out.write_all(&changes)?;
            self.out.write_all(b"\n")?;
        }
        self.out.write_all(b"done\n")?;
        self.out.flush()
    }

    fn head(&mut self, commit: usize) -> io::Result<()> {
        let seconds = 1_400_000_000 + commit * 600;
        let person = format!("Ann Author <ann@example.org> {seconds} +0100");
        let subject = format!("commit {commit}");
        write!(
            self.out,
            "commit refs/heads/main\nmark :{}\nauthor {person}\ncommitter {person}\ndata {}\n{subject}\n",
            commit + 1,
            subject.len()
        )?;
        // A mark is the number of its commit and one, so that the commit before has this one's number as its mark.
        match commit % BLOCK {
            _ if commit == 0 => Ok(()),
            SIDE => writeln!(self.out, "from :{}", commit - (SIDE - FORK) + 1),
            MERGE => {
                let main = commit - (MERGE - LAST) + 1;
                writeln!(self.out, "from :{main}\nmerge :{commit}")
            }
            _ => writeln!(self.out, "from :{commit}"),
        }
    }

    /// What a commit changes, as fast-import reads it.
    fn changes(&mut self, commit: usize) -> Vec<u8> {
        if commit % BLOCK == MERGE {
            return std::mem::take(&mut self.side);
        }
        let mut changes = Vec::new();
        if commit == 0 {
            for file in 0..FILES {
                add(&mut changes, &source(file), &text::code(0));
            }
            for _ in 0..self.shape.plans.div_ceil(2) {
                self.create(&mut changes);
            }
        } else {
            // A stride that meets every file.
            add(
                &mut changes,
                &source(commit * 7 % FILES),
                &text::code(commit),
            );
        }
        // A touch that would fall on a merge comes after it.
        if commit / self.shape.every > self.touches {
            self.touches += 1;
            self.touch(&mut changes);
        }
        if commit % BLOCK == SIDE {
            self.side.clone_from(&changes);
        }
        changes
    }

    /// Writes the plans that are due by now, or else edits or renames one.
    fn touch(&mut self, changes: &mut Vec<u8>) {
        let half = self.shape.plans / 2;
        // All are there when three quarters of the touches are done.
        let in_all = (self.shape.commits / self.shape.every * 3 / 4).max(1);
        let due = self.shape.plans - half + half.min(half * self.touches / in_all);
        if self.plans.len() < due {
            while self.plans.len() < due {
                self.create(changes);
            }
            return;
        }
        let number = self.touches * 31 % self.plans.len();
        let Some(plan) = self.plans.get_mut(number) else {
            return;
        };
        if self.touches.is_multiple_of(RENAMES) {
            let line = format!("D {}\n", path(number, plan, self.shape.nested));
            changes.extend_from_slice(line.as_bytes());
            plan.renames += 1;
            // Every second one stays what it was.
            plan.edits += self.touches / RENAMES % 2;
        } else {
            plan.edits += 1;
        }
        let text = text::plan(number, plan.edits);
        add(changes, &path(number, plan, self.shape.nested), &text);
    }

    fn create(&mut self, changes: &mut Vec<u8>) {
        let number = self.plans.len();
        let plan = Plan {
            edits: 0,
            renames: 0,
        };
        let path = path(number, &plan, self.shape.nested);
        add(changes, &path, &text::plan(number, 0));
        self.plans.push(plan);
    }
}

fn add(changes: &mut Vec<u8>, path: &str, text: &str) {
    let line = format!("M 100644 inline {path}\ndata {}\n", text.len());
    changes.extend_from_slice(line.as_bytes());
    changes.extend_from_slice(text.as_bytes());
    changes.push(b'\n');
}

fn source(file: usize) -> String {
    format!("src/part{:02}/file{file:04}.rs", file % FOLDERS)
}

fn path(number: usize, plan: &Plan, nested: bool) -> String {
    let renames = plan.renames;
    if nested {
        let group = number % 12;
        format!("plans/group-{group}/{number:05}-plan/version-{renames}.md")
    } else {
        format!("plans/{number:05}-version-{renames}.md")
    }
}

/// A directory for a history of that name.
pub fn directory(base: &Path, name: &str) -> PathBuf {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    base.join(name.chars().map(plain).collect::<String>() + ".git")
}
