//! The command line read as a user types it.
#![allow(clippy::unwrap_used, clippy::panic)]

use clap::CommandFactory as _;

use super::*;
use crate::error::ErrorKind;

fn read(line: &[&str]) -> Result<Cli, Box<Stop>> {
    parse(
        std::iter::once("plan")
            .chain(line.iter().copied())
            .map(OsString::from),
    )
}

fn wrong(line: &[&str]) -> (CommandError, Choices) {
    match *read(line).unwrap_err() {
        Stop::Wrong(error, choices) => (error, choices),
        Stop::Help(text) => panic!("help instead of an error: {text}"),
    }
}

#[test]
fn the_definition_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn global_options_stand_before_and_after_the_command() {
    let before = read(&["-C", "x", "--paths", "a/*.md", "--paths", "!a/b.md", "list"]).unwrap();
    let after = read(&["list", "-C", "x", "--paths", "a/*.md", "--paths", "!a/b.md"]).unwrap();
    for cli in [before, after] {
        assert_eq!(cli.globals.directory, Some(PathBuf::from("x")));
        assert_eq!(cli.globals.paths, ["a/*.md", "!a/b.md"]);
    }
}

#[test]
fn json_is_short_for_the_format() {
    for line in [&["list", "--json"][..], &["--format", "json", "list"]] {
        assert_eq!(read(line).unwrap().globals.choices().format, Format::Json);
    }
    assert_eq!(read(&[]).unwrap().globals.choices(), Choices::default());
}

#[test]
fn a_wrong_line_is_a_usage_error_with_a_suggestion() {
    let (error, choices) = wrong(&["histroy"]);
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert_eq!(error.message(), "unrecognized subcommand 'histroy'");
    assert!(
        error.hints().iter().any(|hint| hint.contains("'history'")),
        "{error:?}"
    );
    assert_eq!(choices.format, Format::Human);

    let (error, choices) = wrong(&["list", "--json", "--sorted"]);
    assert!(
        error.hints().iter().any(|hint| hint.contains("--sort")),
        "{error:?}"
    );
    assert_eq!(choices.format, Format::Json);

    let (error, _) = wrong(&["tick", "a"]);
    assert!(error.message().contains("<ITEM>..."), "{error:?}");
    assert_eq!(wrong(&["--format", "json", "nope"]).1.format, Format::Json);
    assert_eq!(wrong(&["nope", "--", "--json"]).1.format, Format::Human);
}

#[test]
fn a_hook_without_a_command_is_an_error_and_not_help() {
    let (error, _) = wrong(&["hook"]);
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert_eq!(error.message(), "a command is missing after `plan hook`");
}

#[test]
fn what_only_makes_sense_when_writing_needs_a_status() {
    wrong(&["status", "a", "--reason", "x"]);
    wrong(&["status", "a", "--dry-run"]);
    read(&["status", "a", "Ready", "--reason", "x", "--dry-run"]).unwrap();
}

#[test]
fn a_hook_gets_every_word_that_git_gives_it() {
    let cli = read(&["hook", "run", "post-rewrite", "--amend", "--json"]).unwrap();
    let Some(Command::Hook(HookArgs {
        command: HookCommand::Run(run),
    })) = cli.command
    else {
        panic!("not a hook");
    };
    assert_eq!(run.name, "post-rewrite");
    assert_eq!(run.args, ["--amend", "--json"]);
}

#[test]
fn every_help_begins_with_a_sentence_and_ends_with_where_to_report() {
    fn check(command: &mut clap::Command) {
        let name = command.get_name().to_owned();
        let first = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(
            !first.is_empty() && first.len() <= 90 && !first.contains('\n'),
            "{name}: {first}"
        );
        for help in [command.render_help(), command.render_long_help()].map(|help| help.to_string())
        {
            assert!(help.starts_with(&first), "{name}: {help}");
            assert!(help.contains("Examples:\n  plan "), "{name}: {help}");
            assert!(
                help.trim_end().ends_with("`plan --version`."),
                "{name}: {help}"
            );
        }
        command.get_subcommands_mut().for_each(check);
    }
    check(&mut Cli::command());
}

#[test]
fn every_example_can_be_typed() {
    let text = include_str!("help.rs");
    let examples = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("\"plan "));
    let mut count = 0;
    for example in examples {
        let line = example.trim_end_matches('"').replace("\\\"", "\"");
        // Quotes are the only thing of a shell that the examples use.
        let words: Vec<&str> = line
            .split(['"', '\''])
            .enumerate()
            .flat_map(|(at, part)| match at % 2 {
                0 => part.split_whitespace().collect(),
                _ => vec![part],
            })
            .collect();
        assert!(read(&words).is_ok(), "plan {line}");
        count += 1;
    }
    assert!(count > 20, "{count}");
}

#[test]
fn the_short_help_is_one_screen() {
    let Stop::Help(text) = *read(&["-h"]).unwrap_err() else {
        panic!("no help")
    };
    assert!(text.lines().count() <= 45, "{text}");
}
