//! Repositories to commit in, alone or as twins.

use std::cell::Cell;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;

use crate::child::body;

/// The plan that most tests change.
pub const PLAN: &str = "plans/a.md";

/// The lines of a fresh plan. The status and the notes lie far apart, the last line is next to the log.
pub fn plan(status: &str, note: &str, last: &str) -> String {
    let filler: String = (1..=12).map(|n| format!("line {n}\n")).collect();
    format!(
        "# A plan\n\nStatus: {status}\n\n{filler}\nNote: {note}\n\n{filler}\n## Log\n\n{last}\n"
    )
}

/// A repository in a temporary directory.
#[derive(Clone)]
pub struct Repo {
    root: Rc<tempfile::TempDir>,
    pub dir: PathBuf,
    clock: Rc<Cell<i64>>,
    /// More environment for git and the hook.
    pub env: Vec<(&'static str, String)>,
}

impl Repo {
    pub fn new(hook: bool) -> Self {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().canonicalize().unwrap().join("repo");
        fs::create_dir(&dir).unwrap();
        let repo = Self {
            root: Rc::new(root),
            dir,
            clock: Rc::new(Cell::new(1_700_000_000)),
            env: Vec::new(),
        };
        repo.git(&["init", "-q", "-b", "main"]);
        if hook {
            repo.install("");
        }
        repo
    }

    /// Writes the hook, with lines of shell that come before ours.
    pub fn install(&self, before: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let exe = std::env::current_exe().unwrap();
        let script = format!(
            "#!/bin/sh\n{before}\nPLAN_TEST_HOOK='{}' '{}' staging_child --exact --nocapture >'{}' 2>&1\nexit 0\n",
            self.outside("report").display(),
            exe.display(),
            self.outside("output").display(),
        );
        let file = self.dir.join(".git/hooks/pre-commit");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, script).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A path beside the repository.
    pub fn outside(&self, name: &str) -> PathBuf {
        self.root.path().canonicalize().unwrap().join(name)
    }

    /// The same repository, seen from another directory.
    pub fn at(&self, dir: impl AsRef<Path>) -> Self {
        Self {
            dir: self.dir.join(dir),
            ..self.clone()
        }
    }

    /// The same repository with more environment.
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut other = self.clone();
        other.env.push((name, value.to_owned()));
        other
    }

    pub fn try_git(&self, args: &[&str], input: &str) -> (bool, String) {
        self.clock.set(self.clock.get() + 60);
        let date = format!("@{} +0100", self.clock.get());
        let mut child = Command::new("git")
            .args(args)
            .current_dir(&self.dir)
            .env("HOME", self.root.path())
            .env("XDG_CONFIG_HOME", self.root.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_NAME", "Ann")
            .env("GIT_AUTHOR_EMAIL", "ann@example.org")
            .env("GIT_COMMITTER_NAME", "Ann")
            .env("GIT_COMMITTER_EMAIL", "ann@example.org")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .env("GIT_EDITOR", "true")
            .env("TZ", "UTC")
            .env("LC_ALL", "C")
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that does not read its input may have closed it.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = if output.status.success() {
            &output.stdout
        } else {
            &output.stderr
        };
        (
            output.status.success(),
            String::from_utf8_lossy(text).into_owned(),
        )
    }

    pub fn git(&self, args: &[&str]) -> String {
        let (fine, text) = self.try_git(args, "");
        assert!(fine, "git {args:?} failed: {text}");
        text
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let file = self.dir.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        String::from_utf8(fs::read(self.dir.join(path)).unwrap()).unwrap()
    }

    /// Edits a file and keeps its entries, as a person would.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        self.write(path, self.read(path).replace(from, to));
    }

    /// A first commit with the plan as `Draft`.
    pub fn started(&self) -> &Self {
        self.write(PLAN, plan("Draft", "none", "the end"));
        self.write("other.txt", "one\n");
        self.git(&["add", "."]);
        self.git(&["commit", "-qm", "start"]);
        self
    }

    pub fn status(&self) -> String {
        self.git(&["status", "--porcelain", "-z"])
            .replace('\0', "\n")
    }

    /// How many entries the plan has in a revision; `:` is the index.
    pub fn logged(&self, rev: &str, path: &str) -> usize {
        count(&self.git(&["show", &format!("{rev}:{path}")]))
    }

    /// What the last run of the hook reported.
    pub fn report(&self) -> String {
        fs::read_to_string(self.outside("report")).unwrap_or_default()
    }

    fn text(&self, rev: &str) -> Option<Vec<Vec<u8>>> {
        let (fine, text) = self.try_git(&["show", rev], "");
        fine.then(|| body(text.as_bytes()))
    }
}

pub fn count(text: &str) -> usize {
    text.lines()
        .filter(|line| line.starts_with("logged: "))
        .count()
}

/// Plays a scenario in a repository with the hook and in one without, and demands that but for the entries nothing tells
/// them apart. Gives the one with the hook.
pub fn twins(scenario: impl Fn(&Repo)) -> Repo {
    let (with, without) = (Repo::new(true), Repo::new(false));
    scenario(&with);
    scenario(&without);
    assert_twins(&with, &without);
    with
}

pub fn assert_twins(with: &Repo, without: &Repo) {
    assert_eq!(
        with.status(),
        without.status(),
        "status; the hook said {}",
        with.report()
    );
    let paths = without.git(&["ls-files", "-z", "--cached", "--others"]);
    assert_eq!(with.git(&["ls-files", "-z", "--cached", "--others"]), paths);
    let tags = |repo: &Repo| repo.git(&["ls-files", "-v", "-z"]);
    assert_eq!(tags(with), tags(without), "bits of the index");
    for path in paths.split('\0').filter(|path| !path.is_empty()) {
        for rev in ["HEAD", ""] {
            let rev = format!("{rev}:{path}");
            assert_eq!(with.text(&rev), without.text(&rev), "{rev}");
        }
        let file = |repo: &Repo| fs::read(repo.dir.join(path)).ok().map(|bytes| body(&bytes));
        assert_eq!(file(with), file(without), "the file {path}");
        let mode = |repo: &Repo| {
            use std::os::unix::fs::PermissionsExt as _;
            repo.dir
                .join(path)
                .symlink_metadata()
                .ok()
                .map(|data| data.permissions().mode())
        };
        assert_eq!(mode(with), mode(without), "the mode of {path}");
    }
    for change in [
        with.git(&["diff", "--diff-filter=M"]),
        with.git(&["diff", "--cached", "--diff-filter=M"]),
    ] {
        assert!(
            !change.contains("\n+logged") && !change.contains("\n-logged"),
            "entries left behind:\n{change}"
        );
    }
    let git_dir = PathBuf::from(with.git(&["rev-parse", "--absolute-git-dir"]).trim());
    let locks: Vec<_> = fs::read_dir(git_dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".lock"))
        .collect();
    assert!(locks.is_empty(), "{locks:?}");
    let fsck = with.git(&["fsck", "--strict", "--no-dangling"]);
    assert_eq!(fsck, "");
}
