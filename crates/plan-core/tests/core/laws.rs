//! The laws of the document model, each as a property.

use plan_core::evolution::{
    Commit, Entry, EntryHash, LogEdit, LogUpdate, Ownership, ProgressPolicy, reconcile, written,
};
use plan_core::{Change, Date, Document, Line, describe, diff};
use proptest::prelude::*;

use crate::bodies;
use crate::documents::{cases, document};

/// Number of bytes that differ, for texts of equal length.
fn changed_bytes(a: &str, b: &str) -> usize {
    assert_eq!(a.len(), b.len());
    a.bytes().zip(b.bytes()).filter(|(a, b)| a != b).count()
}

pub fn commit() -> Commit {
    let date = Date::new(2026, 3, 4).unwrap();
    Commit {
        date,
        reason: None,
        always: false,
        amends: false,
        renamed_from: None,
        progress: ProgressPolicy::Every,
    }
}

proptest! {
    #![proptest_config(cases())]

    /// Law 1.
    #[test]
    fn reading_is_lossless(text in document()) {
        let read = Document::parse(text.clone());
        prop_assert_eq!(read.as_str(), text.as_str());
    }

    /// Law 1 for any string at all.
    #[test]
    fn reading_any_string_is_lossless(text in any::<String>()) {
        let read = Document::parse(text.clone());
        prop_assert_eq!(read.as_str(), text.as_str());
    }

    /// Law 3 for boxes: one byte, and the other boxes are as before.
    #[test]
    fn a_tick_changes_one_byte(text in document(), pick in any::<prop::sample::Index>()) {
        let read = Document::parse(text.clone());
        let boxes: Vec<_> = read.plan().items().into_iter().filter(|item| item.check.is_some()).collect();
        if !boxes.is_empty() {
            let item = &boxes[pick.index(boxes.len())];
            let done = item.check.unwrap().done;
            let ticked = read.with_boxes(std::slice::from_ref(&item.address), !done).unwrap();
            prop_assert_eq!(changed_bytes(&text, ticked.as_str()), 1);
            let after = ticked.plan().items();
            for before in read.plan().items() {
                let now = after.iter().find(|now| now.address == before.address).unwrap();
                let expected = before.check.map(|check| check.done != (before.address == item.address));
                prop_assert_eq!(now.check.map(|check| check.done), expected);
            }
            let back = ticked.with_boxes(std::slice::from_ref(&item.address), done).unwrap();
            prop_assert!(changed_bytes(&text, back.as_str()) <= 1, "an `X` comes back as `x`");
        }
    }

    /// Law 3 for the status: bytes before and after the value are those of the source.
    #[test]
    fn a_status_change_touches_the_value_only(text in document(), value in "[A-Za-z ]{1,12}") {
        let read = Document::parse(text.clone());
        if let Ok(written) = read.with_status(&value) {
            let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
            let text_now = written.plan().status().unwrap().text;
            let commented = [words.clone() + " <!--", words.clone() + "<!--"];
            prop_assert!(text_now == words || commented.iter().any(|start| text_now.starts_with(start)));
            match read.plan().field(plan_core::template::FieldName::Status) {
                Some(old) if !old.ends_with("-->") => {
                    let span = old.span().unwrap().range();
                    let (before, after) = (&text[..span.start], &text[span.end..]);
                    prop_assert_eq!(written.as_str(), format!("{before}{}{after}", value.trim()));
                }
                // An empty value is filled in, a comment behind the value stays: nothing else goes.
                old => {
                    let old = old.and_then(|old| old.span()).map_or("", |span| &text[span.range()]);
                    let gone = old.split("<!--").next().unwrap_or_default().trim_end();
                    let common = text.bytes().zip(written.as_str().bytes()).take_while(|(a, b)| a == b).count();
                    let tail = text.bytes().rev().zip(written.as_str().bytes().rev()).take_while(|(a, b)| a == b).count();
                    prop_assert!(common + tail + gone.len() >= text.len(), "more than the value went");
                }
            }
        }
    }

    /// A value can never smuggle structure in.
    #[test]
    fn a_hostile_status_is_refused_or_read_back(text in document(), value in any::<String>()) {
        let read = Document::parse(text);
        if let Ok(written) = read.with_status(&value) {
            let mut sections = read.plan().clone();
            sections.sections.clear();
            prop_assert_eq!(written.plan().sections.len(), read.plan().sections.len());
            prop_assert_eq!(written.plan().items().len(), read.plan().items().len());
        }
    }

    /// A plan is plain data: it goes to JSON and comes back equal.
    #[test]
    fn json_and_back(text in document()) {
        let plan = Document::parse(text).plan().clone();
        let json = serde_json::to_string(&plan).unwrap();
        let back: plan_core::Plan = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(back, plan);
    }

    /// Reading, JSON and addresses of any document.
    #[test]
    fn a_document_is_read_whole(text in document()) {
        bodies::parse(&text);
    }

    /// Laws 2 and 3 for changes of the typed plan.
    #[test]
    fn an_update_says_what_was_asked(text in document(), choices in prop::collection::vec(any::<u8>(), 3..12)) {
        bodies::update(&text, &choices);
    }

    /// Laws 2 and 3 for changes of the plan as JSON.
    #[test]
    fn changed_json_says_what_was_asked(text in document(), choices in prop::collection::vec(any::<u8>(), 3..12)) {
        bodies::apply(&text, &choices);
    }

    /// Addresses are unique.
    #[test]
    fn addresses_are_unique(text in document()) {
        let items = Document::parse(text).plan().items();
        let mut addresses: Vec<_> = items.iter().map(|item| item.address.as_str().to_lowercase()).collect();
        addresses.sort();
        let count = addresses.len();
        addresses.dedup();
        prop_assert_eq!(addresses.len(), count);
    }

    /// Law 4, first half.
    #[test]
    fn no_change_means_equal_up_to_line_endings(a in document(), b in document()) {
        let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        let changes = diff(&Document::parse(a.clone()), &Document::parse(b.clone()));
        prop_assert_eq!(changes.is_empty(), plain(&a) == plain(&b), "{:?}", changes);
        prop_assert!(diff(&Document::parse(a.clone()), &Document::parse(plain(&a))).is_empty());
    }

    /// Law 4, second half.
    #[test]
    fn all_changes_make_the_new_plan(a in document(), b in document()) {
        bodies::changes(&a, &b);
    }

    /// The same for two versions of one plan.
    #[test]
    fn the_changes_of_an_edited_plan_make_it(text in document(), choices in prop::collection::vec(any::<u8>(), 3..12)) {
        bodies::edited(&text, &choices);
    }

    /// Law 5 for any three texts.
    #[test]
    fn a_merge_loses_nothing(
        a in document(), b in document(), c in document(), choices in any::<[u8; 3]>()
    ) {
        let [a, b, c] = [a, b, c].map(Document::parse);
        bodies::laws_of_merging(&a, &b, &c, &choices);
    }

    /// Law 5 for two edited versions of one plan.
    #[test]
    fn a_merge_of_edited_plans_loses_nothing(text in document(), choices in prop::collection::vec(any::<u8>(), 6..24)) {
        bodies::merged(&text, &choices);
    }

    /// Law 5 for two people who change different things.
    #[test]
    fn a_merge_of_changes_apart_is_both(text in document(), choices in any::<[u8; 2]>()) {
        bodies::apart(&text, choices);
    }

    /// Every line that a change makes reads back as itself, and stands for one line.
    #[test]
    fn every_line_of_a_change_parses_back(a in document(), b in document()) {
        let changes = diff(&Document::parse(a), &Document::parse(b));
        let one_by_one = changes.iter().map(Change::summary);
        for text in one_by_one.chain(describe(&changes).iter().map(ToString::to_string)) {
            prop_assert!(!text.contains(['\n', '\r']));
            prop_assert_eq!(Line::parse(&text).map(|line| line.to_string()), Some(text.clone()), "{}", text);
        }
    }

    /// An entry is put in as whole lines: everything else stays, and it reads back as the tool's own.
    #[test]
    fn an_appended_entry_leaves_the_rest_alone(text in document()) {
        let read = Document::parse(text.clone());
        let entry = Entry { date: Date::new(2026, 3, 4).unwrap(), lines: vec![Line::reason("because")] };
        if let Ok(written) = read.with_log_edit(&LogEdit::Append(entry)) {
            let now = plan_core::evolution::written(&written);
            prop_assert_eq!(now.len(), plan_core::evolution::written(&read).len() + 1);
            let common = text.bytes().zip(written.as_str().bytes()).take_while(|(a, b)| a == b).count();
            let tail = text.bytes().rev().zip(written.as_str().bytes().rev()).take_while(|(a, b)| a == b).count();
            let blanks = text.len() - text.trim_end_matches([' ', '\t', '\n', '\r']).len();
            prop_assert!(common + tail + blanks >= text.len(), "bytes were lost");
        }
    }

    /// Law 6 for one commit: the second run changes nothing.
    #[test]
    fn reconciling_twice_changes_nothing_the_second_time(a in document(), b in document()) {
        let (base, staged) = (Document::parse(a), Document::parse(b));
        let (edits, entry) = reconciled(&base, &staged, &[]);
        if let Ok(now) = staged.with_log_edits(&edits) {
            let owned: Vec<Ownership> = entry.into_iter().collect();
            prop_assert_eq!(reconciled(&base, &now, &owned).0, []);
            prop_assert_eq!(reconciled(&base, &now, &[]).0, []);
        }
    }

    /// Law 8: entries that nobody owns stay, though they are in the tool's wording, at any place
    /// and of any date.
    #[test]
    fn entries_written_by_hand_stay(
        a in document(),
        b in document(),
        entries in prop::collection::vec((0usize..6, 0usize..WORDINGS.len(), 1u8..29), 1..5),
        is_owned in any::<bool>(),
    ) {
        let (base, mut staged) = (Document::parse(a), Document::parse(b));
        // An entry that the hook wrote before, and owns.
        let mut owned = Vec::new();
        if is_owned {
            let (edits, entry) = reconciled(&base, &staged, &[]);
            if let Ok(now) = staged.with_log_edits(&edits) {
                (staged, owned) = (now, entry.into_iter().collect());
            }
        }
        let generated: Vec<EntryHash> = owned.iter().map(|right| right.hash).collect();
        for (place, wording, day) in entries {
            let line = Line::parse(WORDINGS[wording]).unwrap();
            let entry = Entry { date: Date::new(2026, 3, day).unwrap(), lines: vec![line] };
            let after = place.checked_sub(1).map(|at| at.min(written(&staged).len()));
            let after = after.and_then(|at| at.checked_sub(1));
            if let Ok(next) = staged.with_entry_after(after, &entry) {
                staged = next;
            }
        }
        let hand: Vec<EntryHash> = written(&staged).iter().map(|entry| entry.hash).collect();
        let (edits, _) = reconciled(&base, &staged, &owned);
        if let Ok(now) = staged.with_log_edits(&edits) {
            let mut left: Vec<EntryHash> = written(&now).iter().map(|entry| entry.hash).collect();
            for hash in hand {
                let at = left.iter().position(|other| *other == hash);
                prop_assert!(at.is_some() || generated.contains(&hash), "{}", now.as_str());
                at.map(|at| left.remove(at));
            }
        }
    }
}

/// Lines that the hook writes, and that people and agents imitate.
const WORDINGS: [&str; 6] = [
    "Created",
    "Created from docs/talk.md",
    "Status: Draft -> Ready",
    "Risk added: Redis is down",
    "Ticked 1.1: a",
    "Reason: Bob asked for it",
];

fn reconciled(
    base: &Document,
    now: &Document,
    owned: &[Ownership],
) -> (Vec<LogEdit>, Option<Ownership>) {
    let update = LogUpdate {
        base: Some(base),
        others: &[],
        now,
        owned,
        unstaged: &[],
        replaces_given_reasons: false,
    };
    let done = reconcile(&update, &commit());
    (done.edits, done.entry.map(|entry| entry.ownership))
}
