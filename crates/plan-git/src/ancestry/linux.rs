//! Ancestors as `/proc` shows them.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::process::parent_id;

/// `/proc` keeps the words apart.
pub(super) const EXACT: bool = true;

/// The command lines of our ancestors, the nearest first, as far up as they can be read.
pub(super) fn ancestors(levels: usize) -> Vec<Vec<OsString>> {
    std::iter::successors(Some(parent_id()), |pid| parent_of(*pid))
        .take_while(|pid| *pid > 0)
        .take(levels)
        .map_while(command_line)
        .collect()
}

fn command_line(pid: u32) -> Option<Vec<OsString>> {
    let joined = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let words = joined.strip_suffix(b"\0").unwrap_or(&joined);
    Some(
        words
            .split(|byte| *byte == 0)
            .map(|word| OsString::from_vec(word.to_vec()))
            .collect(),
    )
}

/// The fourth field of `stat`. The second, the name in parentheses, can hold blanks and parentheses itself.
fn parent_of(pid: u32) -> Option<u32> {
    let stat = fs::read(format!("/proc/{pid}/stat")).ok()?;
    let name_end = stat.iter().rposition(|byte| *byte == b')')?;
    let fields = std::str::from_utf8(stat.get(name_end + 1..)?).ok()?;
    fields.split_ascii_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_that_started_us_is_the_first_ancestor() {
        let found = ancestors(16);
        assert_eq!(found.first().cloned(), command_line(parent_id()));
        assert!(ancestors(1).len() <= 1);
    }
}
