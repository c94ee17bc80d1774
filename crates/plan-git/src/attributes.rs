//! The drivers that make git ask us when it merges or compares a plan: registered, brought up to date and taken away.
//!
//! A driver has two halves. The settings of this repository say what it does (`driver`), and `info/attributes`, which every
//! linked work tree shares and nobody commits, says for which paths (`block`, `pattern`). Neither touches what others wrote
//! there. What a driver does when git calls it is not looked at here.

use std::fs;
use std::path::{Path, PathBuf};

use crate::hooks;
use crate::paths::Paths;
use crate::program::{Git, ProgramError};
use crate::repository::Repository;
use crate::worktree::{File, FileError, Locks};

mod block;
mod driver;
mod pattern;

/// What a registration did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registration {
    /// The drivers are new here.
    Registered {
        /// The file that says for which paths.
        path: PathBuf,
    },
    /// They were there, for other paths or in another form.
    Renewed {
        /// The file that says for which paths.
        path: PathBuf,
    },
    /// They were there already, just so. Nothing was written.
    AlreadyThere {
        /// The file that says for which paths.
        path: PathBuf,
    },
    /// Somebody else's driver has the name. Nothing was written.
    Foreign {
        /// The setting that is not ours.
        key: &'static str,
    },
}

/// How the drivers of a repository stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DriverState {
    /// They are there, for these paths.
    Registered,
    /// They are there, for other paths or in another form.
    Other,
    /// The attributes name them, but no setting says what they do.
    Unset,
    /// The settings say what they do, but no attributes name them.
    Unnamed,
    /// They are not there.
    Absent,
    /// Somebody else's driver has the name.
    Foreign {
        /// The setting that is not ours.
        key: &'static str,
    },
}

/// Why drivers could not be registered or taken away.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AttributesError {
    /// Of the two comments that hold our lines, one is missing.
    #[error(
        "{} has one of the comments `{}` and `{}` without the other, so it is not clear which lines are plan's; remove \
         those that are, then try again", path.display(), block::BEGIN, block::END
    )]
    Torn {
        /// The file.
        path: PathBuf,
    },
    /// git reads no attributes through a link in the work tree.
    #[error(
        "{} is a symbolic link, and git reads no attributes through one; put a file in its place, or do without `--shared`",
        path.display()
    )]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// There is no work tree to have a `.gitattributes`.
    #[error(
        "this repository is bare, so there is no .gitattributes to write; do it in a clone with a work tree"
    )]
    Bare,
    /// The program to write into the driver was not given by its full path.
    #[error("{} is not an absolute path; a driver runs in other directories", program.display())]
    NotAbsolute {
        /// What was given.
        program: PathBuf,
    },
    /// The settings of the repository could not be read or written.
    #[error("git did not read or write the settings of this repository")]
    Program(#[from] ProgramError),
    /// The file that says for which paths could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Registers the drivers for these paths, or brings ours up to date. Linked work trees share them.
///
/// With `absolute`, the driver runs that program as long as it is there, and `plan` on `PATH` otherwise; without either, it
/// is git's own merge.
///
/// # Errors
/// [`AttributesError`]. What was written until then does no harm: the one half without the other changes nothing.
pub fn register(
    repository: &Repository,
    paths: &Paths,
    absolute: Option<&Path>,
) -> Result<Registration, AttributesError> {
    if let Some(program) = absolute.filter(|program| !program.is_absolute()) {
        return Err(AttributesError::NotAbsolute {
            program: program.to_owned(),
        });
    }
    let path = place(repository);
    let file = read(&path)?;
    let before = file.as_ref().map_or(&b""[..], File::bytes);
    let after =
        block::with(before, &pattern::lines(paths), block::MANAGED).ok_or_else(|| torn(&path))?;
    let git = git(repository);
    let settings = driver::read(&git)?;
    let wanted = driver::wanted(&hooks::program_word(absolute));
    if let Some(key) = driver::foreign(&driver::effective(&git)?) {
        return Ok(Registration::Foreign { key });
    }
    let was_there = driver::is_there(&settings) && block::is_in(before);
    let written = driver::write(&git, &settings, &wanted)?;
    let same = before == after;
    if !same {
        write(&path, file.as_ref(), &after)?;
    }
    Ok(match (was_there, same && !written) {
        (_, true) => Registration::AlreadyThere { path },
        (true, false) => Registration::Renewed { path },
        (false, false) => Registration::Registered { path },
    })
}

/// Names the driver for these paths in the `.gitattributes` of the work tree, for all who have the driver; to others it says
/// nothing. Gives the file, and whether it was written. It is the team's, so nothing takes the lines out again.
///
/// # Errors
/// [`AttributesError`], with nothing changed; in a bare repository there is no such file.
pub fn share(repository: &Repository, paths: &Paths) -> Result<(PathBuf, bool), AttributesError> {
    let work_dir = repository.work_dir().ok_or(AttributesError::Bare)?;
    let path = work_dir.join(".gitattributes");
    if path
        .symlink_metadata()
        .is_ok_and(|found| found.is_symlink())
    {
        return Err(AttributesError::Link { path });
    }
    let file = read(&path)?;
    let before = file.as_ref().map_or(&b""[..], File::bytes);
    let lines = pattern::lines(paths);
    let after = block::with(before, &lines, block::SHARED).ok_or_else(|| torn(&path))?;
    let differs = before != after;
    if differs {
        write(&path, file.as_ref(), &after)?;
    }
    Ok((path, differs))
}

/// Says how the drivers stand. Which program they call makes no difference.
///
/// # Errors
/// [`AttributesError`] when that cannot be found out.
pub fn state(repository: &Repository, paths: &Paths) -> Result<DriverState, AttributesError> {
    let path = place(repository);
    let file = read(&path)?;
    let text = file.as_ref().map_or(&b""[..], File::bytes);
    let wanted =
        block::with(text, &pattern::lines(paths), block::MANAGED).ok_or_else(|| torn(&path))?;
    let git = git(repository);
    let settings = driver::read(&git)?;
    if let Some(key) = driver::foreign(&driver::effective(&git)?) {
        return Ok(DriverState::Foreign { key });
    }
    Ok(match (driver::is_there(&settings), block::is_in(text)) {
        (false, false) => DriverState::Absent,
        (false, true) => DriverState::Unset,
        (true, false) => DriverState::Unnamed,
        (true, true) if wanted == text && driver::is_current(&settings) => DriverState::Registered,
        (true, true) => DriverState::Other,
    })
}

/// What git takes for the merge driver of each of these files: a name, or `unspecified`. One program, however many.
///
/// # Errors
/// git does not say.
pub fn drivers_of(repository: &Repository, paths: &[Vec<u8>]) -> Result<Vec<String>, ProgramError> {
    let asked: Vec<u8> = paths
        .iter()
        .flat_map(|path| path.iter().copied().chain([0]))
        .collect();
    let told = placed(repository).run(&["check-attr", "-z", "--stdin", "merge"], &asked)?;
    // Each answer is a path, the attribute and its value.
    let values = told.split(|byte| *byte == 0).skip(2).step_by(3);
    Ok(values
        .map(|value| String::from_utf8_lossy(value).into_owned())
        .collect())
}

/// The files in the index that these paths match; none in a bare repository.
///
/// # Errors
/// git does not say.
pub fn staged(repository: &Repository, paths: &Paths) -> Result<Vec<Vec<u8>>, ProgramError> {
    if repository.work_dir().is_none() {
        return Ok(Vec::new());
    }
    let mut args = ["ls-files", "-z", "--cached", "--"]
        .map(String::from)
        .to_vec();
    args.extend(paths.pathspecs());
    let listed = placed(repository).run(&args, b"")?;
    let mut found: Vec<Vec<u8>> = listed
        .split(|byte| *byte == 0)
        .filter(|path| !path.is_empty() && paths.matches(path))
        .map(<[u8]>::to_vec)
        .collect();
    // A file in conflict is listed once for each side.
    found.dedup();
    Ok(found)
}

/// Takes the drivers away, as far as they are ours, and says whether there was anything. The settings and lines of others
/// stay.
///
/// # Errors
/// [`AttributesError`].
pub fn remove(repository: &Repository) -> Result<bool, AttributesError> {
    let path = place(repository);
    let mut removed = false;
    if let Some(file) = read(&path)? {
        let after = block::without(file.bytes()).ok_or_else(|| torn(&path))?;
        if after.is_empty() && !file.bytes().is_empty() {
            fs::remove_file(&path).map_err(|source| FileError::Write {
                path: path.clone(),
                source,
            })?;
            removed = true;
        } else if after != file.bytes() {
            write(&path, Some(&file), &after)?;
            removed = true;
        }
    }
    let git = git(repository);
    let settings = driver::read(&git)?;
    if driver::foreign(&settings).is_none() {
        removed |= driver::remove(&git, &settings)?;
    }
    Ok(removed)
}

fn torn(path: &Path) -> AttributesError {
    AttributesError::Torn {
        path: path.to_owned(),
    }
}

fn place(repository: &Repository) -> PathBuf {
    repository.common_dir().join("info").join("attributes")
}

fn read(path: &Path) -> Result<Option<File>, FileError> {
    match File::read(path, None) {
        Ok(file) => Ok(Some(file)),
        Err(FileError::Missing { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Replaces a file that was read, or creates it, under the write lock.
fn write(path: &Path, file: Option<&File>, text: &[u8]) -> Result<(), FileError> {
    let lock = Locks::default().acquire(path)?;
    match file {
        Some(file) => file.swap(&lock, text),
        None => File::create(path, &lock, text),
    }
}

/// git for the files of this very repository, from its root.
fn placed(repository: &Repository) -> Git {
    let git = git(repository);
    match repository.work_dir() {
        Some(work_dir) => git.env("GIT_WORK_TREE", work_dir),
        None => git,
    }
}

/// git for the settings of this very repository, whatever directory that is asked from.
fn git(repository: &Repository) -> Git {
    let dir = repository.work_dir().unwrap_or(repository.git_dir());
    Git::new(dir).env("GIT_DIR", repository.git_dir())
}
