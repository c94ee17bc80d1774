//! `plan commit` as it is typed.

use std::ffi::{OsStr, OsString};

use clap::Args;

/// `plan commit`
#[derive(Clone, Debug, Args)]
pub struct CommitArgs {
    /// Why, for the log entries; without it the first line of the message given with `-m`.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub reason: Option<String>,
    /// Options and paths of `git commit`.
    #[arg(value_name = "GIT ARGS", last = true, allow_hyphen_values = true)]
    pub git: Vec<OsString>,
}

/// Global options whose value is the next word.
const WITH_VALUE: [&str; 5] = ["-C", "--paths", "--rev", "--format", "--color"];

/// Parts what is git's from what is ours, since both know `-C`, `-q` and `-v`: behind `commit` and its `--reason` all is git's.
pub(super) fn part(mut args: Vec<OsString>) -> Vec<OsString> {
    let is = |at: usize, word: &str| args.get(at).is_some_and(|arg| arg == OsStr::new(word));
    let mut at = 1;
    while args
        .get(at)
        .is_some_and(|arg| arg.as_encoded_bytes().starts_with(b"-"))
    {
        at += if WITH_VALUE.iter().any(|word| is(at, word)) {
            2
        } else {
            1
        };
    }
    if !is(at, "commit") {
        return args;
    }
    at += 1;
    loop {
        let stuck = args
            .get(at)
            .is_some_and(|arg| arg.as_encoded_bytes().starts_with(b"--reason="));
        at += match (is(at, "--reason"), stuck) {
            (true, _) => 2,
            (false, true) => 1,
            (false, false) => break,
        };
    }
    let asks_for_help = is(at, "--help") || is(at, "-h");
    if at < args.len() && !asks_for_help {
        args.insert(at, "--".into());
    }
    args
}
