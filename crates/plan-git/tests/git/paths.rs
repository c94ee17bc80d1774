use std::collections::BTreeSet;

use plan_git::paths::Paths;

use crate::sandbox::Sandbox;

const NAMES: [&str; 10] = [
    "a",
    "b.md",
    "plan-1.md",
    "ab",
    "*.md",
    "a b",
    "[x]",
    "Ä.md",
    "a-",
    "x",
];

/// Every path of one to three names, as far as git can hold them side by side: no file is also a directory.
fn tree() -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for (at, first) in NAMES.iter().enumerate() {
        paths.insert(format!("{first}.f"));
        for second in NAMES.iter().skip(at % 3) {
            paths.insert(format!("{first}/{second}.f"));
            paths.insert(format!("{first}/{second}"));
            for third in NAMES.iter().skip(at % 2).step_by(2) {
                paths.insert(format!("{first}/d{second}/{third}"));
                paths.insert(format!("docs/{first}/{second}/{third}"));
            }
        }
    }
    paths
}

/// Patterns made by joining pieces in every order that is cheap to try.
fn patterns() -> Vec<String> {
    const PIECES: [&str; 21] = [
        "*",
        "**",
        "a",
        "?.md",
        "*.md",
        "[ab]*",
        "[!a]",
        "a**",
        "**b",
        "d*",
        r"\*.md",
        "docs",
        "[[:alpha:]]",
        "[a-b]?*",
        "x*x",
        "*-*",
        "**.f",
        "[",
        "Ä*",
        "?",
        "[]-z]*",
    ];
    let mut patterns: Vec<String> = PIECES.iter().map(|&piece| piece.to_owned()).collect();
    for first in PIECES {
        for second in PIECES {
            patterns.push(format!("{first}/{second}"));
        }
    }
    for (first, last) in [
        ("a", "*"),
        ("**", "a"),
        ("docs", "*.md"),
        ("*", "b*"),
        ("d*", "**"),
    ] {
        for middle in PIECES {
            patterns.push(format!("{first}/{middle}/{last}"));
        }
    }
    patterns.extend(
        [
            "docs/",
            "docs/*/",
            "docs/**/",
            "a/**/**/b.md",
            "**/**",
            "***",
            "a/***/x",
            "docs//a",
            "./a/*",
        ]
        .map(String::from),
    );
    patterns
}

#[test]
fn agrees_with_git_about_every_path() {
    let sandbox = Sandbox::new();
    let root = sandbox.root();
    let paths = tree();
    let empty = sandbox.git_with(&root, &["hash-object", "-w", "--stdin"], 0, b"");
    let index: String = paths
        .iter()
        .map(|path| format!("100644 {empty}\t{path}\0"))
        .collect();
    sandbox.git_with(
        &root,
        &["update-index", "-z", "--index-info"],
        0,
        index.as_bytes(),
    );
    assert_eq!(
        sandbox.git(&["ls-files", "-z"]).matches('\0').count(),
        paths.len()
    );

    let mut sets: Vec<Vec<String>> = patterns()
        .into_iter()
        .map(|pattern| vec![pattern])
        .collect();
    sets.push(vec![
        "docs".into(),
        "!docs/a/**".into(),
        "a/*".into(),
        "!**/*.md".into(),
    ]);
    sets.push(vec!["!docs/*/b.md".into(), "**/*.md".into()]);
    let mut hits = 0;
    for set in sets {
        let ours = Paths::new(set.clone()).unwrap();
        let mut args = vec!["ls-files", "-z", "--"];
        let specs = ours.pathspecs();
        args.extend(specs.iter().map(String::as_str));
        let listed = sandbox.git(&args);
        let theirs: BTreeSet<&str> = listed.split_terminator('\0').collect();
        let matched: BTreeSet<&str> = paths
            .iter()
            .map(String::as_str)
            .filter(|path| ours.matches(path.as_bytes()))
            .collect();
        assert_eq!(matched, theirs, "{set:?}");
        hits += matched.len();
        for path in matched {
            for (at, _) in path.match_indices('/') {
                let dir = &path[..at];
                assert!(
                    ours.may_contain(dir.as_bytes()),
                    "{set:?} is not looked for in {dir}"
                );
            }
            assert!(ours.may_contain(b""), "{set:?}");
        }
    }
    assert!(hits > 10_000, "only {hits} matches were compared");
}
