//! What the printing room writes, seen from outside: streams are memory, the environment is a list.

use std::cell::RefCell;
use std::rc::Rc;

use super::*;

/// A stream that keeps what it was given, or fails as it was told.
#[derive(Clone, Default)]
struct Memory {
    text: Rc<RefCell<Vec<u8>>>,
    fails: Option<io::ErrorKind>,
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.fails {
            Some(kind) => Err(kind.into()),
            None => self.text.borrow_mut().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Memory {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.text.borrow()).into_owned()
    }
}

/// What a test wants the surroundings to be.
#[derive(Default)]
struct Scene {
    choices: Choices,
    terminal: bool,
    fails: Option<io::ErrorKind>,
    env: &'static [(&'static str, &'static str)],
}

impl Scene {
    fn ui(self) -> (Ui, Memory, Memory) {
        let out = Memory {
            fails: self.fails,
            ..Memory::default()
        };
        let talk = Memory::default();
        let env = self.env;
        let mut ui = Ui::new(self.choices);
        ui.out = Box::new(out.clone());
        ui.talk = Box::new(talk.clone());
        ui.env = Box::new(move |name| {
            env.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        });
        ui.out_terminal = self.terminal;
        ui.talk_terminal = self.terminal;
        ui.settle();
        (ui, out, talk)
    }
}

#[test]
fn talk_is_wrapped_on_a_terminal_and_words_stay_whole() {
    let (mut ui, _, talk) = Scene {
        terminal: true,
        env: &[("COLUMNS", "24"), ("NO_COLOR", "1")],
        ..Scene::default()
    }
    .ui();
    ui.error("there is no plan of that name");
    ui.note("done");
    let expected = "plan: error: there is no\n      plan of that name\nplan: done\n";
    assert_eq!(talk.text(), expected);
}

#[test]
fn data_goes_to_stdout_and_talk_to_stderr() {
    let (mut ui, out, talk) = Scene::default().ui();
    ui.out("a\n\u{1b}[2Jb\n");
    ui.line(Line::new().strong("t\u{202e}").faint(" x"));
    ui.note("one\u{7}");
    ui.hint("two");
    ui.warn("three");
    ui.error("four\nfive");
    ui.detail("six");
    assert_eq!(out.text(), "a\n\\x1b[2Jb\nt\\u{202e} x\n");
    let expected =
        "plan: one\\x07\nplan: hint: two\nplan: warning: three\nplan: error: four\nfive\n";
    assert_eq!(talk.text(), expected);
}

#[test]
fn quiet_keeps_warnings_and_errors_and_verbose_adds_details() {
    let (mut ui, _, talk) = Scene {
        choices: Choices {
            quiet: true,
            ..Choices::default()
        },
        ..Scene::default()
    }
    .ui();
    ui.note("n");
    ui.hint("h");
    ui.warn("w");
    ui.error("e");
    assert_eq!(talk.text(), "plan: warning: w\nplan: error: e\n");

    let choices = Choices {
        verbose: true,
        ..Choices::default()
    };
    let (mut ui, _, talk) = Scene {
        choices,
        ..Scene::default()
    }
    .ui();
    ui.detail("d");
    assert_eq!(talk.text(), "plan: d\n");
}

#[test]
fn colour_is_for_terminals_and_the_flag_beats_the_configuration() {
    let (mut ui, out, talk) = Scene {
        terminal: true,
        ..Scene::default()
    }
    .ui();
    ui.line(Line::new().strong("t"));
    ui.warn("w");
    assert_eq!(out.text(), "\u{1b}[1mt\u{1b}[0m\n");
    assert_eq!(talk.text(), "plan: \u{1b}[33mwarning:\u{1b}[0m w\n");

    let choices = Choices {
        color: Some(ColorChoice::Never),
        ..Choices::default()
    };
    let (mut ui, out, _) = Scene {
        choices,
        terminal: true,
        ..Scene::default()
    }
    .ui();
    ui.configure(Some(ColorChoice::Always), &PagerNames::default());
    ui.line(Line::new().strong("t"));
    assert_eq!(out.text(), "t\n");
}

#[test]
fn only_a_terminal_has_a_width() {
    let env = &[("COLUMNS", "44")];
    assert_eq!(
        Scene {
            env,
            ..Scene::default()
        }
        .ui()
        .0
        .width(),
        None
    );
    let (mut ui, out, _) = Scene {
        env,
        terminal: true,
        ..Scene::default()
    }
    .ui();
    assert_eq!(ui.width(), Some(44));
    ui.paragraph(4, &"word ".repeat(12));
    let text = out.text();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(
        text.lines()
            .all(|line| line.starts_with("    word") && line.len() <= 44),
        "{text}"
    );
}

#[test]
fn a_paragraph_is_one_line_where_nothing_has_to_fit() {
    let (mut ui, out, _) = Scene::default().ui();
    ui.paragraph(2, &"word ".repeat(100));
    assert_eq!(out.text().lines().count(), 1);
}

#[test]
fn blocks_on_request() {
    let env = &[("PLAN_ACCESSIBLE", "1")];
    let (mut ui, out, _) = Scene {
        env,
        ..Scene::default()
    }
    .ui();
    let mut table = Table::new(["Title", "Status"]);
    table.row(["Metrics", "Draft"]);
    ui.table(&table);
    assert_eq!(out.text(), "Title: Metrics\nStatus: Draft\n");
}

#[test]
fn json_is_one_document_and_a_line_break() {
    let (mut ui, out, _) = Scene {
        terminal: true,
        ..Scene::default()
    }
    .ui();
    ui.json(&serde_json::json!({ "schema": "plan.test/1", "title": "a\u{9b}" }));
    assert_eq!(
        out.text(),
        "{\n  \"schema\": \"plan.test/1\",\n  \"title\": \"a\\u009b\"\n}\n"
    );
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let fails = Some(io::ErrorKind::BrokenPipe);
    let (mut ui, ..) = Scene {
        fails,
        ..Scene::default()
    }
    .ui();
    ui.out("x");
    assert!(ui.is_closed());
    ui.out("y");
    assert!(ui.finish().is_ok());
}

#[test]
fn a_full_disk_is_an_error() {
    let fails = Some(io::ErrorKind::StorageFull);
    let (mut ui, ..) = Scene {
        fails,
        ..Scene::default()
    }
    .ui();
    ui.out("x");
    assert_eq!(
        ui.finish().map_err(|error| error.kind()),
        Err(io::ErrorKind::StorageFull)
    );
}

#[cfg(unix)]
#[test]
fn paging_is_for_terminals_and_people_only() -> io::Result<()> {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("paged");
    let names = PagerNames {
        plan: Some(format!("cat > '{}'", file.display())),
        ..PagerNames::default()
    };
    let json = Choices {
        format: Format::Json,
        ..Choices::default()
    };
    let refused = Choices {
        no_pager: true,
        ..Choices::default()
    };
    for (choices, terminal) in [(json, true), (refused, true), (Choices::default(), false)] {
        let (mut ui, out, _) = Scene {
            choices,
            terminal,
            ..Scene::default()
        }
        .ui();
        ui.configure(None, &names);
        ui.page();
        ui.out("here\n");
        ui.finish()?;
        assert_eq!(out.text(), "here\n");
        assert!(!file.exists());
    }
    let (mut ui, out, talk) = Scene {
        terminal: true,
        env: &[("NO_COLOR", "1")],
        ..Scene::default()
    }
    .ui();
    ui.configure(None, &names);
    ui.page();
    ui.out("there\n");
    ui.hint("That was all.");
    // The pager has the screen.
    assert_eq!(talk.text(), "");
    ui.leave_pager();
    assert_eq!(talk.text(), "plan: hint: That was all.\n");
    // It has read all, and its reader is gone.
    assert_eq!(std::fs::read_to_string(&file)?, "there\n");
    ui.page();
    ui.warn("Something is wrong.");
    ui.finish()?;
    assert!(
        talk.text()
            .ends_with("\nplan: warning: Something is wrong.\n")
    );
    assert_eq!(out.text(), "");
    Ok(())
}

#[test]
fn json_of_one_line_stays_on_it_and_commands_no_terminal() {
    let (mut ui, out, _) = Scene::default().ui();
    ui.json_line(&["one\ntwo", "\u{1b}[2J\u{202e}"]);
    ui.json_line(&1);
    assert_eq!(out.text(), "[\"one\\ntwo\",\"\\u001b[2J\\u202e\"]\n1\n");
}

#[test]
fn a_missing_pager_prints_directly() {
    let (mut ui, out, _) = Scene {
        terminal: true,
        ..Scene::default()
    }
    .ui();
    ui.configure(
        None,
        &PagerNames {
            plan: Some("no-such-pager-anywhere".into()),
            core: None,
        },
    );
    ui.page();
    ui.out("text\n");
    assert_eq!(out.text(), "text\n");
}

#[test]
fn a_text_hangs_behind_its_lead_or_below_it() {
    let shown = |env: &'static [(&'static str, &'static str)], lead: &str| {
        let (mut ui, out, _) = Scene {
            terminal: true,
            env,
            ..Scene::default()
        }
        .ui();
        ui.hanging(
            Line::from(lead),
            Style::Plain,
            "one two three four five six",
        );
        out.text()
    };
    assert_eq!(
        shown(&[("COLUMNS", "28")], "[ ] 1.1 "),
        "[ ] 1.1 one two three four\n        five six\n"
    );
    assert_eq!(
        shown(&[("COLUMNS", "28")], "[ ] testing.12  "),
        "[ ] testing.12\n      one two three four\n      five six\n"
    );
    assert_eq!(
        shown(&[("COLUMNS", "200")], "[ ] 1.1 "),
        "[ ] 1.1 one two three four five six\n"
    );
}
