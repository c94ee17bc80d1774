//! The text of the script.

use std::io;
use std::path::{Path, PathBuf};

use crate::platform;

use super::{Hook, HookError};

/// What makes a script ours. Every version starts its second line with it.
const MARK: &[u8] = b"\n# plan-hook v";

/// The version of the script that is installed.
pub(super) const CURRENT: u32 = 2;
/// Every version that was released. Scripts of an older one are recognised and renewed.
const VERSIONS: [u32; 2] = [1, CURRENT];

/// The part before the program. A hook that was there before runs first.
const HEAD: &str = r#"#!/bin/sh
# plan-hook vVERSION (managed; remove with: plan hook uninstall)
h="$(dirname "$0")/NAME.plan-chained"
if [ -x "$h" ] && [ -z "$PLAN_HOOK_CHAIN$PRE_COMMIT_RUNNING_LEGACY" ]; then PLAN_HOOK_CHAIN=1 "$h" "$@" || STOP; fi
[ -n "$PLAN_HOOK_CHAIN" ] && exit 0 # reached through the hook that runs first
plan="#;

/// The part after the program, in the hook that may stop a commit.
const STRICT: &str = r#"
[ -x "$plan" ] || plan=plan
command -v "$plan" >/dev/null 2>&1 || { echo "MISSING" >&2; exit 0; }
"$plan" hook run NAME "$@"
rc=$? # no exec: a hook that crashes or is killed must not fail the commit
[ "$rc" = 1 ] && exit 1 # strict mode only
[ "$rc" = 0 ] || echo "FAILED" >&2
exit 0
"#;

/// The messages of version 1, and those since.
const MESSAGES: [(&str, &str); 2] = [
    (
        "plan: not on PATH, Evolution Log not updated",
        "plan: the hook ended with $rc, Evolution Log not updated",
    ),
    (
        "plan: warning: the Evolution Log was not updated, because plan is not on the PATH of git; run: plan hook doctor",
        "plan: warning: the Evolution Log was not updated, because the hook ended with $rc; run: plan hook doctor",
    ),
];

/// The part after the program, in the other hooks.
const MILD: &str = r#"
[ -x "$plan" ] || plan=plan
command -v "$plan" >/dev/null 2>&1 || exit 0 # pre-commit has said so
"$plan" hook run NAME "$@"
exit 0 # whatever became of it
"#;

/// Returns the script of a hook before and after the program.
fn parts(hook: Hook, version: u32) -> (Vec<u8>, Vec<u8>) {
    // A commit that was made cannot be stopped, so there a failure of the first is none of ours.
    let (stop, tail) = match hook {
        Hook::PreCommit => ("exit $?", STRICT),
        Hook::CommitMsg => ("exit $?", MILD),
        Hook::PostCommit => (":", MILD),
    };
    let [first, since] = MESSAGES;
    let (missing, failed) = if version == 1 { first } else { since };
    let fill = |text: &str| {
        text.replace("NAME", hook.name())
            .replace("STOP", stop)
            .replace("VERSION", &version.to_string())
            .replace("MISSING", missing)
            .replace("FAILED", failed)
    };
    (fill(HEAD).into_bytes(), fill(tail).into_bytes())
}

/// A script as far as we know it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// There is none.
    Absent,
    /// It is exactly one of ours.
    Ours {
        /// The program in it.
        absolute: Option<PathBuf>,
        /// The version of the script.
        version: u32,
    },
    /// It bears our mark, but somebody changed it.
    Edited,
    /// It is somebody else's.
    Foreign {
        /// Whether it mentions our command, and not in a comment.
        runs_ours: bool,
    },
}

/// The script with a program in it, or with the one on `PATH`.
pub(super) fn render(hook: Hook, absolute: Option<&Path>) -> Vec<u8> {
    let (head, tail) = parts(hook, CURRENT);
    [head, super::program_word(absolute), tail].concat()
}

/// Looks at the script at a path.
pub(super) fn read(hook: Hook, path: &Path) -> Result<Script, HookError> {
    match std::fs::read(path) {
        Ok(text) => Ok(recognise(hook, &text)),
        Err(_) if path.is_dir() => Err(HookError::InTheWay {
            path: path.to_owned(),
            wanted: "a file",
        }),
        Err(error) => read_failed(path, error),
    }
}

/// What is said of a script that cannot be read.
fn read_failed(path: &Path, error: io::Error) -> Result<Script, HookError> {
    if let Some(directory) = path.parent().filter(|directory| directory.is_file()) {
        return Err(HookError::InTheWay {
            path: directory.to_owned(),
            wanted: "a directory",
        });
    }
    match error.kind() {
        // A link to nowhere is a hook that is broken, not one that is absent.
        io::ErrorKind::NotFound if path.symlink_metadata().is_err() => Ok(Script::Absent),
        io::ErrorKind::NotFound => Ok(Script::Foreign { runs_ours: false }),
        _ => Err(HookError::file(path, "read")(error)),
    }
}

fn recognise(hook: Hook, text: &[u8]) -> Script {
    for version in VERSIONS {
        let (head, tail) = parts(hook, version);
        let program = text
            .strip_prefix(head.as_slice())
            .and_then(unquoted)
            .filter(|(_, rest)| *rest == tail);
        if let Some((program, _)) = program {
            return Script::Ours {
                absolute: (!program.is_empty()).then(|| platform::os_string_lossy(&program).into()),
                version,
            };
        }
    }
    if contains(text, MARK) {
        Script::Edited
    } else {
        Script::Foreign {
            runs_ours: mentions(text, hook.line().as_bytes()),
        }
    }
}

/// Whether a line that is no comment has these words in it.
pub(super) fn mentions(text: &[u8], words: &[u8]) -> bool {
    text.split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii_start().starts_with(b"#"))
        .any(|line| contains(line, words))
}

pub(super) fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// A word as the shell takes it for itself: in single quotes, with those inside spelled out.
pub(super) fn quoted(word: &[u8]) -> Vec<u8> {
    let inside: Vec<u8> = word
        .iter()
        .flat_map(|byte| {
            if *byte == b'\'' {
                b"'\\''".to_vec()
            } else {
                vec![*byte]
            }
        })
        .collect();
    [b"'", inside.as_slice(), b"'"].concat()
}

/// Reads such a word; gives it and what follows.
fn unquoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut rest = text.strip_prefix(b"'")?;
    let mut word = Vec::new();
    loop {
        let end = rest.iter().position(|byte| *byte == b'\'')?;
        word.extend_from_slice(rest.get(..end)?);
        rest = rest.get(end + 1..)?;
        match rest.strip_prefix(b"\\''") {
            Some(more) => {
                word.push(b'\'');
                rest = more;
            }
            None => return Some((word, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_recognised_with_the_program_in_it() {
        for (hook, program) in Hook::ALL.into_iter().flat_map(|hook| {
            [
                None,
                Some("/usr/bin/plan"),
                Some("/a b/it's \"$x\"/plan"),
                Some("/ends in '"),
                Some("/new\nline"),
            ]
            .map(|program| (hook, program))
        }) {
            let program = program.map(Path::new);
            let text = render(hook, program);
            assert_eq!(
                recognise(hook, &text),
                Script::Ours {
                    absolute: program.map(Path::to_owned),
                    version: CURRENT,
                }
            );
            let more = [text.as_slice(), b"make lint\n"].concat();
            assert_eq!(recognise(hook, &more), Script::Edited);
        }
        for hook in Hook::ALL {
            let (head, tail) = parts(hook, 1);
            let first = [head.as_slice(), b"''", tail.as_slice()].concat();
            assert!(matches!(
                recognise(hook, &first),
                Script::Ours { version: 1, .. }
            ));
        }
        assert_eq!(
            recognise(Hook::PreCommit, b"#!/bin/sh\nmake lint\n"),
            Script::Foreign { runs_ours: false }
        );
        assert_eq!(
            recognise(Hook::PreCommit, b"#!/bin/sh\nplan hook run pre-commit\n"),
            Script::Foreign { runs_ours: true }
        );
        assert_eq!(
            recognise(
                Hook::PreCommit,
                b"#!/bin/sh\n  # plan hook run pre-commit\n"
            ),
            Script::Foreign { runs_ours: false }
        );
        assert_eq!(
            recognise(Hook::PreCommit, b""),
            Script::Foreign { runs_ours: false }
        );
    }
}
