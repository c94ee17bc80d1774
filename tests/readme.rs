//! What the README shows is what happens: its transcript is run, line by line, and its commands exist.

use crate::root;
use crate::sandbox::Sandbox;

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md"))
        .unwrap()
        .replace("\r\n", "\n")
}

/// The fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        open = match open.take() {
            Some(block) if line == "```" => {
                blocks.push(block);
                None
            }
            Some(block) => Some(block + line + "\n"),
            None => (line == format!("```{language}")).then(String::new),
        };
    }
    blocks
}

/// Lines that begin with `$ ` are typed; what follows each is all that the terminal shows, stdout and stderr in the order
/// in which a terminal shows them for commands that print to one of the two.
#[cfg(unix)]
#[test]
fn the_transcript_is_true() {
    let mut s = Sandbox::new();
    s.env("COLUMNS", "100");
    let mut expected = String::new();
    let mut shown = String::new();
    for block in blocks(&readme(), "console") {
        for part in block.split("$ ").skip(1) {
            let (command, output) = part.split_once('\n').unwrap();
            expected += &format!("$ {command}\n{output}");
            let run = s
                .command("sh")
                .args(["-c", &format!("{{ {command}; }} 2>&1")])
                .output()
                .unwrap();
            if command.contains("git commit") {
                s.at(&next_day(&s.now()));
            }
            shown += &format!("$ {command}\n{}", String::from_utf8_lossy(&run.stdout));
        }
    }
    assert!(
        expected.contains("plan history"),
        "the README has lost its transcript"
    );
    assert_eq!(expected.trim(), shown.trim(), "=== shown\n{shown}");
}

/// The transcript's commits are made on days that follow each other.
#[cfg(unix)]
fn next_day(now: &str) -> String {
    let day: u32 = now[8..10].parse().unwrap();
    format!("{}{:02}{}", &now[..8], day + 1, &now[10..])
}

#[test]
fn the_two_commands_are_there() {
    let text = readme();
    assert!(text.contains(
        "<!-- test-command -->\n```sh\ncargo test --workspace\n```\n<!-- /test-command -->"
    ));
    assert!(text.contains("```sh\ncargo run --release -- history\n```"));
    assert!(text.contains("cargo install --path crates/plan-cli"));
}

/// Every `plan …` command line in the documentation is one that the program understands.
#[test]
fn commands_in_the_documentation_exist() {
    let mut seen = 0;
    let docs = [
        "README.md",
        "docs/architecture.md",
        "docs/configuration.md",
        "docs/hooks.md",
        "docs/merging.md",
        "docs/schema/README.md",
    ];
    for name in docs {
        let text = std::fs::read_to_string(root().join(name)).unwrap();
        for code in text.split('`').skip(1).step_by(2) {
            let Some(rest) = code.strip_prefix("plan ") else {
                continue;
            };
            let words: Vec<&str> = rest
                .split_whitespace()
                .take_while(|word| !word.starts_with(['-', '[']))
                .collect();
            let command: Vec<&str> = words
                .iter()
                .copied()
                .take_while(|word| word.chars().all(|c| c.is_ascii_lowercase()))
                .take(2)
                .collect();
            let Some(first) = command.first() else {
                continue;
            };
            let nested = if *first == "hook" {
                command.len().min(2)
            } else {
                1
            };
            let mut args = command[..nested].to_vec();
            args.push("--help");
            Sandbox::without_repository().plan(&args).ok();
            seen += 1;
        }
    }
    assert!(seen > 5, "no commands were found");
}
