//! What a commit does to the log.

use plan_core::evolution::{Commit, Entry, LogEdit, ProgressPolicy, added, fold, written};
use plan_core::{Date, Document, Line};

use crate::laws::commit;

const PLAN: &str = "# Implementation Plan: Cache\n\n**Status**: Draft\n\n## Phase 1: Core\n\n- [ ] a\n- [ ] b\n\n## Evolution Log\n\n### 2026-01-02 - Initial Plan\n\n- Created\n";

fn hook(base: Option<&str>, head: Option<&str>, staged: &str, commit: &Commit) -> String {
    let read = |text: &str| Document::parse(text);
    let mut now = read(staged);
    for edit in fold(
        base.map(read).as_ref(),
        head.map(read).as_ref(),
        &now,
        commit,
        &|_| false,
    ) {
        now = now.with_log_edit(&edit).unwrap();
    }
    now.as_str().to_owned()
}

fn ready() -> String {
    PLAN.replace("**Status**: Draft", "**Status**: Ready")
}

const READY: &str = "\n### 2026-03-04 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n";

#[test]
fn a_change_gives_an_entry_once() {
    let once = hook(Some(PLAN), None, &ready(), &commit());
    assert_eq!(once, ready() + READY);
    assert_eq!(hook(Some(PLAN), None, &once, &commit()), once);
}

#[test]
fn an_amend_folds_and_undoing_removes() {
    let logged = ready() + READY;
    let more = logged.replace("- [ ] a", "- [x] a");
    let folded = hook(Some(PLAN), Some(&logged), &more, &commit());
    assert!(folded.ends_with(
        "### 2026-03-04 - Status: Draft -> Ready, and 1 more\n\n- Status: Draft -> Ready\n- Ticked 1.1: a\n"
    ), "{folded}");
    let undone = logged.replace("**Status**: Ready", "**Status**: Draft");
    assert_eq!(hook(Some(PLAN), Some(&logged), &undone, &commit()), PLAN);
}

#[test]
fn a_folded_entry_keeps_its_date_and_reason() {
    let with_reason = ready() + &READY.replace("2026-03-04", "2026-02-01") + "- Reason: reviewed\n";
    let more = with_reason.replace("- [ ] a", "- [x] a");
    let folded = hook(Some(PLAN), None, &more, &commit());
    assert!(folded.ends_with(
        "### 2026-02-01 - Status: Draft -> Ready, and 1 more\n\n- Status: Draft -> Ready\n- Ticked 1.1: a\n- Reason: reviewed\n"
    ), "{folded}");
}

#[test]
fn an_entry_by_hand_is_left_alone_and_counts_as_the_entry() {
    let noted = ready() + "\n### 2026-03-04 - Reviewed\n\nAll agreed.\n";
    assert_eq!(hook(Some(PLAN), None, &noted, &commit()), noted);
}

#[test]
fn log_only_and_white_space_changes_give_no_entry() {
    let spaced = PLAN.replace("- [ ] a", "-  [ ]  a") + "\n";
    assert_eq!(hook(Some(PLAN), None, &spaced, &commit()), spaced);
    let noted = PLAN.to_owned() + "\n### 2026-03-04 - Note\n\nx\n";
    assert_eq!(hook(Some(PLAN), None, &noted, &commit()), noted);
}

#[test]
fn progress_is_logged_as_the_policy_says() {
    let one = PLAN.replace("- [ ] a", "- [x] a");
    let all = one.replace("- [ ] b", "- [x] b");
    let with = |progress: ProgressPolicy| Commit {
        progress,
        ..commit()
    };
    assert_eq!(
        hook(Some(PLAN), None, &one, &with(ProgressPolicy::Phase)),
        one
    );
    assert!(
        hook(Some(&one), None, &all, &with(ProgressPolicy::Phase)).ends_with(
            "### 2026-03-04 - Phase 1 completed, 2 of 2\n\n- Phase 1 completed, 2 of 2\n"
        )
    );
    assert_eq!(
        hook(Some(&one), None, &all, &with(ProgressPolicy::Never)),
        all
    );
}

#[test]
fn a_new_plan_gets_its_log_as_last_section() {
    let bare = "# Implementation Plan: x\n\n**Discussion Source**: [plan/discussion/x.md](../discussion/x.md)\n\n## Overview\n\ntext";
    assert_eq!(
        hook(None, None, bare, &commit()),
        format!(
            "{bare}\n\n## Evolution Log\n\n### 2026-03-04 - Initial Plan\n\n- Created from plan/discussion/x.md"
        )
    );
    assert_eq!(
        hook(None, None, PLAN, &commit()),
        PLAN,
        "it has its entry already"
    );
}

#[test]
fn line_endings_and_the_missing_final_one_are_kept() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(
        hook(Some(&crlf(PLAN)), None, &crlf(&ready()), &commit()),
        crlf(&(ready() + READY))
    );
    let (base, now) = (PLAN.trim_end(), ready());
    assert_eq!(
        hook(Some(base), None, now.trim_end(), &commit()),
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
    let now = hook(Some(&upwards), None, &ready, &commit());
    assert!(now.contains("## Evolution Log\n\n### 2026-03-04 - Status: Draft -> Ready\n\n- Status: Draft -> Ready\n\n### 2026-02-02"), "{now}");
}

#[test]
fn a_fenced_log_is_not_the_log() {
    let fenced = PLAN.replace(
        "## Phase 1",
        "```markdown\n## Evolution Log\n```\n\n## Phase 1",
    );
    let staged = fenced.replace("**Status**: Draft", "**Status**: Ready");
    assert_eq!(
        hook(Some(&fenced), None, &staged, &commit()),
        staged + READY
    );
}

#[test]
fn several_entries_of_a_squash_cover_the_change() {
    let first = ready() + READY;
    let second = first.replace("- [ ] a", "- [x] a")
        + "\n### 2026-03-04 - Ticked 1.1: a\n\n- Ticked 1.1: a\n";
    assert_eq!(hook(Some(PLAN), None, &second, &commit()), second);
    let more = second.replace(
        "# Implementation Plan: Cache",
        "# Implementation Plan: Caches",
    );
    let folded = hook(Some(PLAN), None, &more, &commit());
    assert!(
        folded.ends_with("- Ticked 1.1: a\n- Title: Cache -> Caches\n"),
        "{folded}"
    );
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
    assert_eq!(hook(Some(&plan), None, &staged, &commit()), staged);
}

#[test]
fn two_equal_entries_of_a_day_are_two() {
    let logged = ready() + READY;
    let back = logged.replace("**Status**: Ready", "**Status**: Draft");
    let back = hook(Some(&logged), None, &back, &commit());
    let again = back.replace("**Status**: Draft", "**Status**: Ready");
    let now = hook(Some(&back), None, &again, &commit());
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
        let logged = format!("{ready}{more}\n");
        assert_eq!(hook(Some(&base), None, &logged, &commit()), logged);
        // A word that was mended in it is none.
        let mended = ready.replace("Begun", "Begun at last");
        assert_eq!(
            hook(Some(&base), None, &mended, &commit()),
            mended.clone() + READY
        );
    }
}

/// Of reasons that somebody noted nothing is lost, and without a change they wait.
#[test]
fn notes_come_into_the_entry() {
    let note = |reason: &str| format!("\n### 2026-03-03 - Note\n\n- Reason: {reason}\n");
    let noted = PLAN.to_owned() + &note("a") + &note("b");
    assert_eq!(hook(Some(PLAN), None, &noted, &commit()), noted);
    let changed = noted.replace("**Status**: Draft", "**Status**: Ready");
    let expected =
        ready() + &READY.replace("2026-03-04", "2026-03-03") + "- Reason: a\n- Reason: b\n";
    assert_eq!(hook(Some(PLAN), None, &changed, &commit()), expected);
    // Beside the entry of the commit that is amended, whichever comes first.
    let logged = ready() + READY;
    for amended in [logged.clone() + &note("a"), ready() + &note("a") + READY] {
        let once = hook(Some(PLAN), Some(&logged), &amended, &commit());
        assert_eq!(once, logged.clone() + "- Reason: a\n");
        assert_eq!(hook(Some(PLAN), Some(&logged), &once, &commit()), once);
    }
}

/// Entries that a new plan brings along tell of commits elsewhere.
#[test]
fn a_new_plan_keeps_the_log_it_has() {
    let arrived = ready() + READY;
    assert_eq!(hook(None, None, &arrived, &commit()), arrived);
    let without_first = arrived.replace("### 2026-01-02 - Initial Plan\n\n- Created\n\n", "");
    assert_eq!(hook(None, None, &without_first, &commit()), without_first);
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
