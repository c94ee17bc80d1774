//! Opening a repository and reading its objects; the only file that opens git2.
//!
//! It finds the repository as git does, says plainly what it cannot read, and tells a missing object apart from a
//! broken one. It never writes, never touches the index, and leaves walking to `graph`. Replace refs are not followed,
//! since libgit2 does not know them; `has_replace_refs` lets callers say so.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use git2::{ErrorCode, ObjectType, RepositoryOpenFlags};

use crate::object::{Linked, read_commit, read_id_lines, read_linked, read_tree};

mod error;
mod fresh;
mod refusal;

use fresh::{Fresh, Opening};
use refusal::refusal;

pub use crate::object::{Commit, ObjectId, ObjectIdError, Signature, TreeEntry};
pub use error::{OpenError, ReadError, RevError};

/// An open repository.
pub struct Repository {
    inner: git2::Repository,
    opening: Opening,
    /// The same once more, since an object was missing; from then on objects are read from there.
    fresh: RefCell<Option<Fresh>>,
    reopened: Arc<AtomicUsize>,
    work_dir: Option<PathBuf>,
    git_dir: PathBuf,
    common_dir: PathBuf,
    shallow: bool,
    /// Whether there are replace refs, once that was asked.
    replaces: OnceCell<bool>,
    /// Parents that differ from what the commits say, from `shallow` and `info/grafts`.
    grafts: HashMap<ObjectId, Vec<ObjectId>>,
}

/// The version of the library that reads objects.
pub fn libgit2_version() -> String {
    let (major, minor, patch) = git2::Version::get().libgit2_version();
    format!("{major}.{minor}.{patch}")
}

/// Looks up an environment variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

impl Repository {
    /// From now on objects are taken to be what their names say, in the whole process.
    ///
    /// libgit2 hashes every object anew when it is read, which costs more than all else in a walk. git itself does not: it
    /// checks what it receives, and `git fsck` checks the rest. Since the choice holds for everything that uses libgit2 in
    /// the process, it is the program's to make, at its start; this library never does.
    pub fn trust_objects() {
        git2::opts::strict_hash_verification(false);
    }

    /// Opens the repository that git would use in the directory `from`: GIT_DIR and its kin first, then upwards.
    ///
    /// # Errors
    /// No repository, one of another owner, or one in a format that cannot be read.
    pub fn discover(from: &Path) -> Result<Repository, OpenError> {
        Repository::discover_with(from, &|key| {
            std::env::var_os(key).filter(|value| !value.is_empty())
        })
    }

    /// As `discover`, with the variables that name the repository handed in. The others that git knows (such as
    /// GIT_OBJECT_DIRECTORY) are libgit2's to read.
    ///
    /// # Errors
    /// As `discover`.
    pub fn discover_with(from: &Path, env: Environment<'_>) -> Result<Repository, OpenError> {
        let from = std::path::absolute(from).unwrap_or_else(|_| from.to_owned());
        let ceilings: Vec<PathBuf> = env("GIT_CEILING_DIRECTORIES")
            .map(|list| std::env::split_paths(&list).collect())
            .unwrap_or_default();
        let named = env("GIT_DIR").map(|dir| from.join(dir));
        let tree = env("GIT_WORK_TREE").map(|dir| from.join(dir));
        let exact = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
        let mut start = named.clone().unwrap_or_else(|| from.clone());
        let mut flags = RepositoryOpenFlags::FROM_ENV;
        if tree.is_some() {
            // libgit2 takes a relative GIT_WORK_TREE from the wrong directory, so it is told nothing of work trees.
            start = match named {
                Some(ref dir) => dir.clone(),
                None => git2::Repository::discover_path(&from, &ceilings)
                    .map_err(|error| refusal(&from, None, &error))?,
            };
            flags |= RepositoryOpenFlags::BARE | exact;
        } else if named.is_some() {
            flags |= exact;
        }
        let opening = Opening {
            start,
            flags,
            ceilings,
        };
        let inner = opening
            .open()
            .map_err(|error| refusal(&opening.start, named.as_deref(), &error))?;
        let is_named = named.is_some();
        Ok(Repository::wrap(inner, opening, &from, is_named, tree))
    }

    fn wrap(
        inner: git2::Repository,
        opening: Opening,
        from: &Path,
        named: bool,
        tree: Option<PathBuf>,
    ) -> Repository {
        let git_dir = tidy(inner.path());
        let common_dir = tidy(inner.commondir());
        let work_dir = tree
            .as_deref()
            .map(tidy)
            .or_else(|| work_dir(&inner, &git_dir, from, named));
        let read = |name: &str| fs::read(common_dir.join(name)).unwrap_or_default();
        let boundary = read("shallow");
        let mut grafts = HashMap::new();
        for mut line in read_id_lines(&read("info/grafts")).filter(|line| !line.is_empty()) {
            let parents = line.split_off(1);
            grafts.extend(line.first().map(|&id| (id, parents)));
        }
        let before = grafts.len();
        grafts.extend(
            read_id_lines(&boundary).filter_map(|line| line.first().map(|&id| (id, Vec::new()))),
        );
        let shallow = grafts.len() > before || !boundary.trim_ascii().is_empty();
        Repository {
            inner,
            opening,
            fresh: RefCell::new(None),
            replaces: OnceCell::new(),
            reopened: Arc::default(),
            work_dir,
            git_dir,
            common_dir,
            shallow,
            grafts,
        }
    }

    /// The root of the work tree; none in a bare repository.
    pub fn work_dir(&self) -> Option<&Path> {
        self.work_dir.as_deref()
    }

    /// The git directory of this work tree.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The git directory that all linked work trees share.
    pub fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// Whether there is no work tree.
    pub fn is_bare(&self) -> bool {
        self.work_dir.is_none()
    }

    /// Whether history is cut off somewhere.
    pub fn is_shallow(&self) -> bool {
        self.shallow
    }

    /// Whether objects were left out on purpose: git fetches them from a remote that promises to have them.
    pub fn is_partial(&self) -> bool {
        let promises = |config: &git2::Config| {
            let mut found = false;
            let entries = config.entries(Some(r"^remote\..*\.promisor$"));
            let read = entries.and_then(|entries| {
                entries.for_each(|entry| {
                    let name = entry.name().unwrap_or_default();
                    found |= config.get_bool(name).unwrap_or_default();
                })
            });
            read.is_ok() && found
        };
        let config = self.inner.config().and_then(|mut config| config.snapshot());
        config.is_ok_and(|config| promises(&config))
    }

    /// The commit that is checked out; none before the first commit.
    ///
    /// # Errors
    /// HEAD is broken.
    pub fn head(&self) -> Result<Option<ObjectId>, ReadError> {
        let broken = |error: git2::Error| ReadError::Head {
            message: error.message().to_owned(),
        };
        match self.inner.head() {
            Ok(head) => {
                let target = head.resolve().map_err(broken)?.target();
                Ok(target.and_then(object_id))
            }
            Err(error) if error.code() == ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(broken(error)),
        }
    }

    /// The commit that a text names in any of the ways `git rev-parse` knows.
    ///
    /// # Errors
    /// The text names nothing, too much, or no commit.
    pub fn commit_of(&self, rev: &str) -> Result<ObjectId, RevError> {
        let given = || rev.to_owned();
        let object = self
            .inner
            .revparse_single(rev)
            .map_err(|error| match error.code() {
                ErrorCode::NotFound | ErrorCode::UnbornBranch => RevError::Unknown { rev: given() },
                // git wants four digits at least; libgit2 calls fewer of them ambiguous.
                ErrorCode::Ambiguous if rev.len() < 4 => RevError::Unknown { rev: given() },
                ErrorCode::Ambiguous => RevError::Ambiguous { rev: given() },
                ErrorCode::Peel => RevError::NotACommit { rev: given() },
                _ => RevError::Invalid {
                    rev: given(),
                    message: error.message().to_owned(),
                },
            })?;
        let commit = object
            .peel(ObjectType::Commit)
            .map_err(|_| RevError::NotACommit { rev: given() })?;
        object_id(commit.id()).ok_or_else(|| RevError::NotACommit { rev: given() })
    }

    /// The commit at which the histories of two commits part: their best common ancestor, one of them if there are
    /// several; none if they have nothing in common, or not within what is here.
    ///
    /// # Errors
    /// A commit on the way cannot be read.
    pub fn merge_base(
        &self,
        one: ObjectId,
        other: ObjectId,
    ) -> Result<Option<ObjectId>, ReadError> {
        let failed = |error: git2::Error| unreadable(one, &error);
        let (a, b) = (oid(one).map_err(failed)?, oid(other).map_err(failed)?);
        match self.inner.merge_base(a, b) {
            Ok(base) => Ok(object_id(base)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// The commits that lead to `tip` and not to `base`: what merging `tip` into `base` would bring.
    ///
    /// # Errors
    /// A commit on the way cannot be read.
    pub fn commits_between(
        &self,
        base: ObjectId,
        tip: ObjectId,
    ) -> Result<HashSet<ObjectId>, ReadError> {
        let failed = |error: git2::Error| unreadable(tip, &error);
        let mut walk = self.inner.revwalk().map_err(failed)?;
        walk.push(oid(tip).map_err(failed)?).map_err(failed)?;
        walk.hide(oid(base).map_err(failed)?).map_err(failed)?;
        walk.map(|id| id.map_err(failed))
            .filter_map(|id| id.map(object_id).transpose())
            .collect()
    }

    /// The names of all branches and tags, short as people type them. Names that are not UTF-8 are left out.
    pub fn ref_names(&self) -> Vec<String> {
        let refs = self.inner.references().into_iter().flatten().flatten();
        let kept = ["refs/heads/", "refs/remotes/", "refs/tags/"];
        refs.filter_map(|found| {
            let name = found.name().ok()?;
            kept.iter()
                .find_map(|kind| name.strip_prefix(kind))
                .map(str::to_owned)
        })
        .collect()
    }

    /// The name that git gives to a file with these bytes, stored or not.
    ///
    /// # Errors
    /// libgit2 refuses, which is not known to happen.
    pub fn blob_id(bytes: &[u8]) -> Result<ObjectId, ReadError> {
        let zero = ObjectId::from_bytes([0; 20]);
        git2::Oid::hash_object(ObjectType::Blob, bytes)
            .ok()
            .and_then(object_id)
            .ok_or(ReadError::Corrupt {
                id: zero,
                message: "its name cannot be computed".to_owned(),
            })
    }

    /// One commit.
    ///
    /// # Errors
    /// It is missing, broken or no commit.
    pub fn commit(&self, id: ObjectId) -> Result<Commit, ReadError> {
        let mut commit = self.read(id, COMMIT, |raw| read_commit(id, raw))?;
        if let Some(parents) = self.grafts.get(&id) {
            commit.parents.clone_from(parents);
        }
        Ok(commit)
    }

    /// Whether parents are other than the commits say.
    pub(crate) fn has_grafts(&self) -> bool {
        !self.grafts.is_empty()
    }

    /// What parents are other than the commits say, as text.
    pub(crate) fn grafted(&self) -> String {
        let line = |(id, parents): (&ObjectId, &Vec<ObjectId>)| {
            let names: Vec<String> = parents.iter().map(ObjectId::to_string).collect();
            format!("{id} {}", names.join(" "))
        };
        let mut lines: Vec<String> = self.grafts.iter().map(line).collect();
        lines.sort_unstable();
        lines.join("\n")
    }

    /// Where objects are: the own directory, and those that it borrows from.
    pub(crate) fn object_dirs(&self) -> Vec<PathBuf> {
        let mut dirs = vec![self.common_dir.join("objects")];
        let mut at = 0;
        while let Some(dir) = dirs.get(at).cloned() {
            at += 1;
            let list = fs::read_to_string(dir.join("info/alternates")).unwrap_or_default();
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                let other = tidy(&dir.join(line));
                // git follows five of them in a row, and some lead in a circle.
                if !line.is_empty() && !dirs.contains(&other) && dirs.len() < ALTERNATES {
                    dirs.push(other);
                }
            }
        }
        dirs
    }

    /// Whether history is cut at this commit: it has parents that are not to be seen.
    pub(crate) fn is_boundary(&self, id: ObjectId) -> bool {
        self.grafts.contains_key(&id)
            && self
                .read(id, COMMIT, read_linked)
                .is_ok_and(|commit| !commit.parents.is_empty())
    }

    /// What the walk needs of one commit.
    pub(crate) fn linked(&self, id: ObjectId) -> Result<Linked, ReadError> {
        let mut commit = self.read(id, COMMIT, read_linked)?;
        if let Some(parents) = self.grafts.get(&id) {
            commit.parents.clone_from(parents);
        }
        Ok(commit)
    }

    /// The entries of one tree, in git's order.
    ///
    /// # Errors
    /// It is missing, broken or no tree.
    pub fn tree(&self, id: ObjectId) -> Result<Vec<TreeEntry>, ReadError> {
        self.read(id, TREE, read_tree)
    }

    /// What `read` makes of the bytes of one tree.
    pub(crate) fn raw_tree<T>(
        &self,
        id: ObjectId,
        read: impl FnOnce(&[u8]) -> Option<T>,
    ) -> Result<T, ReadError> {
        self.read(id, TREE, read)
    }

    /// The bytes of one file.
    ///
    /// # Errors
    /// It is missing, broken or no blob.
    pub fn blob(&self, id: ObjectId) -> Result<Vec<u8>, ReadError> {
        self.read(id, BLOB, |raw| Some(raw.to_vec()))
    }

    /// Whether there is an object of that name. It is not read, so it may be damaged.
    pub(crate) fn has(&self, id: ObjectId) -> bool {
        let found = self.look(&mut |inner: &git2::Repository| {
            let exists = inner.odb()?.exists(oid(id)?);
            exists
                .then_some(())
                .ok_or_else(|| git2::Error::from_str("it does not exist"))
        });
        found.is_ok()
    }

    /// The number of bytes of one file, without reading them.
    ///
    /// # Errors
    /// It is missing, broken or no blob.
    pub fn blob_size(&self, id: ObjectId) -> Result<u64, ReadError> {
        let header = self.look(&mut |inner: &git2::Repository| inner.odb()?.read_header(oid(id)?));
        match header.map_err(|error| unreadable(id, &error))? {
            (size, ObjectType::Blob) => Ok(u64::try_from(size).unwrap_or(u64::MAX)),
            _ => Err(ReadError::Kind {
                id,
                expected: "blob",
            }),
        }
    }

    /// What lies at a path below a tree.
    ///
    /// # Errors
    /// A tree on the way cannot be read.
    pub fn entry_at(&self, tree: ObjectId, path: &[u8]) -> Result<Option<TreeEntry>, ReadError> {
        let mut names = path.split(|&byte| byte == b'/');
        let mut found: Option<TreeEntry> = None;
        let Some(mut name) = names.next() else {
            return Ok(None);
        };
        let mut tree = tree;
        loop {
            let entries = self.tree(tree)?;
            let Some(entry) = entries.into_iter().find(|entry| entry.name == name) else {
                return Ok(None);
            };
            tree = entry.id;
            let inside = entry.is_tree();
            found.replace(entry);
            match names.next() {
                None => return Ok(found),
                Some(next) if inside => name = next,
                Some(_) => return Ok(None),
            }
        }
    }

    /// The value of a git config key, from all levels; a key without a value reads `true`, as in git.
    pub fn config(&self, key: &str) -> Option<String> {
        let config = self.inner.config().ok()?.snapshot().ok()?;
        let entry = config.get_entry(key).ok()?;
        if !entry.has_value() {
            return Some("true".to_owned());
        }
        Some(String::from_utf8_lossy(entry.value_bytes()).into_owned())
    }

    /// Every value of a git config key, the one that counts most last.
    pub fn config_all(&self, key: &str) -> Vec<String> {
        let mut values = Vec::new();
        let config = self.inner.config().and_then(|mut config| config.snapshot());
        if let Ok(config) = config
            && let Ok(mut entries) = config.multivar(key, None)
        {
            while let Some(Ok(entry)) = entries.next() {
                values.push(String::from_utf8_lossy(entry.value_bytes()).into_owned());
            }
        }
        values
    }

    /// Whether replace refs exist, which git would follow and this library does not. Looked up once.
    pub fn has_replace_refs(&self) -> bool {
        *self.replaces.get_or_init(|| {
            let refs = self.inner.references_glob("refs/replace/*");
            refs.is_ok_and(|mut refs| refs.next().is_some())
        })
    }

    /// Hands the raw bytes of an object to `read`, so that they are copied only where they are kept.
    fn read<T>(
        &self,
        id: ObjectId,
        kind: Kind,
        read: impl FnOnce(&[u8]) -> Option<T>,
    ) -> Result<T, ReadError> {
        // It is given to `read` at most once, however often it is looked for.
        let mut read = Some(read);
        let read = self.look(&mut |inner: &git2::Repository| {
            let odb = inner.odb()?;
            let object = odb.read(oid(id)?)?;
            let fits = object.kind() == kind.0;
            let read = read.take().filter(|_| fits);
            Ok(read.map(|read| read(object.data())))
        });
        match read.map_err(|error| unreadable(id, &error))? {
            Some(Some(read)) => Ok(read),
            Some(None) => Err(ReadError::Corrupt {
                id,
                message: format!("it is no well-formed {}", kind.1),
            }),
            None => Err(ReadError::Kind {
                id,
                expected: kind.1,
            }),
        }
    }
}

/// Directories of objects that are looked into at most.
const ALTERNATES: usize = 16;

struct Kind(ObjectType, &'static str);

const COMMIT: Kind = Kind(ObjectType::Commit, "commit");
const TREE: Kind = Kind(ObjectType::Tree, "tree");
const BLOB: Kind = Kind(ObjectType::Blob, "blob");

/// The work tree when GIT_WORK_TREE does not say it.
fn work_dir(inner: &git2::Repository, git_dir: &Path, from: &Path, named: bool) -> Option<PathBuf> {
    let found = inner.workdir().map(tidy)?;
    let config = inner.config().ok();
    let is_set = |key| {
        config
            .as_ref()
            .is_some_and(|config| config.get_entry(key).is_ok())
    };
    if inner.is_worktree() || is_set("core.worktree") {
        return Some(found);
    }
    // A named git directory makes the present directory the work tree, except from inside of it, as in some hooks.
    if named && !tidy(from).starts_with(git_dir) {
        return Some(tidy(from));
    }
    // Without a config, libgit2 takes the directory around any git directory for its work tree; git only around `.git`.
    let around =
        git_dir.parent() == Some(&found) && git_dir.file_name().is_some_and(|name| name != ".git");
    (is_set("core.bare") || !around).then_some(found)
}

fn unreadable(id: ObjectId, error: &git2::Error) -> ReadError {
    match error.code() {
        ErrorCode::NotFound => ReadError::Missing { id },
        _ => ReadError::Corrupt {
            id,
            message: error.message().to_owned(),
        },
    }
}

fn oid(id: ObjectId) -> Result<git2::Oid, git2::Error> {
    git2::Oid::from_bytes(id.as_bytes())
}

fn object_id(oid: git2::Oid) -> Option<ObjectId> {
    oid.as_bytes().try_into().ok().map(ObjectId::from_bytes)
}

/// The path without the slash that libgit2 puts at the end of directories, and without `.` and `..`.
fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                tidied.pop();
            }
            part => tidied.push(part),
        }
    }
    tidied
}
