//! The indexes of a commit, read and written by the git program.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::fault;
use crate::paths::Paths;
use crate::platform;
use crate::program::{Git, ProgramError};
use crate::repository::ObjectId;
use crate::worktree::{HOOK_WAIT, pause};

use super::StagingError;

/// One entry of an index, with the bits that writing it anew would lose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) mode: String,
    pub(super) blob: ObjectId,
    pub(super) skip_worktree: bool,
    pub(super) assume_unchanged: bool,
}

impl Entry {
    /// Whether it is a file, and no link and no submodule.
    pub(super) fn is_regular(&self) -> bool {
        self.mode.starts_with("100")
    }
}

/// The entries of an index without conflict, by path.
pub(super) type Entries = HashMap<Vec<u8>, Entry>;

/// One entry in place of another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Swap<'a> {
    pub(super) path: &'a [u8],
    pub(super) from: &'a Entry,
    pub(super) to: &'a Entry,
}

impl Swap<'_> {
    pub(super) fn reversed(&self) -> Self {
        Self {
            path: self.path,
            from: self.to,
            to: self.from,
        }
    }
}

/// One index file with the plans in it, and the git program set up to use it.
#[derive(Debug, Clone)]
pub(super) struct Index {
    git: Git,
    plans: Vec<String>,
}

impl Index {
    pub(super) fn new(git_dir: &Path, work_dir: &Path, file: &Path, paths: &Paths) -> Self {
        // Said outright, because the hook's own values may be relative to a directory that is not this one. A setting
        // that changes what a pathspec means would change which files we touch.
        let git = [
            "GIT_LITERAL_PATHSPECS",
            "GIT_GLOB_PATHSPECS",
            "GIT_NOGLOB_PATHSPECS",
            "GIT_ICASE_PATHSPECS",
        ]
        .into_iter()
        .fold(Git::new(work_dir), Git::env_remove)
        .env("GIT_DIR", git_dir)
        .env("GIT_WORK_TREE", work_dir)
        .env("GIT_INDEX_FILE", file);
        Self {
            git,
            plans: paths.pathspecs(),
        }
    }

    pub(super) fn git(&self) -> &Git {
        &self.git
    }

    /// The pathspecs of the plans.
    pub(super) fn plans(&self) -> &[String] {
        &self.plans
    }

    /// Reads the entries at these paths, as far as there are any.
    pub(super) fn entries<'a>(
        &self,
        paths: impl Iterator<Item = &'a [u8]>,
    ) -> Result<Entries, StagingError> {
        let answer = || StagingError::Answer {
            command: "ls-files",
        };
        let specs: Vec<OsString> = paths
            .map(|path| literal(path).ok_or_else(answer))
            .collect::<Result<_, _>>()?;
        let options = ["ls-files", "--cached", "--stage", "-v", "-z", "--"];
        let mut entries = Entries::new();
        // `ls-files` takes paths as arguments only, and a command line has its limits.
        for specs in specs.chunks(256) {
            let args: Vec<&OsStr> = options
                .iter()
                .map(OsStr::new)
                .chain(specs.iter().map(OsString::as_os_str))
                .collect();
            let listing = self
                .git
                .run(&args, b"")
                .map_err(StagingError::program("list the index"))?;
            entries.extend(parse(&listing).ok_or_else(answer)?);
        }
        Ok(entries)
    }

    /// Stores bytes as they are.
    pub(super) fn write_blob(&self, bytes: &[u8]) -> Result<ObjectId, StagingError> {
        self.object_id(
            ["hash-object", "-w", "--stdin"].map(OsStr::new).as_slice(),
            bytes,
        )
    }

    /// Stores the bytes of a file as git would store them at that path.
    pub(super) fn clean(&self, path: &[u8], bytes: &[u8]) -> Result<ObjectId, StagingError> {
        let mut option = OsString::from("--path=");
        option.push(platform::os_string(path).ok_or(StagingError::Answer {
            command: "diff-index",
        })?);
        self.object_id(
            &[
                OsStr::new("hash-object"),
                OsStr::new("-w"),
                OsStr::new("--stdin"),
                &option,
            ],
            bytes,
        )
    }

    fn object_id(&self, args: &[&OsStr], bytes: &[u8]) -> Result<ObjectId, StagingError> {
        let answer = self
            .git
            .run(args, bytes)
            .map_err(StagingError::program("store a plan"))?;
        std::str::from_utf8(&answer)
            .ok()
            .and_then(|text| text.trim_end().parse().ok())
            .ok_or(StagingError::Answer {
                command: "hash-object",
            })
    }

    /// The bytes that checking out a blob at a path would write.
    pub(super) fn smudge(&self, path: &[u8], blob: ObjectId) -> Result<Vec<u8>, StagingError> {
        let mut option = OsString::from("--path=");
        option.push(platform::os_string(path).ok_or(StagingError::Answer {
            command: "diff-index",
        })?);
        let blob = blob.to_string();
        self.git
            .run(
                &[
                    OsStr::new("cat-file"),
                    OsStr::new("--filters"),
                    &option,
                    OsStr::new(&blob),
                ],
                b"",
            )
            .map_err(StagingError::program("prepare the text of the file"))
    }

    /// Whether git takes the file at a path for what the index says, with everything that git knows about the index.
    pub(super) fn is_clean(&self, path: &[u8]) -> Result<bool, StagingError> {
        let spec = literal(path).ok_or(StagingError::Answer {
            command: "diff-index",
        })?;
        let args = [
            OsStr::new("diff-files"),
            OsStr::new("--name-only"),
            OsStr::new("-z"),
            OsStr::new("--"),
            &spec,
        ];
        self.git
            .run(&args, b"")
            .map(|names| names.is_empty())
            .map_err(StagingError::program("compare a file"))
    }

    /// Lets git note that the files at these paths are as this index says. Of `git add` that is the one form that stages
    /// nothing, and the one command of git that looks at some files only: `update-index --refresh` looks at all of them.
    pub(super) fn refresh<'a>(&self, paths: impl Iterator<Item = &'a [u8]>) {
        let mut specs = Vec::new();
        for path in paths {
            specs.extend_from_slice(b":(top,literal)");
            specs.extend_from_slice(path);
            specs.push(0);
        }
        if specs.is_empty() {
            return;
        }
        let args = [
            "add",
            "--refresh",
            "--pathspec-from-file=-",
            "--pathspec-file-nul",
        ];
        // Only speeds up the next command: what git has not noted, it compares.
        let _ = self.git.run(&args, &specs);
    }

    /// Writes entries without marks, all or none.
    fn write_plain(&self, entries: &[(&[u8], &Entry)]) -> Result<(), StagingError> {
        let mut lines = Vec::new();
        for (path, entry) in entries {
            lines.extend_from_slice(format!("{} {} 0\t", entry.mode, entry.blob).as_bytes());
            lines.extend_from_slice(path);
            lines.push(0);
        }
        let args = ["update-index", "-z", "--index-info"];
        self.write(&args, &lines)
    }

    /// Writes one entry and its marks, which a new entry does not inherit.
    fn write_marked(&self, path: &[u8], entry: &Entry) -> Result<(), StagingError> {
        let name = platform::os_string(path).ok_or(StagingError::Answer {
            command: "ls-files",
        })?;
        let mut info = OsString::from(format!("{},{},", entry.mode, entry.blob));
        info.push(&name);
        // A name may begin like an option.
        let name = Path::new(".").join(name).into_os_string();
        let mut args: Vec<OsString> = vec!["update-index".into(), "--cacheinfo".into(), info];
        let marks = [
            ("--skip-worktree", entry.skip_worktree),
            ("--assume-unchanged", entry.assume_unchanged),
        ];
        for (mark, _) in marks.into_iter().filter(|(_, set)| *set) {
            args.extend([mark.into(), name.clone()]);
        }
        self.write(&args, b"")
    }

    /// Runs a command that writes the index. While another process holds `index.lock`, the command
    /// is repeated for up to 2 seconds, with growing random pauses.
    fn write<A: AsRef<OsStr>>(&self, args: &[A], stdin: &[u8]) -> Result<(), StagingError> {
        // The messages of git are compared, so they must not be translated.
        let git = self.git.clone().env("LC_ALL", "C");
        let begun = Instant::now();
        let mut longest = Duration::from_millis(10);
        loop {
            let error = match git.run(args, stdin) {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            let left = HOOK_WAIT.saturating_sub(begun.elapsed());
            if left.is_zero() || !is_locked(&error) {
                return Err(StagingError::program("write the index")(error));
            }
            std::thread::sleep(pause::random(longest / 2, longest).min(left));
            longest = (longest * 2).min(Duration::from_millis(200));
        }
    }
}

/// The indexes that a commit leaves its mark in: its own, and for `git commit PATH` the one that will be real afterwards.
#[derive(Debug)]
pub(super) struct Indexes {
    all: Vec<(Index, Entries)>,
}

impl Indexes {
    /// `entries` are those of the commit's own index, which is read already.
    pub(super) fn of_commit(index: &Index, index_file: &Path, entries: Entries) -> Self {
        let mut all = vec![(index.clone(), entries)];
        let future = future(index_file);
        if is_throw_away(index_file) && future.exists() {
            let future = Index {
                git: index.git.clone().env("GIT_INDEX_FILE", future),
                ..index.clone()
            };
            // Another process's lock may be an empty file. It is none of ours then.
            let paths = all.iter().flat_map(|(_, entries)| entries.keys());
            if let Ok(entries) = future.entries(paths.map(Vec::as_slice)) {
                all.push((future, entries));
            }
        }
        Self { all }
    }

    /// The entry at a path in the commit's own index.
    pub(super) fn of_the_commit(&self, path: &[u8]) -> Option<&Entry> {
        self.all.first()?.1.get(path)
    }

    /// The entries at a path in the others.
    pub(super) fn of_others(&self, path: &[u8]) -> impl Iterator<Item = &Entry> {
        self.all
            .iter()
            .skip(1)
            .filter_map(move |(_, entries)| entries.get(path))
    }

    /// Replaces entries in every index that has the one they replace; in all of them or in none.
    pub(super) fn replace(&mut self, swaps: &[Swap<'_>]) -> Result<(), StagingError> {
        let Err(first) = self.write(swaps) else {
            return Ok(());
        };
        let back: Vec<Swap<'_>> = swaps.iter().map(Swap::reversed).collect();
        Err(match self.write(&back) {
            Ok(()) => first,
            Err(then) => StagingError::NotRestored {
                first: Box::new(first),
                then: Box::new(then),
            },
        })
    }

    /// Replaces what it can until something fails, and remembers how far it came.
    fn write(&mut self, swaps: &[Swap<'_>]) -> Result<(), StagingError> {
        for (number, (index, entries)) in self.all.iter_mut().enumerate() {
            if number > 0 {
                fault::point("between the indexes");
            }
            let due = swaps
                .iter()
                .filter(|swap| entries.get(swap.path) == Some(swap.from));
            let (marked, plain): (Vec<&Swap<'_>>, Vec<_>) =
                due.partition(|swap| swap.to.skip_worktree || swap.to.assume_unchanged);
            if !plain.is_empty() {
                let lines: Vec<_> = plain.iter().map(|swap| (swap.path, swap.to)).collect();
                index.write_plain(&lines)?;
                entries.extend(
                    plain
                        .iter()
                        .map(|swap| (swap.path.to_vec(), swap.to.clone())),
                );
            }
            for swap in marked {
                index.write_marked(swap.path, swap.to)?;
                entries.insert(swap.path.to_vec(), swap.to.clone());
            }
        }
        Ok(())
    }

    /// Lets git note that the files at these paths are as the indexes say.
    pub(super) fn refresh(&self, paths: &[Vec<u8>]) {
        for (index, entries) in &self.all {
            let has_file =
                |path: &&[u8]| entries.get(*path).is_some_and(|entry| !entry.skip_worktree);
            index.refresh(paths.iter().map(Vec::as_slice).filter(has_file));
        }
    }
}

/// Returns true if another process holds the lock of the index.
fn is_locked(error: &ProgramError) -> bool {
    let ProgramError::Failed { stderr, .. } = error else {
        return false;
    };
    stderr.contains("Unable to create '") && stderr.contains(".lock': File exists")
}

/// Whether git makes this index for one commit and throws it away, as it does for `git commit PATH`.
pub(super) fn is_throw_away(index_file: &Path) -> bool {
    let name = index_file
        .file_name()
        .map(OsStr::as_encoded_bytes)
        .unwrap_or_default();
    name.strip_prefix(b"next-index-")
        .is_some_and(|rest| rest.ends_with(b".lock"))
}

/// Where git has by then written what will be the real index.
pub(super) fn future(index_file: &Path) -> PathBuf {
    index_file.with_file_name("index.lock")
}

/// The pathspec of one path, whatever is in its name. `None` where the system has no such name.
fn literal(path: &[u8]) -> Option<OsString> {
    let mut spec = OsString::from(":(top,literal)");
    spec.push(platform::os_string(path)?);
    Some(spec)
}

/// Reads `TAG MODE ID STAGE<tab>PATH`, each ended by a NUL. `S` is skip-worktree; a small letter is assume-unchanged.
fn parse(listing: &[u8]) -> Option<Entries> {
    let mut entries = HashMap::new();
    for line in listing
        .split(|byte| *byte == 0)
        .filter(|line| !line.is_empty())
    {
        let tab = line.iter().position(|byte| *byte == b'\t')?;
        let mut words = std::str::from_utf8(line.get(..tab)?).ok()?.split(' ');
        let tag = words.next()?.bytes().next()?;
        let mode = words.next()?.to_owned();
        let blob = words.next()?.parse().ok()?;
        if words.next()? == "0" {
            let entry = Entry {
                mode,
                blob,
                skip_worktree: tag.eq_ignore_ascii_case(&b'S'),
                assume_unchanged: tag.is_ascii_lowercase(),
            };
            entries.insert(line.get(tab + 1..)?.to_vec(), entry);
        }
    }
    Some(entries)
}
