//! The settings that say what the drivers do.

use std::ffi::OsStr;

use crate::platform;
use crate::program::{Git, ProgramError};

/// What makes a merge driver ours. Every version begins with it; to the shell it is nothing.
const MARK: &str = ": plan-driver v";

/// Up to the program. git replaces `%` and a letter, and `%%` by `%`.
const HEAD: &str = ": plan-driver v1; p=";

/// Behind the program. Whatever ends ours with anything but 0 and 1, a signal and a missing program included, must not be
/// taken for a merge: git's own then works on the files, which ours has not touched. Versions of git that know no labels
/// leave `%X` as it is. What even that refuses, such as UTF-16, is a conflict, as it is without us.
const TAIL: &str = concat!(
    r#"; [ -x "$p" ] || p=plan; r=127; "#,
    r#"if command -v "$p" >/dev/null 2>&1; then "$p" merge-driver %O %A %B %L %P %S %X %Y; r=$?; fi; "#,
    r#"case $r in 0|1) exit $r;; esac; "#,
    r#"set -- %S %X %Y %P; [ "$2" != %%X ] || set -- base ours theirs "$4"; "#,
    r#"case $r in 2) ;; 127) echo "plan: not on PATH, so git merges $4 by lines" >&2;; "#,
    r#"*) echo "plan: the merge driver ended with $r, so git merges $4 by lines" >&2;; esac; "#,
    r#"git merge-file --marker-size=%L -L "$2" -L "$1" -L "$3" %A %O %B; r=$?; "#,
    r#"[ $r -lt 128 ] || r=1; exit $r"#,
);

const DRIVER: &str = "merge.plan.driver";

/// The settings beside the driver: headings as the function names of diffs, and what git calls the merge.
const OTHERS: [(&str, &[u8]); 2] = [
    ("merge.plan.name", b"merge of plans by plan"),
    ("diff.plan.xfuncname", b"^#{1,3} .*$"),
];

/// Settings of the repository, the last value of each.
pub(super) type Settings = Vec<(String, Vec<u8>)>;

/// What is set now in the file of the repository, among what concerns us.
pub(super) fn read(git: &Git) -> Result<Settings, ProgramError> {
    list(git, &["--local"])
}

/// What git goes by: with all that is included, and the settings of the person and the machine.
pub(super) fn effective(git: &Git) -> Result<Settings, ProgramError> {
    list(git, &[])
}

fn list(git: &Git, places: &[&str]) -> Result<Settings, ProgramError> {
    let which = ["-z", "--get-regexp", r"^(merge|diff)\.plan\."];
    let args = [&["config"], places, &which].concat();
    let listed = match git.run(&args, b"") {
        // There is none.
        Err(ProgramError::Failed { code: Some(1), .. }) => Vec::new(),
        listed => listed?,
    };
    let records = listed
        .split(|byte| *byte == 0)
        .filter(|one| !one.is_empty());
    let pairs = records.map(|record| {
        let mut parts = record.splitn(2, |byte| *byte == b'\n');
        let key = parts.next().unwrap_or_default();
        let value = parts.next().unwrap_or_default();
        (String::from_utf8_lossy(key).into_owned(), value.to_vec())
    });
    Ok(pairs.collect())
}

/// The driver with a program in it, which is a word of the shell.
pub(super) fn wanted(program: &[u8]) -> Vec<u8> {
    let mut driver = HEAD.as_bytes().to_vec();
    for byte in program {
        driver.push(*byte);
        if *byte == b'%' {
            driver.push(*byte);
        }
    }
    driver.extend_from_slice(TAIL.as_bytes());
    driver
}

fn value<'a>(settings: &'a Settings, key: &str) -> Option<&'a [u8]> {
    let mut found = settings.iter().rev().filter(|(name, _)| name == key);
    found.next().map(|(_, value)| value.as_slice())
}

/// Whether the driver is set.
pub(super) fn is_there(settings: &Settings) -> bool {
    value(settings, DRIVER).is_some()
}

/// Whether it is that of this version, with whatever program in it.
pub(super) fn is_current(settings: &Settings) -> bool {
    value(settings, DRIVER)
        .is_some_and(|set| set.starts_with(HEAD.as_bytes()) && set.ends_with(TAIL.as_bytes()))
}

/// The setting of somebody else that has the place of ours.
pub(super) fn foreign(settings: &Settings) -> Option<&'static str> {
    let set = value(settings, DRIVER)?;
    (!set.starts_with(MARK.as_bytes())).then_some(DRIVER)
}

/// Sets what is not so yet, and says whether anything was. Beside the driver, what somebody has set is left as it is.
pub(super) fn write(git: &Git, settings: &Settings, wanted: &[u8]) -> Result<bool, ProgramError> {
    let mut written = false;
    let set = |key: &str, value: &[u8]| {
        let value = platform::os_string_lossy(value);
        let words = ["config", "--local", "--replace-all", key].map(OsStr::new);
        git.run(&[words.as_slice(), &[value.as_os_str()]].concat(), b"")
    };
    for (key, text) in OTHERS {
        if value(settings, key).is_none() {
            set(key, text)?;
            written = true;
        }
    }
    if value(settings, DRIVER) != Some(wanted) {
        set(DRIVER, wanted)?;
        written = true;
    }
    Ok(written)
}

/// Takes away what is ours, and says whether there was anything.
pub(super) fn remove(git: &Git, settings: &Settings) -> Result<bool, ProgramError> {
    let ours = OTHERS
        .iter()
        .filter(|(key, text)| value(settings, key) == Some(text))
        .map(|(key, _)| *key);
    let driver = is_there(settings).then_some(DRIVER);
    let mut removed = false;
    for key in ours.chain(driver) {
        git.run(&["config", "--local", "--unset-all", key], b"")?;
        removed = true;
    }
    Ok(removed)
}
