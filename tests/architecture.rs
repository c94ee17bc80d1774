//! The house rules as tests: which way arrows point, what may be named where, and how files are kept. The rules are data;
//! each failure says the rule and how to mend it. `docs/architecture.md` says why.

mod source;

use std::fs;
use std::path::Path;

use crate::root;
use source::{names, paths, strip, without_tests};

/// The rooms of a crate, ground floor first: a room may name those before it and itself.
struct House {
    directory: &'static str,
    rooms: &'static [&'static str],
    /// Arrows that point upwards all the same: from, to, why.
    exceptions: &'static [(&'static str, &'static str, &'static str)],
    /// Packages that its manifest must not name in any section.
    foreign: &'static [&'static str],
}

const HOUSES: [House; 3] = [
    House {
        directory: "crates/plan-core",
        rooms: &[
            "span",
            "source",
            "syntax",
            "template",
            "model",
            "parse",
            "progress",
            "document",
            "change",
            "evolution",
            "write",
            "merge",
            "textconv",
        ],
        exceptions: &[],
        foreign: &[
            "plan-git",
            "plan-cli",
            "git2",
            "gix-date",
            "jiff",
            "clap",
            "tempfile",
            "toml",
            "terminal_size",
        ],
    },
    House {
        directory: "crates/plan-git",
        rooms: &[
            "platform",
            "fault",
            "wildmatch",
            "paths",
            "time",
            "date",
            "object",
            "repository",
            "program",
            "graph",
            "tree",
            "ledger",
            "worktree",
            "receipts",
            "config",
            "personal",
            "cache",
            "lineage",
            "history",
            "ancestry",
            "compare",
            "staging",
            "derive",
            "hooks",
            "attributes",
            "doctor",
        ],
        exceptions: &[
            ("time", "date", "gives out the reading of dates"),
            ("config", "personal", "gives out the personal settings"),
        ],
        foreign: &[
            "plan-cli",
            "clap",
            "pulldown-cmark",
            "terminal_size",
            "unicode-width",
        ],
    },
    House {
        directory: "crates/plan-cli",
        // Its rooms are one file per command; the crate rules and the bans below are what matters.
        rooms: &[],
        exceptions: &[],
        foreign: &["git2", "gix-date", "jiff", "pulldown-cmark"],
    },
];

/// Names that may stand in some places only.
struct Ban {
    names: &'static [&'static str],
    /// Looked for below these directories.
    within: &'static [&'static str],
    /// Allowed in paths that begin like this.
    except: &'static [&'static str],
    rule: &'static str,
    mend: &'static str,
}

const BANS: [Ban; 10] = [
    Ban {
        names: &["pulldown_cmark"],
        within: &["crates"],
        except: &["crates/plan-core/src/syntax", "crates/plan-core/benches"],
        rule: "only plan-core/src/syntax names pulldown-cmark",
        mend: "ask `syntax` for blocks and spans, and extend it if it lacks something",
    },
    Ban {
        names: &["git2", "libgit2_sys", "gix_date", "gix_error", "jiff"],
        within: &["crates"],
        except: &["crates/plan-git"],
        rule: "only plan-git names git2, gix and jiff",
        mend: "add what you need to the public face of plan-git, in its own types",
    },
    Ban {
        names: &["git2::Repository", "RepositoryOpenFlags"],
        within: &["crates/plan-git/src"],
        except: &["crates/plan-git/src/repository"],
        rule: "only plan-git/src/repository opens a git2 repository",
        mend: "use `repository::Repository`",
    },
    Ban {
        names: &[
            "println!",
            "print!",
            "eprintln!",
            "eprint!",
            "dbg!",
            "io::stdout",
            "io::stderr",
            "stdout()",
            "stderr()",
        ],
        within: &[
            "crates/plan-core/src",
            "crates/plan-git/src",
            "crates/plan-cli/src",
        ],
        except: &["crates/plan-cli/src/ui.rs"],
        rule: "only plan-cli/src/ui.rs prints",
        mend: "return a value, and let a command hand it to `Ui`, which escapes what it prints",
    },
    Ban {
        names: &[
            "std::fs",
            "std::env",
            "std::process",
            "std::net",
            "std::time",
            "SystemTime",
            "Instant",
        ],
        within: &["crates/plan-core/src"],
        except: &[],
        rule: "plan-core knows no files, environment, processes and clock",
        mend: "take the text, the date or the answer as an argument; plan-git or plan-cli gets it",
    },
    Ban {
        names: &[
            "clap",
            "terminal_size",
            "is_terminal",
            "IsTerminal",
            "env::args",
            "env::args_os",
        ],
        within: &["crates/plan-core/src", "crates/plan-git/src"],
        except: &[],
        rule: "the libraries know no arguments and no terminal",
        mend: "take it as a typed argument; plan-cli reads command lines and asks terminals",
    },
    Ban {
        names: &[
            "SystemTime::now",
            "Zoned::now",
            "Timestamp::now",
            "now_utc",
            "now_local_or_utc",
        ],
        within: &[
            "crates/plan-core/src",
            "crates/plan-git/src",
            "crates/plan-cli/src",
        ],
        // gix-date offers no other way to the time zone of the machine than through its present time.
        except: &[
            "crates/plan-cli/src/clock.rs",
            "crates/plan-git/src/date.rs",
        ],
        rule: "only plan-cli/src/clock.rs asks what time it is",
        mend: "take the time as an argument, so that PLAN_NOW holds for everything",
    },
    Ban {
        names: &["process::Command", "Command::new"],
        within: &["crates/plan-git/src"],
        except: &[
            "crates/plan-git/src/program.rs",
            "crates/plan-git/src/ancestry",
        ],
        rule: "only plan-git/src/program.rs starts git, and only `ancestry` starts anything else",
        mend: "use `program`, which has the typed errors",
    },
    Ban {
        names: &[
            "os::unix",
            "os::windows",
            "cfg!(",
            "cfg(unix",
            "cfg(not(unix",
            "cfg(windows",
            "target_os",
        ],
        within: &[
            "crates/plan-core/src",
            "crates/plan-git/src",
            "crates/plan-cli/src",
        ],
        except: &[
            "crates/plan-git/src/platform.rs",
            "crates/plan-git/src/ancestry",
        ],
        rule: "only plan-git/src/platform.rs asks which system this is, and `ancestry`, which has a file for each",
        mend: "use `platform`, and extend it if it lacks something",
    },
    Ban {
        names: &["process::exit", "process::abort"],
        within: &[
            "crates/plan-core/src",
            "crates/plan-git/src",
            "crates/plan-cli/src",
        ],
        except: &[],
        rule: "the exit code is decided in plan-cli/src/error.rs and returned from main",
        mend: "return an error or an `Outcome`",
    },
];

/// A file name that says nothing about what is inside.
const EMPTY_NAMES: [&str; 8] = [
    "util", "utils", "helper", "helpers", "common", "misc", "shared", "stuff",
];
/// A source file that is longer holds more than one noun.
const LONGEST: usize = 600;
/// All that may lie at the top, beside dot files and cargo's build directory.
const TOP: [&str; 10] = [
    "Cargo.toml",
    "Cargo.lock",
    "crates",
    "tests",
    "docs",
    "README.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "CHANGELOG.md",
    "target",
];

/// A Rust file, by its path from the top with `/`.
struct SourceFile {
    path: String,
    text: String,
}

impl SourceFile {
    /// What is compiled into the library or program, with literals and comments blanked out.
    fn code(&self) -> String {
        // A test module may have a file of its own.
        if self.path.ends_with("/tests.rs") {
            String::new()
        } else {
            without_tests(&strip(&self.text))
        }
    }

    /// The room it belongs to, where `sources` is the `src` of its crate: a file `room.rs` or a directory.
    fn room(&self, sources: &str) -> Option<&str> {
        let inside = self.path.strip_prefix(sources)?;
        let room = inside.split('/').next()?;
        Some(room.strip_suffix(".rs").unwrap_or(room))
            .filter(|room| !matches!(*room, "lib" | "main"))
    }
}

fn source_files(directory: &str) -> Vec<SourceFile> {
    files(&root().join(directory), directory)
        .into_iter()
        .filter(|path| path.ends_with(".rs"))
        .map(|path| SourceFile {
            text: fs::read_to_string(root().join(&path)).unwrap(),
            path,
        })
        .collect()
}

/// Every file below a directory, in order, by its path from the top.
fn files(directory: &Path, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap_or_else(|error| panic!("{name}: {error}")) {
        let entry = entry.unwrap();
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if !entry.path().is_dir() {
            found.push(name);
        } else if !name.ends_with("/target") {
            found.extend(files(&entry.path(), &name));
        }
    }
    found.sort();
    found
}

#[track_caller]
fn none(rule: &str, mend: &str, broken: &[String]) {
    assert!(
        broken.is_empty(),
        "house rule: {rule}\n  {}\nto mend it: {mend}\n",
        broken.join("\n  ")
    );
}

/// Where a file names a room that is not below its own, or goes around the rooms.
fn upward_arrows(house: &House, sources: &str, file: &SourceFile) -> Vec<String> {
    let Some(room) = file.room(sources) else {
        return Vec::new();
    };
    let Some(floor) = house.rooms.iter().position(|name| *name == room) else {
        return vec![format!(
            "{}: no floor is given to `{room}` in tests/architecture.rs",
            file.path
        )];
    };
    let top_file = file.path == format!("{sources}{room}.rs");
    let mut broken = Vec::new();
    for (line, text) in paths(&file.code()) {
        let place = format!("{}:{line}", file.path);
        if top_file && text.starts_with("super::") {
            broken.push(format!(
                "{place}: `{text}` hides which room it names; write `crate::room`"
            ));
        }
        for (at, _) in text.match_indices("crate::") {
            if at > 0 && text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$')
            {
                continue;
            }
            let rest = &text[at + "crate::".len()..];
            let named = rest
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or_default();
            let excepted = house
                .exceptions
                .iter()
                .any(|(from, to, _)| (*from, *to) == (room, named));
            match house.rooms.iter().position(|name| *name == named) {
                Some(other) if other <= floor || excepted => {}
                Some(_) => broken.push(format!(
                    "{place}: `{room}` names `{named}`, which is above it"
                )),
                None => broken.push(format!(
                    "{place}: `crate::{named}` is no room; write `crate::room::{named}`"
                )),
            }
        }
    }
    broken
}

#[test]
fn arrows_between_rooms_point_down() {
    for house in HOUSES.iter().filter(|house| !house.rooms.is_empty()) {
        let sources = format!("{}/src/", house.directory);
        let broken: Vec<String> = source_files(&format!("{}/src", house.directory))
            .iter()
            .flat_map(|file| upward_arrows(house, &sources, file))
            .collect();
        none(
            &format!(
                "in {} a room names only rooms below it, by `crate::room`",
                house.directory
            ),
            "move what is needed down to the room that both may name, or hand it in as an argument",
            &broken,
        );
    }
}

#[test]
fn arrows_between_crates_point_down() {
    for house in &HOUSES {
        let manifest = fs::read_to_string(root().join(house.directory).join("Cargo.toml")).unwrap();
        // A foreign crate that only tests use is not in the program: one of them makes a commit as other tools do.
        let shipped = dependencies(&manifest, &["dependencies", "build-dependencies"]);
        let tested_with = dependencies(&manifest, &["dev-dependencies"]);
        let ours = tested_with
            .into_iter()
            .filter(|name| name.starts_with("plan-"));
        let broken: Vec<String> = shipped
            .into_iter()
            .chain(ours)
            .filter(|name| house.foreign.contains(&name.as_str()))
            .map(|name| format!("{}/Cargo.toml names {name}", house.directory))
            .collect();
        none(
            "arrows between crates point from plan-cli to plan-git to plan-core, and foreign crates stay in their room",
            "use what the crate below offers in its own types, and extend it if it lacks something",
            &broken,
        );
    }
}

/// The packages named in sections of a manifest that have one of these names, for the workspace or a platform too.
fn dependencies(manifest: &str, sections: &[&str]) -> Vec<String> {
    let is_one = |name: &str| sections.contains(&name.rsplit('.').next().unwrap_or(name));
    let mut inside = false;
    let mut found = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            inside = is_one(name);
            // `[dependencies.name]` is a section of one package.
            if let Some((section, package)) = name.rsplit_once('.')
                && is_one(section)
            {
                found.push(package.to_owned());
            }
        } else if inside && !line.starts_with('#') {
            let name = line
                .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_')
                .next();
            found.extend(name.filter(|name| !name.is_empty()).map(str::to_owned));
        }
    }
    found
}

#[test]
fn foreign_names_stay_in_their_room() {
    for ban in &BANS {
        let mut broken = Vec::new();
        for file in ban
            .within
            .iter()
            .flat_map(|directory| source_files(directory))
        {
            if ban
                .except
                .iter()
                .any(|allowed| file.path.starts_with(allowed))
            {
                continue;
            }
            for (line, text) in paths(&file.code()) {
                if let Some(name) = ban.names.iter().find(|name| names(&text, name)) {
                    broken.push(format!("{}:{line}: {name}", file.path));
                }
            }
        }
        none(ban.rule, ban.mend, &broken);
    }
}

#[test]
fn names_say_what_is_inside() {
    let broken: Vec<String> = ["crates", "tests", "docs"]
        .iter()
        .flat_map(|directory| files(&root().join(directory), directory))
        .filter(|path| {
            path.split('/')
                .any(|part| EMPTY_NAMES.contains(&part.split('.').next().unwrap_or(part)))
        })
        .collect();
    none(
        "a file or directory is named after the noun inside",
        "name what it holds",
        &broken,
    );
}

#[test]
fn source_files_are_short_and_say_what_they_are_for() {
    let (mut long, mut headless) = (Vec::new(), Vec::new());
    for house in &HOUSES {
        for file in source_files(&format!("{}/src", house.directory)) {
            let lines = file.text.lines().count();
            if lines > LONGEST {
                long.push(format!("{}: {lines} lines", file.path));
            }
            if !file.text.starts_with("//! ") {
                headless.push(file.path);
            }
        }
    }
    none(
        &format!("a source file has at most {LONGEST} lines"),
        "find the second noun in it and give it a file of its own",
        &long,
    );
    none(
        "a source file begins with `//!`: what it is for and what it leaves out",
        "write that sentence; if it needs an \"and\", the file may be two",
        &headless,
    );
}

#[test]
fn the_top_holds_what_the_design_says() {
    let broken: Vec<String> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !TOP.contains(&name.as_str()))
        .collect();
    none(
        "nothing lies at the top but crates, tests, docs, the manifest, and README, LICENSE and CHANGELOG files",
        "put it where its subject lives: benches and fuzz targets into their crate, texts into docs",
        &broken,
    );
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let page = fs::read_to_string(root().join("docs/dependencies.md")).unwrap();
    let reasons: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("- "))
        .filter_map(|line| line.split_once(": "))
        // Names stand in back quotes: every second part.
        .flat_map(|(named, _)| named.split('`').skip(1).step_by(2))
        .collect();
    let named = dependencies(&manifest, &["dependencies"]);
    assert!(named.len() > 5, "cannot read Cargo.toml: {named:?}");
    let missing = named
        .iter()
        .filter(|name| !reasons.contains(&name.as_str()));
    let stale = reasons
        .iter()
        .filter(|name| !named.iter().any(|known| known == *name));
    let broken: Vec<String> = missing
        .map(|name| format!("{name} has no line"))
        .chain(stale.map(|name| format!("{name} is no dependency any more")))
        .collect();
    none(
        "docs/dependencies.md has one line for each dependency",
        "add or remove the line",
        &broken,
    );
}

#[test]
fn a_broken_rule_is_noticed() {
    let house = House {
        directory: "crates/x",
        rooms: &["low", "high"],
        exceptions: &[],
        foreign: &[],
    };
    let check = |path: &str, text: &str, expected: &[&str]| {
        let file = SourceFile {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let broken = upward_arrows(&house, "crates/x/src/", &file);
        assert_eq!(broken.len(), expected.len(), "{text}: {broken:?}");
        for (broken, expected) in broken.iter().zip(expected) {
            assert!(broken.contains(expected), "{broken} has no {expected}");
        }
    };
    check(
        "crates/x/src/high.rs",
        "use crate::low::A;\nuse crate::{low, high};\n",
        &[],
    );
    check(
        "crates/x/src/low.rs",
        "fn f() { crate::high::g() }",
        &["low.rs:1: `low` names `high`"],
    );
    check(
        "crates/x/src/low/a.rs",
        "use crate::{\n  low::B,\n  high::A,\n};",
        &["low/a.rs:1"],
    );
    check(
        "crates/x/src/low.rs",
        "// crate::high\n#[cfg(test)]\nmod tests { use crate::high::A; }",
        &[],
    );
    check(
        "crates/x/src/low.rs",
        "use super::high::A;",
        &["hides which room"],
    );
    check("crates/x/src/low/a.rs", "use super::B;", &[]);
    check("crates/x/src/high.rs", "use crate::Thing;", &["is no room"]);
    check("crates/x/src/new.rs", "", &["no floor is given to `new`"]);
    check("crates/x/src/lib.rs", "pub use crate::high::A;", &[]);
    let manifest = "[dependencies]\na = 1\nb.workspace = true\n[dev-dependencies.c]\n[lints]\nd = 1\n\
                    [target.'cfg(unix)'.dependencies]\ne = 1\n";
    assert_eq!(dependencies(manifest, &["dependencies"]), ["a", "b", "e"]);
    assert_eq!(dependencies(manifest, &["dev-dependencies"]), ["c"]);
}
