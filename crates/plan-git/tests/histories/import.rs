//! Commits with the files that each one has, handed to `git fast-import`. Nothing goes through a work tree, so names
//! that no file system takes, links, submodules and clocks that lie are written like everything else.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plan_git::object::ObjectId;

use crate::sandbox::Sandbox;

/// What lies at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    File(Vec<u8>),
    /// A file that can be run.
    Program(Vec<u8>),
    Link(Vec<u8>),
    Submodule,
}

/// Every file of a commit.
pub type Tree = BTreeMap<Vec<u8>, Entry>;

/// A commit to be made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its message, which names it in tests.
    pub subject: String,
    /// Positions of its parents, all before its own.
    pub parents: Vec<usize>,
    /// The time of author and committer.
    pub seconds: i64,
    pub tree: Tree,
}

/// Makes the commits in the repository of the sandbox, the last one as its tip. Gives their names in the same order.
pub fn import(sandbox: &Sandbox, commits: &[Made]) -> Vec<ObjectId> {
    let nothing = Tree::new();
    let mut stream = Vec::new();
    for (at, commit) in commits.iter().enumerate() {
        // Without a reset, a commit without parents would be a child of the commit before it.
        stream.extend_from_slice(b"reset refs/heads/main\ncommit refs/heads/main\n");
        let mut head = format!("mark :{}\n", at + 1);
        for (role, name) in [("author", "Ann Author"), ("committer", "Carl Committer")] {
            writeln!(
                head,
                "{role} {name} <{role}@example.org> {} +0100",
                commit.seconds
            )
            .unwrap();
        }
        writeln!(head, "data {}\n{}", commit.subject.len(), commit.subject).unwrap();
        for (number, parent) in commit.parents.iter().enumerate() {
            let word = if number == 0 { "from" } else { "merge" };
            writeln!(head, "{word} :{}", parent + 1).unwrap();
        }
        stream.extend_from_slice(head.as_bytes());
        let before = commit
            .parents
            .first()
            .map_or(&nothing, |parent| &commits[*parent].tree);
        // What goes, goes first: a folder may take the place of a file.
        for path in before
            .keys()
            .filter(|path| !commit.tree.contains_key(*path))
        {
            stream.extend_from_slice(format!("D {}\n", quoted(path)).as_bytes());
        }
        for (path, entry) in &commit.tree {
            if before.get(path) != Some(entry) {
                modify(&mut stream, path, entry);
            }
        }
        stream.push(b'\n');
    }
    stream.extend_from_slice(b"done\n");
    let marks = sandbox.base().join("marks");
    let export = format!("--export-marks={}", marks.display());
    let args = ["fast-import", "--quiet", "--done", "--force", &export];
    sandbox.git_with(&sandbox.root(), &args, 0, &stream);
    let marks = std::fs::read_to_string(marks).unwrap();
    let mut ids = vec![None; commits.len()];
    for line in marks.lines() {
        let (mark, id) = line.split_once(' ').unwrap();
        let mark: usize = mark.trim_start_matches(':').parse().unwrap();
        ids[mark - 1] = Some(id.parse().unwrap());
    }
    ids.into_iter().map(Option::unwrap).collect()
}

fn modify(stream: &mut Vec<u8>, path: &[u8], entry: &Entry) {
    let (mode, content) = match entry {
        Entry::File(content) => ("100644", content),
        Entry::Program(content) => ("100755", content),
        Entry::Link(target) => ("120000", target),
        Entry::Submodule => {
            let line = format!("M 160000 {} {}\n", "1".repeat(40), quoted(path));
            stream.extend_from_slice(line.as_bytes());
            return;
        }
    };
    let line = format!("M {mode} inline {}\ndata {}\n", quoted(path), content.len());
    stream.extend_from_slice(line.as_bytes());
    stream.extend_from_slice(content);
    stream.push(b'\n');
}

/// A path as fast-import reads it, whatever bytes it has.
fn quoted(path: &[u8]) -> String {
    let mut out = String::from("\"");
    for &byte in path {
        match byte {
            b'"' | b'\\' | 0..=0x1f | 0x7f.. => write!(out, "\\{byte:03o}").unwrap(),
            _ => out.push(char::from(byte)),
        }
    }
    out + "\""
}
