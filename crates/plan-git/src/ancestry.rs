//! Which git command is running us.
//!
//! A `pre-commit` hook is not told whether its commit amends. The command line of the `git commit` above us knows. This
//! module finds that command line among our ancestors and reads it as git would. It leaves out everything else about
//! processes, and never guesses: what it cannot read is [`Amend::Unsure`].

use std::ffi::OsString;
use std::path::PathBuf;

use crate::repository::{Commit, Signature};

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
use linux as platform;

// On Linux only its tests run, so that they run somewhere on every change.
#[cfg(all(unix, any(test, not(target_os = "linux"))))]
#[cfg_attr(
    target_os = "linux",
    expect(dead_code, reason = "built here for its tests only")
)]
mod ps;
#[cfg(all(unix, not(target_os = "linux")))]
use ps as platform;

#[cfg(not(unix))]
mod unknown;
#[cfg(not(unix))]
use unknown as platform;

/// How far up the search goes. Shims, lefthook and the pre-commit framework were seen to need eight levels.
const LEVELS: usize = 16;

/// How long ago the author date of HEAD must lie before an equal author counts as an amend.
///
/// Two commits made by a script in one second carry the same author and date, and neither of them amends.
const SAME_MOMENT: i64 = 2;

/// The command line of the `git commit` that runs us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitCommand {
    /// The words of the command line, the program first.
    pub argv: Vec<OsString>,
    /// Whether `argv` has the words exactly as they were given.
    ///
    /// `ps` joins the words with blanks. Where a word held a blank itself, the border between words is lost.
    pub exact: bool,
}

/// Whether a command line amends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amend {
    /// The option is there.
    Yes,
    /// The option is not there.
    No,
    /// The words do not tell.
    Unsure,
}

impl GitCommand {
    /// Finds the nearest ancestor process that is a `git commit`.
    #[must_use]
    pub fn running() -> Option<Self> {
        platform::ancestors(LEVELS)
            .into_iter()
            .map(|argv| Self {
                argv,
                exact: platform::EXACT,
            })
            .find(|command| command.options().is_some())
    }

    /// Says whether this command was told to amend, reading the words as git's own option parser does.
    #[must_use]
    pub fn amend(&self) -> Amend {
        let Some(options) = self.options() else {
            return Amend::Unsure;
        };
        let read = read_options(&options);
        let answer = read.amend;
        if self.exact {
            return if answer { Amend::Yes } else { Amend::No };
        }
        // Without the borders between words, a message can look like an option, and hide one.
        let mentioned = options.iter().any(|word| names_amend(word));
        match (mentioned, read.free_text_before) {
            (false, _) => Amend::No,
            (true, false) if answer => Amend::Yes,
            (true, _) => Amend::Unsure,
        }
    }

    /// The first paragraph of the message that this command was told, where its words are known exactly.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        let options = self.options().filter(|_| self.exact)?;
        let message = read_options(&options).message?;
        Some(String::from_utf8_lossy(message).into_owned())
    }

    /// The file with the message that this command was told, where its words are known exactly; none for standard input. A
    /// relative path is from where the command was started.
    #[must_use]
    pub fn message_file(&self) -> Option<PathBuf> {
        let options = self.options().filter(|_| self.exact)?;
        let file = read_options(&options).file.filter(|file| *file != b"-")?;
        Some(PathBuf::from(String::from_utf8_lossy(file).into_owned()))
    }

    /// How this command was told to clean its message up, where its words are known exactly.
    #[must_use]
    pub fn cleanup(&self) -> Option<String> {
        let options = self.options().filter(|_| self.exact)?;
        let mode = read_options(&options).cleanup?;
        Some(String::from_utf8_lossy(mode).into_owned())
    }

    /// The words behind `commit`, if this is a `git commit`.
    fn options(&self) -> Option<Vec<&[u8]>> {
        let mut words = self.argv.iter().map(|word| word.as_encoded_bytes());
        let program = basename(words.next()?);
        if program == b"git-commit" {
            return Some(words.collect());
        }
        if program != b"git" {
            return None;
        }
        while let Some(word) = words.next() {
            if word == b"commit" {
                return Some(words.collect());
            }
            if !word.starts_with(b"-") {
                return None;
            }
            if GLOBAL_WITH_VALUE.contains(&word) {
                words.next()?;
            }
        }
        None
    }
}

/// Says whether the commit being made replaces HEAD.
///
/// The command line decides. Where it cannot be read, the commit is taken for an amend when git kept HEAD's author, down
/// to the second, and that second is past: a wrong "no" costs one entry too many, a wrong "yes" rewrites an old entry.
#[must_use]
pub fn amending(
    command: Option<&GitCommand>,
    author: Option<&Signature>,
    head: Option<&Commit>,
    now: i64,
) -> bool {
    let Some(head) = head else {
        return false;
    };
    match command.map_or(Amend::Unsure, GitCommand::amend) {
        Amend::Yes => true,
        Amend::No => false,
        Amend::Unsure => author.is_some_and(|author| {
            *author == head.author && now.saturating_sub(author.time.seconds) > SAME_MOMENT
        }),
    }
}

/// Options before the subcommand whose value is the next word.
const GLOBAL_WITH_VALUE: &[&[u8]] = &[
    b"-C",
    b"-c",
    b"--git-dir",
    b"--work-tree",
    b"--namespace",
    b"--super-prefix",
    b"--config-env",
    b"--attr-source",
];

/// Long options of `git commit` whose value is the next word, unless it is stuck on with `=`.
const LONG_WITH_VALUE: &[&[u8]] = &[
    b"author",
    b"cleanup",
    b"date",
    b"file",
    b"fixup",
    b"inter-hunk-context",
    b"message",
    b"pathspec-from-file",
    b"reedit-message",
    b"reuse-message",
    b"squash",
    b"template",
    b"trailer",
    b"unified",
];

/// Long options of `git commit` that start like `--amend` or like one that takes a value: they decide what an
/// abbreviation means.
const LONG_FLAGS: &[&[u8]] = &[
    b"ahead-behind",
    b"all",
    b"allow-empty",
    b"allow-empty-message",
    b"amend",
    b"dry-run",
    b"include",
    b"interactive",
    b"patch",
    b"pathspec-file-nul",
    b"reset-author",
    b"signoff",
    b"status",
    b"untracked-files",
];

/// Short options of `git commit` whose value is the rest of the word or the next word.
const SHORT_WITH_VALUE: &[u8] = b"FmcCtU";
/// Short options of `git commit` whose value, if any, is the rest of the word.
const SHORT_WITH_STUCK_VALUE: &[u8] = b"Su";

/// What the options of a `git commit` say.
#[derive(Default)]
struct Options<'a> {
    /// Whether the last word on it is `--amend`.
    amend: bool,
    /// Whether an option with free text comes before the first mention of it.
    free_text_before: bool,
    /// The first message.
    message: Option<&'a [u8]>,
    /// The last file with one.
    file: Option<&'a [u8]>,
    /// The last mode of cleaning it up.
    cleanup: Option<&'a [u8]>,
}

/// What the value of an option is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Message,
    File,
    Cleanup,
    Other,
}

/// Reads the options of `git commit`.
fn read_options<'a>(words: &[&'a [u8]]) -> Options<'a> {
    let mut read = Options::default();
    let mut mentioned = false;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if *word == b"--" || *word == b"--end-of-options" {
            break;
        }
        // What the value of the option is, and the value, if it is not the next word.
        let value: Option<(Value, Option<&'a [u8]>)> = if let Some(long) = word.strip_prefix(b"--")
        {
            match long_option(long) {
                Long::Amend(on) => {
                    read.amend = on;
                    mentioned = true;
                    None
                }
                Long::Value { name, stuck } => {
                    let value = match name {
                        b"message" => Value::Message,
                        b"file" => Value::File,
                        b"cleanup" => Value::Cleanup,
                        _ => Value::Other,
                    };
                    Some((value, stuck))
                }
                Long::Flag => None,
            }
        } else if let Some(cluster) = word.strip_prefix(b"-") {
            let with_value = cluster.iter().position(|letter| {
                SHORT_WITH_VALUE.contains(letter) || SHORT_WITH_STUCK_VALUE.contains(letter)
            });
            match with_value.and_then(|at| cluster.get(at..)) {
                Some([letter, rest @ ..]) if SHORT_WITH_VALUE.contains(letter) => {
                    let value = match letter {
                        b'm' => Value::Message,
                        b'F' => Value::File,
                        _ => Value::Other,
                    };
                    Some((value, Some(rest).filter(|rest| !rest.is_empty())))
                }
                _ => None,
            }
        } else {
            None
        };
        if let Some((what, stuck)) = value {
            read.free_text_before |= !mentioned;
            let value = stuck.or_else(|| words.next().copied());
            match what {
                Value::Message => read.message = read.message.or(value),
                Value::File => read.file = value,
                Value::Cleanup => read.cleanup = value,
                Value::Other => {}
            }
        }
    }
    read
}

enum Long<'a> {
    Amend(bool),
    Value {
        name: &'static [u8],
        stuck: Option<&'a [u8]>,
    },
    Flag,
}

/// Resolves a long option without its dashes, abbreviated or not.
fn long_option(word: &[u8]) -> Long<'_> {
    let mut parts = word.splitn(2, |byte| *byte == b'=');
    let name = parts.next().unwrap_or_default();
    let stuck = parts.next();
    if let Some(negated) = name.strip_prefix(b"no-") {
        return if resolve(negated) == Some(b"amend") {
            Long::Amend(false)
        } else {
            Long::Flag
        };
    }
    match resolve(name) {
        Some(b"amend") => Long::Amend(true),
        Some(name) if LONG_WITH_VALUE.contains(&name) => Long::Value { name, stuck },
        _ => Long::Flag,
    }
}

/// The full name of an option that may be abbreviated. `None` where git would call it ambiguous, or knows it and we do not.
fn resolve(name: &[u8]) -> Option<&'static [u8]> {
    let known = || LONG_WITH_VALUE.iter().chain(LONG_FLAGS).copied();
    if let Some(exact) = known().find(|full| *full == name) {
        return Some(exact);
    }
    let mut candidates = known().filter(|full| full.starts_with(name));
    let only = candidates.next()?;
    if candidates.next().is_some() {
        None
    } else {
        Some(only)
    }
}

/// Whether a word, taken by itself, is the option or its negation.
fn names_amend(word: &[u8]) -> bool {
    word.strip_prefix(b"--")
        .is_some_and(|long| matches!(long_option(long), Long::Amend(_)))
}

/// The name of a program without its directory and without `.exe`.
fn basename(program: &[u8]) -> &[u8] {
    let name = program
        .rsplit(|byte| matches!(byte, b'/' | b'\\'))
        .next()
        .unwrap_or(program);
    name.strip_suffix(b".exe").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::time::Time;

    fn command(words: &[&str], exact: bool) -> GitCommand {
        GitCommand {
            argv: words.iter().map(OsString::from).collect(),
            exact,
        }
    }

    fn amend(line: &[&str]) -> Amend {
        command(line, true).amend()
    }

    #[test]
    fn the_subcommand_follows_the_global_options() {
        for line in [
            &["git", "commit", "--amend"][..],
            &[
                "/usr/bin/git",
                "-c",
                "commit",
                "-C",
                "commit",
                "commit",
                "--amend",
            ],
            &[
                "git",
                "--git-dir",
                "x",
                "--work-tree=y",
                "--no-pager",
                "commit",
                "--amend",
            ],
            &[
                "C:\\Git\\bin\\git.exe",
                "--attr-source",
                "HEAD",
                "commit",
                "--amend",
            ],
            &["/usr/lib/git-core/git-commit", "--amend"],
        ] {
            assert_eq!(amend(line), Amend::Yes, "{line:?}");
        }
        for line in [
            &["git", "log", "commit", "--amend"][..],
            &["git", "-C", "commit", "status", "--amend"],
            &["gitk", "commit", "--amend"],
            &["git"],
            &["sh", "-c", "git commit --amend"],
        ] {
            assert_eq!(amend(line), Amend::Unsure, "{line:?}");
        }
    }

    #[test]
    fn the_option_is_read_as_git_reads_it() {
        let yes: &[&[&str]] = &[
            &["--amend"],
            &["--amend", "--no-edit"],
            &["--am"],
            &["--ame", "-m", "x"],
            &["path", "--amend"],
            &["-am", "message", "--amend"],
            &["-ammessage", "--amend"],
            &["-S", "--amend"],
            &["-Skey", "--amend"],
            &["-u", "--amend"],
            &["--message=x", "--amend"],
            &["--mess", "x", "--amend"],
            &["--no-amend", "--amend"],
            &["--fixup=x", "--amend"],
        ];
        let no: &[&[&str]] = &[
            &[],
            &["-m", "--amend"],
            &["-am", "--amend"],
            &["-qm", "--amend"],
            &["--message", "--amend"],
            &["--mess", "--amend"],
            &["-F", "--amend"],
            &["--author", "--amend"],
            &["--trailer", "--amend"],
            &["--", "--amend"],
            &["-m", "x", "--", "--amend"],
            &["--amend", "--no-amend"],
            &["--am", "--no-am"],
            &["--allow-empty"],
            &["--all"],
            &["--a"],
            &["-m", "say --amend here"],
        ];
        for (lines, expected) in [(yes, Amend::Yes), (no, Amend::No)] {
            for line in lines {
                let words: Vec<&str> = ["git", "commit"]
                    .iter()
                    .chain(line.iter())
                    .copied()
                    .collect();
                assert_eq!(amend(&words), expected, "{words:?}");
            }
        }
    }

    #[test]
    fn the_message_is_the_first_one() {
        for (line, message) in [
            (&["-m", "why"][..], Some("why")),
            (&["-am", "why", "--amend"], Some("why")),
            (&["-amwhy"], Some("why")),
            (&["--message=why", "-m", "more"], Some("why")),
            (&["--mess", "why"], Some("why")),
            (&["-F", "-m", "-a"], None),
            (&["--author", "-m", "x"], None),
            (&["--", "-m", "x"], None),
            (&["-C", "HEAD", "-m", "-x"], Some("-x")),
            (&["-m"], None),
            (&[], None),
        ] {
            let words: Vec<&str> = ["git", "commit"]
                .iter()
                .chain(line.iter())
                .copied()
                .collect();
            assert_eq!(
                command(&words, true).message().as_deref(),
                message,
                "{words:?}"
            );
            assert_eq!(command(&words, false).message(), None);
        }
    }

    #[test]
    fn joined_words_are_trusted_only_where_they_cannot_mislead() {
        let joined = |line: &str| command(&line.split(' ').collect::<Vec<_>>(), false).amend();
        assert_eq!(joined("git commit --amend -m some words"), Amend::Yes);
        assert_eq!(joined("git commit -m some words"), Amend::No);
        assert_eq!(joined("git commit -m some --amend words"), Amend::Unsure);
        assert_eq!(joined("git commit -m some words --amend"), Amend::Unsure);
        assert_eq!(joined("git commit -- --amend"), Amend::Unsure);
    }

    #[test]
    fn without_a_command_line_the_author_decides() {
        let author = Signature {
            name: "Ann".into(),
            email: "ann@example.org".into(),
            time: Time::new(1000, 3600),
        };
        let id: crate::repository::ObjectId =
            "4b825dc642cb6eb9a060e54bf8d69288fbee4904".parse().unwrap();
        let head = Commit {
            id,
            tree: id,
            parents: Vec::new(),
            author: author.clone(),
            committer: author.clone(),
            subject: String::new(),
            message: String::new(),
        };
        let other = Signature {
            name: "Bob".into(),
            ..author.clone()
        };
        assert!(amending(None, Some(&author), Some(&head), 1003));
        assert!(
            !amending(None, Some(&author), Some(&head), 1002),
            "made within the same moment"
        );
        assert!(!amending(None, Some(&other), Some(&head), 2000));
        assert!(!amending(None, None, Some(&head), 2000));
        let plain = command(&["git", "commit"], true);
        assert!(
            !amending(Some(&plain), Some(&author), Some(&head), 2000),
            "the command line comes first"
        );
        let amend = command(&["git", "commit", "--amend", "--reset-author"], true);
        assert!(amending(Some(&amend), Some(&other), Some(&head), 2000));
        assert!(
            !amending(Some(&amend), Some(&other), None, 2000),
            "there is nothing to amend"
        );
    }
}
