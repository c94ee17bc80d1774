//! The main line's view against `git log --first-parent`.

use plan_git::history::{Options, PlanHistory, RevisionKind};

use crate::history::plan;
use crate::links::{ask, lines, options};
use crate::sandbox::Sandbox;

fn main_line() -> Options {
    Options {
        first_parent: true,
        ..Options::default()
    }
}

/// The commits of all plans, as git lists them: the newest first.
fn commits(plans: &[PlanHistory]) -> Vec<String> {
    let mut commits: Vec<_> = plans
        .iter()
        .flat_map(|plan| &plan.revisions)
        .map(|record| {
            (
                record.commit.committer.time.seconds,
                record.commit.id.to_string(),
            )
        })
        .collect();
    commits.sort_unstable();
    commits.dedup();
    commits.into_iter().rev().map(|(_, id)| id).collect()
}

/// Two branches, one merged with a change of the merge's own, one that renames a file, and commits of other files.
fn repository() -> Sandbox {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "x"));
    s.write("plans/b.md", &plan("b", "Draft", "words of b"));
    s.commit("one", 1000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.write("plans/a.md", &plan("a", "Ready", "x"));
    s.commit("ready", 2000);
    s.write("plans/a.md", &plan("a", "In Progress", "x"));
    s.commit("begun", 3000);
    s.git(&["checkout", "-q", "main"]);
    s.write("other.txt", "x");
    s.commit("other", 4000);
    let merge = |branch: &str, seconds: i64| {
        let args = ["merge", "-q", "--no-ff", "-m", branch, branch];
        s.git_with(&s.root(), &args, seconds, b"");
    };
    merge("side", 5000);
    s.git(&["checkout", "-q", "-b", "names"]);
    s.git(&["mv", "plans/b.md", "plans/c.md"]);
    s.commit("rename", 6000);
    s.git(&["checkout", "-q", "main"]);
    s.write("plans/a.md", &plan("a", "Completed", "x"));
    s.commit("done", 7000);
    merge("names", 8000);
    s
}

#[test]
fn revisions_are_those_of_git() {
    let s = repository();
    let (plans, end) = ask(&s, &main_line());
    let listed = s.git(&["log", "--first-parent", "--format=%H", "--", "plans"]);
    assert_eq!(commits(&plans), listed.lines().collect::<Vec<_>>());
    let line = s.git(&["rev-list", "--first-parent", "--count", "HEAD"]);
    assert_eq!(
        end.cost.commits.to_string(),
        line,
        "what was merged is not read"
    );
}

#[test]
fn a_merge_shows_what_it_brought() {
    let s = repository();
    let (plans, _) = ask(&s, &main_line());
    let told: Vec<String> = plans[0]
        .revisions
        .iter()
        .map(|record| {
            let changes: Vec<_> = record
                .changes
                .iter()
                .map(|change| change.summary())
                .collect();
            format!(
                "{} {:?} {}",
                record.commit.subject,
                record.kind,
                changes.join(", ")
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "one Created Created",
            "side Modified Status: Draft -> In Progress",
            "done Modified Status: In Progress -> Completed",
        ]
    );
    let renamed = plans[1].revisions.last().unwrap();
    assert_eq!(renamed.kind, RevisionKind::Renamed);
    assert_eq!(renamed.commit.parents.len(), 2, "its parents are git's");
}

#[test]
fn transitions_are_told_as_they_landed() {
    let s = repository();
    let (plans, _) = ask(&s, &main_line());
    let told: Vec<_> = plans[0]
        .transitions
        .iter()
        .map(|transition| {
            assert_eq!(transition.landed, None);
            (
                transition.to.text.as_str(),
                transition.commit.subject.as_str(),
                transition.seconds,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Draft", "one", Some(4000)),
            ("In Progress", "side", Some(2000)),
            ("Completed", "done", None),
        ]
    );
}

#[test]
fn a_pin_of_a_merged_commit_counts_where_it_landed() {
    let s = Sandbox::new();
    s.write("plans/a.md", "# One\n\nwords of its own\n");
    s.commit("one", 1000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.git(&["rm", "-q", "plans/a.md"]);
    s.write("plans/b.md", "# Two\n\nnothing alike\n");
    let renamed = s.commit("rename", 2000);
    s.git(&["checkout", "-q", "main"]);
    s.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    let pin =
        format!("[[lineage.pin]]\nfrom = 'plans/a.md'\nto = 'plans/b.md'\ncommit = '{renamed}'\n");
    for (first_parent, last) in [(false, "rename"), (true, "merge")] {
        let options = Options {
            first_parent,
            ..options(&pin)
        };
        let (plans, end) = ask(&s, &options);
        let link = "renamed plans/b.md < pinned plans/a.md 1.00";
        let expected = [
            "one created plans/a.md".to_owned(),
            format!("{last} {link}"),
        ];
        assert_eq!(lines(&plans), expected);
        assert!(end.notes.is_empty(), "{:?}", end.notes);
    }
}
