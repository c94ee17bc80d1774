//! Ancestors as `ps` lists them, for macOS and the other unixes without a `/proc` to rely on.

use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::process::parent_id;
use std::process::{Command, Stdio};

/// `ps` joins the words with blanks.
pub(super) const EXACT: bool = false;

/// The command lines of our ancestors, the nearest first, as far up as they can be read.
pub(super) fn ancestors(levels: usize) -> Vec<Vec<OsString>> {
    // One listing of all processes is cheaper than one call a level.
    let listing = Command::new("ps")
        .args(["-A", "-ww", "-o", "pid=", "-o", "ppid=", "-o", "args="])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let Ok(listing) = listing else {
        return Vec::new();
    };
    climb(&listing.stdout, parent_id(), levels)
}

/// Follows the parents in a listing, from `pid` upwards.
fn climb(listing: &[u8], pid: u32, levels: usize) -> Vec<Vec<OsString>> {
    let processes: HashMap<u32, (u32, Vec<OsString>)> = listing
        .split(|byte| *byte == b'\n')
        .filter_map(process)
        .collect();
    std::iter::successors(processes.get(&pid), |(parent, _)| processes.get(parent))
        .take(levels)
        .map(|(_, words)| words.clone())
        .collect()
}

fn process(line: &[u8]) -> Option<(u32, (u32, Vec<OsString>))> {
    let mut words = line
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let mut number = || std::str::from_utf8(words.next()?).ok()?.parse::<u32>().ok();
    let (pid, parent) = (number()?, number()?);
    Some((
        pid,
        (
            parent,
            words
                .map(|word| OsString::from_vec(word.to_vec()))
                .collect(),
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_are_followed_through_a_listing() {
        let listing = b"    1     0 /sbin/launchd\n  20     1 git commit -m x\n  30    20 /bin/sh hook\n garbage\n  40     1 other\n";
        let lines: Vec<String> = climb(listing, 30, 16)
            .iter()
            .map(|words| {
                words
                    .join(std::ffi::OsStr::new(" "))
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        assert_eq!(lines, ["/bin/sh hook", "git commit -m x", "/sbin/launchd"]);
        assert_eq!(climb(listing, 30, 2).len(), 2);
        assert!(climb(listing, 99, 16).is_empty());
    }
}
