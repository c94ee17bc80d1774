//! The commands of `docs/hooks.md`, run as they stand there, one block after the other in one repository.
#![cfg(unix)]

use crate::plans::{CACHE, PATH, READY, cache};
use crate::root;
use crate::sandbox::Sandbox;

/// The blocks of a page with this language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let start = format!("```{language}\n");
    let blocks = page.split(start.as_str()).skip(1);
    blocks
        .map(|rest| rest.split("```").next().unwrap())
        .collect()
}

#[test]
fn its_commands_do_what_it_says() {
    let page = std::fs::read_to_string(root().join("docs/hooks.md")).unwrap();
    let s = Sandbox::new();
    s.write(PATH, CACHE);
    s.write("other.txt", "one\n");
    s.write(".plan.toml", "# defaults\n");
    s.commit("start");
    let run = |block: &str, code: i32| {
        let output = s.command("sh").args(["-ec", block]).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{block}\n{told}");
    };
    let blocks = blocks(&page, "sh");
    let [install, commit, fix, off] = blocks[..] else {
        panic!("{blocks:?}");
    };
    run(install, 0);
    s.write(PATH, cache(&[READY]));
    run(commit, 0);
    let entry = "\n### 2026-01-01 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n- Reason: Ready, since the review asked for nothing more\n";
    assert_eq!(s.read(PATH), cache(&[READY]) + entry);
    let completed = s
        .read(PATH)
        .replace("**Status**: Ready", "**Status**: Completed");
    s.write(PATH, &completed);
    s.git(&["commit", "-qam", "gap", "--no-verify"]);
    // The first command finds the gap, with which a shell would stop.
    run(fix, 1);
    run(fix.split_once('\n').unwrap().1, 0);
    s.plan(&["log", "--check"]).ok();
    assert_eq!(
        s.read(PATH),
        completed
            + "\n### 2026-01-01 - Status: Ready -> Completed\n\n- Status: Ready -> Completed\n- Reason: gap\n"
    );
    s.git(&["commit", "-qam", "log"]);
    s.write(PATH, s.read(PATH).replace("Nothing yet.", "Something."));
    let text = s.read(PATH);
    run(off, 0);
    assert_eq!(s.read(PATH), text);
    assert!(!s.directory().join(".git/hooks/pre-commit").exists());
}

/// What is to be written into files of other programs calls commands that exist.
#[test]
fn its_lines_for_other_programs_run() {
    let page = std::fs::read_to_string(root().join("docs/hooks.md")).unwrap();
    let s = Sandbox::new();
    s.write(PATH, CACHE);
    s.commit("start");
    s.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    let offered = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let mut seen = 0;
    for text in [blocks(&page, "text"), blocks(&page, "yaml"), vec![&offered]] {
        let entries = text.iter().flat_map(|block| block.lines());
        for line in entries.filter(|line| !line.starts_with('#')) {
            let Some(at) = line.find("plan hook ").or_else(|| line.find("plan log ")) else {
                continue;
            };
            let mut command = s.command("sh");
            command.env("GITHUB_BASE_REF", "main");
            let output = command.args(["-ec", &line[at..]]).output().unwrap();
            assert!(output.status.success(), "{line}");
            seen += 1;
        }
    }
    assert_eq!(seen, 7);
}
