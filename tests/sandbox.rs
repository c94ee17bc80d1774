//! A place for one test: a repository, an empty home, the real git and the built `plan`, an environment in which nothing
//! of the machine is left, and a clock that stands still until a commit is made. Tests of the place itself are below.

use std::cell::Cell;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// What every process needs of the machine, on one platform or another.
const KEPT: [&str; 10] = [
    "SystemRoot",
    "SystemDrive",
    "windir",
    "ComSpec",
    "PATHEXT",
    "TMPDIR",
    "TMP",
    "TEMP",
    // Coverage of the built program is written where this says.
    "LLVM_PROFILE_FILE",
    "ProgramData",
];

/// git commands that make commits: after each of them the clock moves on.
const DATED: [&str; 7] = [
    "commit",
    "merge",
    "rebase",
    "cherry-pick",
    "revert",
    "am",
    "pull",
];

/// Where everything of one test happens; gone when it is dropped.
pub struct Sandbox {
    /// Held for its life only.
    _temp: TempDir,
    root: PathBuf,
    directory: PathBuf,
    seconds: Cell<i64>,
    offset: Cell<i32>,
    env: Vec<(String, String)>,
}

impl Sandbox {
    /// A place with an empty repository on the branch `main`; it is 2026-01-01, midnight.
    pub fn new() -> Self {
        let sandbox = Self::without_repository();
        sandbox.git(&["init", "--quiet", "--initial-branch=main"]);
        sandbox
    }

    /// A place with an empty directory that is no repository.
    pub fn without_repository() -> Self {
        let temp = tempfile::tempdir().unwrap();
        // On macOS the temporary directory is reached through a symlink, and git prints where it leads. On Windows the
        // resolved form is one that git does not understand.
        let root = if cfg!(unix) {
            temp.path().canonicalize().unwrap()
        } else {
            temp.path().into()
        };
        for directory in ["home", "bin", "repo"] {
            fs::create_dir(root.join(directory)).unwrap();
        }
        fs::write(root.join("home/gitconfig"), "").unwrap();
        let program = root
            .join("bin")
            .join(format!("plan{}", std::env::consts::EXE_SUFFIX));
        #[cfg(unix)]
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_plan"), program).unwrap();
        #[cfg(not(unix))]
        fs::copy(env!("CARGO_BIN_EXE_plan"), program).unwrap();
        let sandbox = Self {
            _temp: temp,
            directory: root.join("repo"),
            root,
            seconds: Cell::new(0),
            offset: Cell::new(0),
            env: Vec::new(),
        };
        sandbox.at("2026-01-01T00:00:00Z");
        sandbox
    }

    /// The temporary directory, above the repository.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where commands run: the repository, until [`Sandbox::enter`] says otherwise.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Runs the following commands in another directory, named from the present one; it is made if it is missing.
    pub fn enter(&mut self, directory: impl AsRef<Path>) {
        self.directory = self.directory.join(directory);
        fs::create_dir_all(&self.directory).unwrap();
    }

    /// Sets an environment variable for the following commands.
    pub fn env(&mut self, name: &str, value: &str) {
        self.env.push((name.to_owned(), value.to_owned()));
    }

    /// Sets the clock, in RFC 3339: it dates commits and is the present for `plan`.
    pub fn at(&self, time: &str) {
        let (seconds, offset) = read_time(time).unwrap_or_else(|| panic!("not RFC 3339: {time}"));
        self.seconds.set(seconds);
        self.offset.set(offset);
    }

    /// What the clock shows, in RFC 3339.
    pub fn now(&self) -> String {
        write_time(self.seconds.get(), self.offset.get())
    }

    /// Runs git, which has to succeed, and gives its stdout without the last line break. A commit moves the clock on by a
    /// minute.
    pub fn git(&self, args: &[&str]) -> String {
        let run = self.try_git(args).ok();
        run.stdout
            .strip_suffix('\n')
            .unwrap_or(&run.stdout)
            .to_owned()
    }

    /// Runs git and gives what came of it.
    pub fn try_git(&self, args: &[&str]) -> Run {
        let run = self.run("git", args);
        let command = args.iter().find(|word| !word.starts_with('-'));
        if command.is_some_and(|word| DATED.contains(word)) {
            self.seconds.set(self.seconds.get() + 60);
        }
        run
    }

    /// Commits everything there is and gives the id.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Runs the built `plan`.
    pub fn plan(&self, args: &[&str]) -> Run {
        self.run(env!("CARGO_BIN_EXE_plan"), args)
    }

    /// Runs the built `plan` with something to read on stdin.
    pub fn plan_reading(&self, args: &[&str], input: impl AsRef<[u8]>) -> Run {
        let program = env!("CARGO_BIN_EXE_plan");
        let mut child = self
            .command(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_vec();
        // Beside the reading, so that neither side waits for the other.
        let writer = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output().unwrap();
        // Who does not read to the end may close the pipe.
        let _ = writer.join().unwrap();
        self.outcome(program, args, &output)
    }

    /// What `git status` says, one line a file; empty when there is nothing to say.
    pub fn git_status(&self) -> String {
        self.git(&["status", "--porcelain", "--untracked-files=all"])
    }

    /// Writes a file, named from the present directory, with the directories above it.
    pub fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.directory.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Reads a file, named from the present directory.
    pub fn read(&self, path: impl AsRef<Path>) -> String {
        let path = self.directory.join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// A program that is going to run in this place, for what the other methods do not cover.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let home = self.root.join("home");
        let found = std::env::var_os("PATH").unwrap_or_default();
        // A `plan` that the developer has installed is not the one under test.
        let installed = |directory: &PathBuf| directory.join("plan").exists();
        let path = std::iter::once(self.root.join("bin"))
            .chain(std::env::split_paths(&found).filter(|directory| !installed(directory)));
        let raw = format!("@{} {}", self.seconds.get(), offset(self.offset.get(), ""));
        let mut command = Command::new(program);
        command
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .env_clear();
        for name in KEPT {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("HOME", &home)
            .env("USERPROFILE", &home)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", home.join("gitconfig"))
            .env("GIT_CEILING_DIRECTORIES", &self.root)
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_EDITOR", "true")
            .env("GIT_AUTHOR_NAME", "Ada Author")
            .env("GIT_AUTHOR_EMAIL", "ada@example.com")
            .env("GIT_AUTHOR_DATE", &raw)
            .env("GIT_COMMITTER_NAME", "Carl Committer")
            .env("GIT_COMMITTER_EMAIL", "carl@example.com")
            .env("GIT_COMMITTER_DATE", &raw)
            .env("PLAN_NOW", self.now())
            .env("TZ", "UTC")
            .env("LC_ALL", "C")
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs any program and gives what came of it.
    pub fn run(&self, program: &str, args: &[&str]) -> Run {
        let output = self
            .command(program)
            .args(args)
            .output()
            .unwrap_or_else(|error| panic!("cannot start {program}: {error}"));
        self.outcome(program, args, &output)
    }

    fn outcome(&self, program: &str, args: &[&str], output: &Output) -> Run {
        let name = Path::new(program)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        Run {
            line: format!("{name} {}", args.join(" ")),
            root: self.root.clone(),
            // A process that a signal ended has no exit code.
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// What came of a command.
#[derive(Clone, Debug)]
pub struct Run {
    line: String,
    root: PathBuf,
    /// The exit code; -1 if a signal ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Asserts that it succeeded.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.fails(0)
    }

    /// Asserts the exit code.
    #[track_caller]
    pub fn fails(self, code: i32) -> Self {
        assert_eq!(
            self.status,
            code,
            "exit code of `{}`\n{}",
            self.line,
            self.screen()
        );
        self
    }

    /// The one JSON document on stdout.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        assert!(
            self.stdout.ends_with('\n'),
            "`{}`: no line break at the end",
            self.line
        );
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!("`{}` prints no JSON: {error}\n{}", self.line, self.screen())
        })
    }

    /// Everything that a user would see, with the temporary directory called `$ROOT`.
    pub fn screen(&self) -> String {
        let root = self.root.display().to_string();
        let text = format!(
            "exit {}\n--- stdout\n{}--- stderr\n{}",
            self.status, self.stdout, self.stderr
        );
        // git and JSON write Windows paths each in their own way.
        [root.replace('\\', "\\\\"), root.replace('\\', "/"), root]
            .iter()
            .fold(text, |text, spelling| {
                text.replace(spelling.as_str(), "$ROOT")
            })
    }

    /// Asserts the whole screen. The expected text may begin on a line of its own.
    #[track_caller]
    pub fn shows(self, expected: &str) -> Self {
        let expected = expected.strip_prefix('\n').unwrap_or(expected);
        let screen = self.screen();
        assert!(
            screen == expected,
            "the screen of `{}` is not what was expected\n=== expected\n{expected}\n=== shown\n{screen}",
            self.line
        );
        self
    }
}

/// `+01:00`, or `+0100` with an empty separator.
fn offset(seconds: i32, separator: &str) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{separator}{:02}", minutes / 60, minutes % 60)
}

/// Seconds since 1970 and the offset, of `YYYY-MM-DDTHH:MM:SS` with `Z` or `±HH:MM`.
fn read_time(text: &str) -> Option<(i64, i32)> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let offset = match text.get(19..)? {
        "Z" => 0,
        zone => {
            let sign = if zone.starts_with('-') { -1 } else { 1 };
            sign * (number(20, 22)? * 3600 + number(23, 25)? * 60)
        }
    };
    // Counted in years that begin in March, so that a leap day is the last day of its year.
    let (years, months) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = 365 * years + years.div_euclid(4) - years.div_euclid(100)
        + years.div_euclid(400)
        + (153 * months + 2) / 5
        + day
        - 719_469;
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset;
    Some((seconds, i32::try_from(offset).ok()?))
}

/// The inverse of [`read_time`].
fn write_time(seconds: i64, zone: i32) -> String {
    let local = seconds + i64::from(zone);
    let (days, clock) = (local.div_euclid(86_400) + 719_468, local.rem_euclid(86_400));
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (
        year + era * 400,
        if month < 10 { month + 3 } else { month - 9 },
    );
    let year = if month <= 2 { year + 1 } else { year };
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    let zone = if zone == 0 {
        "Z".to_owned()
    } else {
        offset(zone, ":")
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
}

#[test]
fn times_are_read_and_written() {
    assert_eq!(read_time("1970-01-01T00:00:00Z"), Some((0, 0)));
    assert_eq!(
        read_time("2026-01-02T03:04:05+01:00"),
        Some((1_767_319_445, 3600))
    );
    assert_eq!(
        read_time("2024-02-29T12:00:00-05:30"),
        Some((1_709_227_800, -19_800))
    );
    assert_eq!(read_time("yesterday"), None);
    for text in [
        "2026-01-02T03:04:05+01:00",
        "2024-02-29T23:59:59-11:00",
        "2000-12-31T00:00:00Z",
    ] {
        let (seconds, offset) = read_time(text).unwrap();
        assert_eq!(write_time(seconds, offset), text);
    }
}

#[test]
fn a_commit_has_the_time_and_the_people_of_the_sandbox() {
    let sandbox = Sandbox::new();
    sandbox.at("2026-01-02T03:04:05+01:00");
    sandbox.write("a/b.md", "text\n");
    assert_eq!(sandbox.git_status(), "?? a/b.md");
    sandbox.commit("one");
    sandbox.commit("two");
    assert_eq!(sandbox.git_status(), "");
    assert_eq!(sandbox.read("a/b.md"), "text\n");
    assert_eq!(sandbox.now(), "2026-01-02T03:06:05+01:00");
    assert_eq!(
        sandbox.git(&["log", "--format=%an %ae %aI %cn %ce %cI %s %D"]),
        "Ada Author ada@example.com 2026-01-02T03:05:05+01:00 \
         Carl Committer carl@example.com 2026-01-02T03:05:05+01:00 two HEAD -> main\n\
         Ada Author ada@example.com 2026-01-02T03:04:05+01:00 \
         Carl Committer carl@example.com 2026-01-02T03:04:05+01:00 one "
            .trim_end_matches('\n')
    );
}

#[test]
fn nothing_of_the_machine_is_seen() {
    let mut sandbox = Sandbox::without_repository();
    let run = sandbox
        .try_git(&["rev-parse", "--show-toplevel"])
        .fails(128);
    assert!(
        run.stderr.contains("not a git repository"),
        "{}",
        run.screen()
    );
    sandbox.try_git(&["config", "--get", "user.name"]).fails(1);
    sandbox.env("GIT_CONFIG_COUNT", "1");
    sandbox.env("GIT_CONFIG_KEY_0", "user.name");
    sandbox.env("GIT_CONFIG_VALUE_0", "x");
    assert_eq!(sandbox.git(&["config", "--get", "user.name"]), "x");
}

#[test]
fn a_hook_finds_the_built_program_and_the_place_has_one_name() {
    let mut sandbox = Sandbox::new();
    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\nexec plan --help >&2\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let hook = sandbox.directory().join(".git/hooks/pre-commit");
        fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let run = sandbox
        .try_git(&["commit", "--allow-empty", "-m", "x"])
        .ok();
    assert!(run.stderr.contains("Usage: plan"), "{}", run.screen());
    sandbox.enter("below");
    sandbox.try_git(&["rev-parse", "--show-toplevel"]).shows(
        "
exit 0
--- stdout
$ROOT/repo
--- stderr
",
    );
}

#[test]
fn the_program_answers_in_the_shape_that_was_asked_for() {
    let sandbox = Sandbox::new();
    let run = sandbox
        .plan(&["list", "--json", "--no-such-option"])
        .fails(2);
    assert_eq!(run.json()["schema"], "plan.error/1");
    assert_eq!(run.json()["kind"], "usage");
    assert_eq!(run.stderr, "");
    let run = sandbox.plan(&["--help"]).ok();
    assert!(
        run.stdout.starts_with("Keep implementation plans honest."),
        "{}",
        run.screen()
    );
    assert!(sandbox.root().is_dir());
}
