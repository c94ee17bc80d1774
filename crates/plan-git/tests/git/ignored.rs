//! Commits that `blame.ignoreRevsFile` lists.

use plan_core::Class;
use plan_core::evolution::ProgressPolicy;
use plan_git::derive::{Accepted, CompletenessQuery, LogQuery, Since, logs};
use plan_git::history::{History, Ignored, Options, Walk};
use plan_git::paths::Paths;

use crate::history::{ask_first_parent, plan};
use crate::links::ask;
use crate::sandbox::Sandbox;

fn repository() -> Sandbox {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.commit("one", 1000);
    s.write("plans/a.md", &plan("a", "Ready", "y"));
    s.commit("sweep", 2000);
    s.write("plans/a.md", &plan("a", "Completed", "y"));
    s.commit("three", 3000);
    s
}

fn read(sandbox: &Sandbox) -> Options {
    Options {
        ignored: Ignored::read(&sandbox.open(), &|_| None),
        ..Options::default()
    }
}

#[test]
fn their_changes_are_cosmetic_and_move_nothing() {
    let s = repository();
    let sweep = s.id("HEAD~");
    s.write(
        ".git-blame-ignore-revs",
        &format!("# a sweep over all files\n\n  {sweep}  # by a script\n"),
    );
    s.git(&["config", "blame.ignoreRevsFile", ".git-blame-ignore-revs"]);
    let (plans, end) = ask(&s, &read(&s));
    assert_eq!(end.notes, Vec::<String>::new());
    let classes: Vec<Vec<Class>> = plans[0]
        .revisions
        .iter()
        .map(|record| {
            let changes = record.changes.iter();
            changes.map(|change| record.class(change)).collect()
        })
        .collect();
    assert_eq!(classes[0], [Class::Semantic]);
    assert_eq!(classes[1], [Class::Cosmetic, Class::Cosmetic]);
    assert_eq!(classes[2], [Class::Semantic]);
    let moved: Vec<_> = plans[0]
        .transitions
        .iter()
        .map(|moved| {
            let from = moved.from.as_ref().map_or("-", |from| from.text.as_str());
            format!("{from}>{} {}", moved.to.text, moved.commit.subject)
        })
        .collect();
    assert_eq!(moved, ["->Draft one", "Ready>Completed three"]);
}

#[test]
fn a_status_holds_since_before_them() {
    let s = repository();
    s.git(&["checkout", "-q", "--detach", "HEAD~"]);
    let sweep = s.id("HEAD");
    s.write("ignore", &sweep.to_string());
    s.git(&["config", "blame.ignoreRevsFile", "ignore"]);
    let repository = s.open();
    let paths = Paths::new(["plans/*.md".to_owned()]).unwrap();
    let vocabulary = plan_core::template::Vocabulary::default();
    let mut walk = Walk::with(&repository, sweep, &paths, &vocabulary, &read(&s)).unwrap();
    let present = walk.present(0).unwrap().unwrap();
    assert_eq!(present.status.unwrap().text, "Ready");
    assert_eq!(present.since.unwrap().seconds, 1000);
    assert_eq!(present.last_change.subject, "sweep");
}

#[test]
fn they_ask_for_no_entry_in_the_log() {
    let s = repository();
    let query = LogQuery {
        progress: ProgressPolicy::Phase,
        since: Since::Always,
        among: None,
        paths: None,
    };
    let missing = |options: &Options| -> Vec<String> {
        let (plans, end) = ask(&s, options);
        let history = History {
            complete: end.complete,
            notes: end.notes,
            plans,
            vocabulary: plan_core::template::Vocabulary::default(),
            cost: end.cost,
        };
        let text = std::fs::read_to_string(s.root().join("plans/a.md")).unwrap();
        let text = text + "\n## Evolution Log\n";
        let check = CompletenessQuery {
            tip: s.id("HEAD"),
            first_parent: &ask_first_parent(&s, options),
            accepted: &Accepted::default(),
            is_working_tree: true,
        };
        let told = logs(&s.open(), &history, &query, Some(&check), &mut |_| {
            Some(plan_core::Document::parse(text.clone()))
        });
        let rows = told.iter().flat_map(|log| &log.entries);
        rows.filter_map(|row| row.subject.clone()).collect()
    };
    assert_eq!(missing(&Options::default()), ["one", "sweep", "three"]);
    let ignored = [s.id("HEAD~")].into_iter().collect();
    let options = Options {
        ignored,
        ..Options::default()
    };
    assert_eq!(missing(&options), ["one", "three"]);
}

#[test]
fn a_first_version_is_no_change_that_could_be_cosmetic() {
    let s = repository();
    let options = Options {
        ignored: [s.id("HEAD~2")].into_iter().collect(),
        ..Options::default()
    };
    assert_eq!(ask(&s, &options).0[0].transitions.len(), 3);
}

#[test]
fn several_files_count_and_what_does_not_fit_is_a_note() {
    let s = repository();
    let (one, sweep) = (s.id("HEAD~2"), s.id("HEAD~"));
    s.git(&["tag", "-a", "-m", "a tag", "swept", &sweep.to_string()]);
    let tag = s.git(&["rev-parse", "swept"]);
    let blob = s.git(&["rev-parse", "HEAD:plans/a.md"]);
    s.write("first", &one.to_string());
    s.write(
        "second",
        &format!("{tag}\n{}\n{blob}\nnonsense\n", &one.to_string()[..8]),
    );
    for file in ["lost", "plans", ":(optional)first", "second"] {
        s.git(&["config", "--add", "blame.ignoreRevsFile", file]);
    }
    let ignored = Ignored::read(&s.open(), &|_| None);
    assert!(
        ignored.contains(one) && ignored.contains(sweep),
        "a tag stands for its commit"
    );
    let notes = ignored.notes();
    assert_eq!(notes.len(), 3, "{notes:?}");
    assert!(notes[0].contains("plans cannot be read"), "{notes:?}");
    assert!(
        notes[1].contains("second:2: ") && notes[1].contains("40 hex digits"),
        "{notes:?}"
    );
    assert!(notes[2].contains("second:4: `nonsense`"), "{notes:?}");
    let (plans, end) = ask(&s, &read(&s));
    assert_eq!(plans[0].revisions.len(), 3);
    assert_eq!(end.notes, notes);
    assert!(end.complete, "nothing of history is unknown");
    // An empty value forgets those before it, and `git -c` is heard.
    s.git(&["config", "--add", "blame.ignoreRevsFile", ""]);
    assert_eq!(Ignored::read(&s.open(), &|_| None), Ignored::default());
    let ignored = Ignored::read(&s.open(), &|name| match name {
        "GIT_CONFIG_PARAMETERS" => Some("'blame.ignorerevsfile'='~/first'".to_owned()),
        "HOME" => Some(s.root().display().to_string()),
        _ => None,
    });
    assert!(ignored.contains(one) && !ignored.contains(sweep));
}
