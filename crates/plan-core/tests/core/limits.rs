//! Documents that are deep, or long, or both: no input drives recursion, and nothing of it is lost.

use plan_core::Document;

/// Does all that goes through a whole document, on a stack that holds no deep recursion.
fn on_a_small_stack(text: String) {
    let work = move || {
        let document = Document::parse(text.as_str());
        assert_eq!(document.as_str(), text);
        let plan = document.plan().clone();
        assert_eq!(&plan, document.plan());
        assert_eq!(plan.items().len(), document.plan().items().len());
        drop(plan);
        drop(document.clone());
        drop(document);
    };
    let thread = std::thread::Builder::new().stack_size(256 << 10);
    thread.spawn(work).unwrap().join().unwrap();
}

#[test]
fn a_hundred_thousand_nested_blocks_need_no_stack() {
    for unit in [
        "> ", ">", "- ", "1. ", "> - ", "- > ", "- [ ] ", "[", "![", "*a ", "**a ", "`a", "<b>",
    ] {
        on_a_small_stack(unit.repeat(100_000));
    }
}

#[test]
fn ten_thousand_blocks_in_a_row_need_no_stack() {
    for line in [
        "- [ ] a\n",
        "**a**: b\n",
        "> a\n",
        "| a | b |\n",
        "[a]: b\n",
        "# a\n",
        "###### a\n\n- b\n\n",
    ] {
        on_a_small_stack(line.repeat(10_000));
    }
}

/// Lists nested by indent: `- a1`, and below it `  - a2`, and so on, the last with `ending`.
fn nested(levels: usize, ending: &str) -> String {
    let line = |level: usize| format!("{}- a{level}\n", "  ".repeat(level - 1));
    let lines: String = (1..=levels).map(line).collect();
    format!("# Implementation Plan: X\n\n{}{ending}\n", lines.trim_end())
}

#[test]
fn below_sixteen_levels_of_lists_the_text_still_counts() {
    on_a_small_stack(nested(200, ""));
    for levels in [1, 15, 16, 17, 18, 40] {
        let (one, other) = (nested(levels, ""), nested(levels, "!"));
        assert_ne!(
            Document::parse(one).plan(),
            Document::parse(other).plan(),
            "{levels} levels"
        );
    }
}

#[test]
fn boxes_are_items_down_to_the_sixteenth_level() {
    let items = |levels: usize| {
        let line = |level: usize| format!("{}- [ ] a{level}\n", "  ".repeat(level - 1));
        let lines: String = (1..=levels).map(line).collect();
        let document = Document::parse(format!("# Implementation Plan: X\n\n## Other\n\n{lines}"));
        document.plan().items().len()
    };
    assert_eq!((items(15), items(16), items(17)), (15, 16, 16));
}
