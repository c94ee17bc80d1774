//! What the hook of a test repository does.

use std::env;
use std::fs;

use plan_git::paths::Paths;
use plan_git::repository::Repository;
use plan_git::staging::{Decision, HookEnvironment, Rewrite, Staged, run as run_staging};
use plan_git::time::{Clock, Zone};

/// Runs the hook and leaves what it reported in the file that `PLAN_TEST_HOOK` names.
pub fn run() {
    let cwd = env::current_dir().unwrap();
    let repository = Repository::discover(&cwd).unwrap();
    let now = i64::try_from(
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_secs(),
    )
    .unwrap();
    let environment = HookEnvironment::read(cwd, Clock::new(now, Zone::Offset(0)), &|name| {
        env::var_os(name)
    });
    let paths = Paths::new(["plans/*.md".to_owned()]).unwrap();
    let report = match run_staging(&environment, &repository, &paths, None, &mut Logger) {
        Ok(report) => format!("{report:?}"),
        Err(error) => format!("ERROR {error:?}"),
    };
    fs::write(env::var_os("PLAN_TEST_HOOK").unwrap(), report).unwrap();
}

/// Logs a changed plan with one line.
struct Logger;

impl Rewrite for Logger {
    fn rewrite(&mut self, plan: &Staged<'_>) -> Decision {
        let base = plan.base.unwrap_or_default();
        let changed = plan.base.is_none() || body(base) != body(plan.staged);
        let line = format!("logged: {}", plan.authored.seconds);
        match (changed, entries(plan.staged).saturating_sub(entries(base))) {
            (true, 0) => match with_entries(plan.staged, entries(plan.staged) + 1, &line) {
                Some(bytes) => decided(bytes, line),
                None => Decision::warn("has no log".into()),
            },
            (false, 1..) => {
                let bytes = with_entries(plan.staged, entries(base), &line).unwrap();
                decided(bytes, "took the entry back".into())
            }
            _ => Decision::default(),
        }
    }

    fn replant(&mut self, text: &[u8], plan: &Staged<'_>, new: &[u8]) -> Option<Vec<u8>> {
        if env::var_os("PLAN_TEST_RACE").is_some() {
            // Somebody saves the file while we work.
            fs::write(std::str::from_utf8(plan.path).unwrap(), "saved meanwhile\n").unwrap();
        }
        let last = lines(new).rfind(|line| is_entry(line)).unwrap_or_default();
        with_entries(text, entries(new), String::from_utf8_lossy(last).trim_end())
    }
}

fn decided(bytes: Vec<u8>, note: String) -> Decision {
    Decision {
        bytes: Some(bytes),
        notes: vec![note],
        warnings: Vec::new(),
    }
}

fn lines(text: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n')
}

fn is_entry(line: &[u8]) -> bool {
    line.starts_with(b"logged: ")
}

fn entries(text: &[u8]) -> usize {
    lines(text).filter(|line| is_entry(line)).count()
}

/// The text without its entries and without line ends.
pub fn body(text: &[u8]) -> Vec<Vec<u8>> {
    lines(text)
        .filter(|line| !is_entry(line))
        .map(|line| line.trim_ascii_end().to_vec())
        .collect()
}

/// The text with that many entries, right below the heading of the log.
fn with_entries(text: &[u8], wanted: usize, line: &str) -> Option<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = lines(text).map(<[u8]>::to_vec).collect();
    let heading = all.iter().position(|line| line.starts_with(b"## Log"))?;
    let end: &str = if all[heading].ends_with(b"\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let mut have = entries(text);
    let last = all
        .iter()
        .rposition(|line| is_entry(line))
        .unwrap_or(heading);
    while have < wanted {
        all.insert(last + 1, format!("{line}{end}").into_bytes());
        have += 1;
    }
    while have > wanted {
        let last = all.iter().rposition(|line| is_entry(line))?;
        all.remove(last);
        have -= 1;
    }
    Some(all.concat())
}
