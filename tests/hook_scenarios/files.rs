//! 28 to 32: files that are not what git stores, or not files.

use std::fs;
use std::os::unix::fs::symlink;

use crate::place::{
    CACHE, PATH, READY, at, bare_place, cache, clean, edit, edit_at, head, place, ready, titles,
};

#[test]
fn s28_intent_to_add() {
    let s = place();
    let new = "plan/implementation/new.md";
    let text = "# Implementation Plan: New\n\n**Status**: Draft\n";
    s.write(new, text);
    s.git(&["add", "-N", new]);
    s.write("other.txt", "two\n");
    s.git(&["add", "other.txt"]);
    s.git(&["commit", "-qm", "other"]);
    assert_eq!(s.git_status(), format!(" A {new}"));
    assert_eq!(
        at(&s, &format!(":{new}")),
        "",
        "its text is not in the index"
    );
    assert_eq!(s.read(new), text);
    s.git(&["commit", "-qam", "new"]);
    assert_eq!(titles(&at(&s, &format!("HEAD:{new}"))), ["Initial Plan"]);
    clean(&s);
}

#[test]
fn s29_a_link_or_a_repository_in_its_place() {
    let s = place();
    let target = s.directory().join("target.md");
    fs::write(&target, CACHE).unwrap();
    fs::remove_file(s.directory().join(PATH)).unwrap();
    symlink("../../target.md", s.directory().join(PATH)).unwrap();
    s.commit("link");
    assert_eq!(fs::read_to_string(&target).unwrap(), CACHE);
    assert_eq!(head(&s), "../../target.md");
    fs::write(&target, cache(&[READY])).unwrap();
    s.commit("what it leads to");
    assert_eq!(fs::read_to_string(&target).unwrap(), cache(&[READY]));
    clean(&s);

    let s = place();
    s.git(&["rm", "-q", "--cached", PATH]);
    fs::remove_file(s.directory().join(PATH)).unwrap();
    s.git(&["init", "-q", PATH]);
    let inside = s.directory().join(PATH);
    s.git(&[
        "-C",
        inside.to_str().unwrap(),
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x",
    ]);
    s.git(&["add", PATH]);
    s.git(&["commit", "-qm", "module"]);
    assert!(s.git(&["ls-tree", "HEAD", PATH]).starts_with("160000 "));
    clean(&s);
}

#[test]
fn s30_line_endings_that_git_converts() {
    let setups: [&dyn Fn(&crate::sandbox::Sandbox); 2] = [
        &|s| {
            s.git(&["config", "core.autocrlf", "true"]);
        },
        &|s| s.write(".gitattributes", "*.md text eol=crlf\n"),
    ];
    for setup in setups {
        let s = bare_place();
        setup(&s);
        fs::remove_file(s.directory().join(PATH)).unwrap();
        s.git(&["add", "--all"]);
        s.git(&["checkout", "-q", "HEAD", "--", PATH]);
        s.commit("attributes");
        s.plan(&["hook", "install"]).ok();
        assert!(s.read(PATH).contains("\r\n"));
        edit(&s, READY);
        s.git(&["commit", "-qam", "ready"]);
        let text = cache(&[READY]) + &ready();
        assert_eq!(head(&s), text);
        assert_eq!(s.read(PATH), text.replace('\n', "\r\n"));
        clean(&s);
    }
}

#[test]
fn s31_line_endings_in_the_blob() {
    let s = bare_place();
    let crlf = |text: String| text.replace('\n', "\r\n");
    s.write(PATH, crlf(CACHE.to_owned()));
    s.commit("crlf");
    s.plan(&["hook", "install"]).ok();
    edit(&s, READY);
    s.git(&["commit", "-qam", "ready"]);
    assert_eq!(head(&s), crlf(cache(&[READY]) + &ready()));
    assert_eq!(s.read(PATH), head(&s));
    clean(&s);
}

#[test]
fn s32_filters() {
    let s = bare_place();
    s.git(&["config", "filter.shout.clean", "sed s/DASHBOARD/dashboard/"]);
    s.git(&[
        "config",
        "filter.shout.smudge",
        "sed s/dashboard/DASHBOARD/",
    ]);
    s.write(".gitattributes", "*.md filter=shout\n");
    s.commit("filter");
    s.plan(&["hook", "install"]).ok();
    s.write(PATH, CACHE.replace("dashboard", "DASHBOARD"));
    assert_eq!(s.git(&["diff"]), "");
    edit_at(&s, PATH, READY);
    s.git(&["commit", "-qam", "ready"]);
    let text = cache(&[READY]) + &ready();
    assert_eq!(head(&s), text);
    assert_eq!(s.read(PATH), text.replace("dashboard", "DASHBOARD"));
    clean(&s);
}
