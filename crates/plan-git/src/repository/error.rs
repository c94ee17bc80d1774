//! What can go wrong when a repository is opened or read, in words that say what to do next.

use std::path::PathBuf;

use crate::object::ObjectId;

/// Why no repository could be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// There is none here.
    #[error("no git repository in `{}` or any directory above it; go into one, name one, or run `git init`", from.display())]
    NotFound {
        /// Where the search began.
        from: PathBuf,
    },
    /// The environment names a directory that is none.
    #[error("GIT_DIR says `{}`, but that is not a git repository; correct the variable or unset it", git_dir.display())]
    NamedNotFound {
        /// What the environment names.
        git_dir: PathBuf,
    },
    /// Someone else owns it.
    #[error(
        "the repository `{0}` belongs to another user, and git refuses to read such repositories; \
         if you trust it, run `git config --global --add safe.directory '{0}'`", path.display()
    )]
    Owner {
        /// What `safe.directory` has to name.
        path: PathBuf,
    },
    /// It names its objects by another hash.
    #[error("the repository `{}` uses SHA-256 object names, which are not supported; only SHA-1 repositories can be read", path.display())]
    ObjectFormat {
        /// Where it is.
        path: PathBuf,
    },
    /// It keeps its refs as reftable.
    #[error(
        "the repository `{}` keeps its refs as reftable, which is not supported; \
         run `git refs migrate --ref-format=files` in it, or use a clone made with `--ref-format=files`", path.display()
    )]
    Reftable {
        /// Where it is.
        path: PathBuf,
    },
    /// It needs an extension that is not known.
    #[error("the repository `{}` needs the git extension `{extension}`, which is not supported; use an ordinary clone of it", path.display())]
    Extension {
        /// Where it is.
        path: PathBuf,
        /// The key below `extensions` in its config.
        extension: String,
    },
    /// Anything else libgit2 objects to.
    #[error("cannot open the repository at `{}`: {message}; see whether `git status` works there", path.display())]
    Unreadable {
        /// Where it is.
        path: PathBuf,
        /// What libgit2 says.
        message: String,
    },
}

/// Why an object or a ref could not be read.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The object is not here, as in a partial clone.
    #[error(
        "object {id} is missing from this copy of the repository; fetch it with `git fetch` or `git cat-file -e {id}`"
    )]
    Missing {
        /// The object.
        id: ObjectId,
    },
    /// The object is of another kind.
    #[error("object {id} is not a {expected}; run `git fsck` to see what refers to it")]
    Kind {
        /// The object.
        id: ObjectId,
        /// What it was taken for.
        expected: &'static str,
    },
    /// The object is there but broken.
    #[error("object {id} cannot be read: {message}; run `git fsck`")]
    Corrupt {
        /// The object.
        id: ObjectId,
        /// What is wrong with it.
        message: String,
    },
    /// HEAD cannot be resolved.
    #[error("HEAD cannot be read: {message}; run `git status` to see what is wrong")]
    Head {
        /// What libgit2 says.
        message: String,
    },
}

/// Why a text does not name a commit.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RevError {
    /// Nothing of that name.
    #[error(
        "`{rev}` names nothing in this repository; `git log --all --oneline` and `git branch -a` show what there is"
    )]
    Unknown {
        /// What was given.
        rev: String,
    },
    /// More than one object begins so.
    #[error("`{rev}` fits more than one object; write more digits of it")]
    Ambiguous {
        /// What was given.
        rev: String,
    },
    /// It names a tree or a blob.
    #[error("`{rev}` is not a commit; name a commit, a branch or a tag")]
    NotACommit {
        /// What was given.
        rev: String,
    },
    /// The text is not a revision at all.
    #[error("`{rev}` cannot be read as one revision: {message}; see `git help revisions`")]
    Invalid {
        /// What was given.
        rev: String,
        /// What libgit2 says.
        message: String,
    },
}
