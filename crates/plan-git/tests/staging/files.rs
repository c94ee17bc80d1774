//! Files that are more than their bytes.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::repo::{PLAN, plan, twins};

#[test]
fn links_are_left_alone() {
    let repo = twins(|repo| {
        repo.started();
        let target = plan("Draft", "none", "the end");
        repo.write("target.md", &target);
        fs::remove_file(repo.dir.join(PLAN)).unwrap();
        symlink("../target.md", repo.dir.join(PLAN)).unwrap();
        repo.git(&["add", "."]);
        repo.git(&["commit", "-qm", "linked"]);
        assert_eq!(repo.read("target.md"), target);
    });
    assert_eq!(repo.status(), "");
    assert!(repo.report().contains("notes: []"), "{}", repo.report());
}

#[test]
fn a_file_that_became_a_link_or_lies_behind_one_is_not_written() {
    for behind in [false, true] {
        let repo = twins(|repo| {
            repo.started();
            let ready = repo.read(PLAN).replace("Draft", "Ready");
            repo.write(PLAN, &ready);
            repo.git(&["add", "."]);
            fs::create_dir(repo.outside("elsewhere")).unwrap();
            fs::write(repo.outside("elsewhere/a.md"), &ready).unwrap();
            fs::remove_file(repo.dir.join(PLAN)).unwrap();
            if behind {
                fs::remove_dir(repo.dir.join("plans")).unwrap();
                symlink(repo.outside("elsewhere"), repo.dir.join("plans")).unwrap();
            } else {
                symlink(repo.outside("elsewhere/a.md"), repo.dir.join(PLAN)).unwrap();
            }
            repo.git(&["commit", "-qm", "ready"]);
            assert_eq!(
                fs::read_to_string(repo.outside("elsewhere/a.md")).unwrap(),
                ready
            );
        });
        assert_eq!(repo.logged("HEAD", PLAN), 2);
    }
}

#[test]
fn a_missing_file_stays_missing() {
    let repo = twins(|repo| {
        repo.started();
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["add", "."]);
        fs::remove_file(repo.dir.join(PLAN)).unwrap();
        repo.git(&["commit", "-qm", "ready"]);
    });
    assert_eq!(
        (repo.status().as_str(), repo.logged("HEAD", PLAN)),
        (" D plans/a.md\n", 2)
    );
}

#[test]
fn line_ends() {
    // The files have CRLF. With a conversion the blob has LF, without one it has CRLF.
    for (setup, stored) in [
        (&["config", "core.autocrlf", "true"][..], "\n"),
        (&["config", "core.autocrlf", "false"], "\r\n"),
    ] {
        for unstaged in [false, true] {
            let repo = twins(|repo| {
                repo.git(setup);
                repo.write(PLAN, plan("Draft", "none", "the end").replace('\n', "\r\n"));
                repo.git(&["add", "."]);
                repo.git(&["commit", "-qm", "start"]);
                repo.edit(PLAN, "Draft", "Ready");
                repo.git(&["add", "."]);
                if unstaged {
                    repo.edit(PLAN, "none", "some");
                }
                repo.git(&["commit", "-qm", "ready"]);
            });
            assert_eq!(repo.logged("HEAD", PLAN), 2);
            let file = repo.read(PLAN);
            assert_eq!(
                file.matches("\r\n").count(),
                file.matches('\n').count(),
                "mixed line ends"
            );
            let blob = repo.git(&["cat-file", "blob", "HEAD:plans/a.md"]);
            assert_eq!(
                blob.matches("\r\n").count(),
                if stored == "\n" {
                    0
                } else {
                    blob.matches('\n').count()
                }
            );
            assert_eq!(repo.status(), if unstaged { " M plans/a.md\n" } else { "" });
        }
    }
}

#[test]
fn crlf_in_the_blob_that_autocrlf_leaves_alone() {
    let repo = twins(|repo| {
        repo.write(PLAN, plan("Draft", "none", "the end").replace('\n', "\r\n"));
        repo.git(&["add", "."]);
        repo.git(&["commit", "-qm", "start"]);
        repo.git(&["config", "core.autocrlf", "true"]);
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["add", "."]);
        // Everything is staged, so nobody is asked to replant anything.
        let repo = repo.with("PLAN_TEST_RACE", "1");
        repo.git(&["commit", "-qm", "ready"]);
    });
    assert_eq!((repo.status().as_str(), repo.logged("HEAD", PLAN)), ("", 2));
    let blob = repo.git(&["cat-file", "blob", "HEAD:plans/a.md"]);
    assert_eq!(blob.matches("\r\n").count(), blob.matches('\n').count());
    assert_eq!(repo.read(PLAN), blob);
}

#[test]
fn clean_and_smudge_filters() {
    for unstaged in [false, true] {
        let repo = twins(|repo| {
            repo.git(&["config", "filter.shout.clean", "sed 's/STATUS:/Status:/'"]);
            repo.git(&["config", "filter.shout.smudge", "sed 's/Status:/STATUS:/'"]);
            repo.write(".gitattributes", "plans/*.md filter=shout\n");
            repo.started();
            repo.write(
                PLAN,
                plan("Ready", "none", "the end").replace("Status:", "STATUS:"),
            );
            repo.git(&["add", "."]);
            if unstaged {
                repo.edit(PLAN, "none", "some");
            }
            repo.git(&["commit", "-qm", "ready"]);
        });
        assert_eq!(repo.logged("HEAD", PLAN), 1);
        assert!(repo.read(PLAN).contains("STATUS: Ready") && repo.read(PLAN).contains("logged: "));
        assert!(
            repo.git(&["cat-file", "blob", "HEAD:plans/a.md"])
                .contains("Status: Ready")
        );
        assert_eq!(repo.status(), if unstaged { " M plans/a.md\n" } else { "" });
    }
}

#[test]
fn the_execute_bit_stays() {
    let repo = twins(|repo| {
        repo.started();
        fs::set_permissions(repo.dir.join(PLAN), fs::Permissions::from_mode(0o750)).unwrap();
        repo.edit(PLAN, "Draft", "Ready");
        repo.git(&["commit", "-qam", "ready"]);
    });
    assert_eq!((repo.status().as_str(), repo.logged("HEAD", PLAN)), ("", 2));
    assert!(repo.git(&["ls-tree", "HEAD", PLAN]).starts_with("100755"));
    assert_eq!(
        fs::metadata(repo.dir.join(PLAN))
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o750
    );
}

#[test]
fn names_that_need_quoting() {
    let name = "plans/ü \"quoted\"\tand, more\nlines.md";
    let repo = twins(|repo| {
        repo.write(name, plan("Draft", "none", "the end"));
        repo.git(&["add", "."]);
        repo.git(&["commit", "-qm", "start"]);
        repo.edit(name, "Draft", "Ready");
        repo.git(&["commit", "-qm", "ready", "--", name]);
    });
    assert_eq!((repo.status().as_str(), repo.logged("HEAD", name)), ("", 2));
}

#[test]
fn a_file_that_may_not_be_written_keeps_the_commit_as_it_was() {
    for options in [&["-a"][..], &[PLAN]] {
        let repo = twins(|repo| {
            repo.started();
            repo.write("plans/b.md", plan("Draft", "b", "end"));
            repo.git(&["add", "."]);
            repo.edit(PLAN, "Draft", "Ready");
            fs::set_permissions(repo.dir.join(PLAN), fs::Permissions::from_mode(0o444)).unwrap();
            let paths: &[&str] = if options == ["-a"] {
                &[]
            } else {
                &["plans/b.md"]
            };
            repo.git(&[&["commit", "-qm", "ready"], options, paths].concat());
        });
        assert_eq!(
            (repo.status().as_str(), repo.logged("HEAD", PLAN)),
            ("", 1),
            "{}",
            repo.report()
        );
        assert_eq!(
            repo.logged("HEAD", "plans/b.md"),
            1,
            "the other plan is logged"
        );
    }
}
