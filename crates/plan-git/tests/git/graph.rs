use plan_git::graph::{CommitSource, Commits, GitSource, MainLine};

use crate::sandbox::Sandbox;

/// Two branches that are merged into each other, an octopus, and clocks that lie.
fn history() -> Sandbox {
    let sandbox = Sandbox::new();
    let commit = |name: &str, seconds: i64| {
        sandbox.write(name, name);
        sandbox.commit(name, seconds)
    };
    let merge = |branches: &[&str], seconds: i64| {
        let mut args = vec!["merge", "-q", "--no-ff", "--no-edit"];
        args.extend(branches);
        sandbox.git_with(&sandbox.root(), &args, seconds, b"");
    };
    commit("one", 100);
    sandbox.git(&["checkout", "-q", "-b", "side"]);
    commit("two", 90);
    commit("three", 500);
    sandbox.git(&["checkout", "-q", "main"]);
    commit("four", 400);
    merge(&["side"], 450);
    commit("five", 300);
    for branch in ["x", "y", "z"] {
        sandbox.git(&["checkout", "-q", "-b", branch, "main"]);
        commit(branch, 600);
        commit(&format!("{branch}2"), 600);
    }
    sandbox.git(&["checkout", "-q", "side"]);
    merge(&["main"], 650);
    commit("six", 20);
    sandbox.git(&["checkout", "-q", "main"]);
    merge(&["x", "y", "z"], 700);
    merge(&["side"], 650);
    sandbox
}

/// The names of the parents of a commit, with blanks between them.
fn parents(commits: &Commits, at: usize) -> String {
    let parents = commits.parents(at).iter().flatten();
    let names: Vec<String> = parents
        .map(|parent| commits.get(*parent).unwrap().id.to_string())
        .collect();
    names.join(" ")
}

#[test]
fn walks_in_the_order_of_git() {
    let sandbox = history();
    let repository = sandbox.open();
    let tip = repository.head().unwrap().unwrap();
    let nodes = GitSource::new(&repository).commits(tip).unwrap();
    let ours: Vec<String> = nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            let parents = parents(&nodes, at);
            format!("{} {} {} {parents}", node.id, node.tree, node.time)
        })
        .collect();
    let theirs = sandbox.git(&["log", "--date-order", "--format=%H %T %ct %P"]);
    assert_eq!(ours, theirs.split('\n').collect::<Vec<_>>());
    assert_eq!(ours.len(), 16);
}

#[test]
fn landed_is_what_git_says_about_ancestry() {
    let sandbox = history();
    let repository = sandbox.open();
    let tip = repository.head().unwrap().unwrap();
    let nodes = GitSource::new(&repository).commits(tip).unwrap();
    let line = MainLine::new(&nodes);
    let first_parents = sandbox.git(&["rev-list", "--first-parent", "--reverse", "HEAD"]);
    for (at, node) in nodes.iter().enumerate() {
        let oldest = first_parents
            .split('\n')
            .find(|here| {
                sandbox
                    .git(&["rev-list", here])
                    .contains(&node.id.to_string())
            })
            .unwrap();
        let landed = nodes.get(line.landed(at)).unwrap();
        assert_eq!(landed.id.to_string(), oldest, "{}", node.id);
    }
}

#[test]
fn a_shallow_clone_ends_at_its_boundary() {
    let sandbox = history();
    let url = format!("file://{}", sandbox.root().display());
    sandbox.git_in(
        sandbox.base(),
        &["clone", "-q", "--depth", "2", "--bare", &url, "cut.git"],
    );
    let repository = sandbox.open_at(&sandbox.base().join("cut.git")).unwrap();
    assert!(repository.is_shallow() && repository.is_bare());
    let tip = repository.head().unwrap().unwrap();
    let nodes = GitSource::new(&repository).commits(tip).unwrap();
    let theirs = sandbox.git_in(
        &sandbox.base().join("cut.git"),
        &["log", "--date-order", "--format=%H %P"],
    );
    let ours: Vec<String> = nodes
        .iter()
        .enumerate()
        .map(|(at, node)| format!("{} {}", node.id, parents(&nodes, at)))
        .collect();
    assert_eq!(ours.join("\n"), theirs);
    let roots = (0..nodes.len()).filter(|at| nodes.parents(*at).is_empty());
    assert!(roots.count() > 1);
    assert!(
        repository
            .commit(nodes.iter().last().unwrap().id)
            .unwrap()
            .parents
            .is_empty()
    );

    // A linked work tree of a shallow clone shares its boundary.
    sandbox.git_in(
        &sandbox.base().join("cut.git"),
        &["worktree", "add", "-q", "../linked"],
    );
    let linked = sandbox.open_at(&sandbox.base().join("linked")).unwrap();
    assert!(linked.is_shallow());
    assert_eq!(
        GitSource::new(&linked).commits(tip).unwrap().len(),
        nodes.len()
    );
}

#[test]
fn grafts_count_as_parents() {
    let sandbox = history();
    let tip = sandbox.id("HEAD");
    std::fs::create_dir_all(sandbox.root().join(".git/info")).unwrap();
    std::fs::write(
        sandbox.root().join(".git/info/grafts"),
        format!("{tip} {}\n", sandbox.id("y")),
    )
    .unwrap();
    let repository = sandbox.open();
    let nodes = GitSource::new(&repository).commits(tip).unwrap();
    assert_eq!(parents(&nodes, 0), sandbox.id("y").to_string());
    assert_eq!(
        nodes.len(),
        sandbox.git(&["rev-list", "HEAD"]).lines().count()
    );
    assert!(!repository.is_shallow());
}
