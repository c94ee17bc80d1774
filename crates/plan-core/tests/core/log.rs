//! What a commit does to the log.

use plan_core::evolution::{
    Commit, Entry, EntryHash, LogEdit, LogUpdate, Ownership, ProgressPolicy, Reason, ReasonSource,
    added, reconcile, written,
};
use plan_core::{Date, Document, Line};

use crate::laws::commit;

const PLAN: &str = "# Implementation Plan: Cache\n\n**Status**: Draft\n\n## Phase 1: Core\n\n- [ ] a\n- [ ] b\n\n## Evolution Log\n\n### 2026-01-02 - Initial Plan\n\n- Created\n";

/// Brings the log of `staged` in line with a commit. `owned` are the texts of owned entries;
/// reasons in them were given.
fn hook_with(base: Option<&str>, staged: &str, owned: &[&str], commit: &Commit) -> String {
    let base = base.map(Document::parse);
    let now = Document::parse(staged);
    let owned: Vec<Ownership> = owned.iter().map(|text| ownership(text)).collect();
    let update = LogUpdate {
        base: base.as_ref(),
        others: &[],
        now: &now,
        owned: &owned,
        unstaged: &[],
        replaces_given_reasons: false,
    };
    let edits = reconcile(&update, commit).edits;
    now.with_log_edits(&edits).unwrap().as_str().to_owned()
}

fn hook(base: Option<&str>, staged: &str, commit: &Commit) -> String {
    hook_with(base, staged, &[], commit)
}

fn ownership(text: &str) -> Ownership {
    Ownership {
        hash: EntryHash::of(text.trim_start()),
        has_given_reason: text.contains("- Reason: "),
        message: None,
    }
}

fn ready() -> String {
    PLAN.replace("**Status**: Draft", "**Status**: Ready")
}

const READY: &str = "\n### 2026-03-04 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n";

#[test]
fn change_gives_one_entry_however_often_the_hook_runs() {
    let once = hook(Some(PLAN), &ready(), &commit());
    assert_eq!(once, ready() + READY);
    assert_eq!(hook_with(Some(PLAN), &once, &[READY], &commit()), once);
    assert_eq!(
        hook(Some(PLAN), &once, &commit()),
        once,
        "and without receipts"
    );
}

#[test]
fn owned_entry_is_replaced_and_removed_with_its_change() {
    let logged = ready() + READY;
    let more = logged.replace("- [ ] a", "- [x] a");
    let folded = hook_with(Some(PLAN), &more, &[READY], &commit());
    assert!(folded.ends_with(
        "### 2026-03-04 - Status: Draft -> Ready, and 1 more\n\n- Status: Draft -> Ready\n- Ticked 1.1: a\n"
    ), "{folded}");
    let undone = logged.replace("**Status**: Ready", "**Status**: Draft");
    assert_eq!(hook_with(Some(PLAN), &undone, &[READY], &commit()), PLAN);
}

#[test]
fn entry_that_nobody_owns_stays_whatever_its_wording() {
    let logged = ready() + READY;
    let undone = logged.replace("**Status**: Ready", "**Status**: Draft");
    assert_eq!(hook(Some(PLAN), &undone, &commit()), undone);
    let further = logged.replace("**Status**: Ready", "**Status**: In Progress");
    let line = "Status: Draft -> In Progress";
    let own = format!("\n### 2026-03-04 - {line}\n\n- {line}\n");
    assert_eq!(hook(Some(PLAN), &further, &commit()), further + &own);
    // One right owns one of two equal copies, and nobody can tell which one it is.
    let twice = undone.clone() + READY;
    assert_eq!(hook_with(Some(PLAN), &twice, &[READY], &commit()), twice);
}

#[test]
fn replaced_entry_keeps_its_reason_and_gets_the_date_of_the_commit() {
    let owned = READY.replace("2026-03-04", "2026-02-01") + "- Reason: reviewed\n";
    let more = (ready() + &owned).replace("- [ ] a", "- [x] a");
    let folded = hook_with(Some(PLAN), &more, &[&owned], &commit());
    assert!(folded.ends_with(
        "### 2026-03-04 - Status: Draft -> Ready, and 1 more\n\n- Status: Draft -> Ready\n- Ticked 1.1: a\n- Reason: reviewed\n"
    ), "{folded}");
}

#[test]
fn given_reason_is_never_lost() {
    let owned = format!("{READY}- Reason: reviewed\n");
    // The change is undone, or another one is made instead.
    let undone = PLAN.to_owned() + &owned;
    assert_eq!(hook_with(Some(PLAN), &undone, &[&owned], &commit()), undone);
    let other = undone.replace("- [ ] a", "- [x] a");
    let expected = other.clone() + "\n### 2026-03-04 - Ticked 1.1: a\n\n- Ticked 1.1: a\n";
    assert_eq!(
        hook_with(Some(PLAN), &other, &[&owned], &commit()),
        expected
    );
}

#[test]
fn reason_of_a_message_is_replaced_by_the_next_message() {
    let with = |text: &str, amends| Commit {
        reason: Some(Reason {
            text: text.to_owned(),
            source: ReasonSource::Message,
        }),
        amends,
        ..commit()
    };
    let first = hook(Some(PLAN), &ready(), &with("one", false));
    assert_eq!(first, ready() + READY + "- Reason: one\n");
    let (base, now) = (Document::parse(PLAN), Document::parse(first.as_str()));
    let owned = [Ownership {
        hash: written(&now).last().unwrap().hash,
        has_given_reason: false,
        message: Some("one".to_owned()),
    }];
    let update = LogUpdate {
        base: Some(&base),
        others: &[],
        now: &now,
        owned: &owned,
        unstaged: &[],
        replaces_given_reasons: false,
    };
    let log = |commit: &Commit| {
        let edits = reconcile(&update, commit).edits;
        now.with_log_edits(&edits).unwrap().as_str().to_owned()
    };
    assert_eq!(
        log(&with("two", false)),
        ready() + READY + "- Reason: two\n"
    );
    assert_eq!(log(&with("two", true)), ready() + READY + "- Reason: two\n");
    let silent = Commit {
        amends: true,
        ..commit()
    };
    assert_eq!(log(&silent), first);
}

#[test]
fn unstaged_entry_gives_its_reason_to_the_entry_of_the_same_change() {
    let (base, now) = (Document::parse(PLAN), Document::parse(ready()));
    let owned = format!("{READY}- Reason: reviewed\n");
    let file = Document::parse(ready() + &owned);
    let entry = written(&file).last().unwrap().clone();
    let update = LogUpdate {
        base: Some(&base),
        others: &[],
        now: &now,
        owned: &[],
        unstaged: &[(entry, ownership(&owned))],
        replaces_given_reasons: false,
    };
    let edits = reconcile(&update, &commit()).edits;
    let staged = now.with_log_edits(&edits).unwrap();
    assert_eq!(staged.as_str(), ready() + &owned);
}

#[test]
fn amended_merge_gets_an_entry_for_what_no_parent_has() {
    let ours = ready() + READY;
    let theirs = PLAN.replace("- [ ] a", "- [x] a")
        + "\n### 2026-03-01 - Ticked 1.1: a\n\n- Ticked 1.1: a\n";
    let merged = theirs.replace("**Status**: Draft", "**Status**: Ready") + READY;
    let [base, other] = [&ours, &theirs].map(|text| Document::parse(text.as_str()));
    let log = |text: &str| {
        let now = Document::parse(text);
        let update = LogUpdate {
            base: Some(&base),
            others: std::slice::from_ref(&other),
            now: &now,
            owned: &[],
            unstaged: &[],
            replaces_given_reasons: false,
        };
        let edits = reconcile(&update, &commit()).edits;
        now.with_log_edits(&edits).unwrap().as_str().to_owned()
    };
    assert_eq!(log(&merged), merged);
    let more = merged.replace("- [ ] b", "- [x] b");
    let line = "Phase 1 completed, 2 of 2";
    let lines = format!("- {line}\n- Ticked 1.2: b\n");
    assert_eq!(
        log(&more),
        format!("{more}\n### 2026-03-04 - {line}, and 1 more\n\n{lines}")
    );
}

#[test]
fn an_entry_by_hand_is_left_alone_and_counts_as_the_entry() {
    let noted = ready() + "\n### 2026-03-04 - Reviewed\n\nAll agreed that it is ready.\n";
    assert_eq!(hook(Some(PLAN), &noted, &commit()), noted);
}

#[test]
fn log_only_and_white_space_changes_give_no_entry() {
    let spaced = PLAN.replace("- [ ] a", "-  [ ]  a") + "\n";
    assert_eq!(hook(Some(PLAN), &spaced, &commit()), spaced);
    let noted = PLAN.to_owned() + "\n### 2026-03-04 - Note\n\nx\n";
    assert_eq!(hook(Some(PLAN), &noted, &commit()), noted);
}

#[test]
fn progress_is_logged_as_the_policy_says() {
    let one = PLAN.replace("- [ ] a", "- [x] a");
    let all = one.replace("- [ ] b", "- [x] b");
    let with = |progress: ProgressPolicy| Commit {
        progress,
        ..commit()
    };
    assert_eq!(hook(Some(PLAN), &one, &with(ProgressPolicy::Phase)), one);
    assert!(
        hook(Some(&one), &all, &with(ProgressPolicy::Phase)).ends_with(
            "### 2026-03-04 - Phase 1 completed, 2 of 2\n\n- Phase 1 completed, 2 of 2\n"
        )
    );
    assert_eq!(hook(Some(&one), &all, &with(ProgressPolicy::Never)), all);
}

#[test]
fn a_new_plan_gets_its_log_as_last_section() {
    let bare = "# Implementation Plan: x\n\n**Discussion Source**: [plan/discussion/x.md](../discussion/x.md)\n\n## Overview\n\ntext";
    assert_eq!(
        hook(None, bare, &commit()),
        format!(
            "{bare}\n\n## Evolution Log\n\n### 2026-03-04 - Initial Plan\n\n- Created from plan/discussion/x.md"
        )
    );
    assert_eq!(
        hook(None, PLAN, &commit()),
        PLAN,
        "it has its entry already"
    );
}

#[test]
fn line_endings_and_the_missing_final_one_are_kept() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(
        hook(Some(&crlf(PLAN)), &crlf(&ready()), &commit()),
        crlf(&(ready() + READY))
    );
    let (base, now) = (PLAN.trim_end(), ready());
    assert_eq!(
        hook(Some(base), now.trim_end(), &commit()),
        (ready() + READY).trim_end()
    );
}

#[test]
fn a_log_that_grows_upwards_gets_the_entry_on_top() {
    let upwards = PLAN.replace(
        "### 2026-01-02 - Initial Plan",
        "### 2026-02-02 - Note\n\nx\n\n### 2026-01-02 - Initial Plan",
    );
    let ready = upwards.replace("**Status**: Draft", "**Status**: Ready");
    let now = hook(Some(&upwards), &ready, &commit());
    assert!(now.contains("## Evolution Log\n\n### 2026-03-04 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n\n### 2026-02-02"), "{now}");
}

#[test]
fn a_fenced_log_is_not_the_log() {
    let fenced = PLAN.replace(
        "## Phase 1",
        "```markdown\n## Evolution Log\n```\n\n## Phase 1",
    );
    let staged = fenced.replace("**Status**: Draft", "**Status**: Ready");
    assert_eq!(hook(Some(&fenced), &staged, &commit()), staged + READY);
}

#[test]
fn several_entries_of_a_squash_cover_the_change() {
    let first = ready() + READY;
    let second = first.replace("- [ ] a", "- [x] a")
        + "\n### 2026-03-04 - Ticked 1.1: a\n\n- Ticked 1.1: a\n";
    assert_eq!(hook(Some(PLAN), &second, &commit()), second);
    // A status that no entry names is logged all the same.
    let title = "# Implementation Plan: Cache";
    let more = second.replace(title, "# Implementation Plan: Caches");
    assert_eq!(hook(Some(PLAN), &more, &commit()), more);
    let begun = second.replace("**Status**: Ready", "**Status**: In Progress");
    let line = "Status: Draft -> In Progress";
    let own = format!("\n### 2026-03-04 - {line}\n\n- {line}\n");
    assert_eq!(hook(Some(PLAN), &begun, &commit()), begun + &own);
}

#[test]
fn entries_that_tell_one_by_one_cover_what_is_due_as_a_number() {
    let plan = PLAN.replace("- [ ] a\n- [ ] b\n", "**Tasks**:\n1. **One**\n");
    let task = |text: &str, number: usize, name: &str| {
        let last = format!("{}. **", number - 1);
        let at = text.find(&last).unwrap();
        let end = at + text[at..].find('\n').unwrap() + 1;
        format!(
            "{}{number}. **{name}**\n{}\n### 2026-03-04 - Phase 1: task added: {name}\n\n- Phase 1: task added: {name}\n",
            &text[..end],
            &text[end..]
        )
    };
    let mut staged = plan.clone();
    for (number, name) in [(2, "Two"), (3, "Three"), (4, "Four"), (5, "Five")] {
        staged = task(&staged, number, name);
    }
    assert_eq!(hook(Some(&plan), &staged, &commit()), staged);
}

#[test]
fn two_equal_entries_of_a_day_are_two() {
    let logged = ready() + READY;
    let back = logged.replace("**Status**: Ready", "**Status**: Draft");
    let back = hook(Some(&logged), &back, &commit());
    let again = back.replace("**Status**: Draft", "**Status**: Ready");
    let now = hook(Some(&back), &again, &commit());
    assert_eq!(
        now.matches("### 2026-03-04 - Status: Draft -> Ready\n")
            .count(),
        2,
        "{now}"
    );
}

/// Whoever writes the log in a form of their own has logged the commit.
#[test]
fn an_entry_in_another_form_counts_as_the_entry() {
    for (log, more) in [
        ("- 2026-01-02: Begun", "- 2026-03-04: Agreed by all"),
        (
            "| Date | Change |\n|---|---|\n| 2026-01-02 | Begun |",
            "| 2026-03-04 | Agreed by all |",
        ),
    ] {
        let head = PLAN.split("### 2026").next().unwrap();
        let base = format!("{head}{log}\n");
        let ready = base.replace("**Status**: Draft", "**Status**: Ready");
        let logged = format!("{ready}{}\n", more.replace("by all", "by all: ready"));
        assert_eq!(hook(Some(&base), &logged, &commit()), logged);
        // A word that was mended in it is none.
        let mended = ready.replace("Begun", "Begun at last");
        assert_eq!(
            hook(Some(&base), &mended, &commit()),
            mended.clone() + READY
        );
    }
}

#[test]
fn waiting_reasons_move_to_the_entry_of_the_next_change() {
    let note = |reason: &str| format!("\n### 2026-03-03 - Note\n\n- Reason: {reason}\n");
    let (a, b) = (note("a"), note("b"));
    let owned = [a.as_str(), b.as_str()];
    let noted = PLAN.to_owned() + &a + &b;
    assert_eq!(hook_with(Some(PLAN), &noted, &owned, &commit()), noted);
    let changed = noted.replace("**Status**: Draft", "**Status**: Ready");
    let expected = ready() + READY + "- Reason: a\n- Reason: b\n";
    assert_eq!(hook_with(Some(PLAN), &changed, &owned, &commit()), expected);
    // Beside the entry of the commit that is amended, in either order.
    let logged = ready() + READY;
    for amended in [logged.clone() + &a, ready() + &a + READY] {
        let once = hook_with(Some(PLAN), &amended, &[&a, READY], &commit());
        assert_eq!(once, logged.clone() + "- Reason: a\n");
        let owned = format!("{READY}- Reason: a\n");
        assert_eq!(hook_with(Some(PLAN), &once, &[&owned], &commit()), once);
    }
}

/// Entries that a new plan brings along tell of commits elsewhere.
#[test]
fn a_new_plan_keeps_the_log_it_has() {
    let arrived = ready() + READY;
    assert_eq!(hook(None, &arrived, &commit()), arrived);
    let without_first = arrived.replace("### 2026-01-02 - Initial Plan\n\n- Created\n\n", "");
    assert_eq!(hook(None, &without_first, &commit()), without_first);
}

/// A log that is found can be added to, and a new one is written so that it is found, whatever headings stand above it.
#[test]
fn every_log_that_is_written_is_read_again() {
    let title = "# Implementation Plan: Cache\n\n**Status**: Draft\n";
    let log = "## Evolution Log\n\n### 2026-01-02 - Initial Plan\n\n- Created\n";
    let high = "# Evolution Log\n\n## 2026-01-02 - Initial Plan\n\n- Created\n";
    for (text, level) in [
        (title.to_owned(), 2),
        (format!("{title}\n## Notes\n\n# Appendix\n\nText.\n"), 1),
        (format!("{title}\n# Appendix\n\n{log}"), 1),
        (format!("{title}\n{log}\n# Appendix\n\nText.\n"), 2),
        (format!("# Project\n\n{title}\n{log}"), 1),
        (
            format!("# Implementation Plan: Old\n{title}\n## Notes\n\n{log}"),
            1,
        ),
        (
            format!("{title}\n# Overview\n\nText.\n\n# Notes\n\nText.\n"),
            1,
        ),
        (format!("{title}\n# Overview\n\nText.\n\n{high}"), 1),
        (format!("{high}\n# Appendix\n"), 1),
        (format!("{title}\n### Notes\n\nText.\n"), 2),
        (String::new(), 2),
    ] {
        let mut document = Document::parse(text.clone());
        for day in 3..5 {
            let entry = Entry {
                date: Date::new(2026, 1, day).unwrap(),
                lines: vec![Line::reason("because")],
            };
            let before = written(&document);
            document = document
                .with_log_edit(&LogEdit::Append(entry))
                .unwrap_or_else(|error| panic!("{text}\n=> {error}"));
            let now = written(&document);
            assert_eq!(now.len(), before.len() + 1, "{}", document.as_str());
            assert_eq!(
                added(&before, &now),
                [before.len()],
                "{}",
                document.as_str()
            );
            let note = document.with_note(Date::new(2026, 1, 9).unwrap(), "Noted\n\nWords.");
            let noted = written(&note.unwrap_or_else(|error| panic!("{text}\n=> {error}")));
            assert_eq!(noted.len(), now.len() + 1, "{}", document.as_str());
        }
        let hashes = "#".repeat(level);
        let entry = format!("\n{hashes}# 2026-01-04 - Note\n\n- Reason: because\n");
        assert!(document.as_str().contains(&entry), "{}", document.as_str());
        let log = format!("{hashes} Evolution Log\n");
        assert!(document.as_str().contains(&log), "{}", document.as_str());
    }
}

#[test]
fn a_reason_commands_no_terminal() {
    let reason = Line::reason("\u{1b}[31mred\u{7}\tand\nblue");
    assert_eq!(reason.to_string(), "Reason: [31mred and blue");
}

#[test]
fn restored_entry_gets_the_level_of_the_log() {
    let head = "# Implementation Plan: x\n\n## Evolution Log\n";
    let entry = "\n### 2026-01-02 - Talk\n\n#### Result\n\n```sh\n# a comment\n```\n";
    let older = Document::parse(format!("{head}{entry}"));
    let log = "# Implementation Plan: x\n\n# Evolution Log\n\n## 2026-01-01 - Begun\n\nBy Bob.\n";
    let restored = Document::parse(log)
        .with_entry_of(Some(0), &older, 0)
        .unwrap();
    let moved = entry
        .replace("### 2026", "## 2026")
        .replace("#### R", "### R");
    assert_eq!(restored.as_str(), format!("{log}{moved}"));
    let hash = |document: &Document| written(document).last().map(|entry| entry.hash);
    assert_eq!(hash(&restored), hash(&older));
}

#[test]
fn named_lines_serve_once() {
    use plan_core::evolution::take_named;
    let line = |text: &str| Line::parse(text).unwrap();
    let mut lines = vec![
        line("Title: a -> b"),
        line("Section changed: Notes"),
        line("Title: b -> c"),
    ];
    assert!(take_named(&line("Section changed: Notes"), &mut lines));
    assert!(!take_named(&line("Section changed: Notes"), &mut lines));
    assert!(take_named(&line("Title: a -> c"), &mut lines));
    assert_eq!(lines, []);
}
