//! A repository with very many files and one plan, and the commands about it.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

/// The plan, and two files that are none.
const PLAN: &str = "plan/implementation/large.md";
const CODE: &str = "src/d000/f00000.txt";
const OTHER_CODE: &str = "src/d000/f00001.txt";

/// What is staged for the next commit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Staged {
    Code,
    Plan,
}

pub struct Repository {
    dir: PathBuf,
}

impl Repository {
    /// Makes it, with a work tree, a commit of everything and one of a file that is no plan, and the index as a commit
    /// leaves it.
    pub fn made(base: &Path, files: usize) -> Result<Self, String> {
        let dir = base.join("repository");
        fs::create_dir_all(&dir).map_err(|error| error.to_string())?;
        let repository = Self { dir };
        repository.git(&["init", "--quiet", "--initial-branch=main"], b"")?;
        let mut stream = Vec::new();
        commit(&mut stream, 1);
        for file in 0..files {
            put(
                &mut stream,
                &format!("src/d{:03}/f{file:05}.txt", file / 100),
                "text\n",
            );
        }
        put(&mut stream, PLAN, &plan("Draft"));
        commit(&mut stream, 2);
        put(&mut stream, OTHER_CODE, "text of the last commit\n");
        stream.extend_from_slice(b"\ndone\n");
        repository.git(&["fast-import", "--quiet", "--done"], &stream)?;
        repository.git(&["reset", "--quiet", "--hard"], b"")?;
        repository.age()?;
        Ok(repository)
    }

    /// Makes every file look as if it had been there for an hour. Of files as young as the index git has to read the text
    /// each time.
    fn age(&self) -> Result<(), String> {
        let old = SystemTime::now() - Duration::from_secs(3600);
        let listing = self.git(&["ls-files", "-z"], b"")?;
        for path in listing.split_terminator('\0') {
            File::options()
                .write(true)
                .open(self.dir.join(path))
                .and_then(|file| file.set_modified(old))
                .map_err(|error| format!("{path}: {error}"))?;
        }
        self.git(&["update-index", "-q", "--refresh"], b"")
            .map(drop)
    }

    /// Changes a file and stages it; what was staged before is not any more.
    pub fn stage(&self, staged: Staged) -> Result<(), String> {
        self.git(&["reset", "--quiet", "--hard"], b"")?;
        let (path, text) = match staged {
            Staged::Code => (CODE, "other text\n".to_owned()),
            Staged::Plan => (PLAN, plan("Ready")),
        };
        fs::write(self.dir.join(path), text).map_err(|error| error.to_string())?;
        self.git(&["add", path], b"")?;
        self.git(&["status", "--short"], b"")?;
        fs::copy(self.index(), self.index().with_extension("before"))
            .map(drop)
            .map_err(|error| error.to_string())
    }

    /// Brings index and plan back to where they were when it was staged.
    pub fn put_back(&self) -> Result<(), String> {
        fs::copy(self.index().with_extension("before"), self.index())
            .map_err(|error| error.to_string())?;
        fs::write(self.dir.join(PLAN), plan("Ready")).map_err(|error| error.to_string())
    }

    /// When the index was written.
    pub fn index_changed(&self) -> Result<SystemTime, String> {
        let metadata = fs::metadata(self.index()).map_err(|error| error.to_string())?;
        metadata.modified().map_err(|error| error.to_string())
    }

    /// What git would start.
    pub fn hook(&self, name: &str) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_plan"));
        command.args(["hook", "run", name]);
        command
            .env("GIT_INDEX_FILE", ".git/index")
            .env("GIT_AUTHOR_NAME", "B")
            .env("GIT_AUTHOR_EMAIL", "b@example.org")
            .env("GIT_AUTHOR_DATE", "@1700000000 +0000");
        command
    }

    /// The least that anybody has to ask.
    pub fn diff_index(&self) -> Command {
        let mut command = self.command("git");
        command.args(["diff-index", "--cached", "--quiet", "HEAD", "--", PLAN]);
        command
    }

    /// What has to be written into the index, by hand.
    pub fn update_index(&self) -> Command {
        let blob = self.git(&["rev-parse", &format!("HEAD:{PLAN}")], b"");
        let entry = format!("100644,{},{PLAN}", blob.unwrap_or_default().trim_end());
        let mut command = self.command("git");
        command.args(["update-index", "-q", "--cacheinfo", &entry, "--refresh"]);
        command
    }

    fn index(&self) -> PathBuf {
        self.dir.join(".git/index")
    }

    fn git(&self, args: &[&str], input: &[u8]) -> Result<String, String> {
        let mut command = self.command("git");
        command
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("git: {error}"))?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input).map_err(|error| error.to_string())?;
        }
        let output = child
            .wait_with_output()
            .map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(format!("{command:?} ended with {}", output.status))
    }

    /// No settings and no variables but those of this measurement.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("GIT_") || text.starts_with("PLAN_") {
                command.env_remove(&name);
            }
        }
        let nowhere = std::env::temp_dir().join("plan-bench-has-no-home");
        command
            .current_dir(&self.dir)
            .env("HOME", &nowhere)
            .env("XDG_CONFIG_HOME", &nowhere)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("LC_ALL", "C");
        command
    }
}

fn commit(stream: &mut Vec<u8>, minute: u32) {
    let seconds = 1_700_000_000 + minute * 60;
    let text =
        format!("commit refs/heads/main\ncommitter B <b@example.org> {seconds} +0000\ndata 2\n.\n");
    stream.extend_from_slice(text.as_bytes());
}

fn put(stream: &mut Vec<u8>, path: &str, text: &str) {
    let line = format!("M 100644 inline {path}\ndata {}\n{text}\n", text.len());
    stream.extend_from_slice(line.as_bytes());
}

/// A plan of 50 KB.
fn plan(status: &str) -> String {
    let mut text = format!(
        "# Implementation Plan: Large\n\n**Date**: 2026-01-02\n**Status**: {status}\n\n## Implementation Phases\n\n"
    );
    let mut phase = 0;
    while text.len() < 50_000 {
        phase += 1;
        text += &format!(
            "### Phase {phase}: Part {phase}\n\n**Goal**: What part {phase} is for\n\n**Tasks**:\n"
        );
        for task in 1..=8 {
            text += &format!(
                "{task}. **Task {task} of part {phase}**\n   - Acceptance: It does what it says\n"
            );
        }
        text += "\n**Verification**:\n";
        for check in 1..=4 {
            text += &format!("- [ ] Check {check} of part {phase} holds\n");
        }
        text += "\n";
    }
    text + "## Evolution Log\n\n### 2026-01-02 - Initial Plan\n\n- Created\n"
}
