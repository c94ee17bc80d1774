//! What a walk costs, and that its answer is the same whatever it is read from. Histories are made by dice.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use plan_core::template::Vocabulary;
use plan_git::graph::{CommitSource, Commits, GitSource, GraphSource, Node};
use plan_git::history::{Cost, Query, history};
use plan_git::paths::Paths;

use crate::history::plan;
use crate::sandbox::Sandbox;

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }
}

const FILES: [&str; 10] = [
    "plans/a.md",
    "plans/b.md",
    "plans/c.md",
    "plans/d.txt",
    "ideas/a.md",
    "ideas/deep/b.md",
    "pl\u{e4}ne/a.md",
    "src/one",
    "src/plans/two",
    "top.md",
];

/// A history of merges, octopuses, renames, deletions and clocks that lie, as `git fast-import` reads it.
fn stream(dice: &mut Dice, commits: usize) -> String {
    let mut stream = String::new();
    for number in 1..=commits {
        let time = 1000 + number * 10 + dice.roll(40);
        let _ = write!(
            stream,
            "commit refs/heads/main\nmark :{number}\ncommitter C <c@d> {time} +0000\ndata 3\nc{number:02}\n"
        );
        let mut parents = Vec::new();
        let count = [1, 1, 1, 2, 2, 3][dice.roll(6)];
        // Now and then a history of its own.
        let alone = number == 1 || dice.roll(25) == 0;
        for _ in 0..if alone { 0 } else { count } {
            let back = 1 + dice.roll(6.min(number - 1));
            if !parents.contains(&(number - back)) {
                parents.push(number - back);
            }
        }
        // The last one sees as much as can be seen.
        if number == commits {
            parents = (number.saturating_sub(6)..number).rev().collect();
        }
        match parents.split_first() {
            Some((first, others)) => {
                let _ = writeln!(stream, "from :{first}");
                for other in others {
                    let _ = writeln!(stream, "merge :{other}");
                }
            }
            None if number > 1 => {
                stream.push_str("from 0000000000000000000000000000000000000000\n")
            }
            None => {}
        }
        if parents.is_empty() {
            for file in FILES {
                if dice.roll(3) == 0 {
                    continue;
                }
                let text = plan(file, "Draft", &format!("{number} {}", dice.roll(3)));
                let _ = writeln!(stream, "M 644 inline {file}\ndata {}\n{text}", text.len());
            }
        }
        for _ in 0..dice.roll(3) {
            let (file, other) = (FILES[dice.roll(10)], FILES[dice.roll(10)]);
            match dice.roll(7) {
                0 | 1 => {
                    let _ = writeln!(stream, "D {file}");
                }
                // It is there for sure, since it was just written.
                2 if file != other => {
                    let text = plan(file, "Ready", &dice.roll(4).to_string());
                    let _ = writeln!(stream, "M 644 inline {file}\ndata {}\n{text}", text.len());
                    let _ = writeln!(stream, "R {file} {other}");
                }
                _ => {
                    let status = ["Draft", "Ready", "Completed"][dice.roll(3)];
                    let text = plan(file, status, &dice.roll(5).to_string());
                    let _ = writeln!(stream, "M 644 inline {file}\ndata {}\n{text}", text.len());
                }
            }
        }
        stream.push('\n');
        for (name, back) in [("older", 8), ("old", 3)] {
            if number + back == commits {
                let _ = writeln!(stream, "reset refs/heads/{name}\nfrom :{number}\n");
            }
        }
    }
    stream
}

fn made(seed: u64, commits: usize) -> Sandbox {
    let sandbox = Sandbox::new();
    let text = stream(&mut Dice(seed), commits);
    let args = ["fast-import", "--quiet", "--force"];
    sandbox.git_with(&sandbox.root(), &args, 0, text.as_bytes());
    sandbox
}

/// The whole answer as text, and what it took.
fn asked(sandbox: &Sandbox, patterns: &[&str]) -> (String, Cost) {
    let repository = sandbox.open();
    let paths = Paths::new(patterns.iter().map(ToString::to_string)).unwrap();
    let query = Query {
        tip: repository.head().unwrap().unwrap(),
        paths: &paths,
        vocabulary: &Vocabulary::default(),
        changes: true,
    };
    let told = history(&repository, &query, &mut |_| {}).unwrap();
    let answer = format!("{} {:?} {:#?}", told.complete, told.notes, told.plans);
    (answer, told.cost)
}

const PATTERNS: [&[&str]; 4] = [
    &["plans/*.md"],
    &["pl\u{e4}ne/*.md", "plans/a.md"],
    &["**/*.md"],
    &["ideas/**", "!ideas/deep/**"],
];

fn objects(sandbox: &Sandbox) -> PathBuf {
    sandbox.root().join(".git/objects/info")
}

fn drop_graph(sandbox: &Sandbox) {
    let _ = fs::remove_file(objects(sandbox).join("commit-graph"));
    let _ = fs::remove_dir_all(objects(sandbox).join("commit-graphs"));
}

/// Writes a commit-graph of what a revision can see.
fn write_graph(sandbox: &Sandbox, config: &[&str], rev: &str, options: &[&str]) {
    let mut args: Vec<&str> = config.iter().flat_map(|one| ["-c", one]).collect();
    args.extend(["commit-graph", "write", "--stdin-commits"]);
    args.extend(options);
    let tip = format!("{}\n", sandbox.id(rev));
    sandbox.git_with(&sandbox.root(), &args, 0, tip.as_bytes());
}

#[test]
fn the_answer_is_the_same_with_and_without_a_commit_graph_and_filters() {
    const V1: &str = "commitGraph.changedPathsVersion=1";
    const V2: &str = "commitGraph.changedPathsVersion=2";
    const OLD: &str = "commitGraph.generationVersion=1";
    let mut seen = Vec::new();
    for seed in 1..=6 {
        let sandbox = made(seed * 7919, 40);
        let ask = || PATTERNS.map(|patterns| asked(&sandbox, patterns).0);
        let expected = ask();
        seen.extend(expected.clone());
        // The answers are long.
        let same = |how: &str| assert!(ask() == expected, "{how}, seed {seed}");
        for (how, config, options) in [
            ("plain", vec![], vec![]),
            ("old generations", vec![OLD], vec![]),
            ("filters", vec![V1], vec!["--changed-paths"]),
            ("filters of version 2", vec![V2], vec!["--changed-paths"]),
        ] {
            for tip in ["HEAD", "old"] {
                drop_graph(&sandbox);
                write_graph(&sandbox, &config, tip, &options);
                same(&format!("{how}, of {tip}"));
            }
        }
        drop_graph(&sandbox);
        for (tip, config) in [("older", V1), ("old", V2), ("HEAD", V1)] {
            let filters = if tip == "old" {
                "--no-changed-paths"
            } else {
                "--changed-paths"
            };
            write_graph(&sandbox, &[config], tip, &["--split=no-merge", filters]);
            same("a chain");
        }
        let chain = objects(&sandbox).join("commit-graphs/commit-graph-chain");
        let list = fs::read_to_string(&chain).unwrap();
        assert_eq!(list.lines().count(), 3);
        let middle = list.lines().nth(1).unwrap();
        let middle = chain.with_file_name(format!("graph-{middle}.graph"));
        fs::remove_file(middle).unwrap();
        same("a chain without its middle");
    }
    let seen = seen.join("");
    for kind in ["Modified", "Merged", "Renamed", "Deleted", "Restored"] {
        assert!(seen.contains(&format!("kind: {kind}")), "{kind}");
    }
}

/// Every commit with its parents.
fn all(commits: &Commits) -> Vec<(Node, Vec<Option<usize>>)> {
    let all = commits.iter().enumerate();
    all.map(|(at, node)| (*node, commits.parents(at).to_vec()))
        .collect()
}

#[test]
fn a_damaged_commit_graph_is_as_good_as_none() {
    let sandbox = made(99, 30);
    let expected = asked(&sandbox, PATTERNS[0]).0;
    write_graph(&sandbox, &[], "HEAD", &["--changed-paths"]);
    let file = objects(&sandbox).join("commit-graph");
    let whole = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    for length in (0..whole.len()).step_by(97) {
        fs::write(&file, &whole[..length]).unwrap();
        assert!(asked(&sandbox, PATTERNS[0]).0 == expected, "{length} bytes");
    }
    // Whatever the bytes are, nothing breaks; what is believed of them may be wrong, as it is for git.
    let mut dice = Dice(5);
    for _ in 0..200 {
        let mut bytes = whole.clone();
        for _ in 0..1 + dice.roll(8) {
            let at = dice.roll(bytes.len());
            bytes[at] = u8::try_from(dice.roll(256)).unwrap();
        }
        fs::write(&file, &bytes).unwrap();
        let repository = sandbox.open();
        let tip = repository.head().unwrap().unwrap();
        let _ = GraphSource::new(&repository).commits(tip);
    }
}

#[test]
fn the_commits_are_those_of_the_objects() {
    let sandbox = made(4242, 60);
    write_graph(&sandbox, &[], "HEAD", &[]);
    let read = |sandbox: &Sandbox| {
        let repository = sandbox.open();
        let tip = repository.head().unwrap().unwrap();
        let mut graph = GraphSource::new(&repository);
        let nodes = graph.commits(tip).unwrap();
        assert_eq!(
            all(&nodes),
            all(&GitSource::new(&repository).commits(tip).unwrap())
        );
        (graph.commits_read(), nodes.len())
    };
    let (commits_read, all) = read(&sandbox);
    assert_eq!(commits_read, 0);
    assert!(all > 40);

    // What came after the graph was written is read until the graph is reached.
    sandbox.git(&["read-tree", "HEAD"]);
    sandbox.git(&["commit", "-q", "--allow-empty", "-m", "late"]);
    assert_eq!(read(&sandbox), (1, all + 1));

    sandbox.git(&["config", "core.commitGraph", "false"]);
    assert_eq!(read(&sandbox).0, all + 1);
    sandbox.git(&["config", "--unset", "core.commitGraph"]);

    // git leaves the graph alone where parents are not what commits say.
    let tip = sandbox.id("HEAD");
    sandbox.git(&["replace", "--graft", "HEAD~1"]);
    assert_eq!(read(&sandbox).0, all + 1);
    sandbox.git(&["replace", "-d", "HEAD~1"]);
    assert_eq!(read(&sandbox).0, 1);
    let info = sandbox.root().join(".git/info");
    fs::create_dir_all(&info).unwrap();
    fs::write(info.join("grafts"), format!("{tip}\n")).unwrap();
    assert_eq!(read(&sandbox), (1, 1));
}

#[test]
fn the_commit_graph_of_a_repository_that_objects_are_borrowed_from_is_used() {
    let sandbox = made(77, 30);
    write_graph(&sandbox, &[], "HEAD", &[]);
    let url = sandbox.root().display().to_string();
    sandbox.git_in(
        sandbox.base(),
        &["clone", "-q", "--shared", "--bare", &url, "b.git"],
    );
    let repository = sandbox.open_at(&sandbox.base().join("b.git")).unwrap();
    let tip = repository.head().unwrap().unwrap();
    let mut graph = GraphSource::new(&repository);
    let nodes = graph.commits(tip).unwrap();
    assert_eq!(graph.commits_read(), 0);
    assert_eq!(
        all(&nodes),
        all(&GitSource::new(&repository).commits(tip).unwrap())
    );
}

/// A hundred commits of code, and one in ten that changes one of thirty plans.
fn code() -> Sandbox {
    let sandbox = Sandbox::new();
    let mut stream = String::new();
    let mut write = |path: &str, text: &str| {
        let _ = writeln!(stream, "M 644 inline {path}\ndata {}\n{text}", text.len());
    };
    for number in 0..30 {
        write(
            &format!("plans/{number}.md"),
            &plan(&number.to_string(), "Draft", "x"),
        );
    }
    let mut commits = vec![stream.clone()];
    for number in 0..100 {
        stream.clear();
        let mut write = |path: &str, text: &str| {
            let _ = writeln!(stream, "M 644 inline {path}\ndata {}\n{text}", text.len());
        };
        write(&format!("src/{}", number % 7), &number.to_string());
        if number % 10 == 0 {
            write("plans/3.md", &plan("3", "Ready", &number.to_string()));
        }
        commits.push(stream.clone());
    }
    let mut all = String::new();
    for (number, changes) in commits.iter().enumerate() {
        let time = 1000 + number;
        let _ = write!(
            all,
            "commit refs/heads/main\ncommitter C <c@d> {time} +0000\ndata 1\nx\n{changes}\n"
        );
    }
    sandbox.git_with(
        &sandbox.root(),
        &["fast-import", "--quiet"],
        0,
        all.as_bytes(),
    );
    sandbox
}

fn cost(sandbox: &Sandbox) -> Cost {
    let repository = sandbox.open();
    let paths = Paths::new(["plans/*.md".to_owned()]).unwrap();
    let query = Query {
        tip: repository.head().unwrap().unwrap(),
        paths: &paths,
        vocabulary: &Vocabulary::default(),
        changes: false,
    };
    history(&repository, &query, &mut |_| {}).unwrap().cost
}

#[test]
fn what_is_not_needed_is_not_read() {
    let sandbox = code();
    // Each commit for its place in the graph, and once more those that are told of. Each root, and the folder of plans where
    // it is another one.
    let expected = Cost {
        commits: 101,
        commits_read: 101 + 11,
        trees_read: 101 + 11,
        blobs_read: 0,
    };
    assert_eq!(cost(&sandbox), expected);

    // With a commit-graph only those that are told of.
    write_graph(&sandbox, &[], "HEAD", &[]);
    let expected = Cost {
        commits_read: 11,
        ..expected
    };
    assert_eq!(cost(&sandbox), expected);

    // With filters only the trees of those. A filter may be wrong about one commit in a hundred.
    drop_graph(&sandbox);
    write_graph(&sandbox, &[], "HEAD", &["--changed-paths"]);
    let filtered = cost(&sandbox);
    assert_eq!((filtered.commits_read, filtered.blobs_read), (11, 0));
    assert!(
        (11 + 11..=11 + 11 + 4).contains(&filtered.trees_read),
        "{filtered:?}"
    );
    sandbox.git(&["config", "commitGraph.readChangedPaths", "false"]);
    assert_eq!(cost(&sandbox), expected);
}

#[test]
fn following_documents_to_where_they_came_from_reads_no_tree_twice() {
    let sandbox = Sandbox::new();
    for number in 0..20 {
        sandbox.write("plans/a.txt", &plan("a", "Draft", &number.to_string()));
        sandbox.write("src/x", &number.to_string());
        sandbox.commit(&number.to_string(), 1000 + number);
    }
    let text = plan("a", "Draft", "19");
    fs::remove_file(sandbox.root().join("plans/a.txt")).unwrap();
    sandbox.write("plans/a.md", &text);
    sandbox.commit("moved", 2000);
    let (answer, cost) = asked(&sandbox, &["plans/*.md"]);
    assert!(answer.contains("Renamed"), "{answer}");
    // Root and folder of each commit, and those of the move once more with what it was compared with.
    assert_eq!((cost.commits, cost.trees_read), (21, 2 * 21 + 4));
}
