//! The order of matching by example, its laws as properties, and its growth by counting.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

const EVERYTHING: Aligner = Aligner {
    moves_by_key: true,
    by_words: true,
    moves_by_words: true,
    by_subject: true,
    by_position: true,
    by_neighbours: true,
};

fn align(old: &[Node], new: &[Node]) -> Vec<Option<usize>> {
    Aligner::default().align(old, new)
}

/// Nodes with their text for a key, by group.
fn nodes(texts: &[(usize, &'static str)]) -> Vec<Node<'static>> {
    let node = |(group, text): &(usize, &'static str)| Node::new(*group, [*text], *text);
    texts.iter().map(node).collect()
}

/// Nodes without keys in one group.
fn keyless(texts: &[&'static str]) -> Vec<Node<'static>> {
    let node = |text: &&'static str| Node::new(0, [""; 0], *text);
    texts.iter().map(node).collect()
}

#[test]
fn keys_before_words_and_own_group_before_others() {
    let old = nodes(&[(0, "write the parser"), (0, "test"), (1, "test")]);
    let new = nodes(&[(1, "test"), (0, "write the fast parser"), (0, "test")]);
    assert_eq!(align(&old, &new), [Some(1), Some(2), Some(0)]);
}

#[test]
fn between_neighbours_less_likeness_will_do() {
    let old = nodes(&[
        (0, "sow the field"),
        (0, "mow hay, it is dry"),
        (0, "reap the harvest"),
    ]);
    let new = nodes(&[
        (0, "sow the field"),
        (
            0,
            "mow hay, whatever weather comes over these seven hills tonight",
        ),
        (0, "quarrel with neighbours"),
        (0, "reap the harvest"),
    ]);
    assert_eq!(align(&old, &new), [Some(0), None, Some(3)]);
    let near = Aligner {
        by_neighbours: true,
        ..Aligner::default()
    };
    assert_eq!(near.align(&old, &new), [Some(0), None, Some(3)]);
    let alone: Vec<Node> = new
        .iter()
        .filter(|node| node.key(0) != Some("quarrel with neighbours"))
        .cloned()
        .collect();
    assert_eq!(near.align(&old, &alone), [Some(0), Some(1), Some(2)]);
}

#[test]
fn a_label_that_several_have_matches_none() {
    let labelled = |texts: &[&'static str]| -> Vec<Node<'static>> {
        let node = |text: &&'static str| Node {
            names: 1,
            ..Node::new(0, [*text, "test"], *text)
        };
        texts.iter().map(node).collect()
    };
    let old = labelled(&["red parcel", "blue letter"]);
    let one = labelled(&["green card"]);
    assert_eq!(align(&old, &one), [None, None]);
    assert_eq!(align(&labelled(&["red parcel"]), &one), [Some(0)]);
}

#[test]
fn a_move_is_found_across_groups() {
    assert_eq!(
        align(&nodes(&[(0, "ship it")]), &nodes(&[(1, "ship it")])),
        [Some(0)]
    );
    assert_eq!(
        align(&nodes(&[(0, "ship it")]), &nodes(&[(1, "ship it now")])),
        [None]
    );
    let staying = Aligner {
        moves_by_key: false,
        ..Aligner::default()
    };
    assert_eq!(
        staying.align(&nodes(&[(0, "ship it")]), &nodes(&[(1, "ship it")])),
        [None]
    );
}

#[test]
fn a_reworded_move_is_found_if_asked_for() {
    let old = nodes(&[(0, "ship the red parcel overseas"), (0, "fold paper")]);
    let new = nodes(&[(1, "ship the red parcel soon"), (1, "fold cloth")]);
    assert_eq!(align(&old, &new), [None, None]);
    let aligner = Aligner {
        moves_by_words: true,
        ..Aligner::default()
    };
    assert_eq!(
        aligner.align(&old, &new),
        [Some(0), None],
        "half of the words are not enough elsewhere"
    );
}

#[test]
fn duplicates_are_paired_in_order() {
    let old = nodes(&[(0, "a"), (0, "a")]);
    let new = nodes(&[(0, "a"), (0, "a"), (0, "a")]);
    assert_eq!(align(&old, &new), [Some(0), Some(1)]);
}

#[test]
fn of_duplicates_the_one_stayed_that_kept_its_place() {
    let old = nodes(&[(0, "a"), (0, "x"), (0, "a")]);
    let new = nodes(&[(0, "x"), (0, "a")]);
    assert_eq!(align(&old, &new), [None, Some(0), Some(1)]);
}

#[test]
fn a_stronger_key_goes_first_and_an_empty_one_matches_nothing() {
    let node = |keys: [&'static str; 2]| Node::new(0, keys, "");
    let old = [node(["1a", "a"]), node(["2a", "a"]), node(["", ""])];
    let new = [node(["2a", "a"]), node(["3a", "a"]), node(["", ""])];
    assert_eq!(align(&old, &new), [Some(1), Some(0), None]);
}

#[test]
fn an_origin_goes_before_keys() {
    let old = nodes(&[(0, "a"), (0, "b")]);
    let mut new = nodes(&[(0, "b"), (1, "a"), (0, "a")]);
    for (node, origin) in new.iter_mut().zip([Some(0), Some(1), Some(7)]) {
        node.origin = origin;
    }
    assert_eq!(align(&old, &new), [Some(0), Some(1)]);
}

#[test]
fn of_two_copies_the_one_that_did_not_move_is_the_node() {
    let mut new = nodes(&[(1, "a"), (0, "z"), (0, "a")]);
    for node in &mut new {
        node.origin = Some(0);
    }
    assert_eq!(align(&nodes(&[(0, "a")]), &new), [Some(1)]);
}

#[test]
fn only_equal_kinds_match() {
    let old = nodes(&[(0, "a"), (0, "ship parcels")]);
    let mut new = nodes(&[(0, "a"), (0, "ship parcels")]);
    for node in &mut new {
        node.kind = 1;
        node.origin = Some(0);
    }
    assert_eq!(EVERYTHING.align(&old, &new), [None, None]);
}

#[test]
fn the_best_pair_goes_first_and_ties_to_the_earlier() {
    let old = keyless(&["red green blue", "red green"]);
    let new = keyless(&["red green cyan", "red green blue grey"]);
    assert_eq!(align(&old, &new), [Some(1), Some(0)]);
    let new = keyless(&["red pink", "green pink", "red green"]);
    assert_eq!(align(&keyless(&["red green"]), &new), [Some(2)]);
    let new = keyless(&["red pink", "green pink"]);
    assert_eq!(align(&keyless(&["red green"]), &new), [Some(0)]);
}

#[test]
fn words_of_the_template_only_are_like_nothing() {
    let old = keyless(&["What must exist before starting"]);
    assert_eq!(align(&old, &old), [None]);
    assert_eq!(EVERYTHING.align(&old, &old), [Some(0)]);
}

#[test]
fn leftovers_are_paired_by_position_if_asked_for() {
    let old = nodes(&[(0, "a"), (0, "one"), (0, "b"), (0, "two"), (1, "six")]);
    let new = nodes(&[(0, "a"), (0, "b"), (0, "ten"), (0, "nine"), (1, "red")]);
    assert_eq!(align(&old, &new), [Some(0), None, Some(1), None, None]);
    let aligner = Aligner {
        by_position: true,
        ..Aligner::default()
    };
    assert_eq!(
        aligner.align(&old, &new),
        [Some(0), None, Some(1), Some(2), Some(4)],
        "`one` stood before `b`, where nothing is left"
    );
}

#[test]
fn few_words_in_common_are_found_wherever_they_stand_in_a_short_group() {
    // Each new node has one word of its counterpart's two, and all of them one word that tells nothing.
    let pair = |mark: &str, number: usize| {
        let text = format!("zebra{number} crawl {mark}{number}");
        Node::new(0, [""; 0], text)
    };
    let old: Vec<Node> = (0..32).map(|number| pair("old", number)).collect();
    let new: Vec<Node> = (0..32).rev().map(|number| pair("new", number)).collect();
    let expect: Vec<Option<usize>> = (0..32).rev().map(Some).collect();
    assert_eq!(align(&old, &new), expect);
}

// The laws.

const VOCABULARY: [&str; 9] = [
    "red", "green", "blue", "zebra", "crawl", "swim", "the", "test", "phase",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&VOCABULARY[..]), 0..6)
        .prop_map(|words| words.join(" "))
}

fn node() -> impl Strategy<Value = Node<'static>> {
    let key = prop::sample::select(&["", "a", "b", "c", "d"][..]);
    let keys = prop::collection::vec(key, 0..3);
    let origin = prop::option::weighted(0.2, 0..50_usize);
    (0..2_u8, 0..3_usize, origin, keys, text()).prop_map(|(kind, group, origin, keys, words)| {
        Node {
            kind,
            origin,
            ..Node::new(group, keys, words)
        }
    })
}

/// Sometimes few enough to compare all pairs, sometimes not.
fn list() -> impl Strategy<Value = Vec<Node<'static>>> {
    prop_oneof![
        prop::collection::vec(node(), 0..12),
        prop::collection::vec(node(), 0..400)
    ]
}

fn aligner() -> impl Strategy<Value = Aligner> {
    any::<(bool, bool, bool)>().prop_map(|(moves_by_key, moves_by_words, by_position)| Aligner {
        moves_by_key,
        moves_by_words,
        by_position,
        ..Aligner::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn a_match_is_of_one_kind_and_made_once(aligner in aligner(), old in list(), new in list()) {
        let matched = aligner.align(&old, &new);
        prop_assert_eq!(matched.len(), old.len());
        let mut taken = HashSet::new();
        for (from, to) in old.iter().zip(&matched) {
            if let Some(to) = to {
                prop_assert!(taken.insert(*to), "{} is taken twice", to);
                prop_assert_eq!(new.get(*to).map(|node| node.kind), Some(from.kind));
            }
        }
        prop_assert_eq!(aligner.align(&old, &new), matched, "it differs from run to run");
    }

    #[test]
    fn a_list_is_itself(aligner in aligner(), mut list in list()) {
        for node in &mut list {
            node.origin = None;
        }
        let matched = aligner.align(&list, &list);
        for (index, (node, to)) in list.iter().zip(matched).enumerate() {
            // What has neither key nor words of its own is known by its position only.
            let known = node.keys.iter().any(|key| !key.is_empty())
                || node.words.words().telling().is_some()
                || aligner.by_position;
            prop_assert_eq!(to, known.then_some(index));
        }
    }

    #[test]
    fn unique_keys_are_found_in_any_order(
        aligner in aligner(),
        order in Just((0..200_usize).collect::<Vec<_>>()).prop_shuffle(),
        words in text(),
        groups in 1..4_usize,
    ) {
        let node = |number: usize| {
            Node::new(number % groups, [format!("key {number}")], words.clone())
        };
        let old: Vec<Node> = (0..order.len()).map(node).collect();
        let new: Vec<Node> = order.iter().map(|number| node(*number)).collect();
        for (from, to) in aligner.align(&old, &new).into_iter().enumerate() {
            prop_assert_eq!(to.and_then(|to| order.get(to)), Some(&from));
        }
    }
}

// Growth.

/// The same numbers on every run, without a pattern.
fn scattered(seed: usize) -> usize {
    let mixed = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33) as usize
}

/// `count` words of the first `vocabulary` that there are.
fn drawn(seed: usize, count: usize, vocabulary: usize) -> String {
    let word = |at| format!("word{} ", scattered(seed * 100 + at) % vocabulary);
    (0..count).map(word).collect()
}

fn shuffled<T>(list: Vec<T>) -> Vec<T> {
    let mut numbered: Vec<(usize, T)> = list
        .into_iter()
        .enumerate()
        .map(|(at, value)| (scattered(at), value))
        .collect();
    numbered.sort_by_key(|(number, _)| *number);
    numbered.into_iter().map(|(_, value)| value).collect()
}

/// Lists of texts that are hard to align, old and new.
type Hard = fn(usize) -> (Vec<String>, Vec<String>);

const COMMON: &str = "zebra crawl swim yellow purple";

const HARD: [(&str, Hard); 11] = [
    ("equal", |n| {
        let texts: Vec<String> = (0..n).map(|i| format!("{COMMON} item{i}")).collect();
        (texts.clone(), texts)
    }),
    ("reworded, rare words kept", |n| {
        let texts = |mark: &str| {
            let text = |i| format!("{COMMON} item{i} {mark}{i}");
            (0..n).map(text).collect()
        };
        (texts("old"), texts("new"))
    }),
    ("reworded, only common words kept", |n| {
        let texts = |mark: &str| (0..n).map(|i| format!("{COMMON} {mark}{i}")).collect();
        (texts("old"), texts("new"))
    }),
    ("replaced", |n| {
        let texts = |mark: &str| {
            let text = |i| format!("{mark}{i} {mark}a{i} {mark}b{i} {mark}");
            (0..n).map(text).collect()
        };
        (texts("old"), texts("new"))
    }),
    ("one word", |n| {
        (vec!["zebra".to_owned(); n], vec!["zebra".to_owned(); n])
    }),
    ("one word, more or less often", |n| {
        let texts = |more: usize| (0..n).map(|i| "zebra ".repeat(i % 40 + more)).collect();
        (texts(1), texts(41))
    }),
    ("tiny vocabulary", |n| {
        let texts = |seed: usize| (0..n).map(|i| drawn(seed + i, 6, 5)).collect();
        (texts(0), texts(n))
    }),
    ("small vocabulary, long texts", |n| {
        let texts = |seed: usize| (0..n).map(|i| drawn(seed + i, 25, 40)).collect();
        (texts(0), texts(n))
    }),
    ("middling vocabulary", |n| {
        let texts = |seed: usize| (0..n).map(|i| drawn(seed + i, 10, 300)).collect();
        (texts(0), texts(n))
    }),
    ("shuffled", |n| {
        let texts: Vec<String> = (0..n).map(|i| format!("{COMMON} item{i}")).collect();
        (texts.clone(), shuffled(texts))
    }),
    ("shuffled and reworded", |n| {
        let texts = |mark: &str| -> Vec<String> {
            let text = |i| format!("{COMMON} item{i} {mark}{i}");
            (0..n).map(text).collect()
        };
        (texts("old"), shuffled(texts("new")))
    }),
];

/// Aligns a hard case; with keys as plans have them, or known by words alone.
fn hard<'a>(old: &'a [String], new: &'a [String], keys: bool) -> [Vec<Node<'a>>; 2] {
    [old, new].map(|texts| {
        let node = |text: &'a String| Node::new(0, keys.then_some(text.as_str()), text);
        texts.iter().map(node).collect()
    })
}

#[test]
fn the_work_grows_with_the_number_of_nodes() {
    for (name, texts) in HARD {
        for keys in [true, false] {
            let steps = |n: usize| {
                let (old, new) = texts(n);
                let [old, new] = hard(&old, &new, keys);
                EVERYTHING.run(&old, &new).steps
            };
            let (half, whole) = (steps(600), steps(1_200));
            assert!(
                2 * whole < 5 * half,
                "{name}, keys {keys}: {half} steps for 600, {whole} for 1 200"
            );
            assert!(
                whole < 1_200 * 2_500,
                "{name}, keys {keys}: {whole} steps for 1 200"
            );
        }
    }
}

#[test]
fn long_lists_are_aligned_as_far_as_their_words_tell() {
    let right = |name: &str| {
        let texts = HARD.iter().find(|(other, _)| *other == name);
        let (old, new) = texts.map(|(_, texts)| texts(2_000)).unwrap_or_default();
        let [a, b] = hard(&old, &new, false);
        let item = |text: &String| {
            text.split(' ')
                .nth(5)
                .map(|word| word.replace("old", "new"))
        };
        let matched = align(&a, &b);
        let found = old
            .iter()
            .zip(matched)
            .filter(|(text, to)| to.is_some_and(|to| new.get(to).and_then(item) == item(text)));
        found.count()
    };
    assert_eq!(right("equal"), 2_000);
    assert_eq!(right("shuffled"), 2_000);
    assert_eq!(right("shuffled and reworded"), 2_000);
    assert_eq!(right("reworded, rare words kept"), 2_000);
    assert_eq!(right("replaced"), 0);
    assert_eq!(right("reworded, only common words kept"), 2_000);
}
