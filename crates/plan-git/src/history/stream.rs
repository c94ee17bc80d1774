//! History told as it becomes known, to somebody who may have heard enough.

use std::ops::ControlFlow;

use super::{Cost, HistoryError, Options, PlanHistory, Query, Record, Walk};
use crate::repository::Repository;

/// One piece of news.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'e> {
    /// Commits have been walked. Comes first, every few thousand of them, and the last time with all of them.
    Walked {
        /// How many commits there are so far.
        commits: usize,
    },
    /// The documents are known. Comes once, and before any of them.
    Found {
        /// How many commits there are.
        commits: usize,
        /// How many documents will be told of.
        documents: usize,
    },
    /// A document begins.
    Begun {
        /// Its path at the tip, or the last one.
        path: &'e [u8],
        /// Whether it is there at the tip.
        alive: bool,
    },
    /// A commit that changed the document, parents before children.
    Revision(&'e Record),
    /// The whole document, with its transitions. It is the listener's to keep.
    Told(Box<PlanHistory>),
}

/// What is known when there is no more news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Whether the listener broke off.
    pub broken_off: bool,
    /// False if something is not known: history is cut, or objects are missing.
    pub complete: bool,
    /// What is not known, in sentences.
    pub notes: Vec<String>,
    /// What it took.
    pub cost: Cost,
}

/// Walks the history of a tip and tells of every document, one after the other, by path. `on` may break off at any
/// event, and then nothing more is read.
///
/// # Errors
/// A commit cannot be read. Trees and files that cannot be read are notes.
pub fn each(
    repository: &Repository,
    query: &Query<'_>,
    options: &Options,
    on: &mut dyn FnMut(Event<'_>) -> ControlFlow<()>,
) -> Result<End, HistoryError> {
    let Query {
        tip,
        paths,
        vocabulary,
        changes,
    } = *query;
    let walked = &mut |commits| on(Event::Walked { commits });
    let walk = Walk::heard(repository, tip, paths, vocabulary, options, walked)?;
    let mut walk = match walk {
        ControlFlow::Continue(walk) => walk,
        ControlFlow::Break(walk) => return Ok(walk.end(true)),
    };
    let all = |walk: &Walk<'_>| (0..walk.documents().len()).collect::<Vec<_>>();
    while walk.reach_back(&all(&walk))? {}
    let chosen = all(&walk);
    let told = walk.stream(&chosen, changes, on)?;
    Ok(walk.end(told.is_break()))
}

impl Walk<'_> {
    /// Tells of some documents, given by their positions. The answer is whether `on` broke off.
    ///
    /// # Errors
    /// A commit cannot be read. Files that cannot be read are notes.
    pub fn stream(
        &mut self,
        chosen: &[usize],
        changes: bool,
        on: &mut dyn FnMut(Event<'_>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, HistoryError> {
        let chosen: Vec<usize> = chosen
            .iter()
            .copied()
            .filter(|index| self.is_told(*index))
            .collect();
        let found = Event::Found {
            commits: self.seen(),
            documents: chosen.len(),
        };
        if on(found).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        if changes {
            self.expect(&chosen);
        }
        for index in chosen {
            if let Some(document) = self.documents().get(index) {
                let begun = Event::Begun {
                    path: &document.path,
                    alive: document.alive,
                };
                if on(begun).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            let told = self.tell_each(index, changes, &mut |record| on(Event::Revision(record)))?;
            let plan = match told {
                ControlFlow::Continue(plan) => plan,
                ControlFlow::Break(()) => return Ok(ControlFlow::Break(())),
            };
            if let Some(plan) = plan
                && on(Event::Told(Box::new(plan))).is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// What is known by now.
    pub fn end(&self, broken_off: bool) -> End {
        End {
            broken_off,
            complete: self.is_complete(),
            notes: self.notes(),
            cost: self.cost(),
        }
    }
}
