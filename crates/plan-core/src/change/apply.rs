//! Changes to a plan: the old plan with the steps of some of its changes, or of all.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::delta::{Delta, Step};
use super::tree::Tree;
use super::{Change, ChangeKind};
use crate::model::{Fragment, NodeRef, Plan};

/// Why changes cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// The changes come from more than one comparison.
    #[error("the changes are of different comparisons; apply those of one `diff` at a time")]
    Mixed,
    /// The changes were found in another plan.
    #[error(
        "the changes start from another version of the plan; merge the two versions, with the one they start from as base"
    )]
    OtherPlan,
    /// A change was kept as what it tells ([`Told`](super::Told)), and what it is made of is gone.
    #[error(
        "\"{summary}\" was kept without the plans it was found in, so it cannot be made; compare the two versions again"
    )]
    Told {
        /// The change that cannot be made.
        summary: String,
    },
    /// A change needs one that was left out: a task that moves into a phase needs the phase.
    #[error(
        "\"{summary}\" needs another change of the same comparison that was left out; apply that too"
    )]
    Incomplete {
        /// The change that cannot be made alone.
        summary: String,
    },
}

/// The plan with these changes made: all that [`diff`](super::diff) found, which gives the new plan, or some of them.
///
/// Nodes that no change touches are those of `plan`, and new ones know the text they come from, so
/// [`Document::update`](crate::Document::update) writes both as their authors did.
///
/// ```
/// use plan_core::{Document, apply, diff};
///
/// let old = Document::parse("# T\n\n**Status**: Draft\n\n- [ ] one\n");
/// let new = Document::parse("# T\n\n**Status**: Ready\n\n- [x] one\n");
/// let changes = diff(&old, &new);
/// assert_eq!(&apply(old.plan(), &changes)?, new.plan());
///
/// // The status alone.
/// let status = apply(old.plan(), &changes[..1])?;
/// assert_eq!(old.update(&status)?.as_str(), "# T\n\n**Status**: Ready\n\n- [ ] one\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The changes were found in another plan, come from several comparisons, were kept without the plans they were found in,
/// or need one that was left out.
pub fn apply(plan: &Plan, changes: &[Change]) -> Result<Plan, ApplyError> {
    // No text shows that a document was written, or where.
    let is_made = |change: &Change| {
        change.delta.is_some() || matches!(change.kind, ChangeKind::Created | ChangeKind::Renamed)
    };
    if let Some(change) = changes.iter().find(|change| !is_made(change)) {
        return Err(ApplyError::Told {
            summary: change.summary(),
        });
    }
    let mut deltas = changes.iter().filter_map(|change| change.delta.as_ref());
    let Some(delta) = deltas.next() else {
        return Ok(plan.clone());
    };
    if deltas.any(|other| !Arc::ptr_eq(delta, other)) {
        return Err(ApplyError::Mixed);
    }
    let old = &delta.old.plan;
    if !std::ptr::eq(Arc::as_ptr(old), plan) && **old != *plan {
        return Err(ApplyError::OtherPlan);
    }
    let builder = Builder::new(delta, changes);
    let Fragment::Plan(plan) = builder.node(Some(0), Some(0)) else {
        return Ok(plan.clone());
    };
    match builder.unmade(changes) {
        Some(change) => Err(ApplyError::Incomplete {
            summary: change.summary(),
        }),
        None => Ok(plan),
    }
}

struct Builder<'a> {
    delta: &'a Delta,
    old: Tree<'a>,
    new: Tree<'a>,
    steps: HashSet<Step>,
    /// New nodes that the result has: those put in, and those that an old node is.
    stands: Vec<bool>,
}

impl<'a> Builder<'a> {
    fn new(delta: &'a Delta, changes: &[Change]) -> Self {
        let steps: HashSet<Step> = changes
            .iter()
            .flat_map(|change| change.steps.iter().copied())
            .collect();
        let (old, new) = (delta.old.tree(), delta.new.tree());
        // Parents come before their children.
        let mut stands = vec![true; new.len()];
        for index in 1..new.len() {
            let above = stands.get(new.parent(index)).copied().unwrap_or(false);
            let own = match delta.pairs.to_old(index) {
                Some(_) => true,
                None => above && steps.contains(&Step::Insert(index)),
            };
            if let Some(slot) = stands.get_mut(index) {
                *slot = own;
            }
        }
        Self {
            delta,
            old,
            new,
            steps,
            stands,
        }
    }

    /// A node of the result, which is one of the old plan, of the new one, or of both. Depth is bounded by the parser's
    /// nesting limit.
    fn node(&self, old: Option<usize>, new: Option<usize>) -> Fragment {
        if let Some(old) = old
            && self.delta.pairs.is_equal(old)
            && let Some(node) = self.old.get(old)
        {
            return node.to_fragment();
        }
        let children = self
            .children(old, new)
            .into_iter()
            .map(|(old, new)| self.node(old, new))
            .collect();
        self.shell(old, new).with_children(children)
    }

    fn shell(&self, old: Option<usize>, new: Option<usize>) -> Fragment {
        let was = old.and_then(|old| Some((old, self.old.get(old)?)));
        let is = new.and_then(|new| self.new.get(new));
        let (Some((index, was)), Some(is)) = (was, is) else {
            let node = was.map(|(_, node)| node).or(is);
            return node.map_or(Fragment::Plan(Plan::default()), NodeRef::shell);
        };
        let has = |step| self.steps.contains(&step);
        let mut shell = if has(Step::Whole(index)) {
            let mut shell = is.shell();
            if let Some(check) = shell.check_mut() {
                *check = was.check();
            }
            shell
        } else {
            was.shell()
        };
        if has(Step::Form(index)) {
            shell.set_form(is);
        }
        if has(Step::Check(index))
            && let Some(check) = shell.check_mut()
        {
            *check = is.check();
        }
        let texts = is.slots();
        for (number, slot) in shell.slots_mut().into_iter().enumerate() {
            if has(Step::Text(index, number))
                && let Some((_, text)) = texts.get(number)
            {
                slot.set(text.cloned());
            }
        }
        shell
    }

    /// The children of a node of the result, in order: those that stay, in their old order, and behind each of them what
    /// the new plan has there.
    fn children(
        &self,
        old: Option<usize>,
        new: Option<usize>,
    ) -> Vec<(Option<usize>, Option<usize>)> {
        let stays =
            |child: &usize| !self.steps.contains(&Step::Remove(*child)) && !self.is_placed(*child);
        let kept: Vec<usize> = old
            .map_or(0..0, |old| self.old.children(old))
            .filter(stays)
            .collect();
        let place: HashMap<usize, usize> = kept
            .iter()
            .enumerate()
            .map(|(at, old)| (*old, at + 1))
            .collect();
        let mut coming: Vec<Vec<(Option<usize>, Option<usize>)>> = vec![Vec::new(); kept.len() + 1];
        let mut at = 0;
        for child in new.map_or(0..0, |new| self.new.children(new)) {
            let known = self.delta.pairs.to_old(child);
            if let Some(after) = known.and_then(|old| place.get(&old)) {
                at = *after;
                continue;
            }
            let comes = match known {
                Some(old) => self.is_placed(old),
                None => self.stands.get(child) == Some(&true),
            };
            if comes && let Some(list) = coming.get_mut(at) {
                list.push((known, Some(child)));
            }
        }
        let own = |old: usize| (Some(old), self.delta.pairs.to_new(old));
        let mut coming = coming.into_iter();
        let mut children = coming.next().unwrap_or_default();
        for (old, more) in kept.into_iter().zip(coming) {
            children.push(own(old));
            children.extend(more);
        }
        children
    }

    /// True for an old node that goes to its place in the new plan.
    fn is_placed(&self, old: usize) -> bool {
        let parent = self.delta.pairs.to_new(old).map(|new| self.new.parent(new));
        self.steps.contains(&Step::Place(old))
            && parent.is_some_and(|parent| self.stands.get(parent) == Some(&true))
    }

    /// The first change with a step that could not be made.
    fn unmade<'c>(&self, changes: &'c [Change]) -> Option<&'c Change> {
        let made = self.reached();
        changes.iter().find(|change| {
            change.steps.iter().any(|step| match step {
                Step::Insert(new) => !made.contains(&(None, Some(*new))),
                Step::Place(old) => {
                    !self.is_placed(*old)
                        || !made.contains(&(Some(*old), self.delta.pairs.to_new(*old)))
                }
                _ => false,
            })
        })
    }

    /// Every node of the result.
    fn reached(&self) -> HashSet<(Option<usize>, Option<usize>)> {
        let mut reached = HashSet::default();
        let mut open = vec![(Some(0), Some(0))];
        while let Some(node) = open.pop() {
            if reached.insert(node) {
                open.extend(self.children(node.0, node.1));
            }
        }
        reached
    }
}
