//! What has been followed up to one commit: every document with its revisions, so that it can be told, kept, and followed
//! further when commits come on top.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::state::{Documents, Names, Place, State};
use super::{Lineage, Reason, Revision, RevisionKind};
use crate::object::ObjectId;

/// All that is known at a commit.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Trace {
    /// How many commits it can see.
    pub(super) seen: usize,
    pub(super) names: Names,
    pub(super) documents: Documents,
    pub(super) made: Vec<Made>,
    /// What lies where.
    pub(super) state: State,
    pub(super) touched: Vec<Touched>,
    /// Where commits landed, with the time.
    pub(super) landings: Vec<(ObjectId, i64)>,
    /// Where documents came from that are new, by their commit and name: a file outside, or none.
    pub(super) origins: BTreeMap<(usize, usize), Option<Vec<u8>>>,
    /// Files that were read to find out which is which.
    pub compared: BTreeSet<ObjectId>,
    /// Whether somebody keeps it as it is.
    #[serde(skip)]
    pub is_kept: bool,
}

/// A revision with the document it belongs to, before documents are joined.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Made {
    pub document: usize,
    /// Its commit, among those that are touched.
    pub commit: usize,
    pub kind: RevisionKind,
    pub name: usize,
    pub blob: Option<ObjectId>,
    /// The name before, if it was another.
    pub from: Option<usize>,
    pub confidence: Option<f64>,
    pub reason: Option<Reason>,
    /// For each parent of the commit what was made of the document there.
    pub previous: Vec<Option<usize>>,
}

/// A commit that did something to a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Touched {
    pub id: ObjectId,
    /// How many parents it has.
    pub parents: usize,
    /// Where it landed, among the landings, unless that is itself.
    pub landed: Option<usize>,
    /// Committer time.
    pub time: i64,
}

/// Where a commit came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Landed {
    /// The oldest first-parent commit of the tip that contains it; `None` if that is the commit itself.
    pub by: Option<ObjectId>,
    /// Committer time of that, in seconds since 1970.
    pub time: i64,
}

impl Trace {
    /// How many commits the last one can see, itself among them.
    pub fn seen(&self) -> usize {
        self.seen
    }

    /// The name of a commit that revisions name by its number.
    pub fn commit(&self, number: usize) -> Option<ObjectId> {
        self.touched.get(number).map(|touched| touched.id)
    }

    /// Where a commit landed that revisions name by its number.
    pub fn landed(&self, number: usize) -> Option<Landed> {
        let touched = self.touched.get(number)?;
        let landing = touched.landed.and_then(|at| self.landings.get(at));
        Some(match landing {
            Some((id, time)) => Landed {
                by: Some(*id),
                time: *time,
            },
            None => Landed {
                by: None,
                time: touched.time,
            },
        })
    }

    /// All documents by path: the revisions of each, joined ones together, numbered anew.
    pub fn lineages(&mut self) -> Vec<Lineage> {
        // By number, so that two of the same path and beginning always come in the same order.
        let mut by_document: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut numbers = Vec::with_capacity(self.made.len());
        for (number, made) in self.made.iter().enumerate() {
            let list = by_document
                .entry(self.documents.root(made.document))
                .or_default();
            numbers.push(list.len());
            list.push(number);
        }
        // What lies at the tip goes before what lay there once.
        let mut tips: HashMap<usize, &Place> = HashMap::new();
        for place in self.state.places() {
            let document = self.documents.root(place.document);
            let known = tips.get(&document).is_some_and(|known| known.alive);
            if !known {
                tips.insert(document, place);
            }
        }
        let mut lineages: Vec<Lineage> = by_document
            .into_iter()
            .map(|(document, members)| {
                let members = members.iter().filter_map(|number| self.made.get(*number));
                let revisions: Vec<Revision> = members
                    .map(|made| Revision {
                        commit: made.commit,
                        kind: made.kind,
                        path: self.names.path(made.name).to_vec(),
                        blob: made.blob,
                        previous_path: made.from.map(|from| self.names.path(from).to_vec()),
                        confidence: made.confidence,
                        reason: made.reason,
                        previous: made
                            .previous
                            .iter()
                            .map(|previous| numbers.get((*previous)?).copied())
                            .collect(),
                    })
                    .collect();
                let last = revisions.len().saturating_sub(1);
                let place = tips.get(&document);
                let at_tip = place
                    .and_then(|place| numbers.get(place.revision).copied())
                    .unwrap_or(last);
                let path = match place {
                    Some(place) if place.alive => self.names.path(place.name).to_vec(),
                    _ => revisions
                        .get(at_tip)
                        .map(|revision| revision.path.clone())
                        .unwrap_or_default(),
                };
                Lineage {
                    alive: place.is_some_and(|place| place.alive),
                    path,
                    revisions,
                    at_tip,
                }
            })
            .collect();
        lineages.sort_by(|a, b| {
            let first = |lineage: &Lineage| lineage.revisions.first().map(|first| first.commit);
            a.path.cmp(&b.path).then(first(a).cmp(&first(b)))
        });
        lineages
    }
}
