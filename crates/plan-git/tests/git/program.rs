use std::collections::BTreeSet;
use std::fs;

use plan_git::paths::Paths;
use plan_git::program::{ProgramError, dirty, run};

use crate::sandbox::Sandbox;

#[test]
fn input_and_output_of_any_size_go_through() {
    let sandbox = Sandbox::new();
    let text = "line\n".repeat(400_000);
    let id = run(
        &sandbox.root(),
        &["hash-object", "-w", "--stdin"],
        text.as_bytes(),
    )
    .unwrap();
    let id = String::from_utf8(id).unwrap();
    assert_eq!(
        run(&sandbox.root(), &["cat-file", "blob", id.trim()], b"").unwrap(),
        text.as_bytes()
    );
    // Every line is answered by a longer one, so both pipes fill.
    let asked = "no-such-object\n".repeat(100_000);
    let answer = run(
        &sandbox.root(),
        &["cat-file", "--batch-check"],
        asked.as_bytes(),
    )
    .unwrap();
    assert_eq!(answer.len(), "no-such-object missing\n".len() * 100_000);
    assert!(run(&sandbox.root(), &["--version"], text.as_bytes()).is_ok());
}

#[test]
fn failures_say_what_git_said() {
    let sandbox = Sandbox::new();
    let error = run(&sandbox.root(), &["cat-file", "-p", "nothing"], b"").unwrap_err();
    assert!(
        matches!(
            &error,
            ProgramError::Failed {
                code: Some(128),
                ..
            }
        ),
        "{error:?}"
    );
    assert!(
        error
            .to_string()
            .starts_with("`git cat-file -p nothing` failed with code 128: fatal: "),
        "{error}"
    );
    let gone = sandbox.base().join("gone");
    assert!(
        matches!(run(&gone, &["status"], b""), Err(ProgramError::NoDirectory { dir }) if dir == gone)
    );
}

#[test]
fn dirty_is_whatever_differs_from_head() {
    let sandbox = Sandbox::new();
    for name in ["same", "changed", "staged", "deleted", "renamed", "undone"] {
        sandbox.write(&format!("p/{name}.md"), &name.repeat(20));
    }
    sandbox.write(".gitignore", "*.ignored.md\n");
    sandbox.commit("one", 1);
    sandbox.write("p/changed.md", "x");
    sandbox.write("p/staged.md", "x");
    sandbox.git(&["add", "p/staged.md"]);
    sandbox.git(&["mv", "p/renamed.md", "p/new name.md"]);
    fs::remove_file(sandbox.root().join("p/deleted.md")).unwrap();
    sandbox.write("p/untracked.md", "x");
    sandbox.write("p/a.ignored.md", "x");
    sandbox.write("elsewhere.md", "x");
    let paths = Paths::new(["p/*.md".to_owned()]).unwrap();
    let names = [
        "changed",
        "deleted",
        "new name",
        "renamed",
        "staged",
        "untracked",
    ];
    let expected: BTreeSet<Vec<u8>> = names
        .iter()
        .map(|name| format!("p/{name}.md").into_bytes())
        .collect();
    assert_eq!(dirty(&sandbox.root(), &paths).unwrap(), expected);
    assert_eq!(dirty(&sandbox.root().join("p"), &paths).unwrap(), expected);
}
