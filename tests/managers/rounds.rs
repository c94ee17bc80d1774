//! Commits of every kind, once the hook is called in whatever way.

use crate::place::{NOTES, PATH, READY, cache, clean, edit, head, ready};
use crate::sandbox::Sandbox;

/// An entry by hand, right behind the log, that is not staged.
pub const NOTE: &str = "\n### 2026-01-01 - My note\n\nNot staged.\n";

/// All, a path, and a part far from the log; each is taken back.
#[track_caller]
pub fn commits(s: &Sandbox, told: &str) {
    let back = |s: &Sandbox| {
        s.git(&["reset", "-q", "--hard", "HEAD~"]);
    };
    edit(s, READY);
    let run = s.try_git(&["commit", "-qam", "ready"]);
    assert_eq!(run.status, 0, "{told}: {}", run.screen());
    assert_eq!(
        head(s),
        cache(&[READY]) + &ready(),
        "{told}: {}",
        run.screen()
    );
    assert_eq!(
        run.stderr.matches("plan: ").count() + run.stdout.matches("plan: ").count(),
        1,
        "{told}: {}",
        run.screen()
    );
    clean(s);
    back(s);

    s.write("other.txt", "two\n");
    s.git(&["add", "other.txt"]);
    edit(s, READY);
    let run = s.try_git(&["commit", "-qm", "ready", PATH]);
    assert_eq!(run.status, 0, "{told}: {}", run.screen());
    assert_eq!(head(s), cache(&[READY]) + &ready(), "{told}");
    assert_eq!(s.git_status(), "M  other.txt", "{told}");
    back(s);

    edit(s, READY);
    s.git(&["add", PATH]);
    edit(
        s,
        ("Serve the dashboard from memory", "Serve it from memory"),
    );
    let run = s.try_git(&["commit", "-qm", "ready"]);
    assert_eq!(run.status, 0, "{told}: {}", run.screen());
    assert_eq!(head(s), cache(&[READY]) + &ready(), "{told}");
    assert!(s.read(PATH).contains("Serve it from memory"), "{told}");
    assert_eq!(s.git_status(), format!(" M {PATH}"), "{told}");
    back(s);
    s.git(&["checkout", "-q", "--", "."]);
}

/// Parts that are not staged, next to where the entry goes. A program that put them away brings them back as a patch, which
/// can end up before the entry or behind it.
#[track_caller]
pub fn near(s: &Sandbox, told: &str) {
    edit(s, READY);
    s.git(&["add", PATH]);
    edit(s, NOTES);
    s.write(PATH, s.read(PATH) + NOTE);
    let run = s.try_git(&["commit", "-qm", "ready"]);
    assert_eq!(run.status, 0, "{told}: {}", run.screen());
    assert_eq!(head(s), cache(&[READY]) + &ready(), "{told}");
    let text = s.read(PATH);
    let is = |log: String| text == cache(&[READY, NOTES]) + &log;
    assert!(
        is(ready() + NOTE) || is(NOTE.to_owned() + &ready()),
        "{told}: {text}"
    );
    s.git(&["reset", "-q", "--hard", "HEAD~"]);
}
