//! husky, lefthook and pre-commit, installed once into the build directory.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::place::bare_place;
use crate::sandbox::{Run, Sandbox};

const FROM_NPM: [&str; 2] = ["husky@9.1.7", "lefthook@2.2.2"];
/// Without scripts: that of lefthook installs hooks into whatever repository is round it, which is that of this project.
const INSTALL: [&str; 4] = ["install", "--ignore-scripts", "--no-audit", "--no-fund"];
const FROM_PYPI: &str = "pre-commit==4.7.0";

/// The directories that they are in.
fn directories() -> &'static [PathBuf; 2] {
    static MADE: OnceLock<[PathBuf; 2]> = OnceLock::new();
    MADE.get_or_init(|| {
        let top = Path::new(env!("CARGO_TARGET_TMPDIR")).join("managers");
        std::fs::create_dir_all(&top).unwrap();
        let run = |program: &str, args: &[&str]| {
            let status = Command::new(program)
                .args(args)
                .current_dir(&top)
                .status()
                .unwrap_or_else(|error| panic!("{program} is needed: {error}"));
            assert!(status.success(), "{program} {args:?}");
        };
        let (node, python) = (top.join("node_modules/.bin"), top.join("python/bin"));
        if !node.join("husky").exists() {
            run("npm", &[&INSTALL[..], &FROM_NPM].concat());
        }
        if !python.join("pre-commit").exists() {
            run("python3", &["-m", "venv", "python"]);
            run("python/bin/pip", &["install", "--quiet", FROM_PYPI]);
        }
        [node, python]
    })
}

/// A repository with a plan, and with the programs on PATH.
pub fn place() -> Sandbox {
    let mut s = bare_place();
    let path = s
        .command("git")
        .get_envs()
        .find_map(|(name, value)| (name == "PATH").then(|| value.unwrap().to_owned()));
    let path = path.unwrap();
    let mut all: Vec<PathBuf> = std::env::split_paths(&path).collect();
    all.extend(directories().iter().cloned());
    let joined = std::env::join_paths(all).unwrap();
    s.env("PATH", joined.to_str().unwrap());
    s
}

/// Runs one of the programs.
#[track_caller]
pub fn run(s: &Sandbox, program: &str, args: &[&str]) -> Run {
    let path = directories()
        .iter()
        .map(|directory| directory.join(program))
        .find(|path| path.exists())
        .unwrap();
    s.run(path.to_str().unwrap(), args)
}
