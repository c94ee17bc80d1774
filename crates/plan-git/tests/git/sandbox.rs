//! A temporary directory with a real git that sees nothing of the machine around it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use plan_git::object::ObjectId;
use plan_git::repository::{OpenError, Repository};
use tempfile::TempDir;

pub struct Sandbox {
    /// Kept because dropping it removes the directory.
    _dir: TempDir,
    /// The real path, since temporary directories are links on some systems.
    base: PathBuf,
}

impl Sandbox {
    /// A directory with a repository `r` in it.
    pub fn new() -> Sandbox {
        let sandbox = Sandbox::empty();
        sandbox.git_in(&sandbox.base, &["init", "-q", "-b", "main", "r"]);
        sandbox
    }

    pub fn empty() -> Sandbox {
        let dir = TempDir::new().unwrap();
        let base = fs::canonicalize(dir.path()).unwrap();
        fs::create_dir(base.join("home")).unwrap();
        Sandbox { _dir: dir, base }
    }

    pub fn base(&self) -> &Path {
        &self.base
    }

    pub fn root(&self) -> PathBuf {
        self.base.join("r")
    }

    pub fn open(&self) -> Repository {
        self.open_at(&self.root()).unwrap()
    }

    /// Opens what is there, whatever variables the tests themselves run under (a hook, for one).
    pub fn open_at(&self, dir: &Path) -> Result<Repository, OpenError> {
        Repository::discover_with(dir, &|_| None)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn git(&self, args: &[&str]) -> String {
        self.git_in(&self.root(), args)
    }

    pub fn git_in(&self, dir: &Path, args: &[&str]) -> String {
        self.git_with(dir, args, 1_700_000_000, b"")
    }

    /// Runs git and gives its output without the last line end.
    pub fn git_with(&self, dir: &Path, args: &[&str], seconds: i64, input: &[u8]) -> String {
        let mut child = self.command(dir, seconds).args(args).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {args:?}: {errors}");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.strip_suffix('\n').map(str::to_owned).unwrap_or(text)
    }

    fn command(&self, dir: &Path, seconds: i64) -> Command {
        let date = format!("@{seconds} +0100");
        let mut command = Command::new("git");
        for (key, _) in std::env::vars_os() {
            if key.to_string_lossy().starts_with("GIT_") {
                command.env_remove(key);
            }
        }
        command
            .current_dir(dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
            .env("HOME", self.base.join("home"))
            .env("XDG_CONFIG_HOME", self.base.join("home"));
        command.env("GIT_CONFIG_NOSYSTEM", "1").env(
            "GIT_CONFIG_GLOBAL",
            if cfg!(windows) { "NUL" } else { "/dev/null" },
        );
        command
            .env("GIT_AUTHOR_NAME", "Ann Author")
            .env("GIT_AUTHOR_EMAIL", "ann@example.org");
        command
            .env("GIT_COMMITTER_NAME", "Carl Committer")
            .env("GIT_COMMITTER_EMAIL", "carl@example.org");
        command
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date);
        command.env("TZ", "UTC").env("LC_ALL", "C");
        command
    }

    /// Commits everything in the work tree.
    pub fn commit(&self, message: &str, seconds: i64) -> ObjectId {
        self.git(&["add", "-A"]);
        let args = [
            "commit",
            "-q",
            "--allow-empty",
            "--no-verify",
            "-m",
            message,
        ];
        self.git_with(&self.root(), &args, seconds, b"");
        self.id("HEAD")
    }

    pub fn id(&self, rev: &str) -> ObjectId {
        self.git(&["rev-parse", rev]).parse().unwrap()
    }
}
