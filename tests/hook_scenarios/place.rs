//! A repository with the plan, the hook and the driver, and what is asked of it.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

pub use crate::plans::{CACHE, PATH, READY, cache};
pub use crate::sandbox::Sandbox;

/// A second change, far from the first and near the log.
pub const NOTES: (&str, &str) = ("Nothing yet.", "Something.");
/// A box.
pub const TICK: (&str, &str) = ("- [ ] Keys expire", "- [x] Keys expire");

/// The entry of one line on New Year's Day.
pub fn entry(line: &str) -> String {
    format!("\n### 2026-01-01 - {line}\n\n- {line}\n")
}

/// The entry of [`READY`].
pub fn ready() -> String {
    entry("Status: Draft -> Ready")
}

/// The entry of [`NOTES`].
pub fn notes() -> String {
    entry("Section changed: Notes")
}

/// A repository with a committed plan and another file, without hook and driver.
pub fn bare_place() -> Sandbox {
    let s = Sandbox::new();
    start(&s);
    s
}

/// Writes and commits the first files.
pub fn start(s: &Sandbox) {
    s.write(PATH, CACHE);
    s.write("other.txt", "one\n");
    s.write(".plan.toml", "[log]\nprogress = \"every\"\n");
    s.commit("start");
}

/// The same with hook and driver.
pub fn place() -> Sandbox {
    let s = bare_place();
    s.plan(&["hook", "install"]).ok();
    s
}

/// The same with the change to Ready committed and logged.
pub fn logged() -> Sandbox {
    let s = place();
    s.write(PATH, cache(&[READY]));
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    s
}

/// The plan in HEAD.
pub fn head(s: &Sandbox) -> String {
    at(s, &format!("HEAD:{PATH}"))
}

/// A blob, byte for byte.
pub fn at(s: &Sandbox, spec: &str) -> String {
    s.try_git(&["cat-file", "blob", spec]).ok().stdout
}

/// Changes the plan in the work tree and keeps its log.
pub fn edit(s: &Sandbox, (from, to): (&str, &str)) {
    edit_at(s, PATH, (from, to));
}

/// The same for another file.
pub fn edit_at(s: &Sandbox, path: &str, (from, to): (&str, &str)) {
    let text = s.read(path);
    assert_eq!(
        text.matches(from).count(),
        1,
        "`{from}` must stand once in\n{text}"
    );
    s.write(path, text.replace(from, to));
}

/// The titles of the entries of a text.
pub fn titles(text: &str) -> Vec<&str> {
    let headings = text.lines().filter_map(|line| line.strip_prefix("### 20"));
    headings
        .filter_map(|line| line.split_once(" - ").map(|(_, title)| title.trim_end()))
        .collect()
}

/// Demands that the plan in HEAD has these entries behind the first one.
#[track_caller]
pub fn has(s: &Sandbox, expected: &[&str]) {
    let text = head(s);
    let titles = titles(&text);
    assert_eq!(titles.first(), Some(&"Initial Plan"), "{text}");
    assert_eq!(&titles[1..], expected, "{text}");
}

/// Demands that `git status` says nothing, and that the file is what is committed.
#[track_caller]
pub fn clean(s: &Sandbox) {
    assert_eq!(s.git_status(), "");
}

/// Writes a file that can be run.
pub fn script(s: &Sandbox, path: impl AsRef<std::path::Path>, text: &str) {
    s.write(&path, text);
    let path = s.directory().join(path);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Lets every commit fail after the hook has run.
pub fn refuse(s: &Sandbox) {
    script(s, ".git/hooks/commit-msg", "#!/bin/sh\nexit 1\n");
}

/// Lets commits through again.
pub fn accept(s: &Sandbox) {
    std::fs::remove_file(s.directory().join(".git/hooks/commit-msg")).unwrap();
}

/// An editor that writes a message.
pub fn with_editor(s: &mut Sandbox, message: &str) {
    let editor = s.root().join("bin/editor");
    script(
        s,
        &editor,
        &format!("#!/bin/sh\necho '{message}' >\"$1\"\n"),
    );
    s.env("GIT_EDITOR", editor.to_str().unwrap());
}

/// Runs git with something to read.
pub fn git_reading(s: &Sandbox, args: &[&str], input: &str) {
    let mut child = s
        .command("git")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    assert!(child.wait().unwrap().success(), "{args:?}");
}

/// Commits a change on a new branch, and comes back.
pub fn branch(s: &Sandbox, name: &str, changes: &[(&str, &str)]) {
    let from = s.git(&["rev-parse", "--abbrev-ref", "HEAD"]);
    s.git(&["checkout", "-qb", name]);
    for change in changes {
        edit(s, *change);
        s.git(&["commit", "-qam", name]);
    }
    s.git(&["checkout", "-q", &from]);
}

/// Takes the driver away, as on a machine that has none.
pub fn without_driver(s: &Sandbox) {
    s.write(".git/info/attributes", "");
}
