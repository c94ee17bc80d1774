//! Three versions made one: what both sides did since their common base, with a conflict where they did different things
//! to the same lines.
//!
//! [`merge_lines`] does what `git merge-file` does, and writes what it writes: the diff is that of the crate `similar`,
//! brought into git's form (`matching`, `slide`), two of them make chunks (`chunk`), conflicts are narrowed as the style
//! wants it (`refine`) and written down (`markers`). Nothing here recurses over a text or looks at a clock. What the lines
//! say is not looked at: [`merge`] is where that belongs.

use std::ops::RangeInclusive;

use foldhash::HashMap;

use crate::document::Document;
use crate::model::Plan;
use crate::template::FieldName;

mod anchors;
mod chunk;
mod inventory;
mod lines;
mod markers;
mod matching;
mod members;
mod order;
mod refine;
mod slide;
mod three_way;

use chunk::chunks;
use inventory::Inventory;
use lines::Lines;
use members::Side;
use refine::Part;
use three_way::ThreeWay;

/// How a conflict is shown; the names are those of git's `merge.conflictStyle`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Style {
    /// Both sides, as narrow as can be: what they have in common stands outside.
    #[default]
    Merge,
    /// Both sides and the base between them, in full.
    Diff3,
    /// As [`Style::Diff3`], but with the lines outside that both sides begin and end with.
    Zdiff3,
}

/// What stands behind the markers. A label that is missing leaves the marker alone on its line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Behind `<<<<<<<`.
    pub ours: Option<String>,
    /// Behind `|||||||`, in the styles that show the base.
    pub base: Option<String>,
    /// Behind `>>>>>>>`.
    pub theirs: Option<String>,
}

/// How conflicts are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How a conflict is shown.
    pub style: Style,
    /// How long markers are; 0 stands for git's 7.
    pub marker_size: usize,
    /// What stands behind them.
    pub labels: Labels,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            style: Style::default(),
            marker_size: MARKER_SIZE,
            labels: Labels::default(),
        }
    }
}

/// The length of a marker where nothing else is asked for.
const MARKER_SIZE: usize = 7;

/// A place where both sides did different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Its lines in [`Merged::text`], from 1, the first marker and the last one included.
    pub lines: RangeInclusive<usize>,
    /// What it is about in the plan's terms, such as `status`. A merge of lines cannot tell.
    pub what: Option<String>,
}

/// What came of a merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The text, with markers around what both sides did differently.
    pub text: String,
    /// Those places, in order; none where the merge is clean.
    pub conflicts: Vec<Conflict>,
    /// Clashes of meaning that no marker shows, in sentences.
    pub notes: Vec<String>,
}

impl Merged {
    /// A text on which all agree.
    fn clean(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Whether nothing is left to decide.
    pub fn is_clean(&self) -> bool {
        self.conflicts.is_empty()
    }
}

/// Merges two versions of a document that come from the same base.
///
/// Where one side changed nothing, or both did the same, the result is the other's text, byte for byte.
///
/// ```
/// use plan_core::Document;
/// use plan_core::merge::{Options, merge};
///
/// let base = Document::parse("# T\n\n**Status**: Draft\n\n## Notes\n\na\n");
/// let ours = Document::parse("# T\n\n**Status**: Ready\n\n## Notes\n\na\n");
/// let theirs = Document::parse("# T\n\n**Status**: Draft\n\n## Notes\n\na\nb\n");
/// let merged = merge(&base, &ours, &theirs, &Options::default());
/// assert_eq!(merged.text, "# T\n\n**Status**: Ready\n\n## Notes\n\na\nb\n");
/// assert!(merged.is_clean());
/// ```
pub fn merge(base: &Document, ours: &Document, theirs: &Document, options: &Options) -> Merged {
    if let Some(merged) = agreed(base.as_str(), ours.as_str(), theirs.as_str()) {
        return merged;
    }
    // A plan that has no text that reads as itself is a matter of lines.
    typed(base, ours, theirs, options)
        .unwrap_or_else(|| merge_lines(base.as_str(), ours.as_str(), theirs.as_str(), options))
}

/// The merge of what the texts say.
fn typed(base: &Document, ours: &Document, theirs: &Document, options: &Options) -> Option<Merged> {
    let merge = ThreeWay::of(base.plan(), ours.plan(), theirs.plan());
    let settled = merge.settled(Side::Base)?;
    let sides = if settled.clashes.is_empty() {
        None
    } else {
        let of = |side| Some(merge.settled(side)?.plan);
        Some([of(Side::Ours)?, of(Side::Theirs)?])
    };
    // A plan that cannot be written into the one text may still have a place in the other.
    let texts = spelt([base, ours, theirs], &merge, &settled.plan, sides.as_ref())
        .or_else(|| written(ours, &settled.plan, sides.as_ref()))
        .or_else(|| written(theirs, &settled.plan, sides.as_ref()))?;
    let mut merged = match texts {
        Texts::One(text) => Merged::clean(text),
        Texts::Each([base, ours, theirs]) => mark(&base, &ours, &theirs, options),
    };
    if merged.conflicts.len() == settled.clashes.len() {
        for (conflict, what) in merged.conflicts.iter_mut().zip(settled.clashes) {
            conflict.what = Some(what);
        }
    }
    merged.notes = notes(ours.plan(), theirs.plan(), &settled.plan);
    Some(merged)
}

/// What a merge comes to.
enum Texts {
    /// Nothing is left to decide.
    One(String),
    /// With what is left resolved to the base, ours and theirs.
    Each([String; 3]),
}

/// The merge of the lines with its conflicts resolved to the base, ours and theirs, if that says what is wanted: what says
/// the same may be spelt anew on either side, and lines keep that of both.
///
/// Lines that merge without conflict also know best where things go that both sides moved about. They are not to be trusted
/// where they lose or double something, which shows, and where both sides put in one field with two values.
fn spelt(
    documents: [&Document; 3],
    merge: &ThreeWay<'_>,
    agreed: &Plan,
    sides: Option<&[Plan; 2]>,
) -> Option<Texts> {
    let lines = Lines::of(documents.map(Document::as_str));
    let [base, left, right] = &lines;
    let chunks = chunks(base, left, right);
    let parts = refine::parts(&chunks, base, left, right, Style::Diff3);
    let [_, ours, _] = documents;
    let read = |text: &str| Document::parse_with(text, ours.vocabulary());
    let resolved = |side| refine::resolved(&parts, &lines, side);
    let is_clean = !parts.iter().any(|part| matches!(part, Part::Conflict(_)));
    match sides {
        None if is_clean => {
            let text = resolved(Side::Ours);
            let read = read(&text);
            let fits = read.plan() == agreed || Inventory::of(read.plan()) == Inventory::of(agreed);
            fits.then_some(Texts::One(text))
        }
        None => None,
        Some(_) if is_clean && !merge.has_two_values() => Some(Texts::One(resolved(Side::Ours))),
        Some([our_plan, their_plan]) => {
            let (left, right) = (resolved(Side::Ours), resolved(Side::Theirs));
            let fits = read(&left).plan() == our_plan && read(&right).plan() == their_plan;
            fits.then(|| Texts::Each([resolved(Side::Base), left, right]))
        }
    }
}

/// The text of a document changed so that it says what was agreed, and what each side says about the rest.
fn written(from: &Document, agreed: &Plan, sides: Option<&[Plan; 2]>) -> Option<Texts> {
    let write = |plan: &Plan| Some(from.update(plan).ok()?.as_str().to_owned());
    let base = write(agreed)?;
    match sides {
        None => Some(Texts::One(base)),
        Some([ours, theirs]) => Some(Texts::Each([base, write(ours)?, write(theirs)?])),
    }
}

/// What lines and values do not show: two phases of one number, or two fields that say the status, each of which was the
/// only one on its side.
fn notes(ours: &Plan, theirs: &Plan, merged: &Plan) -> Vec<String> {
    let sides = [ours, theirs].map(numbers);
    let most = |number: &str| {
        let counts = sides.iter().filter_map(|side| side.get(number));
        counts.max().copied().unwrap_or_default()
    };
    let both = numbers(merged);
    let mut notes = Vec::new();
    for phase in merged.phases() {
        let number = phase.number.as_deref().unwrap_or_default();
        let count = both.get(number).copied().unwrap_or_default();
        if count > most(number) {
            let note =
                format!("{count} phases have the number {number} now; give one of them another");
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    let count = |plan: &Plan| states(plan).len();
    if count(merged) > count(ours).max(count(theirs)) {
        let states = states(merged).join(", ");
        notes.push(format!(
            "the plan says its status more than once now: {states}; leave one of them"
        ));
    }
    notes
}

/// The different values of the fields that say the status.
fn states(plan: &Plan) -> Vec<&str> {
    let mut states: Vec<&str> = Vec::new();
    for field in plan.fields() {
        let value = field.value.as_str();
        if field.name == Some(FieldName::Status) && !value.is_empty() && !states.contains(&value) {
            states.push(value);
        }
    }
    states
}

/// How many phases of a plan have each number.
fn numbers(plan: &Plan) -> HashMap<&str, usize> {
    let mut counts = HashMap::default();
    for number in plan
        .phases()
        .into_iter()
        .filter_map(|phase| phase.number.as_deref())
    {
        *counts.entry(number).or_default() += 1;
    }
    counts
}

/// Merges two texts that come from the same base, line by line, as `git merge-file` does: `\n` ends a line, and a line
/// without it, at the end of a text, is another one than with it.
///
/// ```
/// use plan_core::merge::{Options, merge_lines};
///
/// let merged = merge_lines("a\nb\nc\n", "A\nb\nc\n", "B\nb\nC\n", &Options::default());
/// assert_eq!(merged.text, "<<<<<<<\nA\n=======\nB\n>>>>>>>\nb\nC\n");
/// assert_eq!(merged.conflicts.len(), 1);
/// ```
pub fn merge_lines(base: &str, ours: &str, theirs: &str, options: &Options) -> Merged {
    if let Some(merged) = agreed(base, ours, theirs) {
        return merged;
    }
    let [base, ours, theirs] = Lines::of([base, ours, theirs]);
    let chunks = chunks(&base, &ours, &theirs);
    let parts = refine::parts(&chunks, &base, &ours, &theirs, options.style);
    markers::write(&parts, &base, &ours, &theirs, options)
}

/// Marks conflicts that were found by other means: the three texts are what comes of resolving all of them to one side, so
/// they are equal everywhere else. Every run of lines in which ours and theirs differ becomes a conflict, even where the
/// base is like one of them; in the styles that show the base, lines beside the run that only the base has otherwise belong
/// to it.
pub(crate) fn mark(
    base_resolved: &str,
    ours_resolved: &str,
    theirs_resolved: &str,
    options: &Options,
) -> Merged {
    if ours_resolved == theirs_resolved {
        return Merged::clean(ours_resolved);
    }
    let [base, ours, theirs] = Lines::of([base_resolved, ours_resolved, theirs_resolved]);
    let parts = refine::differences(&base, &ours, &theirs, options.style);
    markers::write(&parts, &base, &ours, &theirs, options)
}

/// The merge that needs no looking at lines.
fn agreed(base: &str, ours: &str, theirs: &str) -> Option<Merged> {
    if ours == theirs || base == theirs {
        Some(Merged::clean(ours))
    } else if base == ours {
        Some(Merged::clean(theirs))
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
