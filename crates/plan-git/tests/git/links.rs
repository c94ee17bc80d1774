//! What carries a document on and why, what was rejected, and what a team pins and cuts.

use plan_core::template::Vocabulary;
use plan_git::config::{ConfigError, LineageConfig, parse};
use plan_git::history::{End, Event, Options, PlanHistory, Query, Reason, Rejection, each};
use plan_git::paths::Paths;

use crate::history::plan;
use crate::sandbox::Sandbox;

pub fn options(toml: &str) -> Options {
    Options {
        lineage: lineage(toml),
        explain: true,
        ..Options::default()
    }
}

fn lineage(toml: &str) -> LineageConfig {
    let (config, warnings) = parse(toml, ".plan.toml").unwrap();
    assert_eq!(warnings, []);
    config.lineage
}

/// Everything that is told with these options, and how it ended.
pub fn ask(sandbox: &Sandbox, options: &Options) -> (Vec<PlanHistory>, End) {
    let repository = sandbox.open();
    let query = Query {
        tip: repository.head().unwrap().unwrap(),
        paths: &Paths::new(["plans/*.md".to_owned()]).unwrap(),
        vocabulary: &Vocabulary::default(),
        changes: true,
    };
    let mut plans = Vec::new();
    let end = each(&repository, &query, options, &mut |event| {
        if let Event::Told(plan) = event {
            plans.push(*plan);
        }
        std::ops::ControlFlow::Continue(())
    });
    (plans, end.unwrap())
}

fn text(path: &[u8]) -> String {
    String::from_utf8(path.to_vec()).unwrap()
}

/// One line for each revision: `subject kind path`, with `< why from sure` where it is linked, `= copied from sure`, and
/// `! rejected why` for each that is not.
pub fn lines(plans: &[PlanHistory]) -> Vec<String> {
    let mut lines = Vec::new();
    for record in plans.iter().flat_map(|plan| &plan.revisions) {
        let kind = format!("{:?}", record.kind).to_lowercase();
        let mut line = format!("{} {kind} {}", record.commit.subject, text(&record.path));
        if let Some(link) = &record.link {
            let outside = if link.outside { " outside" } else { "" };
            let (why, from) = (link.reason.name(), text(&link.from));
            line += &format!(" < {why} {from} {:.2}{outside}", link.confidence);
        }
        let explanation = record.explanation.clone().unwrap_or_default();
        if let Some(copied) = explanation.copied_from {
            let (why, from) = (copied.reason.name(), text(&copied.path));
            line += &format!(" = {why} {from} {:.2}", copied.confidence);
            assert_eq!(Some(&copied.commit), record.commit.parents.first());
        }
        for rejected in explanation.rejected {
            line += &format!(" ! {} {}", text(&rejected.path), rejected.why.name());
        }
        lines.push(line);
    }
    lines
}

#[track_caller]
fn check(sandbox: &Sandbox, toml: &str, expected: &[&str]) {
    let (plans, end) = ask(sandbox, &options(toml));
    assert_eq!((lines(&plans), end.notes), (own(expected), Vec::new()));
    assert!(end.complete);
}

fn own(lines: &[&str]) -> Vec<String> {
    lines.iter().map(ToString::to_string).collect()
}

/// A plan whose words are its own, so that it is like no other.
fn unlike(title: &str, word: &str) -> String {
    let words: Vec<String> = (0..12).map(|n| format!("{word}{n}\n\n")).collect();
    format!("# {title}\n\n{}", words.concat())
}

#[test]
fn every_link_says_why() {
    let s = Sandbox::new();
    s.write("plans/a.md", &plan("a", "Draft", "some words that stay"));
    s.write("plans/x.md", &unlike("x", "left"));
    s.write("plans/y.md", &unlike("y", "right"));
    s.write("drafts/z.md", &unlike("z", "outer"));
    s.commit("one", 1000);
    s.git(&["mv", "plans/a.md", "plans/b.md"]);
    s.commit("exact", 2000);
    s.git(&["rm", "-q", "plans/b.md"]);
    s.write("plans/c.md", &plan("a", "Ready", "some words that stay"));
    s.commit("alike", 3000);
    s.write("plans/x.md", &unlike("y", "right"));
    s.write("plans/y.md", &unlike("x", "left"));
    s.commit("swap", 4000);
    s.git(&["mv", "drafts/z.md", "plans/z.md"]);
    s.commit("in", 5000);
    s.git(&["rm", "-q", "plans/z.md"]);
    s.commit("out", 6000);
    s.write("plans/z.md", &unlike("z", "outer"));
    s.commit("back", 7000);
    check(
        &s,
        "",
        &[
            "one created plans/a.md",
            "exact renamed plans/b.md < same-bytes plans/a.md 1.00",
            "alike renamed plans/c.md < alike plans/b.md 0.90",
            "one created plans/y.md",
            "swap renamed plans/x.md < exchanged plans/y.md 1.00",
            "one created plans/x.md",
            "swap renamed plans/y.md < exchanged plans/x.md 1.00",
            "one created drafts/z.md",
            "in renamed plans/z.md < same-bytes drafts/z.md 1.00 outside",
            "out deleted plans/z.md",
            "back restored plans/z.md < same-path plans/z.md 1.00",
        ],
    );
}

#[test]
fn a_merge_says_what_joined_and_under_which_name() {
    let s = Sandbox::new();
    s.write("other.txt", "x");
    s.commit("base", 1000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.write("plans/a.md", &unlike("theirs", "side"));
    s.write("plans/b.md", &unlike("b", "body"));
    s.commit("side", 2000);
    s.git(&["checkout", "-q", "main"]);
    s.write("plans/a.md", &unlike("ours", "main"));
    s.commit("main", 3000);
    s.git(&["merge", "-q", "--no-commit", "-s", "ours", "side"]);
    s.write("plans/a.md", &unlike("both", "all"));
    s.write("plans/c.md", &unlike("b", "body"));
    s.commit("merge", 4000);
    check(
        &s,
        "",
        &[
            "side created plans/a.md",
            "main created plans/a.md",
            "merge merged plans/a.md < joined plans/a.md 1.00",
            "side created plans/b.md",
            "merge renamed plans/c.md < same-bytes plans/b.md 1.00",
        ],
    );
}

#[test]
fn a_copy_says_where_it_came_from() {
    let s = Sandbox::new();
    s.write("plans/a.md", &unlike("a", "body"));
    s.write("plans/template.md", &unlike("template", "form"));
    s.commit("one", 1000);
    s.write("plans/b.md", &unlike("a", "body"));
    s.commit("copy", 2000);
    s.write(
        "plans/c.md",
        &unlike("c", "body").replace("body11", "other"),
    );
    s.commit("reworked", 3000);
    check(
        &s,
        "",
        &[
            "one created plans/a.md",
            "copy created plans/b.md = same-bytes plans/a.md 1.00 ! plans/a.md alive",
            "reworked created plans/c.md = alike plans/a.md 0.85 ! plans/a.md alive",
            "one created plans/template.md",
        ],
    );
    // Not asked for, nothing is looked for.
    let (plans, end) = ask(&s, &Options::default());
    assert!(plans[1].revisions[0].explanation.is_none());
    let explained = ask(&s, &options("")).1.cost;
    assert!(end.cost.blobs_read <= explained.blobs_read);
}

#[test]
fn what_is_too_unlike_or_belongs_to_another_is_rejected() {
    let s = Sandbox::new();
    s.write("plans/a.md", &unlike("a", "body"));
    s.commit("one", 1000);
    s.git(&["rm", "-q", "plans/a.md"]);
    s.write("plans/b.md", &unlike("a", "body"));
    s.write(
        "plans/c.md",
        &unlike("c", "body").replace("body11", "other"),
    );
    s.write("plans/d.md", &unlike("d", "nothing"));
    s.commit("two", 2000);
    check(
        &s,
        "",
        &[
            "one created plans/a.md",
            "two renamed plans/b.md < same-bytes plans/a.md 1.00",
            "two created plans/c.md ! plans/a.md outdone",
            "two created plans/d.md ! plans/a.md unlike",
        ],
    );
    let (plans, _) = ask(&s, &options(""));
    let explanation = plans[2].revisions[0].explanation.clone().unwrap();
    assert_eq!(explanation.rejected[0].why, Rejection::Unlike);
    assert!(explanation.rejected[0].alike.unwrap() < 0.5);
}

const PIN: &str = "[[lineage.pin]]\nfrom = 'plans/a.md'\nto = 'plans/b.md'\n";

#[test]
fn a_pin_makes_a_rename_where_nothing_is_alike() {
    let s = Sandbox::new();
    s.write("plans/a.md", &unlike("a", "before"));
    s.commit("one", 1000);
    s.git(&["rm", "-q", "plans/a.md"]);
    s.write("plans/b.md", &unlike("b", "after"));
    s.commit("two", 2000);
    check(
        &s,
        "",
        &[
            "one created plans/a.md",
            "two deleted plans/a.md",
            "two created plans/b.md ! plans/a.md unlike",
        ],
    );
    let pinned = [
        "one created plans/a.md",
        "two renamed plans/b.md < pinned plans/a.md 1.00",
    ];
    check(&s, PIN, &pinned);
    for length in [40, 7] {
        let id = &s.id("HEAD").to_string()[..length];
        check(&s, &format!("{PIN}commit = '{id}'\n"), &pinned);
    }
    // Bound to another commit, or to none that is here, it does nothing and says so.
    for (id, why) in [
        (s.id("HEAD~").to_string(), "while the other is gone"),
        ("00000000".to_owned(), "not in this history"),
    ] {
        let (plans, end) = ask(&s, &options(&format!("{PIN}commit = '{id}'\n")));
        assert_eq!(lines(&plans).len(), 3, "{id}");
        assert_eq!(end.notes.len(), 1, "{:?}", end.notes);
        assert!(end.notes[0].contains(why), "{:?}", end.notes);
        assert!(end.complete, "nothing of history is unknown");
    }
}

#[test]
fn a_pin_joins_a_file_with_one_deleted_earlier() {
    let s = Sandbox::new();
    s.write("plans/a.md", &unlike("a", "before"));
    s.commit("one", 1000);
    s.git(&["rm", "-q", "plans/a.md"]);
    s.commit("two", 2000);
    s.write("plans/b.md", &unlike("b", "after"));
    s.commit("three", 3000);
    s.write("plans/a.md", &unlike("new", "again"));
    s.commit("four", 4000);
    check(
        &s,
        PIN,
        &[
            "four created plans/a.md",
            "one created plans/a.md",
            "two deleted plans/a.md",
            "three renamed plans/b.md < pinned plans/a.md 1.00",
        ],
    );
}

#[test]
fn a_pin_joins_in_a_merge_too() {
    let s = Sandbox::new();
    s.write("plans/a.md", &unlike("a", "before"));
    s.commit("one", 1000);
    s.git(&["rm", "-q", "plans/a.md"]);
    s.commit("gone", 2000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.write("other.txt", "x");
    s.commit("other", 3000);
    s.git(&["checkout", "-q", "main"]);
    s.git(&["merge", "-q", "--no-commit", "--no-ff", "side"]);
    s.write("plans/b.md", &unlike("b", "after"));
    s.commit("merge", 4000);
    s.write("plans/a.md", &unlike("new", "again"));
    s.commit("again", 5000);
    check(
        &s,
        PIN,
        &[
            "again created plans/a.md",
            "one created plans/a.md",
            "gone deleted plans/a.md",
            "merge renamed plans/b.md < pinned plans/a.md 1.00",
        ],
    );
    let (plans, _) = ask(&s, &options(PIN));
    assert_eq!(plans[1].revisions.len(), 3);
}

#[test]
fn a_pin_leaves_what_takes_the_old_path() {
    let s = Sandbox::new();
    s.write("plans/a.md", &unlike("a", "before"));
    s.commit("one", 1000);
    s.write("plans/a.md", "# Moved to b.md\n");
    s.write("plans/b.md", &unlike("b", "after"));
    s.commit("two", 2000);
    check(
        &s,
        PIN,
        &[
            "two created plans/a.md",
            "one created plans/a.md",
            "two renamed plans/b.md < pinned plans/a.md 1.00",
        ],
    );
}

#[test]
fn a_pin_reaches_out_of_the_paths() {
    let s = Sandbox::new();
    s.write("notes/idea.txt", "an idea\n");
    s.commit("one", 1000);
    s.git(&["rm", "-q", "notes/idea.txt"]);
    s.write("plans/b.md", &unlike("b", "after"));
    s.commit("two", 2000);
    check(
        &s,
        "[[lineage.pin]]\nfrom = 'notes/idea.txt'\nto = 'plans/b.md'\n",
        &[
            "one created notes/idea.txt",
            "two renamed plans/b.md < pinned notes/idea.txt 1.00 outside",
        ],
    );
}

/// A cut of a path in the commit that is checked out.
fn cut(sandbox: &Sandbox, path: &str) -> String {
    let id = sandbox.id("HEAD");
    format!("[[lineage.cut]]\npath = '{path}'\ncommit = '{id}'\n")
}

#[test]
fn a_cut_forbids_a_rename() {
    let s = Sandbox::new();
    s.write("plans/a.md", &unlike("a", "body"));
    s.commit("one", 1000);
    s.git(&["mv", "plans/a.md", "plans/b.md"]);
    s.commit("two", 2000);
    let cut = cut(&s, "plans/b.md");
    let expected = [
        "one created plans/a.md",
        "two deleted plans/a.md",
        "two created plans/b.md ! plans/a.md cut",
    ];
    check(&s, &cut, &expected);
    // A cut goes before a pin.
    let (plans, _) = ask(&s, &options(&(cut + PIN)));
    assert_eq!(lines(&plans), own(&expected));
}

#[test]
fn a_cut_begins_a_new_document_at_the_same_path() {
    let s = Sandbox::new();
    s.write("plans/a.md", &unlike("a", "body"));
    s.commit("one", 1000);
    s.write("plans/a.md", &unlike("a", "other"));
    s.commit("two", 2000);
    let modified = cut(&s, "plans/a.md");
    check(
        &s,
        &modified,
        &[
            "one created plans/a.md",
            "two deleted plans/a.md",
            "two created plans/a.md ! plans/a.md cut",
        ],
    );
    s.git(&["rm", "-q", "plans/a.md"]);
    s.commit("three", 3000);
    s.write("plans/a.md", &unlike("a", "other"));
    s.commit("four", 4000);
    check(
        &s,
        &cut(&s, "plans/a.md"),
        &[
            "one created plans/a.md",
            "two modified plans/a.md",
            "three deleted plans/a.md",
            "four created plans/a.md",
        ],
    );
}

#[test]
fn a_cut_keeps_the_sides_of_a_merge_apart() {
    let s = Sandbox::new();
    s.write("other.txt", "x");
    s.commit("base", 1000);
    s.git(&["checkout", "-q", "-b", "side"]);
    s.write("plans/a.md", &unlike("theirs", "side"));
    s.commit("side", 2000);
    s.git(&["checkout", "-q", "main"]);
    s.write("plans/a.md", &unlike("ours", "main"));
    s.commit("main", 3000);
    s.git(&["merge", "-q", "--no-commit", "-s", "ours", "side"]);
    s.write("plans/a.md", &unlike("both", "all"));
    s.commit("merge", 4000);
    let (plans, end) = ask(&s, &options(&cut(&s, "plans/a.md")));
    assert_eq!(plans.len(), 3);
    assert_eq!(end.notes, own(&[]));
    assert_eq!(
        lines(&plans)[2],
        "merge created plans/a.md ! plans/a.md cut"
    );
}

#[test]
fn a_cut_that_fits_nothing_is_a_note() {
    let s = Sandbox::new();
    s.write("plans/a.md", &unlike("a", "body"));
    s.commit("one", 1000);
    let (_, end) = ask(&s, &options(&cut(&s, "plans/b.md")));
    assert!(
        end.notes[0].contains("does not change it"),
        "{:?}",
        end.notes
    );
}

#[test]
fn an_abbreviation_names_one_commit_only() {
    let s = Sandbox::new();
    // Enough commits for two that begin with the same four digits.
    let script: String = (0..700)
        .map(|n| {
            format!(
                "commit refs/heads/many\ncommitter a <a> {n} +0000\ndata 1\nx\nM 100644 inline plans/a.md\ndata {}\n{n}\n",
                n.to_string().len() + 1
            )
        })
        .collect();
    s.git_with(&s.root(), &["fast-import", "--quiet"], 0, script.as_bytes());
    s.git(&["checkout", "-q", "many"]);
    let listed = s.git(&["log", "--format=%H"]);
    let mut short: Vec<&str> = listed.lines().map(|id| &id[..4]).collect();
    short.sort_unstable();
    let twice = short.windows(2).find(|pair| pair[0] == pair[1]).unwrap()[0];
    let toml = format!("[[lineage.cut]]\npath = 'plans/a.md'\ncommit = '{twice}'\n");
    let (plans, end) = ask(&s, &options(&toml));
    assert_eq!(plans.len(), 1);
    assert!(end.notes[0].contains("write more of it"), "{:?}", end.notes);
}

#[test]
fn what_is_wrong_with_pins_and_cuts_has_a_place() {
    for (text, line, words) in [
        ("lineage = 1\n", 1, "`[lineage]`"),
        ("[lineage]\npin = 'x'\n", 2, "`[[lineage.pin]]`"),
        ("[lineage]\ncut = ['x']\n", 2, "`[[lineage.cut]]`"),
        ("[[lineage.pin]]\nfrom = 'a.md'\n", 1, "`to = "),
        (
            "[[lineage.pin]]\nfrom = 'a.md'\nto = 'a.md'\n",
            1,
            "the same path",
        ),
        (
            "[[lineage.pin]]\nfrom = '/a.md'\nto = 'b.md'\n",
            2,
            "from the root",
        ),
        (
            "[[lineage.pin]]\nfrom = 1\nto = 'b.md'\n",
            2,
            "from the root",
        ),
        (
            "[[lineage.pin]]\nfrom = 'a.md'\nto = '../b.md'\n",
            3,
            "from the root",
        ),
        (
            "[[lineage.pin]]\nfrom = 'a.md'\nto = 'b.md'\ncommit = 'HEAD'\n",
            4,
            "hex digits",
        ),
        ("[[lineage.cut]]\npath = 'a.md'\n", 1, "`commit = "),
        (
            "[[lineage.cut]]\npath = 'a.md'\ncommit = '123'\n",
            3,
            "hex digits",
        ),
        (
            "[[lineage.pin]]\nfrom = 'a.md'\nto = 'b.md'\n[[lineage.pin]]\nfrom = 'c.md'\nto = 'b.md'\n",
            4,
            "pinned already",
        ),
    ] {
        let error = parse(text, "x.toml").unwrap_err();
        let ConfigError::Invalid {
            line: found,
            message,
            ..
        } = &error
        else {
            panic!("{error:?}")
        };
        assert_eq!(*found, line, "{text:?}: {error}");
        assert!(message.contains(words), "{text:?}: {error}");
    }
    let (config, warnings) =
        parse("[[lineage.pin]]\nfrom = 'a'\nto = 'b'\nid = 'x'\n", "x").unwrap();
    assert_eq!(config.lineage.pins.len(), 1);
    assert!(
        warnings[0].to_string().contains("lineage.pin.id"),
        "{warnings:?}"
    );
    assert_eq!(Reason::Pinned.name(), "pinned");
}
