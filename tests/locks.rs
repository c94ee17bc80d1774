//! Parallel writers of one plan: a command that ends with 0 has its change in the file. Real
//! processes write at the same time; no test depends on the time they take.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use plan_git::worktree::Locks;

use crate::sandbox::Sandbox;

const PATH: &str = "plan/implementation/jobs.md";
const PLAN: &str = env!("CARGO_BIN_EXE_plan");

/// Text of a plan with this number of items in phase 1, all open, and one marker per writer.
fn jobs(items: usize) -> String {
    let items: String = (1..=items)
        .map(|number| format!("- [ ] job {number} end\n"))
        .collect();
    let markers: String = (0..4)
        .map(|writer| format!("- marker of writer {writer} is 0 end\n"))
        .collect();
    format!(
        "# Implementation Plan: Jobs\n\n**Date**: 2026-01-01\n**Status**: Draft\n\n## Overview\n\n\
         **Success Criteria**:\n{markers}\n## Implementation Phases\n\n### Phase 1: Do\n\n**Tasks**:\n\n\
         {items}\n## Evolution Log\n\n### 2026-01-01 - Initial Plan\n\n- Created\n"
    )
}

/// Repository with the plan, committed.
fn place(items: usize) -> Sandbox {
    let s = Sandbox::new();
    s.write(".plan.toml", "paths = [\"plan/implementation/*.md\"]\n");
    s.write(PATH, jobs(items));
    s.commit("plan");
    s
}

fn command(s: &Sandbox, args: &[&str]) -> Command {
    let mut command = s.command(PLAN);
    command.args(args);
    command
}

/// Runs lists of commands at the same time, the commands of one list one after another.
fn at_once(lists: Vec<Vec<Command>>) -> Vec<Vec<Output>> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = lists
            .into_iter()
            .map(|list| {
                scope.spawn(|| {
                    list.into_iter()
                        .map(|mut command| command.output().unwrap())
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join().unwrap());
        joined.collect()
    })
}

/// Asserts that a command which failed could not get the lock.
#[track_caller]
fn is_refusal(output: &Output) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(
        stderr.contains("has locked the plans for writing"),
        "{stderr}"
    );
}

/// Names in the directory of the plan.
fn names(s: &Sandbox) -> Vec<String> {
    let directory = s.directory().join(PATH);
    let entries = fs::read_dir(directory.parent().unwrap()).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn lock_file(s: &Sandbox) -> PathBuf {
    s.directory().join(".git").join("plan").join("lock")
}

#[test]
fn ticks_of_four_processes_are_all_in_the_file() {
    let s = place(100);
    let lists = (0..4).map(|process| {
        let ticks = (1..=25).map(|number| format!("job {} end", process * 25 + number));
        ticks
            .map(|item| command(&s, &["tick", PATH, &item]))
            .collect()
    });
    let outputs = at_once(lists.collect()).concat();
    let text = s.read(PATH);
    let mut refused = 0;
    for (number, output) in (1..).zip(&outputs) {
        if output.status.success() {
            let line = format!("- [x] job {number} end\n");
            assert!(text.contains(&line), "job {number} is lost\n{text}");
        } else {
            is_refusal(output);
            refused += 1;
        }
    }
    assert!(refused <= 1, "{refused} of 100 were refused");
    assert_eq!(names(&s), ["jobs.md"]);
    assert_eq!(s.git_status(), format!(" M {PATH}"));
}

#[test]
fn twenty_ticks_and_notes_at_once_are_all_in_the_file() {
    let mut refused = 0;
    for _ in 0..6 {
        let s = place(20);
        let tick = |number| command(&s, &["tick", "jobs", &format!("1.{number}")]);
        let note = |number| command(&s, &["note", "jobs", &format!("note {number} end")]);
        let pair = |number| [vec![tick(number)], vec![note(number)]];
        let mut ticked = at_once((1..=20).flat_map(pair).collect())
            .concat()
            .into_iter();
        let mut pairs = Vec::new();
        while let (Some(tick), Some(note)) = (ticked.next(), ticked.next()) {
            pairs.push((tick, note));
        }
        let text = s.read(PATH);
        for (number, (tick, note)) in (1..).zip(&pairs) {
            for (output, line) in [
                (tick, format!("- [x] job {number} end\n")),
                (note, format!("### 2026-01-01 - note {number} end\n")),
            ] {
                if output.status.success() {
                    assert_eq!(text.matches(&line).count(), 1, "{line}{text}");
                } else {
                    is_refusal(output);
                    refused += 1;
                }
            }
        }
        assert_eq!(names(&s), ["jobs.md"]);
    }
    assert!(refused <= 2, "{refused} of 240 were refused");
}

/// Pseudo-random numbers from a seed: xorshift.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// State that one writer of the random test expects in the file.
struct Writer {
    name: usize,
    numbers: Numbers,
    /// Lines that the file must have, by subject; a later line replaces an earlier one.
    lines: Vec<(String, String)>,
    statuses: Vec<&'static str>,
    refused: Vec<Output>,
}

impl Writer {
    fn expect(&mut self, subject: String, line: String) {
        self.lines.retain(|(other, _)| *other != subject);
        self.lines.push((subject, line));
    }

    /// Runs one random command, and records its effect if it ended with 0.
    fn step(&mut self, number: usize, base: &Base) {
        let name = self.name;
        let unique = format!("{name}-{number}");
        let item = 1 + name * 5 + usize::try_from(self.numbers.below(5)).unwrap();
        let job = format!("job {item} end");
        match self.numbers.below(6) {
            0 | 1 if self.run(base.plan(&["tick", "jobs", &job])) => {
                self.expect(job.clone(), format!("- [x] {job}\n"));
            }
            2 if self.run(base.plan(&["untick", "jobs", &job])) => {
                self.expect(job.clone(), format!("- [ ] {job}\n"));
            }
            3 if self.run(base.plan(&["note", "jobs", &format!("note {unique} end")])) => {
                self.expect(unique.clone(), format!(" - note {unique} end\n"));
            }
            4 if self.run(base.plan(&["add", "jobs", "task", &format!("added {unique} end")])) => {
                self.expect(unique.clone(), format!("- [ ] added {unique} end\n"));
            }
            5 if number.is_multiple_of(2) => {
                let words = ["Ready", "In Progress", "Completed"];
                let word = words[usize::try_from(self.numbers.below(3)).unwrap()];
                if self.run(base.plan(&["status", "jobs", word])) {
                    self.statuses.push(word);
                }
            }
            5 => self.apply(number, base),
            _ => {}
        }
    }

    /// Runs a command. Returns true if it ended with 0.
    fn run(&mut self, mut command: Command) -> bool {
        let output = command.output().unwrap();
        let done = output.status.success();
        if !done {
            self.refused.push(output);
        }
        done
    }

    /// Changes the marker of the writer through JSON. It is refused if the file changed meanwhile.
    fn apply(&mut self, number: usize, base: &Base) {
        let shown = base.plan(&["show", "jobs", "--json"]).output().unwrap();
        let json = String::from_utf8(shown.stdout).unwrap();
        let lead = format!("marker of writer {} is ", self.name);
        let parts: Vec<&str> = json.split(&lead).collect();
        let rest = |part: &str| part[part.find(" end").unwrap()..].to_owned();
        let mut text = parts[0].to_owned();
        for part in &parts[1..] {
            text += &format!("{lead}{number}{}", rest(part));
        }
        let file = base.root.join(format!("{}.json", self.name));
        fs::write(&file, text).unwrap();
        let output = base
            .plan(&["apply", "jobs", file.to_str().unwrap()])
            .output()
            .unwrap();
        if output.status.success() {
            self.expect("marker".to_owned(), format!("- {lead}{number} end\n"));
        } else {
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(stderr.contains("was changed after"), "{stderr}");
        }
    }
}

/// Environment of commands, for several threads.
struct Base {
    root: PathBuf,
    directory: PathBuf,
    environment: Vec<(std::ffi::OsString, std::ffi::OsString)>,
}

impl Base {
    fn new(s: &Sandbox) -> Self {
        let command = s.command(PLAN);
        let set = command.get_envs();
        Self {
            root: s.root().to_owned(),
            directory: s.directory().to_owned(),
            environment: set
                .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
                .collect(),
        }
    }

    fn plan(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PLAN);
        command
            .args(args)
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

#[test]
fn random_writers_lose_nothing() {
    for seed in 1..=4_u64 {
        let s = place(20);
        let base = Base::new(&s);
        let mut writers: Vec<Writer> = (0..4)
            .map(|name| Writer {
                name,
                numbers: Numbers(seed * 0x9e37_79b9 + u64::try_from(name).unwrap() + 1),
                lines: Vec::new(),
                statuses: Vec::new(),
                refused: Vec::new(),
            })
            .collect();
        std::thread::scope(|scope| {
            for writer in &mut writers {
                let base = &base;
                scope.spawn(move || (0..12).for_each(|number| writer.step(number, base)));
            }
        });
        let text = s.read(PATH);
        for writer in &writers {
            writer.refused.iter().for_each(is_refusal);
            for (_, line) in &writer.lines {
                assert_eq!(text.matches(line).count(), 1, "seed {seed}: {line}{text}");
            }
        }
        let statuses: Vec<&str> = writers
            .iter()
            .flat_map(|writer| &writer.statuses)
            .copied()
            .collect();
        let set = |word: &&str| text.contains(&format!("**Status**: {word}\n"));
        assert!(
            statuses.is_empty() || statuses.iter().any(set),
            "seed {seed}: {text}"
        );
        s.plan(&["show", "jobs"]).ok();
        assert_eq!(names(&s), ["jobs.md"]);
    }
}

/// An editor keeps its text in memory and replaces the file. Its last text is never overwritten.
#[cfg(unix)]
#[test]
fn commit_beside_a_ticking_process_gets_its_entry() {
    const ROUNDS: usize = 20;
    let s = place(30);
    s.plan(&["hook", "install"]).ok();
    for round in 0..ROUNDS {
        let text = s.read(PATH).replace("- [x]", "- [ ]");
        let (from, to) = match round % 2 {
            0 => ("**Status**: Draft", "**Status**: Ready"),
            _ => ("**Status**: Ready", "**Status**: Draft"),
        };
        s.write(PATH, text.replace(from, to));
        let ticks = (1..=6).map(|number| command(&s, &["tick", "jobs", &format!("1.{number}")]));
        let mut commit = s.command("git");
        commit.args(["commit", "-qam", "status"]);
        let done = at_once(vec![ticks.collect(), vec![commit]]);
        for output in done.iter().flatten() {
            assert!(output.status.success(), "{output:?}");
        }
        let [before, now, file] = [
            s.git(&["show", &format!("HEAD~:{PATH}")]),
            s.git(&["show", &format!("HEAD:{PATH}")]),
            s.read(PATH),
        ];
        let count = |text: &str| text.matches("\n- Status: ").count();
        assert_eq!(count(&now), count(&before) + 1, "round {round}: {now}");
        assert_eq!(count(&file), count(&now), "round {round}: {file}");
        for number in 1..=6 {
            assert!(
                file.contains(&format!("- [x] job {number} end\n")),
                "round {round}: {file}"
            );
        }
        s.git(&["commit", "-qam", "ticks", "--allow-empty", "--no-verify"]);
        assert_eq!(s.git_status(), "");
    }
}

#[test]
fn commit_while_the_lock_is_held_leaves_the_file_to_the_next_commit() {
    let s = place(3);
    s.plan(&["hook", "install"]).ok();
    s.write(
        PATH,
        s.read(PATH)
            .replace("**Status**: Draft", "**Status**: Ready"),
    );
    let text = s.read(PATH);
    let lock = Locks::default().acquire(&s.directory().join(PATH)).unwrap();
    let run = s.try_git(&["commit", "-qam", "ready"]).ok();
    assert!(
        run.stderr.contains("the next commit adds it"),
        "{}",
        run.screen()
    );
    let committed = s.git(&["show", &format!("HEAD:{PATH}")]) + "\n";
    assert!(
        committed.contains("\n- Status: Draft -> Ready\n"),
        "{committed}"
    );
    assert_eq!(s.read(PATH), text);
    drop(lock);
    // The file lacks the entry. Committing all of it does not remove the entry from the log.
    s.write(PATH, text.replace("job 1 end", "job 1 to the end"));
    s.git(&["commit", "-qam", "reword"]);
    let now = s.read(PATH);
    assert_eq!(
        now.matches("\n- Status: Draft -> Ready\n").count(),
        1,
        "{now}"
    );
    assert_eq!(s.git(&["show", &format!("HEAD:{PATH}")]) + "\n", now);
    assert_eq!(s.git_status(), "");
}

#[test]
fn text_that_an_editor_saves_is_never_overwritten() {
    for round in 0..10 {
        let s = place(20);
        let path = s.directory().join(PATH);
        let lists = (1..=4).map(|number| {
            let item = format!("1.{number}");
            vec![
                command(&s, &["tick", "jobs", &item]),
                command(&s, &["untick", "jobs", &item]),
                command(&s, &["tick", "jobs", &item]),
            ]
        });
        let lists = lists.collect();
        let last = std::thread::scope(|scope| {
            let writers = scope.spawn(|| at_once(lists));
            let mut saves = 0;
            while !writers.is_finished() {
                saves += 1;
                let marker = format!("writer 0 is save {saves} end");
                let text = jobs(20).replace("writer 0 is 0 end", &marker);
                let beside = path.with_extension("saving");
                fs::write(&beside, text).unwrap();
                fs::rename(&beside, &path).unwrap();
                std::thread::yield_now();
            }
            format!("- marker of writer 0 is save {saves} end\n")
        });
        let text = s.read(PATH);
        assert!(text.contains(&last), "round {round}: {last}{text}");
    }
}

#[test]
fn parallel_log_fix_adds_each_entry_once() {
    let s = place(20);
    s.write(
        PATH,
        s.read(PATH).replace("Status**: Draft", "Status**: Ready"),
    );
    s.commit("ready");
    let mut lists: Vec<Vec<Command>> = (0..4)
        .map(|_| vec![command(&s, &["log", "--fix"])])
        .collect();
    lists
        .extend((1..=4).map(|number| vec![command(&s, &["tick", "jobs", &format!("1.{number}")])]));
    for output in at_once(lists).concat() {
        assert!(output.status.success(), "{output:?}");
    }
    let text = s.read(PATH);
    assert_eq!(
        text.matches(" - Status: Draft -> Ready").count(),
        1,
        "{text}"
    );
    assert_eq!(text.matches("- [x] job").count(), 4, "{text}");
}

#[test]
fn held_lock_is_an_error_that_says_so() {
    let s = place(3);
    let held = Locks::default().acquire(&s.directory().join(PATH)).unwrap();
    let expected = fs::canonicalize(lock_file(&s)).unwrap();
    assert_eq!(held.path(), expected);
    // Neither needs the lock.
    s.plan(&["tick", "jobs", "1.1", "--dry-run"]).ok();
    s.plan(&["untick", "jobs", "1.1"]).ok();
    s.plan(&["tick", "jobs", "1.1"]).shows(
        "
exit 2
--- stdout
--- stderr
plan: error: another process has locked the plans for writing (lock `$ROOT/repo/.git/plan/lock`), and did not finish within 10s; try again when it has ended
",
    );
    assert_eq!(s.read(PATH), jobs(3));
    drop(held);
    s.plan(&["tick", "jobs", "1.1"]).ok();
    assert!(lock_file(&s).exists());
}

/// Holds the lock of a file until it is killed, when another test starts it as a process.
#[test]
fn lock_holder() {
    let Some(path) = std::env::var_os("PLAN_TEST_HOLD") else {
        return;
    };
    let path = PathBuf::from(path);
    let _held = Locks::default().acquire(&path).unwrap();
    fs::write(path.with_extension("held"), "").unwrap();
    loop {
        std::thread::park();
    }
}

#[test]
fn lock_ends_with_a_killed_process() {
    let s = place(3);
    let path = s.directory().join(PATH);
    let mut holder = s
        .command(std::env::current_exe().unwrap())
        .args(["--exact", "locks::lock_holder"])
        .env("PLAN_TEST_HOLD", &path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !path.with_extension("held").exists() {
        assert!(holder.try_wait().unwrap().is_none(), "the holder ended");
        std::thread::yield_now();
    }
    let once = Locks::default().with_wait(std::time::Duration::ZERO);
    assert!(once.acquire(&path).is_err());
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert!(once.acquire(&path).is_ok());
    s.plan(&["tick", "jobs", "1.1"]).ok();
}

#[test]
fn linked_working_tree_has_its_own_lock() {
    let mut s = place(3);
    let linked = s.root().join("linked");
    s.git(&["worktree", "add", "-q", linked.to_str().unwrap()]);
    let _held = Locks::default().acquire(&s.directory().join(PATH)).unwrap();
    // The repository of the other tree and the current directory have no influence.
    let file = linked.join(PATH);
    s.env("GIT_DIR", s.directory().join(".git").to_str().unwrap());
    s.plan(&["tick", file.to_str().unwrap(), "1.1"]).ok();
    assert!(
        s.directory()
            .join(".git/worktrees/linked/plan/lock")
            .exists()
    );
    assert!(
        fs::read_to_string(file)
            .unwrap()
            .contains("- [x] job 1 end")
    );
    assert_eq!(s.read(PATH), jobs(3));
}

#[test]
fn gitfile_leads_to_the_lock() {
    let s = place(3);
    let git_dir = s.root().join("separate");
    s.git(&[
        "init",
        "-q",
        "--separate-git-dir",
        git_dir.to_str().unwrap(),
    ]);
    s.plan(&["tick", "jobs", "1.1"]).ok();
    assert!(git_dir.join("plan").join("lock").exists());
}

#[test]
fn outside_a_repository_the_lock_is_in_the_state_directory() {
    let mut s = Sandbox::without_repository();
    let state = s.root().join("state");
    for name in ["XDG_STATE_HOME", "LOCALAPPDATA"] {
        s.env(name, state.to_str().unwrap());
    }
    s.write("jobs.md", jobs(8));
    let ticks =
        (1..=8).map(|number| vec![command(&s, &["tick", "jobs.md", &format!("1.{number}")])]);
    for output in at_once(ticks.collect()).concat() {
        assert!(output.status.success(), "{output:?}");
    }
    assert_eq!(s.read("jobs.md").matches("- [x] job").count(), 8);
    let entries = |directory: &Path| fs::read_dir(directory).unwrap().count();
    assert_eq!(entries(&state.join("plan").join("locks")), 1);
    assert_eq!(entries(s.directory()), 1);
}

#[test]
fn next_write_removes_files_of_killed_processes() {
    let s = place(3);
    let left = s
        .directory()
        .join("plan/implementation/.plan-writing-AbCdEf.tmp");
    for args in [
        &["tick", "jobs", "1.1"][..],
        &["note", "jobs", "One"],
        &["status", "jobs", "Ready"],
        &["add", "jobs", "task", "More"],
        &["new", "Other"],
    ] {
        fs::write(&left, "half a te").unwrap();
        s.plan(args).ok();
        assert!(!left.exists(), "{args:?}");
    }
}
