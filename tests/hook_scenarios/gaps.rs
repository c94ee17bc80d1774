//! 17 to 19, 65 to 67: what asks for no entry, what gets none, and how it comes in later.

use crate::place::{CACHE, PATH, READY, TICK, at, cache, clean, edit, has, head, place, ready};
use crate::sandbox::Sandbox;

#[test]
fn s17_an_empty_commit() {
    let s = place();
    s.git(&["commit", "-qm", "empty", "--allow-empty"]);
    assert_eq!(
        s.git(&["rev-parse", "HEAD^{tree}"]),
        s.git(&["rev-parse", "HEAD~^{tree}"])
    );
    clean(&s);
}

#[test]
fn s18_only_white_space_or_only_the_log() {
    for (from, to) in [
        ("- [ ] Keys expire", "-  [ ]  Keys expire  "),
        (
            "Serve the dashboard from memory",
            "Serve the dashboard\nfrom memory",
        ),
        (
            "- Created\n",
            "- Created\n\n### 2026-01-01 - Agreed\n\nBy all.\n",
        ),
        ("2026-01-01 - Initial Plan", "2025-12-31 - Initial Plan"),
    ] {
        let s = place();
        edit(&s, (from, to));
        let text = s.read(PATH);
        s.git(&["commit", "-qam", "x"]);
        assert_eq!(head(&s), text);
        clean(&s);
    }
}

#[test]
fn s19_no_verify() {
    let s = place();
    edit(&s, READY);
    let run = s.try_git(&["commit", "-qam", "ready", "--no-verify"]).ok();
    assert!(
        run.stderr.contains("`plan log --fix` adds it"),
        "{}",
        run.screen()
    );
    assert_eq!(head(&s), cache(&[READY]));
    is_mended(&s);
}

/// The check finds one gap, the fix closes it, and closes it once.
#[track_caller]
fn is_mended(s: &Sandbox) {
    s.plan(&["log", "--check"]).fails(1);
    s.plan(&["log", "--fix"]).ok();
    let text = s.read(PATH);
    assert_eq!(
        text.matches("\n- Status: Draft -> Ready\n").count(),
        1,
        "{text}"
    );
    s.plan(&["log", "--check"]).ok();
    s.plan(&["log", "--fix"]).ok();
    assert_eq!(s.read(PATH), text);
    s.git(&["commit", "-qam", "log"]);
    assert_eq!(head(s), text, "the hook leaves it");
    s.plan(&["log", "--check"]).ok();
    s.plan(&["log", "--fix"]).ok();
    clean(s);
}

/// Libraries and jj make commits as plumbing does: objects and a ref, and no hook.
#[test]
fn s65_a_commit_by_another_tool() {
    let tools: [&dyn Fn(&Sandbox); 2] = [
        &|s| {
            let tree = s.git(&["write-tree"]);
            let commit = s.git(&["commit-tree", "-p", "HEAD", "-m", "by a library", &tree]);
            s.git(&["update-ref", "HEAD", &commit]);
        },
        &|s| {
            let repository = git2::Repository::open(s.directory()).unwrap();
            let tree = repository.index().unwrap().write_tree().unwrap();
            let tree = repository.find_tree(tree).unwrap();
            let parent = repository.head().unwrap().peel_to_commit().unwrap();
            let time = git2::Time::new(parent.time().seconds() + 60, 60);
            let author = git2::Signature::new("Ann", "ann@example.org", &time).unwrap();
            let by = "by a library";
            repository
                .commit(Some("HEAD"), &author, &author, by, &tree, &[&parent])
                .unwrap();
        },
    ];
    for commit in tools {
        let s = place();
        edit(&s, READY);
        s.git(&["add", PATH]);
        commit(&s);
        assert_eq!(head(&s), cache(&[READY]));
        clean(&s);
        is_mended(&s);
        assert!(head(&s).contains("- Reason: by a library\n"));
    }
}

#[test]
fn s66_switched_off() {
    let off: [&dyn Fn(&mut Sandbox); 3] = [
        &|s| s.env("PLAN_HOOK", "0"),
        &|s| {
            s.git(&["config", "plan.hook.enabled", "false"]);
        },
        // The setting of a single command.
        &|s| {
            s.env("GIT_CONFIG_COUNT", "1");
            s.env("GIT_CONFIG_KEY_0", "plan.hook.enabled");
            s.env("GIT_CONFIG_VALUE_0", "false");
        },
    ];
    for off in off {
        let mut s = place();
        off(&mut s);
        edit(&s, READY);
        let run = s.try_git(&["commit", "-qam", "ready"]).ok();
        assert_eq!(run.stderr, "");
        assert_eq!(head(&s), cache(&[READY]));
        assert_eq!(s.read(PATH), cache(&[READY]));
        clean(&s);
    }
}

#[test]
fn s67_a_reason() {
    let s = place();
    edit(&s, READY);
    s.plan(&["commit", "-qam", "Ready because of review"]).ok();
    let reason = "- Reason: Ready because of review\n";
    assert_eq!(head(&s), cache(&[READY]) + &ready() + reason);
    edit(&s, TICK);
    s.git(&["commit", "-qa", "--amend", "--no-edit"]);
    has(&s, &["Status: Draft -> Ready, and 1 more"]);
    assert!(head(&s).ends_with(reason));
    clean(&s);
    assert_ne!(at(&s, &format!("HEAD~:{PATH}")), head(&s));
    assert_eq!(at(&s, &format!("HEAD~:{PATH}")), CACHE);
}
