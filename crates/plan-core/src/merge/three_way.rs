//! Three plans made one, node by node.
//!
//! What one side changed is changed. A clash is left where both changed one value differently, or where one took out what
//! the other changed. A plan cannot hold both, so a merge is three plans: with every clash settled as the base has it, as
//! ours, as theirs. They are the same everywhere else.

use foldhash::HashSet;

use super::members::{Members, Side};
use super::{Options, merge_lines, order};
use crate::model::{Date, Fragment, NodeRef, Plan, Section, Text};

/// A merge of three plans.
pub(super) struct ThreeWay<'a> {
    members: Members<'a>,
    fates: Vec<Fate>,
}

/// What becomes of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Both sides have it.
    Both,
    /// One side put it in.
    New(Side),
    /// Nobody wants it any more.
    Gone,
    /// One side took it out, this one changed it.
    Clash(Side),
}

/// A plan with every clash settled for one side, and what clashes.
pub(super) struct Settled {
    pub plan: Plan,
    /// What people call the values that clash, in document order, as far as this plan has them. That of the base has all.
    pub clashes: Vec<String>,
}

impl<'a> ThreeWay<'a> {
    pub fn of(base: &'a Plan, ours: &'a Plan, theirs: &'a Plan) -> Self {
        let members = Members::of(base, ours, theirs);
        let fates = fates(&members);
        Self { members, fates }
    }

    /// The merged plan with clashes settled for a side. Nothing if the sides moved things into each other, so that some of
    /// them stand nowhere.
    pub fn settled(&self, side: Side) -> Option<Settled> {
        let parents = self.parents(side)?;
        let mut inside = vec![0; self.members.len()];
        for parent in parents.iter().flatten() {
            if let Some(count) = inside.get_mut(*parent) {
                *count += 1;
            }
        }
        let mut settling = Settling {
            merge: self,
            side,
            parents,
            inside,
            clashes: Vec::new(),
        };
        let Some(Fragment::Plan(plan)) = settling.node(0) else {
            return None;
        };
        Some(Settled {
            plan,
            clashes: settling.clashes,
        })
    }

    /// True if both sides put in one thing with two values.
    pub fn has_two_values(&self) -> bool {
        (0..self.members.len()).any(|member| self.is_new_clash(member))
    }

    fn fate(&self, member: usize) -> Fate {
        self.fates.get(member).copied().unwrap_or(Fate::Gone)
    }

    /// True for what stands in the plan that is settled for a side, if what it stands in does.
    fn is_wanted(&self, member: usize, side: Side) -> bool {
        match self.fate(member) {
            Fate::Both | Fate::New(_) => true,
            Fate::Gone => false,
            Fate::Clash(keeps) => side == keeps || side == Side::Base,
        }
    }

    /// True for a field that both sides put in with different values: the base has nothing there.
    fn is_new_clash(&self, member: usize) -> bool {
        let node = |side| self.members.node(side, member);
        self.members.get(member).base.is_none()
            && match (node(Side::Ours), node(Side::Theirs)) {
                (Some(ours), Some(theirs)) => ours.slots() != theirs.slots(),
                _ => false,
            }
    }

    /// What each member stands in. Nothing for the root and for what is not wanted.
    fn parents(&self, side: Side) -> Option<Vec<Option<usize>>> {
        let count = self.members.len();
        let wanted: Vec<bool> = (0..count)
            .map(|member| self.is_wanted(member, side))
            .collect();
        let is_wanted = |member: &usize| wanted.get(*member) == Some(&true);
        let mut parents: Vec<Option<usize>> = vec![None; count];
        let mut placed = vec![false; count];
        if let Some(root) = placed.get_mut(0) {
            *root = true;
        }
        // A member is placed once what it stands in is. The first choice for all of them comes first, then what is left to
        // those whose place is not wanted or leads to themselves.
        for choice in 0..4 {
            loop {
                let mut found = false;
                for member in (1..count).filter(is_wanted) {
                    if placed.get(member) == Some(&true) {
                        continue;
                    }
                    let parent = self.places(member, side).into_iter().nth(choice).flatten();
                    let Some(parent) = parent
                        .filter(|parent| is_wanted(parent) && placed.get(*parent) == Some(&true))
                    else {
                        continue;
                    };
                    if let (Some(slot), Some(done)) =
                        (parents.get_mut(member), placed.get_mut(member))
                    {
                        (*slot, *done) = (Some(parent), true);
                        found = true;
                    }
                }
                if !found {
                    break;
                }
            }
        }
        // What stands in something that is left out goes with it. What leads back to itself would be lost.
        let turns = |member: usize| {
            let mut above = Some(member);
            let mut steps = 0;
            while let Some(member) = above.filter(|member| is_wanted(member)) {
                if placed.get(member) == Some(&true) {
                    return false;
                }
                steps += 1;
                if steps > count {
                    return true;
                }
                [above, ..] = self.places(member, side);
            }
            false
        };
        let open = |member: &usize| is_wanted(member) && placed.get(*member) == Some(&false);
        if (1..count).filter(open).any(turns) {
            return None;
        }
        Some(parents)
    }

    /// Where a member may stand, best first.
    fn places(&self, member: usize, side: Side) -> [Option<usize>; 4] {
        let at = |side| self.members.parent(side, member);
        let (base, ours, theirs) = (at(Side::Base), at(Side::Ours), at(Side::Theirs));
        let best = match self.fate(member) {
            Fate::New(own) => at(own),
            Fate::Clash(_) if side == Side::Base => base,
            Fate::Clash(keeps) => at(keeps),
            // Moved by them alone.
            Fate::Both if base.is_some() && ours == base => theirs,
            Fate::Both | Fate::Gone => ours,
        };
        [best, at(side), ours.or(theirs), base]
    }
}

/// What becomes of each member.
fn fates(members: &Members) -> Vec<Fate> {
    let changed = [Side::Ours, Side::Theirs].map(|side| changed(members, side));
    let is_changed = |side: Side, member: usize| {
        let [ours, theirs] = &changed;
        let list = if side == Side::Ours { ours } else { theirs };
        list.get(member) == Some(&true)
    };
    let mut fates: Vec<Fate> = Vec::with_capacity(members.len());
    for member in 0..members.len() {
        let at = members.get(member);
        let fate = match (at.base, at.ours, at.theirs) {
            (_, Some(_), Some(_)) => Fate::Both,
            (None, Some(_), None) => Fate::New(Side::Ours),
            (None, None, Some(_)) => Fate::New(Side::Theirs),
            (_, None, None) => Fate::Gone,
            (Some(_), ours, _) => {
                let keeps = if ours.is_some() {
                    Side::Ours
                } else {
                    Side::Theirs
                };
                // A part of what clashes as a whole clashes with it. Parents come first.
                let above = members.parent(Side::Base, member);
                let above = above.and_then(|above| fates.get(above)).copied();
                if above == Some(Fate::Clash(keeps)) || is_changed(keeps, member) {
                    Fate::Clash(keeps)
                } else {
                    Fate::Gone
                }
            }
        };
        fates.push(fate);
    }
    fates
}

/// For each member whether a side changed it or something in it, taking out left aside.
fn changed(members: &Members, side: Side) -> Vec<bool> {
    let mut changed = vec![false; members.len()];
    let tree = members.trees.of(side);
    let mut mark = |member: usize| {
        let Some(slot) = changed.get_mut(member) else {
            return false;
        };
        !std::mem::replace(slot, true)
    };
    for member in 0..members.len() {
        let at = members.get(member);
        let (Some(node), Some(now)) = (*at.of(side), members.node(side, member)) else {
            continue;
        };
        let own = match members.node(Side::Base, member) {
            Some(was) => {
                !says_the_same(was, now)
                    || members.parent(Side::Base, member) != members.parent(side, member)
            }
            None => true,
        };
        // Everything that it stands in.
        let mut open = own.then_some((node, member));
        while let Some((node, member)) = open {
            let first = mark(member);
            let above = members.parent(side, member).filter(|_| first);
            open = above.map(|above| (tree.parent(node), above));
        }
    }
    changed
}

/// True if two nodes say the same themselves, whatever stands in them.
fn says_the_same(a: NodeRef<'_>, b: NodeRef<'_>) -> bool {
    a.sort() == b.sort()
        && a.check() == b.check()
        && a.start() == b.start()
        && a.level() == b.level()
        && a.slots() == b.slots()
}

/// The way through a merge with clashes settled for one side.
struct Settling<'m, 'a> {
    merge: &'m ThreeWay<'a>,
    side: Side,
    /// What each member stands in.
    parents: Vec<Option<usize>>,
    /// How many stand in each member.
    inside: Vec<usize>,
    clashes: Vec<String>,
}

impl Settling<'_, '_> {
    /// A member with what stands in it. Nothing for a list of which each side took out what the other left. Depth is bounded
    /// by the parser's nesting limit.
    fn node(&mut self, member: usize) -> Option<Fragment> {
        if let Some(node) = self.merge.members.untouched(member) {
            return Some(node.to_fragment());
        }
        let shell = self.shell(member);
        if self.side == Side::Base && self.merge.is_new_clash(member) {
            return None;
        }
        let children: Vec<Fragment> = self
            .children(member)
            .into_iter()
            .filter_map(|child| self.node(child))
            .collect();
        let members = &self.merge.members;
        let held = |side| members.children(side, member).next().is_some();
        let holds = (shell.as_ref().is_list() || matches!(shell, Fragment::FrontMatter(_)))
            && Side::ALL.into_iter().any(held);
        (!holds || !children.is_empty()).then(|| shell.with_children(children))
    }

    fn children(&self, member: usize) -> Vec<usize> {
        let members = &self.merge.members;
        let [base, ours, theirs] =
            Side::ALL.map(|side| members.children(side, member).collect::<Vec<_>>());
        let is_inside = |child: usize| self.parents.get(child) == Some(&Some(member));
        let mut order = order::merged(&base, &ours, &theirs, is_inside);
        if self.inside.get(member) > Some(&order.len()) {
            // A place of the last resort: neither side has it here.
            let known: HashSet<usize> = order.iter().copied().collect();
            let all = (0..members.len()).filter(|child| is_inside(*child));
            order.extend(all.filter(|child| !known.contains(child)));
        }
        self.sort_entries(&[ours, theirs], &mut order);
        order
    }

    /// Entries of the log by date, if both sides have them so; equal dates keep their order.
    fn sort_entries(&self, sides: &[Vec<usize>; 2], order: &mut [usize]) {
        let date = |member: &usize| -> Option<Date> {
            let members = &self.merge.members;
            let node = Side::ALL
                .into_iter()
                .rev()
                .find_map(|side| members.node(side, *member))?;
            match node {
                NodeRef::Section(Section::Entry(entry)) => entry.date.parse().ok(),
                _ => None,
            }
        };
        let dates = |list: &[usize]| list.iter().filter_map(date).collect::<Vec<Date>>();
        let rises = sides.iter().all(|list| dates(list).is_sorted());
        let falls = sides
            .iter()
            .all(|list| dates(list).is_sorted_by(|a, b| a >= b));
        if !rises && !falls {
            return;
        }
        let mut entries: Vec<usize> = order
            .iter()
            .copied()
            .filter(|it| date(it).is_some())
            .collect();
        if rises {
            entries.sort_by_key(date);
        } else {
            entries.sort_by_key(|entry| std::cmp::Reverse(date(entry)));
        }
        let mut entries = entries.into_iter();
        for slot in order.iter_mut().filter(|member| date(member).is_some()) {
            if let Some(entry) = entries.next() {
                *slot = entry;
            }
        }
    }

    /// What a member says itself.
    fn shell(&mut self, member: usize) -> Fragment {
        let members = &self.merge.members;
        let node = |side| members.node(side, member);
        let own = match self.merge.fate(member) {
            Fate::New(side) => node(side),
            Fate::Clash(keeps) => {
                let above = members.parent(Side::Base, member);
                if above.is_none_or(|above| self.merge.fate(above) != Fate::Clash(keeps)) {
                    self.clash(node(keeps));
                }
                node(if self.side == Side::Base {
                    Side::Base
                } else {
                    keeps
                })
            }
            Fate::Gone => None,
            Fate::Both => match (node(Side::Base), node(Side::Ours), node(Side::Theirs)) {
                (base, Some(ours), Some(theirs)) => return self.both(base, ours, theirs),
                (_, ours, theirs) => ours.or(theirs),
            },
        };
        own.map_or(Fragment::Plan(Plan::default()), NodeRef::shell)
    }

    fn clash(&mut self, node: Option<NodeRef<'_>>) {
        self.clashes.extend(node.map(NodeRef::called));
    }

    /// What both sides have, from ours on, so that it keeps its bytes.
    fn both(
        &mut self,
        base: Option<NodeRef<'_>>,
        ours: NodeRef<'_>,
        theirs: NodeRef<'_>,
    ) -> Fragment {
        let count = |node: NodeRef<'_>| node.slots().len();
        let comparable =
            |other: NodeRef<'_>| other.sort() == ours.sort() && count(other) == count(ours);
        if !comparable(theirs) || !base.is_none_or(comparable) {
            return self.whole(base, ours, theirs);
        }
        let mut shell = ours.shell();
        let (was, is) = (base.map(NodeRef::check), theirs.check());
        if let Some(check) = shell.check_mut()
            && was.is_some_and(|was| was == ours.check())
        {
            *check = is;
        }
        let form = |node: NodeRef<'_>| (node.level(), node.start());
        if base.is_some_and(|base| form(base) == form(ours)) {
            shell.set_form(theirs);
        }
        let base_slots = base.map(NodeRef::slots);
        let their_slots = theirs.slots();
        for (number, slot) in shell.slots_mut().into_iter().enumerate() {
            let text = |slots: &[crate::model::Slot<'_>]| {
                slots.get(number).and_then(|(_, text)| text.cloned())
            };
            let was = base_slots.as_deref().map(text);
            let (mine, yours) = (text(&ours.slots()), text(&their_slots));
            if mine == yours || was.as_ref() == Some(&yours) {
                continue;
            }
            if was.as_ref() == Some(&mine) {
                slot.set(yours);
            } else if let Some(text) = by_lines(was.as_ref(), mine.as_ref(), yours.as_ref()) {
                slot.set(Some(text));
            } else {
                self.clashes.push(ours.called());
                match self.side {
                    Side::Base => slot.set(was.unwrap_or(mine)),
                    Side::Ours => {}
                    Side::Theirs => slot.set(yours),
                }
            }
        }
        shell
    }

    /// Nodes that mean different things, or rows of different width, are taken as a whole.
    fn whole(
        &mut self,
        base: Option<NodeRef<'_>>,
        ours: NodeRef<'_>,
        theirs: NodeRef<'_>,
    ) -> Fragment {
        let is_base = |node| base.is_some_and(|base| says_the_same(base, node));
        if is_base(theirs) {
            return ours.shell();
        }
        if is_base(ours) || says_the_same(ours, theirs) {
            return theirs.shell();
        }
        self.clash(Some(ours));
        match self.side {
            Side::Base => base.unwrap_or(ours).shell(),
            Side::Ours => ours.shell(),
            Side::Theirs => theirs.shell(),
        }
    }
}

/// A text of several lines, if both sides changed other lines of it.
fn by_lines(
    base: Option<&Option<Text>>,
    ours: Option<&Text>,
    theirs: Option<&Text>,
) -> Option<Text> {
    let (base, ours, theirs) = (base?.as_ref()?, ours?, theirs?);
    if !base.contains('\n') {
        return None;
    }
    let merged = merge_lines(base, ours, theirs, &Options::default());
    merged.is_clean().then(|| merged.text.into())
}
