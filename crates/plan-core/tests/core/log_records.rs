//! Entries of the Evolution Log in the forms that real plans have them in, and dates as people write them.

use plan_core::Document;
use plan_core::model::{LogForm, LogRecord};

fn records(body: &str) -> Vec<LogRecord> {
    let document = Document::parse(format!("# T\n\n## Evolution Log\n\n{body}"));
    document.plan().log_records()
}

/// One candidate line inside the log, and the entry that it is: `-` for none.
const LINES: &[(&str, &str)] = &[
    (
        "### 2031-01-02 - Initial Plan",
        "form=heading; date=2031-01-02; title=Initial Plan",
    ),
    (
        "### 2031-01-02 — Second thoughts",
        "form=heading; date=2031-01-02; title=Second thoughts",
    ),
    (
        "### 2031-01-02: Second thoughts",
        "form=heading; date=2031-01-02; title=Second thoughts",
    ),
    (
        "### v1.2 (2031-01-02)",
        "form=heading; version=v1.2; date=2031-01-02; title=",
    ),
    ("### 1.14", "form=heading; version=1.14; title="),
    (
        "### TICK-001: Direct access (2031-01-02)",
        "form=heading; date=2031-01-02; title=TICK-001: Direct access",
    ),
    ("### First review", "form=heading; title=First review"),
    (
        "- 2031-01-02: First cut",
        "form=bullet; date=2031-01-02; title=First cut",
    ),
    (
        "- 2031-01-02 First cut",
        "form=bullet; date=2031-01-02; title=First cut",
    ),
    (
        "- 2031/01/02 - First cut",
        "form=bullet; date=2031-01-02; title=First cut",
    ),
    (
        "- `2031-01-02`: First cut",
        "form=bullet; date=2031-01-02; title=First cut",
    ),
    (
        "- [2031-01-02](https://x.org/a): First cut",
        "form=bullet; date=2031-01-02; title=First cut",
    ),
    (
        "- (2031/1/2) First cut",
        "form=bullet; date=2031-01-02; title=First cut",
    ),
    (
        "- [ ] 2031-01-02 First cut",
        "form=bullet; date=2031-01-02; title=First cut",
    ),
    (
        "- **2031-01-02** First cut",
        "form=bullet; date=2031-01-02; title=First cut",
    ),
    (
        "- **2031-01-02:** First cut",
        "form=bullet; date=2031-01-02; title=First cut",
    ),
    (
        "- *2031-01* - First cut",
        "form=bullet; date=2031-01; title=First cut",
    ),
    (
        "- **v1.2**: Added a guard",
        "form=bullet; version=v1.2; title=Added a guard",
    ),
    (
        "- v1.2 Added a guard",
        "form=bullet; version=v1.2; title=Added a guard",
    ),
    (
        "- v1.20 (2031-01-02): Alpha",
        "form=bullet; version=v1.20; date=2031-01-02; title=Alpha",
    ),
    ("- 1.33: Alpha", "form=bullet; version=1.33; title=Alpha"),
    (
        "- Revision 2: Reworded",
        "form=bullet; version=2; title=Reworded",
    ),
    (
        "**2031-01-02** First cut",
        "form=para; date=2031-01-02; title=First cut",
    ),
    (
        "2031-01-02: First cut",
        "form=para; date=2031-01-02; title=First cut",
    ),
    ("2031-01-02", "form=para; date=2031-01-02; title="),
    (
        "- Jan 2, 2031 First cut",
        "form=bullet; date=2031-01-02; title=First cut",
    ),
    (
        "- 2 January 2031 First cut",
        "form=bullet; date=2031-01-02; title=First cut",
    ),
    (
        "- 02/03/2031: First cut",
        "form=bullet; date=ambiguous; title=First cut",
    ),
    (
        "- First cut sent to the list 2031-01-02",
        "form=bullet; date=2031-01-02; title=First cut sent to the list",
    ),
    (
        "- First cut: Jan 2nd, 2031",
        "form=bullet; date=2031-01-02; title=First cut",
    ),
    (
        "1. 2031-01-02 First cut",
        "form=numbered; date=2031-01-02; title=First cut",
    ),
    (
        "2. v1.2: Added a guard",
        "form=numbered; version=v1.2; title=Added a guard",
    ),
    (
        "| 2031-01-02 | Moved phase 2 | Slow | Ann |",
        "form=row; date=2031-01-02; title=Moved phase 2",
    ),
    ("| Date | Change | Reason | Author |", "-"),
    ("|------|--------|", "-"),
    ("### YYYY-MM-DD - Initial Plan", "-"),
    ("- YYYY-MM-DD: what changed", "-"),
    ("  - 2031-01-02 nested detail", "-"),
    ("- Added phase 3", "-"),
    (
        "Created from the discussion of 2031-01-02 and later notes",
        "-",
    ),
    ("v1 (used by two hosts)", "-"),
    ("- v1beta1 stays the storage version", "-"),
    ("- 2031-2034 is the horizon", "-"),
    ("[#77]: https://x.org/77", "-"),
    ("2031-01-02T00 is when it broke", "-"),
];

/// A written date and the day it names. A month or a day that may be two is none, but keeps its text.
const DATES: &[(&str, &str)] = &[
    ("2031-01-02", "2031-01-02"),
    ("2031/1/2", "2031-01-02"),
    ("2031.01.02", "2031-01-02"),
    ("`2031-01-02`", "2031-01-02"),
    ("[2031-01-02](https://x.org/a)", "2031-01-02"),
    ("**2031-01-02**", "2031-01-02"),
    ("'2031-01-02'", "2031-01-02"),
    ("2031-01-02 10:30", "2031-01-02"),
    ("2031-01-02T10:30:00Z", "2031-01-02"),
    ("2031-08-XX", "2031-08"),
    ("2031-02/03", "2031-02"),
    ("2031-08", "2031-08"),
    ("*2031-11*", "2031-11"),
    ("Jan 2, 2031", "2031-01-02"),
    ("January 2nd, 2031", "2031-01-02"),
    ("2 January 2031", "2031-01-02"),
    ("6th Feb 2031", "2031-02-06"),
    ("Feb 2031", "2031-02"),
    ("20311020", "2031-10-20"),
    ("20311345", "-"),
    ("20211020", "2021-10-20"),
    ("2031年1月2日", "2031-01-02"),
    ("02.01.2031", "2031-01-02"),
    ("09-14-2031", "2031-09-14"),
    ("20/06/2031", "2031-06-20"),
    ("02/03/2031", "ambiguous"),
    ("YYYY-MM-DD", "unfilled"),
    ("TBD", "unfilled"),
    ("2031-13-02", "-"),
    ("2031-02-30", "-"),
    ("2031Q3", "-"),
    ("0364/364", "-"),
    ("2031-2034", "-"),
    ("May follow later", "-"),
    ("1.2.2031x", "-"),
    ("2031", "-"),
];

fn told(record: &LogRecord) -> String {
    let form = match record.form {
        LogForm::Heading => "heading",
        LogForm::Bullet => "bullet",
        LogForm::Numbered => "numbered",
        LogForm::Paragraph => "para",
        LogForm::Row => "row",
    };
    let mut told = vec![format!("form={form}")];
    told.extend(
        record
            .version
            .iter()
            .map(|version| format!("version={version}")),
    );
    let named = record.date.map(|date| date.to_string());
    told.extend(
        named
            .or(record.date_text.clone())
            .map(|date| format!("date={date}")),
    );
    told.push(format!("title={}", record.title));
    told.join("; ")
}

#[test]
fn entries_in_their_forms() {
    for (line, expected) in LINES {
        let body = if line.starts_with('|') {
            format!("| Date | Change | Reason | Author |\n|---|---|---|---|\n{line}\n")
        } else if line.starts_with(' ') {
            format!("- text\n{line}\n")
        } else {
            format!("{line}\n")
        };
        let found: Vec<_> = records(&body).iter().map(told).collect();
        // A day that may be two is said by its text here.
        let expected = expected.replace("date=ambiguous", "date=02/03/2031");
        match expected.as_str() {
            "-" => assert!(found.is_empty(), "{line}: {found:?}"),
            entry => assert_eq!(found, [entry.trim_end()], "{line}"),
        }
    }
}

#[test]
fn dates_as_people_write_them() {
    for (written, expected) in DATES {
        let document = Document::parse(format!("# T\n\n**Date**: {written}\n"));
        let date = document.plan().date();
        let day = date.and_then(|date| {
            assert_eq!(date.text.as_str(), *written);
            Some(date.known?.to_string())
        });
        let expected = Some(*expected).filter(|day| day.len() == "YYYY-MM-DD".len());
        assert_eq!(day.as_deref(), expected, "{written}");
    }
}

#[test]
fn undated_items_belong_to_the_entry_before() {
    let found = records(
        "Track how plan evolves:\n\n- before the first\n- 2026-01-02: First\n  - nested\n- undated\n\nA paragraph.\n\n- v1.1: Second\n",
    );
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].text, ["nested", "undated", "A paragraph."]);
    assert_eq!(
        (found[1].title.as_str(), found[1].text.len()),
        ("Second", 0)
    );
}

#[test]
fn a_heading_holds_what_stands_below_it() {
    let found = records(
        "### v1.2 (2026-01-02)\n\n- 2026-01-01: seen\n\n#### Why\n\nSlow.\n\n### 2026-02-03 - Title\n\n```\ncode\n```\n",
    );
    let told: Vec<_> = found
        .iter()
        .map(|record| (record.version.as_deref(), record.text.join("|")))
        .collect();
    assert_eq!(
        told,
        [
            (Some("v1.2"), "2026-01-01: seen|Why|Slow.".to_owned()),
            (None, "code".to_owned())
        ]
    );
}

#[test]
fn a_heading_without_a_date_groups_dated_items() {
    let found =
        records("### Round 2\n\n- 2026-01-01: a\n- 2026-01-02: b\n\n### Afterword\n\nNothing.\n");
    let titles: Vec<_> = found.iter().map(|record| record.title.as_str()).collect();
    assert_eq!(titles, ["a", "b", "Afterword"]);
}

#[test]
fn paragraphs_and_fields_are_entries() {
    let found = records(
        "**2026-01-01** First\nmore of it\n\n**2026-01-02**: Second\n\n- detail\n\n**2026-01-03:**\n\n1. another\n\n**Note**: mind\n",
    );
    let told: Vec<_> = found
        .iter()
        .map(|record| (record.title.as_str(), record.text.join("|")))
        .collect();
    assert_eq!(
        told,
        [
            ("First", "more of it".to_owned()),
            ("Second", "detail".to_owned()),
            ("", "another|Note: mind".to_owned())
        ]
    );
    assert!(found.iter().all(|record| record.form == LogForm::Paragraph));
}

#[test]
fn rows_are_read_by_the_names_of_their_columns() {
    let found = records(
        "| Version | Date | Author | Change |\n|---|---|---|---|\n| 1.0 | 2026-01-19 | Ann | Split |\n| 1.1 | | Bob | Joined |\n| | | | x |\n",
    );
    assert_eq!(found.len(), 2);
    assert_eq!(
        told(&found[0]),
        "form=row; version=1.0; date=2026-01-19; title=Split"
    );
    assert_eq!(found[0].text, ["Author: Ann"]);
    assert_eq!(told(&found[1]), "form=row; version=1.1; title=Joined");
}

#[test]
fn placeholders_and_comments_are_no_entries() {
    assert!(
        records("<!--\n2026-01-02: x\n-->\n\n### YYYY-MM-DD - Initial Plan\n\n- 2026-01-02: y\n")
            .is_empty()
    );
    assert!(
        Document::parse(plan_core::template::TEMPLATE)
            .plan()
            .log_records()
            .is_empty()
    );
}

#[test]
fn a_record_knows_its_bytes() {
    let text = "# T\n\n## Changelog\n\n- 2026-01-02: First\n  more\n- 2026-01-03: Second\n";
    let document = Document::parse(text);
    let spans = document
        .plan()
        .log_records()
        .into_iter()
        .map(|record| record.span.unwrap().of(text));
    assert_eq!(
        spans.collect::<Vec<_>>(),
        ["- 2026-01-02: First\n  more", "- 2026-01-03: Second"]
    );
}
