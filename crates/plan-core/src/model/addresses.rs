//! The addresses of some items of a plan, where not all are asked for.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};

use super::address::{Walk, slug, unique};
use super::{Phase, Plan, Section};
use crate::span::Span;

/// Finds the addresses that [`Plan::items`] gives, phase by phase as they are asked for.
pub(crate) struct Addresses<'a> {
    plan: &'a Plan,
    labels: OnceCell<HashMap<*const Phase, String>>,
    /// True if each phase can be walked by itself.
    are_apart: OnceCell<bool>,
    /// Of the items of a phase, or of those that stand in none.
    parts: RefCell<HashMap<Option<*const Phase>, HashMap<Span, String>>>,
    whole: OnceCell<HashMap<Span, String>>,
}

impl<'a> Addresses<'a> {
    pub(crate) fn of(plan: &'a Plan) -> Self {
        Self {
            plan,
            labels: OnceCell::new(),
            are_apart: OnceCell::new(),
            parts: RefCell::default(),
            whole: OnceCell::new(),
        }
    }

    /// The label of every phase that has one: one that stands in another phase has none.
    pub(crate) fn labels(&self) -> &HashMap<*const Phase, String> {
        self.labels.get_or_init(|| {
            let phases = self.plan.phases().into_iter().map(std::ptr::from_ref);
            phases.zip(self.plan.phase_labels()).collect()
        })
    }

    /// The address of the item that was read at a place and stands in a phase, or in none.
    pub(crate) fn at(&self, phase: Option<&Phase>, span: Span) -> Option<String> {
        let labels = self.labels();
        if !*self.are_apart.get_or_init(|| are_apart(self.plan, labels)) {
            return self.in_whole(span);
        }
        let key = phase.map(std::ptr::from_ref);
        // A phase in a phase has no label: its items are those of the outer one.
        if key.is_some_and(|key| !labels.contains_key(&key)) {
            return self.in_whole(span);
        }
        let mut parts = self.parts.borrow_mut();
        let part = parts.entry(key).or_insert_with(|| {
            let mut walk = Walk::without_texts();
            match (phase, key.and_then(|key| labels.get(&key))) {
                (Some(phase), Some(label)) => walk.labelled_phase(label, phase),
                _ => {
                    walk.no_phases = true;
                    walk.plan(self.plan);
                }
            }
            by_span(walk)
        });
        part.get(&span).cloned()
    }

    fn in_whole(&self, span: Span) -> Option<String> {
        let whole = self.whole.get_or_init(|| {
            let mut walk = Walk::without_texts();
            walk.plan(self.plan);
            by_span(walk)
        });
        whole.get(&span).cloned()
    }
}

fn by_span(walk: Walk) -> HashMap<Span, String> {
    let items = walk.into_items().into_iter();
    items
        .filter_map(|item| Some((item.span?, item.address.to_string())))
        .collect()
}

/// True if no address of one phase or section can be that of an item elsewhere, which would give it a number that only
/// a walk over the whole plan tells: `2.1.1` may be the first box below the label `1` of phase 2, or the first task of
/// phase 2.1.
fn are_apart(plan: &Plan, phases: &HashMap<*const Phase, String>) -> bool {
    let mut seen = HashMap::new();
    let sections = plan.sections.iter().filter_map(|section| match section {
        Section::Phase(_) => None,
        Section::Header(_) => Some("header".to_owned()),
        other => Some(slug(&other.heading())),
    });
    let sections: Vec<String> = sections.map(|slug| unique(&mut seen, slug)).collect();
    let mut places: HashSet<String> = HashSet::from(["preamble".to_owned()]);
    let mut names = sections.iter().chain(phases.values());
    if !names.all(|name| places.insert(name.to_lowercase())) {
        return false;
    }
    !places.iter().any(|place| {
        let dots = place.match_indices('.');
        dots.filter_map(|(dot, _)| place.get(..dot))
            .any(|outer| places.contains(outer))
    })
}

#[cfg(test)]
mod tests {
    use crate::Document;
    use crate::template::TEMPLATE;

    use super::*;

    /// Every item is found by its place, under the address that the list of all items gives it.
    fn check(text: &str, is_by_parts: bool) {
        let document = Document::parse(text);
        let plan = document.plan();
        let phases = plan.phases();
        let addresses = Addresses::of(plan);
        for item in plan.items() {
            let phase = item.phase.and_then(|phase| phases.get(phase).copied());
            let found = item.span.and_then(|span| addresses.at(phase, span));
            assert_eq!(found, Some(item.address.to_string()), "{text}");
        }
        assert_eq!(addresses.whole.get().is_none(), is_by_parts, "{text}");
    }

    #[test]
    fn the_addresses_of_parts_are_those_of_the_whole() {
        check(TEMPLATE, true);
        check(
            "# T\n\n- [ ] a\n\n## Phase 1: A\n\n- [ ] b\n\n## Notes\n\n- [ ] c\n\n## Phase 1: B\n\n- [ ] d\n",
            true,
        );
        // `2.1.1` twice, and a section that is called like a phase.
        check(
            "# T\n\n## Phase 2: A\n\n**1**:\n\n- [ ] b\n\n## Phase 2.1: B\n\n- [ ] c\n",
            false,
        );
        check(
            "# T\n\n## Phase 1: A\n\n- [ ] b\n\n## 1\n\n- [ ] c\n",
            false,
        );
    }

    #[test]
    fn only_the_phase_that_is_asked_for_is_walked() {
        let phases = (1..100).map(|number| format!("\n## Phase {number}: P\n\n- [ ] a\n- [ ] b\n"));
        let document = Document::parse("# T\n".to_owned() + &phases.collect::<String>());
        let plan = document.plan();
        let items = plan.items();
        let addresses = Addresses::of(plan);
        for item in items.iter().skip(50).take(1) {
            let phase = item
                .phase
                .and_then(|phase| plan.phases().get(phase).copied());
            assert!(addresses.at(phase, item.span.unwrap_or_default()).is_some());
        }
        let parts = addresses.parts.borrow();
        assert_eq!(parts.values().map(HashMap::len).collect::<Vec<_>>(), [2]);
    }
}
