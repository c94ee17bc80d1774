//! The edit of one plan in a commit, prepared before anything is written.

use std::path::Path;

use crate::object::ObjectId;
use crate::repository::{Commit, ReadError, Repository};
use crate::time::Time;
use crate::worktree::File;

use super::changes::{self, Change};
use super::environment::HookEnvironment;
use super::file::{self, Standing};
use super::index::{Entry, Index, Indexes, Swap};
use super::{PlanError, Report, Rewrite, Staged, StagingError};

/// Shared context for one run of the hook.
pub(super) struct Context<'a> {
    pub(super) env: &'a HookEnvironment,
    pub(super) repository: &'a Repository,
    pub(super) work_dir: &'a Path,
    pub(super) index: &'a Index,
    pub(super) index_file: &'a Path,
    /// The commit that is replaced.
    pub(super) amended: Option<Commit>,
    /// All plans that the commit changes.
    pub(super) changed: &'a [Change],
}

/// A prepared edit of one plan.
pub(super) struct PlanEdit {
    pub(super) plan: StagedPlan,
    /// The text that the commit gets.
    pub(super) new: Vec<u8>,
    /// The entries before and after, that of the commit first; empty where only the file is
    /// written.
    pub(super) entries: Vec<(Entry, Entry)>,
    /// The file as it was read, and the bytes that it should have.
    pub(super) file: Option<(File, Vec<u8>)>,
    /// True unless the file has no place for an entry of the commit.
    pub(super) has_place: bool,
    pub(super) notes: Vec<String>,
    pub(super) warnings: Vec<String>,
}

/// The preparation of one plan.
pub(super) enum Prepared {
    /// There is something to write.
    Edit(Box<PlanEdit>),
    /// There is nothing to write. True if the file has every entry of the commit.
    Nothing(bool),
}

impl PlanEdit {
    pub(super) fn swaps(&self) -> impl Iterator<Item = Swap<'_>> {
        self.entries.iter().map(|(from, to)| Swap {
            path: &self.plan.path,
            from,
            to,
        })
    }
}

/// A staged plan with its texts.
pub(super) struct StagedPlan {
    pub(super) path: Vec<u8>,
    base_path: Option<Vec<u8>>,
    base: Option<Vec<u8>>,
    others: Vec<Vec<u8>>,
    staged: Vec<u8>,
    blob: ObjectId,
    file: Option<Vec<u8>>,
    is_amend: bool,
    amended: Option<Vec<u8>>,
    authored: Time,
}

impl StagedPlan {
    pub(super) fn view(&self) -> Staged<'_> {
        Staged {
            path: &self.path,
            base_path: self.base_path.as_deref(),
            base: self.base.as_deref(),
            others: &self.others,
            staged: &self.staged,
            blob: self.blob,
            file: self.file.as_deref(),
            amending: self.is_amend,
            amended: self.amended.as_deref(),
            authored: self.authored,
        }
    }
}

impl Context<'_> {
    /// Asks for the decision on one plan and prepares it. Writes objects, but neither index nor
    /// files. If nothing is to be written, the messages about the plan are in the report.
    pub(super) fn plan_edit(
        &self,
        change: &Change,
        rewrite: &mut dyn Rewrite,
        indexes: &mut Option<Indexes>,
        report: &mut Report,
    ) -> Result<Prepared, PlanError> {
        let mut plan = self.staged_plan(change)?;
        let open = file::open(self.work_dir, &change.path)?;
        let is_other = |file: &File| file.bytes() != plan.staged;
        if let Some(other) = open.as_ref().filter(|file| is_other(file))
            && rewrite.wants_file(&plan.view())
        {
            let clean = self.index.clean(&change.path, other.bytes())?;
            plan.file = Some(self.repository.blob(clean)?);
        }
        let decision = rewrite.rewrite(&plan.view());
        let new = decision.bytes.filter(|bytes| *bytes != plan.staged);
        let say = |report: &mut Report| {
            for text in &decision.notes {
                report.note(&change.path, text.clone());
            }
            for text in &decision.warnings {
                report.warn(&change.path, text.clone());
            }
        };
        let same_file = open.as_ref().is_none_or(|file| file.bytes() == plan.staged);
        if new.is_none() && same_file {
            say(report);
            return Ok(Prepared::Nothing(true));
        }
        let indexes = match indexes {
            Some(indexes) => indexes,
            None => {
                let paths = self.changed.iter().map(|change| &change.path[..]);
                let entries = self.index.entries(paths)?;
                indexes.insert(Indexes::of_commit(self.index, self.index_file, entries))
            }
        };
        let Some(old) = indexes
            .of_the_commit(&change.path)
            .filter(|entry| entry.blob == change.blob)
        else {
            return Err(StagingError::Answer {
                command: "ls-files",
            }
            .into());
        };
        let entries = match &new {
            Some(bytes) => self.entries(indexes, old, &plan, bytes, rewrite)?,
            None => Some(Vec::new()),
        };
        let Some(entries) = entries else {
            let text = "no log entry was written, because the changes that stay staged leave no place for it; commit them too, or unstage them";
            report.warn(&change.path, text.to_owned());
            return Ok(Prepared::Nothing(false));
        };
        let mut edit = PlanEdit {
            new: new.clone().unwrap_or_else(|| plan.staged.clone()),
            plan,
            entries,
            file: None,
            has_place: true,
            notes: decision.notes.clone(),
            warnings: decision.warnings.clone(),
        };

        // A file that is absent, or that git does not look at, is not created.
        if let Some(open) = open.filter(|_| !old.skip_worktree) {
            let standing = file::standing(self.index, &change.path, &open, old)?;
            let (before_blob, before, after) = match standing {
                Standing::AsStaged => (old.blob, edit.plan.staged.clone(), edit.new.clone()),
                Standing::Differs(clean) => {
                    let text = self.repository.blob(clean)?;
                    let planted = rewrite.replant(&text, &edit.plan.view(), &edit.new);
                    if planted.is_none() {
                        edit.has_place = false;
                    }
                    let planted = planted.unwrap_or_else(|| text.clone());
                    (clean, text, planted)
                }
            };
            if before != after {
                let target = file::Target {
                    before: &before,
                    before_blob,
                    after: &after,
                };
                let view = edit.plan.view();
                let mut replant = |text: &[u8]| rewrite.replant(text, &view, &edit.new);
                let bytes = file::edited(self.index, &change.path, &open, &target, &mut replant)?;
                edit.has_place = bytes.is_some();
                edit.file = bytes.map(|bytes| (open, bytes));
            }
            if !edit.has_place && new.is_some() {
                edit.warnings.push(NO_PLACE.to_owned());
            }
        }
        if edit.entries.is_empty() && edit.file.is_none() {
            say(report);
            return Ok(Prepared::Nothing(edit.has_place));
        }
        Ok(Prepared::Edit(Box::new(edit)))
    }

    fn staged_plan(&self, change: &Change) -> Result<StagedPlan, ReadError> {
        let blob = |id| self.repository.blob(id);
        let others = match &self.amended {
            Some(amended) => self.other_parents(amended, change)?,
            None => Vec::new(),
        };
        Ok(StagedPlan {
            path: change.path.clone(),
            base_path: change.base_path.clone(),
            base: change.base_blob.map(blob).transpose()?,
            others,
            staged: blob(change.blob)?,
            blob: change.blob,
            file: None,
            is_amend: self.amended.is_some(),
            amended: match &self.amended {
                Some(amended) => self.version(amended, change)?,
                None => None,
            },
            authored: self.env.authored(),
        })
    }

    /// The versions at the second and further parents of an amended merge.
    fn other_parents(&self, amended: &Commit, change: &Change) -> Result<Vec<Vec<u8>>, ReadError> {
        let mut versions = Vec::new();
        for parent in amended.parents.iter().skip(1) {
            let parent = self.repository.commit(*parent)?;
            versions.extend(self.version(&parent, change)?);
        }
        Ok(versions)
    }

    /// The version of a plan in a commit, under its new or its old name.
    fn version(&self, commit: &Commit, change: &Change) -> Result<Option<Vec<u8>>, ReadError> {
        let paths = [Some(&change.path), change.base_path.as_ref()];
        for path in paths.into_iter().flatten() {
            if let Some(entry) = self.repository.entry_at(commit.tree, path)?
                && changes::is_regular(entry.mode)
            {
                return self.repository.blob(entry.id).map(Some);
            }
        }
        Ok(None)
    }

    /// The entries of the plan before and after, that of the commit first. `None` if one has no
    /// place for the edit.
    fn entries(
        &self,
        indexes: &Indexes,
        old: &Entry,
        plan: &StagedPlan,
        new: &[u8],
        rewrite: &mut dyn Rewrite,
    ) -> Result<Option<Vec<(Entry, Entry)>>, PlanError> {
        let with = |entry: &Entry, bytes: &[u8]| {
            let blob = self.index.write_blob(bytes)?;
            let entry = entry.clone();
            Ok::<_, StagingError>((entry.clone(), Entry { blob, ..entry }))
        };
        let mut entries = vec![with(old, new)?];
        // The version that stays staged can differ from the one that is committed now.
        let others = indexes.of_others(&plan.path);
        for other in others.filter(|other| *other != old && other.is_regular()) {
            let text = self.repository.blob(other.blob)?;
            match rewrite.replant(&text, &plan.view(), new) {
                Some(planted) if planted != text => entries.push(with(other, &planted)?),
                Some(_) => {}
                None => return Ok(None),
            }
        }
        Ok(Some(entries))
    }
}

/// The warning about a file that cannot get the entry.
pub(super) const NO_PLACE: &str = "the commit has the new log entry, but the file does not: its unstaged changes leave no place for it; `git diff` shows the difference";
