//! News of history as it comes, and breaking it off.

use std::ops::ControlFlow;

use plan_core::template::Vocabulary;
use plan_git::compare::Comparison;
use plan_git::config::{Config, LineageConfig, Personal};
use plan_git::derive::PlanLog;
use plan_git::graph::Node;
use plan_git::history::{
    End, Event, Explanation, History, HistoryError, Ignored, Lineage, Options, PlanHistory,
    Present, Query, Record, Transition, each,
};
use plan_git::object::{Commit, ObjectId};
use plan_git::paths::Paths;
use plan_git::repository::Repository;
use plan_git::time::Time;

use crate::histories::{Made, Tree, import};
use crate::history::{ask, plan};
use crate::sandbox::Sandbox;

/// Compiles only if all that is given out can go to another thread and depends on nothing.
#[test]
fn what_is_given_out_can_go_to_another_thread() {
    fn goes<T: Send + 'static>() {}
    goes::<(History, PlanHistory, Record, Transition, Present, Lineage)>();
    goes::<(Explanation, End, Options, Ignored, HistoryError)>();
    goes::<(Config, LineageConfig, Personal, Paths, Vocabulary)>();
    goes::<(Commit, Node, ObjectId, Time, Comparison, PlanLog)>();
    goes::<Repository>();
}

fn repository() -> Sandbox {
    let s = Sandbox::new();
    for number in 0..3 {
        for name in ["a", "b", "c"] {
            let text = plan(name, "Draft", &format!("{name} {number}"));
            s.write(&format!("plans/{name}.md"), &text);
        }
        s.commit(&number.to_string(), 1000 + number);
    }
    s
}

/// What is heard until `enough` says so, and how it ended.
fn hear(sandbox: &Sandbox, enough: &dyn Fn(&str) -> bool) -> (Vec<String>, End) {
    hear_with(sandbox, &Options::default(), enough)
}

fn hear_with(
    sandbox: &Sandbox,
    options: &Options,
    enough: &dyn Fn(&str) -> bool,
) -> (Vec<String>, End) {
    let repository = sandbox.open();
    let query = Query {
        tip: repository.head().unwrap().unwrap(),
        paths: &Paths::new(["plans/*.md".to_owned()]).unwrap(),
        vocabulary: &Vocabulary::default(),
        changes: true,
    };
    let mut heard = Vec::new();
    let end = each(&repository, &query, options, &mut |event| {
        let text = |path: &[u8]| String::from_utf8_lossy(path).into_owned();
        let news = match event {
            Event::Walked { commits } => format!("{commits} walked"),
            Event::Found { commits, documents } => format!("{documents} in {commits} commits"),
            Event::Begun { path, alive } => format!("{} {alive}", text(path)),
            Event::Revision(record) => record.commit.subject.clone(),
            Event::Told(plan) => format!("{} told", text(&plan.path)),
            _ => "something new".to_owned(),
        };
        let stop = enough(&news);
        heard.push(news);
        if stop {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    (heard, end.unwrap())
}

#[test]
fn news_come_in_order_and_add_up_to_the_whole() {
    let s = repository();
    let (heard, end) = hear(&s, &|_| false);
    let plan = |name: &str| {
        let path = format!("plans/{name}.md");
        [
            format!("{path} true"),
            "0".into(),
            "1".into(),
            "2".into(),
            format!("{path} told"),
        ]
    };
    let mut expected = vec!["3 walked".to_owned(), "3 in 3 commits".to_owned()];
    expected.extend(["a", "b", "c"].into_iter().flat_map(plan));
    assert_eq!(heard, expected);
    let whole = ask(&s, true);
    assert_eq!(
        (end.complete, end.notes, end.cost),
        (whole.complete, whole.notes, whole.cost)
    );
    assert!(!end.broken_off);
}

#[test]
fn breaking_off_reads_nothing_more() {
    let s = repository();
    for (word, news, blobs) in [
        ("3 walked", 1, 0),
        ("3 in 3 commits", 2, 0),
        ("plans/a.md true", 3, 0),
        ("0", 4, 1),
        ("plans/a.md told", 7, 3),
        ("plans/b.md true", 8, 3),
    ] {
        let (heard, end) = hear(&s, &|news| news == word);
        assert_eq!(heard.len(), news, "{heard:?}");
        assert_eq!(end.cost.blobs_read, blobs, "{word}");
        assert!(end.broken_off);
    }
}

#[test]
fn breaking_off_among_the_commits_reads_no_tree() {
    let s = Sandbox::new();
    let made: Vec<Made> = (0..9000)
        .map(|at: usize| Made {
            subject: at.to_string(),
            parents: at.checked_sub(1).into_iter().collect(),
            seconds: 1_700_000_000,
            tree: Tree::new(),
        })
        .collect();
    import(&s, &made);
    for first_parent in [false, true] {
        let options = Options {
            first_parent,
            ..Options::default()
        };
        let (heard, end) = hear_with(&s, &options, &|_| false);
        let all = ["4096 walked", "8192 walked", "9000 walked"];
        assert_eq!(heard, [&all[..], &["0 in 9000 commits"]].concat());
        assert!(!end.broken_off && end.complete);

        for (at, word) in all.iter().enumerate() {
            let (heard, end) = hear_with(&s, &options, &|news| news == *word);
            assert_eq!(heard, all[..=at]);
            assert!(end.broken_off);
            assert_eq!(format!("{} walked", end.cost.commits), *word);
            assert_eq!(end.cost.commits_read, end.cost.commits);
            assert_eq!((end.cost.trees_read, end.cost.blobs_read), (0, 0));
        }
    }
}
