//! What stands elsewhere than before: in another thing, or in another order.

use std::rc::Rc;

use foldhash::HashSet;

use super::super::align::longest_rise;
use super::super::delta::Step;
use super::super::place::{Place, Places};
use super::super::thing::Thing;
use super::super::{Change, ChangeKind as Kind, Side};
use super::Teller;
use crate::model::{Block, NodeRef};

impl Teller<'_> {
    /// A node that stands in another one than before.
    pub(super) fn moved(&mut self, was: usize, is: usize) {
        let (above_old, above_new) = (self.old.tree.parent(was), self.new.tree.parent(is));
        if is == 0 || self.pairs.to_new(above_old) == Some(above_new) {
            return;
        }
        let step = Step::Place(was);
        let place = self.new.get(is);
        if place.owner != is {
            return self.part(Side::New, place.owner, step);
        }
        let (before, after) = (self.old.around(was), self.new.around(is));
        if place.thing == Thing::Status {
            return self.status.push(step);
        }
        if self.pairs.to_new(before.owner) == Some(after.owner) {
            // It stands in another list of the same thing.
            return if self.rising(before.owner, after.owner).contains(&is) {
                self.cosmetic(step)
            } else {
                self.shifted(was, is)
            };
        }
        let kind = match place.thing {
            Thing::Task
                if place.phase
                    != self
                        .old
                        .get(was)
                        .phase
                        .and_then(|old| self.pairs.to_new(old)) =>
            {
                Some(Kind::TaskMoved)
            }
            Thing::Check => Some(Kind::CheckMoved),
            Thing::Item | Thing::Risk | Thing::Criterion | Thing::EdgeCase => Some(Kind::ItemMoved),
            Thing::Section => Some(Kind::SectionMoved),
            _ => None,
        };
        let Some(kind) = kind else {
            return self.part(Side::New, after.owner, step);
        };
        let label = |places: &Places, place: Place| {
            let phase = place.phase.map(|phase| places.phase_label(phase));
            phase.unwrap_or_default()
        };
        let (from, to) = match kind {
            Kind::TaskMoved | Kind::CheckMoved => {
                (label(self.old, self.old.get(was)), label(self.new, place))
            }
            _ => (self.old.whereabouts(was), self.new.whereabouts(is)),
        };
        if kind != Kind::SectionMoved {
            // Below another item of the same thing.
            let (above, now) = (self.old.named_around(was), self.new.named_around(is));
            if self.pairs.to_new(above) == Some(now) {
                return self.shifted(was, is);
            }
            // The whole list got a label, or lost it.
            if self.is_same_list(was, is) {
                return self.cosmetic(step);
            }
            // What it stands in has another form: to a reader it stands where it was.
            let field = self.labelled_field(Side::Old, above);
            let field = field.or_else(|| self.labelled_field(Side::New, now));
            if from == to || field.is_some() {
                return self.cosmetic(step);
            }
        }
        self.add((kind, Side::New, is), step, |teller| {
            let new = teller.new;
            let name = new.name(is);
            let slots: Vec<&str> = match kind {
                Kind::SectionMoved => vec![&name],
                _ => vec![&from, &to, &name],
            };
            Change::new(kind, new.address(is), &slots)
                .from(&from)
                .to(&to)
                .of(Side::New, is)
        });
    }

    /// True if two things stand in lists of one section that hold mostly the same things.
    fn is_same_list(&mut self, was: usize, is: usize) -> bool {
        let lists = (self.old.tree.parent(was), self.new.tree.parent(is));
        if let Some(known) = self.same_lists.get(&lists) {
            return *known;
        }
        let section = |places: &Places, index: usize| {
            let mut above = places.tree.parent(index);
            while above != 0 && !matches!(places.tree.get(above), Some(NodeRef::Section(_))) {
                above = places.tree.parent(above);
            }
            above
        };
        let (old, new) = (&self.old.tree, &self.new.tree);
        let is_list = |node: Option<NodeRef<'_>>| {
            let is_table = matches!(node, Some(NodeRef::Block(Block::Table(_))));
            is_table || node.is_some_and(NodeRef::is_list)
        };
        let (had, has) = (old.children(lists.0).len(), new.children(lists.1).len());
        let most = had.max(has);
        let shared = old.children(lists.0).filter(|item| {
            let now = self.pairs.to_new(*item);
            now.is_some_and(|now| new.parent(now) == lists.1)
        });
        // Lists of very different lengths are not counted: one may be scattered over many.
        let same = 2 * had.min(has) > most
            && is_list(old.get(lists.0))
            && is_list(new.get(lists.1))
            && 2 * shared.count() > most
            && self.pairs.to_new(section(self.old, was)) == Some(section(self.new, is));
        self.same_lists.insert(lists, same);
        same
    }

    /// Of the things that stand in a thing of both plans, in whatever list, those that kept their order.
    fn rising(&mut self, was: usize, is: usize) -> Rc<HashSet<usize>> {
        if let Some(rising) = self.rising.get(&is) {
            return Rc::clone(rising);
        }
        let inside = |places: &Places, thing: usize| -> Vec<usize> {
            let mut found = Vec::new();
            let mut open = vec![thing];
            while let Some(index) = open.pop() {
                if index != thing && places.get(index).owner == index {
                    found.push(index);
                } else {
                    open.extend(places.tree.children(index).rev());
                }
            }
            found
        };
        let stayed: Vec<(usize, usize)> = inside(self.old, was)
            .into_iter()
            .filter_map(|old| {
                let new = self.pairs.to_new(old)?;
                (self.new.around(new).owner == is).then_some((old, new))
            })
            .collect();
        let kept = longest_rise(&stayed).into_iter().map(|(_, new)| new);
        let rising: Rc<HashSet<usize>> = Rc::new(kept.collect());
        self.rising.insert(is, Rc::clone(&rising));
        rising
    }

    /// Children that both plans have in this node, in another order.
    pub(super) fn reordered(&mut self, was: usize, is: usize) {
        let stayed: Vec<(usize, usize)> = self
            .old
            .tree
            .children(was)
            .filter_map(|old| {
                let new = self.pairs.to_new(old)?;
                (self.new.tree.parent(new) == is).then_some((old, new))
            })
            .collect();
        if stayed.is_sorted_by_key(|(_, new)| *new) {
            return;
        }
        // Where the log stands is no matter of the plan: what changed its place is the log, whatever else could have.
        let is_log = |pair: &(usize, usize)| self.new.get(pair.1).thing == Thing::Log;
        let others: Vec<(usize, usize)> = stayed
            .iter()
            .copied()
            .filter(|pair| !is_log(pair))
            .collect();
        let fixed: HashSet<(usize, usize)> = longest_rise(&others).into_iter().collect();
        for (old, new) in stayed {
            if !fixed.contains(&(old, new)) {
                self.shifted(old, new);
            }
        }
    }

    fn shifted(&mut self, was: usize, is: usize) {
        let step = Step::Place(was);
        let place = self.new.get(is);
        if place.owner != is {
            if matches!(self.new.tree.get(is), Some(NodeRef::Block(Block::Rule(_)))) {
                return self.cosmetic(step);
            }
            return self.part(Side::New, place.owner, step);
        }
        let around = self.new.around(is).owner;
        let kind = match place.thing {
            Thing::Phase => Kind::PhasesReordered,
            Thing::Task => Kind::TasksReordered,
            Thing::Check => Kind::ChecksReordered,
            Thing::Section => Kind::SectionsReordered,
            Thing::EdgeCase | Thing::Risk | Thing::Criterion | Thing::Item => Kind::ItemsReordered,
            Thing::Entry | Thing::Log => Kind::LogChanged,
            _ => return self.part(Side::New, around, step),
        };
        let key = match kind {
            Kind::PhasesReordered | Kind::SectionsReordered | Kind::LogChanged => 0,
            _ => around,
        };
        self.add((kind, Side::New, key), step, |teller| {
            let new = teller.new;
            let phase = place
                .phase
                .map(|phase| new.phase_label(phase))
                .unwrap_or_default();
            match kind {
                Kind::PhasesReordered => {
                    let order = new.labels().join(", ");
                    Change::new(kind, "phases", &[&order]).to(&order)
                }
                Kind::TasksReordered | Kind::ChecksReordered => {
                    Change::new(kind, format!("phase.{phase}"), &[&phase])
                }
                Kind::SectionsReordered => Change::new(kind, "sections", &[]),
                Kind::LogChanged => Change::new(kind, "log", &[]),
                _ => Change::new(kind, new.address(around), &[&new.whereabouts(is)]),
            }
        });
    }
}
