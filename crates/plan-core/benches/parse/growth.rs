//! How the time to read a text grows with its size.

use plan_core::Document;

use crate::child;
use crate::input::{self, Input};
use crate::measured::{Growth, KEEP_MEMORY, SIZES, best, growth};

/// The worst growth of the time from one size to its double.
#[derive(Clone, Copy)]
pub struct Doubling {
    /// How many times longer the double takes to read.
    pub growth: f64,
    /// The smaller size of the two.
    pub size: usize,
    /// The same for the Markdown parser alone, over the same two texts.
    pub parser: f64,
    /// On average over all sizes.
    pub mean: f64,
}

/// Where the time grows most when the size doubles.
pub fn worst_doubling(input: &Input) -> Doubling {
    let task = format!("growth of {}", input.name);
    let numbers = child::run(&task, &[KEEP_MEMORY]).unwrap_or_default();
    match numbers[..] {
        [growth, size, parser, mean] => Doubling {
            growth,
            size: size as usize,
            parser,
            mean,
        },
        _ => panic!("{task}: {numbers:?}"),
    }
}

/// Does the task of a child, if it is one of growth, and prints the worst growth and the size.
pub fn child(task: &str) {
    let named = |input: &&Input| task.strip_prefix("growth of ") == Some(input.name);
    for input in input::GROWING.iter().filter(named) {
        let Doubling {
            growth,
            size,
            parser,
            mean,
        } = measure(input.make);
        println!("{growth} {size} {parser} {mean}");
    }
}

fn measure(make: fn(usize) -> String) -> Doubling {
    let texts = SIZES.map(make);
    let Growth { worst, at, mean } = growth(&texts, |text| Document::parse(text.as_str()));
    let parser = |text: &String| best(|| crate::events(text));
    Doubling {
        growth: worst,
        size: SIZES[at],
        parser: parser(&texts[at + 1]) / parser(&texts[at]),
        mean,
    }
}
