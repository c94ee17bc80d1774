//! 60 to 63: what cannot be read or written, what was cut off, signatures, locks.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::place::{
    CACHE, NOTES, PATH, READY, cache, clean, edit, edit_at, head, notes, place, ready, script,
};

#[test]
fn s60_a_plan_that_cannot_be_read_and_a_file_that_cannot_be_written() {
    let s = place();
    let torn = "<<<<<<< a\nx\n=======\ny\n>>>>>>> b";
    edit(&s, READY);
    edit(&s, ("Nothing yet.", torn));
    let text = s.read(PATH);
    let run = s.try_git(&["commit", "-qam", "torn"]).ok();
    assert!(run.stderr.contains("warning"), "{}", run.screen());
    assert_eq!(head(&s), text);
    clean(&s);

    let s = place();
    let mut bytes = cache(&[READY]).into_bytes();
    bytes.extend(b"\xff\xfe\n");
    s.write(PATH, &bytes);
    let run = s.try_git(&["commit", "-qam", "not text"]).ok();
    assert!(run.stderr.contains("UTF-8"), "{}", run.screen());
    assert_eq!(fs::read(s.directory().join(PATH)).unwrap(), bytes);
    clean(&s);

    // One that nobody may write. Index and file stay in step.
    let s = place();
    edit(&s, READY);
    s.git(&["add", PATH]);
    let path = s.directory().join(PATH);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let run = s.try_git(&["commit", "-qm", "ready"]).ok();
    assert!(run.stderr.contains("cannot write"), "{}", run.screen());
    assert_eq!(head(&s), cache(&[READY]));
    assert_eq!(s.read(PATH), cache(&[READY]));
    clean(&s);
}

/// A run that was killed once the index was written and before the file was. What it leaves is put there by a script: the
/// process itself is killed at every write in a test of its own.
#[test]
fn s61_cut_off_between_index_and_file() {
    let s = place();
    let ours = s.read(".git/hooks/pre-commit");
    // The hook, as if it was killed before it wrote the file.
    let killed = format!(
        "cp {PATH} ../before\n{ours}",
        ours = "plan hook run pre-commit 2>/dev/null\n"
    ) + &format!("cp ../before {PATH}\n")
        + "sed -i 's/\"file_pending\":false/\"file_pending\":true/' .git/plan/receipts\n";
    script(&s, ".git/hooks/pre-commit", &format!("#!/bin/sh\n{killed}"));
    // The commit is made, and the hook after it writes the file.
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    assert_eq!(s.read(PATH), head(&s));
    clean(&s);

    // It is not, and the next one writes the file.
    s.git(&["reset", "-q", "--hard", "HEAD~"]);
    edit(&s, READY);
    s.git(&["add", PATH]);
    script(&s, ".git/hooks/commit-msg", "#!/bin/sh\nexit 1\n");
    s.try_git(&["commit", "-qm", "ready"]).fails(1);
    fs::remove_file(s.directory().join(".git/hooks/commit-msg")).unwrap();
    assert_eq!(s.git_status(), format!("MM {PATH}"));
    s.write(".git/hooks/pre-commit", &ours);
    s.git(&["commit", "-qm", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    assert_eq!(s.read(PATH), head(&s));
    clean(&s);
    edit(&s, NOTES);
    s.git(&["commit", "-qam", "notes"]);
    assert_eq!(head(&s), cache(&[READY, NOTES]) + &ready() + &notes());
}

#[test]
fn s62_a_signed_commit() {
    let s = place();
    let key = s.root().join("key");
    let made = Command::new("ssh-keygen")
        .args([
            "-q",
            "-t",
            "ed25519",
            "-N",
            "",
            "-C",
            "ada@example.com",
            "-f",
        ])
        .arg(&key)
        .status();
    if !made.is_ok_and(|status| status.success()) {
        // Where there is no ssh, nobody signs with it.
        return;
    }
    let public = fs::read_to_string(key.with_extension("pub")).unwrap();
    s.write("../signers", format!("carl@example.com {public}"));
    for (name, value) in [
        ("gpg.format", "ssh"),
        ("user.signingkey", key.to_str().unwrap()),
        (
            "gpg.ssh.allowedSignersFile",
            s.root().join("signers").to_str().unwrap(),
        ),
        ("commit.gpgsign", "true"),
    ] {
        s.git(&["config", name, value]);
    }
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(s.git(&["log", "-1", "--format=%G?"]), "G");
    s.git(&["verify-commit", "HEAD"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    clean(&s);
}

#[test]
fn s63_a_lock_that_somebody_holds() {
    let s = place();
    edit_at(&s, PATH, READY);
    s.git(&["add", PATH]);
    s.write(".git/index.lock", "");
    let run = s.try_git(&["commit", "-qm", "ready"]).fails(128);
    assert!(run.stderr.contains("index.lock"), "{}", run.screen());
    assert_eq!(head(&s), CACHE);
    assert_eq!(s.read(PATH), cache(&[READY]));
    fs::remove_file(s.directory().join(".git/index.lock")).unwrap();
    assert_eq!(s.git_status(), format!("M  {PATH}"));
    s.git(&["commit", "-qm", "ready"]);
    assert_eq!(head(&s), cache(&[READY]) + &ready());
    clean(&s);
}

/// What lets a test stop the program is not in what people get.
#[cfg(not(feature = "faults"))]
#[test]
fn the_program_cannot_be_stopped_from_outside() {
    let program = fs::read(env!("CARGO_BIN_EXE_plan")).unwrap();
    let named = |name: &[u8]| program.windows(name.len()).any(|part| part == name);
    assert!(named(b"PLAN_REASON"));
    assert!(!named(b"PLAN_FAULT"));
}
