//! What was found out of versions is kept for the next walk, and makes no difference in what is told.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use plan_core::template::{StatusKind, Vocabulary};
use plan_core::{Change, describe};
use plan_git::cache::{Place, Usage};
use plan_git::history::{Cost, Options, Walk};
use plan_git::paths::Paths;
use plan_git::repository::Repository;

use crate::histories::import;
use crate::histories::random::{PLANS, commits};
use crate::history::plan;
use crate::sandbox::Sandbox;

/// All that is told of the documents at `plans`, and what it took.
fn told_with(
    repository: &Repository,
    vocabulary: &Vocabulary,
    options: &Options,
) -> (String, Cost) {
    let paths = Paths::new([PLANS.to_owned()]).unwrap();
    let tip = repository.head().unwrap().unwrap();
    let mut walk = Walk::with(repository, tip, &paths, vocabulary, options).unwrap();
    let all = |walk: &Walk<'_>| (0..walk.documents().len()).collect::<Vec<_>>();
    while walk.reach_back(&all(&walk)).unwrap() {}
    let mut out = String::new();
    for index in all(&walk) {
        writeln!(
            out,
            "{:?} {:?}",
            walk.title(index),
            walk.present(index).unwrap()
        )
        .unwrap();
        let Some(plan) = walk.tell(index, true).unwrap() else {
            continue;
        };
        let (title, kind, status) = (plan.title, plan.kind, plan.status);
        writeln!(
            out,
            "{} {title:?} {kind:?} {status:?}",
            plan.path.escape_ascii()
        )
        .unwrap();
        for mut record in plan.revisions {
            let changes = std::mem::take(&mut record.changes);
            writeln!(out, "  {record:?}").unwrap();
            for change in &changes {
                let Change {
                    kind,
                    at,
                    was,
                    from,
                    to,
                    ..
                } = change;
                let (class, summary) = (change.class(), change.summary());
                writeln!(
                    out,
                    "    {kind:?} {class:?} {at} {was:?} {from:?} {to:?} {summary}"
                )
                .unwrap();
            }
            writeln!(out, "    {:?}", describe(&changes)).unwrap();
        }
        writeln!(out, "  {:?}", plan.transitions).unwrap();
    }
    writeln!(out, "{} {:?}", walk.is_complete(), walk.notes()).unwrap();
    let cost = walk.cost();
    (out, cost)
}

fn told(repository: &Repository, cache: Option<&Place>) -> (String, Cost) {
    let options = Options {
        explain: true,
        cache: cache.cloned(),
        ..Options::default()
    };
    told_with(repository, &Vocabulary::default(), &options)
}

/// Every file of a cache, in order.
fn files(place: &Place) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![place.directory().to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A file that is no text, one that is renamed with other words, a merge that both sides changed, and a deletion.
fn repository() -> Sandbox {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("A", "Draft", "first words of a"));
    s.write("plans/b.md", &plan("B", "Draft", "first words of b"));
    fs::write(s.root().join("plans/bad.md"), b"\xff\xfe\xff").unwrap();
    s.commit("one", 1000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.write("plans/a.md", &plan("A", "Draft", "words of the side"));
    s.commit("side", 1001);
    s.git(&["checkout", "-q", "main"]);
    s.write("plans/a.md", &plan("A", "Ready", "first words of a"));
    fs::write(s.root().join("plans/bad.md"), plan("Good", "Ready", "now")).unwrap();
    s.commit("main", 1002);
    s.git(&["merge", "-q", "--no-commit", "side"]);
    s.write("plans/a.md", &plan("A", "In Progress", "words of both"));
    s.commit("merge", 1003);
    fs::remove_file(s.root().join("plans/b.md")).unwrap();
    let other = plan("B", "Ready", "first words of b") + "\nAnd some more of them.\n";
    s.write("plans/c.md", &other);
    s.commit("rename", 1004);
    fs::remove_file(s.root().join("plans/c.md")).unwrap();
    s.commit("gone", 1005);
    s
}

#[test]
fn a_second_walk_reads_no_blob_and_tells_the_same() {
    let s = repository();
    let repository = s.open();
    let place = Place::of(&repository);
    let (plain, _) = told(&repository, None);
    assert!(
        !place.directory().exists(),
        "a cache is made only if it is asked for"
    );
    let (cold, cost) = told(&repository, Some(&place));
    assert!(cost.blobs_read > 5, "{cost:?}");
    let before = files(&place);
    let (warm, cost) = told(&repository, Some(&place));
    assert_eq!(cost.blobs_read, 0, "{warm}");
    assert_eq!(plain, cold);
    assert_eq!(plain, warm);
    assert_eq!(before, files(&place), "what is known is not written again");
    assert!(plain.contains("not UTF-8"), "{plain}");
}

#[test]
fn a_commit_more_reads_what_it_brought_and_its_parent() {
    let s = repository();
    let repository = s.open();
    let place = Place::of(&repository);
    told(&repository, Some(&place));
    s.write("plans/a.md", &plan("A", "Completed", "words of both"));
    s.commit("more", 2000);
    let (warm, cost) = told(&repository, Some(&place));
    // The new one for how the plan stands now, and both to compare them.
    assert_eq!(cost.blobs_read, 3, "{warm}");
    assert_eq!(told(&repository, None).0, warm);
}

#[test]
fn random_histories_are_told_alike_with_and_without() {
    let cases = std::env::var("PLAN_CASES").ok();
    let cases = cases.and_then(|cases| cases.parse().ok()).unwrap_or(12);
    for seed in 0..cases {
        let s = Sandbox::new();
        import(&s, &commits(seed, 40));
        let repository = s.open();
        let place = Place::of(&repository);
        let (plain, _) = told(&repository, None);
        assert_eq!(
            told(&repository, Some(&place)).0,
            plain,
            "seed {seed}, cold"
        );
        let (warm, cost) = told(&repository, Some(&place));
        assert_eq!(warm, plain, "seed {seed}, warm");
        assert_eq!(cost.blobs_read, 0, "seed {seed}");
    }
}

/// A repository whose cache is four small files: what versions say, what changed, what is alike, and the walk.
fn small() -> Sandbox {
    let s = Sandbox::new();
    s.write(
        "plans/a.md",
        "# Implementation Plan: A\n\n**Status**: Draft\n",
    );
    s.commit("one", 1000);
    s.write(
        "plans/a.md",
        "# Implementation Plan: A\n\n**Status**: Ready\n",
    );
    s.commit("two", 1001);
    s.git(&["mv", "plans/a.md", "plans/b.md"]);
    s.write(
        "plans/b.md",
        "# Implementation Plan: A\n\n**Status**: Ready\n\nx\n",
    );
    s.commit("three", 1002);
    s
}

/// Asks once, and is told what was done before.
type Ask<'a> = &'a mut dyn FnMut(&str);

/// Asks after each damage; whatever it was, the answer is the same, and the time after that nothing is read.
fn damaged(most: usize, damage: &mut dyn FnMut(&Path, &[u8], Ask<'_>)) {
    let s = small();
    let repository = s.open();
    let (plain, _) = told(&repository, None);
    let place = Place::of(&repository);
    told(&repository, Some(&place));
    let whole: Vec<(PathBuf, Vec<u8>)> = files(&place)
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    assert_eq!(whole.len(), 4);
    let mut asked = 0;
    for (path, bytes) in &whole {
        damage(path, bytes, &mut |what| {
            assert_eq!(told(&repository, Some(&place)).0, plain, "{what}");
            let left = files(&place).len();
            assert!(left <= most, "{what}: {left} files");
            // It was found out once more, and is kept again.
            asked += 1;
            if asked % 10 == 0 {
                let (again, cost) = told(&repository, Some(&place));
                assert_eq!((again, cost.blobs_read), (plain.clone(), 0), "{what}");
            }
            place.clear().unwrap();
            for (path, bytes) in &whole {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        });
    }
}

#[test]
fn a_byte_that_is_another_is_seen() {
    // What is damaged is replaced.
    damaged(4, &mut |path, bytes, ask| {
        for at in 0..bytes.len() {
            let mut other = bytes.to_vec();
            other[at] ^= 1 << (at % 8);
            fs::write(path, other).unwrap();
            ask(&format!("{}: byte {at}", path.display()));
        }
    });
}

#[test]
fn a_file_that_is_cut_off_is_believed_as_far_as_it_goes() {
    // Where whole records are left, nobody sees that there were more.
    damaged(5, &mut |path, bytes, ask| {
        for length in 0..bytes.len() {
            fs::write(path, &bytes[..length]).unwrap();
            ask(&format!("{}: {length} bytes", path.display()));
        }
    });
}

#[test]
fn what_is_no_file_of_a_cache_is_passed_over() {
    let s = small();
    let repository = s.open();
    let place = Place::of(&repository);
    let (plain, _) = told(&repository, Some(&place));
    let directory = files(&place)[0].parent().unwrap().to_owned();
    fs::create_dir(directory.join("versions-directory")).unwrap();
    fs::write(directory.join("new-left-over"), "x").unwrap();
    fs::write(directory.join("versions"), "x").unwrap();
    let (warm, cost) = told(&repository, Some(&place));
    assert_eq!((warm, cost.blobs_read), (plain.clone(), 0));
    // A file where a directory should be.
    place.clear().unwrap();
    fs::create_dir_all(place.directory().parent().unwrap()).unwrap();
    fs::write(place.directory(), "x").unwrap();
    assert_eq!(told(&repository, Some(&place)).0, plain);
    assert_eq!(fs::read(place.directory()).unwrap(), b"x");
}

#[test]
fn words_of_a_project_have_answers_of_their_own() {
    let s = Sandbox::new();
    s.write("plans/a.md", "# A\n\n**Status**: Doing\n");
    s.commit("one", 1000);
    let repository = s.open();
    let place = Place::of(&repository);
    let options = Options {
        cache: Some(place),
        ..Options::default()
    };
    let own = Vocabulary::default().with_status("Doing", StatusKind::Completed);
    for _ in 0..2 {
        let (plain, _) = told_with(&repository, &Vocabulary::default(), &options);
        let (named, _) = told_with(&repository, &own, &options);
        assert!(
            !plain.contains("Completed") && named.contains("Completed"),
            "{plain}{named}"
        );
    }
}

#[test]
fn what_is_missing_is_missing_though_it_was_known() {
    let s = small();
    let repository = s.open();
    let place = Place::of(&repository);
    told(&repository, Some(&place));
    let blob = s.git(&["rev-parse", "HEAD~1:plans/a.md"]);
    let object = format!("objects/{}/{}", &blob[..2], &blob[2..]);
    fs::remove_file(repository.common_dir().join(object)).unwrap();
    drop(repository);
    let repository = s.open();
    let (plain, _) = told(&repository, None);
    assert!(plain.contains("missing from this copy"), "{plain}");
    assert_eq!(told(&repository, Some(&place)).0, plain);
}

#[test]
fn linked_work_trees_share_one() {
    let s = small();
    let repository = s.open();
    let place = Place::of(&repository);
    told(&repository, Some(&place));
    s.git(&["worktree", "add", "-q", "../linked"]);
    let linked = s.open_at(&s.base().join("linked")).unwrap();
    assert_eq!(Place::of(&linked), place);
    assert_eq!(told(&linked, Some(&place)).1.blobs_read, 0);
}

#[test]
fn walks_at_the_same_time_tell_the_same_and_leave_a_good_cache() {
    let s = repository();
    let repository = s.open();
    let (plain, _) = told(&repository, None);
    let place = Place::of(&repository);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (s, plain, place) = (&s, &plain, &place);
            scope.spawn(move || {
                for round in 0..6 {
                    if round == 3 {
                        // Another one may be at it as well, or write again meanwhile.
                        let _ = place.clear();
                    }
                    assert_eq!(told(&s.open(), Some(place)).0, *plain);
                }
            });
        }
    });
    // Where a walk is known, nothing is asked about likeness.
    for path in files(&place) {
        if path.to_string_lossy().contains("/walk-") {
            fs::remove_file(path).unwrap();
        }
    }
    told(&repository, Some(&place));
    let (warm, cost) = told(&repository, Some(&place));
    assert_eq!((warm, cost.blobs_read), (plain, 0));
    let left = files(&place).len();
    assert_eq!(left, 4, "files that say the same are put in order");
}

#[test]
fn many_small_files_become_one() {
    let s = small();
    let repository = s.open();
    let place = Place::of(&repository);
    for number in 0..40 {
        s.write("plans/b.md", &plan("A", "Ready", &format!("text {number}")));
        s.commit("more", 2000 + number);
        told(&repository, Some(&place));
    }
    // A few of versions and of changes, one of likeness, and the walks of four commits.
    assert!(files(&place).len() <= 2 * 8 + 1 + 4, "{:?}", files(&place));
    assert_eq!(told(&repository, Some(&place)).1.blobs_read, 0);
}

#[test]
fn the_oldest_files_go_when_there_is_no_room() {
    let s = repository();
    let repository = s.open();
    let place = Place::of(&repository);
    let (plain, _) = told(&repository, Some(&place));
    let Usage {
        bytes,
        files: count,
    } = place.usage();
    assert_eq!(count, files(&place).len());
    let narrow = place.clone().with_limit(bytes / 2);
    s.write("plans/a.md", &plan("A", "Completed", "words of both"));
    s.commit("more", 2000);
    let (more, _) = told(&repository, Some(&narrow));
    assert_ne!(more, plain);
    assert!(narrow.usage().bytes <= bytes / 2, "{:?}", narrow.usage());
    assert_eq!(told(&repository, Some(&narrow)).0, more);
    // Nothing fits, and nothing is left.
    place.clear().unwrap();
    assert_eq!(
        told(&repository, Some(&place.clone().with_limit(10))).0,
        more
    );
    assert_eq!(place.usage(), Usage::default());
}

#[test]
fn clearing_leaves_nothing() {
    let s = small();
    let repository = s.open();
    let place = Place::of(&repository);
    assert_eq!(place.clear().unwrap(), Usage::default());
    told(&repository, Some(&place));
    let usage = place.usage();
    assert!(usage.files == 4 && usage.bytes > 0);
    assert_eq!(place.clear().unwrap(), usage);
    assert!(!repository.common_dir().join("plan").exists());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_where_nothing_may_be() {
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    let s = small();
    s.git_in(s.base(), &["clone", "-q", "--bare", "r", "bare.git"]);
    let repository = s.open_at(&s.base().join("bare.git")).unwrap();
    let (plain, _) = told(&repository, None);
    // A bare repository that is read-only.
    mode(repository.common_dir(), 0o555);
    let place = Place::of(&repository);
    assert_eq!(told(&repository, Some(&place)).0, plain);
    assert!(!repository.common_dir().join("plan").exists());
    // One that was read-only only later: what is known helps, nothing is added, damage stays.
    mode(repository.common_dir(), 0o755);
    let place = Place::of(&repository);
    told(&repository, Some(&place));
    let known = files(&place);
    mode(known[0].parent().unwrap(), 0o555);
    let (warm, cost) = told(&repository, Some(&place));
    assert_eq!((warm, cost.blobs_read), (plain.clone(), 0));
    let cut = fs::read(&known[0]).unwrap();
    fs::write(&known[0], &cut[..cut.len() - 1]).unwrap();
    assert_eq!(told(&repository, Some(&place)).0, plain);
    assert_eq!(files(&place), known);
    // A cache that nobody else wrote has the modes that the person's mask leaves.
    mode(known[0].parent().unwrap(), 0o755);
    let readable = fs::metadata(&known[0]).unwrap().permissions().mode();
    assert_eq!(readable & 0o400, 0o400);
}
