//! The words of a node, as numbers.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::template::TEMPLATE;

/// Words of a text without case, each as often as it stands there. Hashed, since texts are compared far more often
/// than they are read.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Sorted.
    all: Vec<u64>,
    /// Those that tell: not the template's, no bare numbers, no folders. Sorted.
    own: Vec<u64>,
    /// What it begins with, its label included, in order: the first [`LEAD`] words, and whether they tell.
    lead: Vec<(u64, bool)>,
    /// What it names in code first: a file, a function.
    code: Option<Named>,
    /// Words of the bold text that it begins with, behind `Risk:`. Sorted.
    title: Vec<u64>,
}

/// Every plan has the words of the template, so they do not tell one node from another.
static TEMPLATE_WORDS: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    let mut words = HashSet::default();
    each_word(TEMPLATE, |word, _| {
        words.insert(word);
    });
    words
});

/// Words at the beginning that are compared in order.
const LEAD: usize = 6;

/// A name in code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Named {
    /// As it stands there.
    whole: u64,
    /// Without the folders.
    last: u64,
    has_folders: bool,
    /// Whether it is a command with arguments.
    is_command: bool,
    /// Whether it stands among the first words.
    is_early: bool,
}

impl Named {
    /// `main.rs` and `src/main.rs` may be one file, `src/main.rs` and `tests/main.rs` are not.
    fn is(self, other: Self) -> bool {
        self.whole == other.whole
            || (self.last == other.last && !(self.has_folders && other.has_folders))
    }
}

/// What a text is about, as far as it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// A name in code, with its folders.
    Path(u64),
    /// A name in code without its folders. Two that have folders both are about one thing only if these are the same.
    File(u64),
    /// The first words.
    Title(u64),
}

impl Words {
    pub fn of(text: &str) -> Self {
        let (title_text, said) = titled(text);
        let label = text.len() - said.len();
        let tells = |word: &u64, may: bool| may && !TEMPLATE_WORDS.contains(word);
        let (mut all, mut own, mut lead) = (Vec::new(), Vec::new(), Vec::with_capacity(LEAD));
        if label > 0 {
            each_word(title_text, |word, may| lead.push((word, tells(&word, may))));
        }
        each_word(said, |word, may| {
            let tells = tells(&word, may);
            lead.push((word, tells));
            all.push(word);
            if tells {
                own.push(word);
            }
        });
        lead.truncate(LEAD);
        all.sort_unstable();
        own.sort_unstable();
        let mut title = Vec::new();
        each_word(title_text, |word, _| title.push(word));
        title.sort_unstable();
        Self {
            all,
            own,
            lead,
            code: named(text),
            title,
        }
    }

    /// Only the words: a section is about more than what it names first.
    pub fn of_section(text: &str) -> Self {
        Self {
            code: None,
            title: Vec::new(),
            ..Self::of(text)
        }
    }

    /// All words, unless there is none but the template's: such a text is like no other.
    pub fn telling(&self) -> Option<&[u64]> {
        (!self.own.is_empty()).then_some(&self.all)
    }

    /// The different words that tell.
    pub fn distinct(&self) -> impl Iterator<Item = u64> {
        let runs = self.own.chunk_by(|a, b| a == b);
        runs.filter_map(|run| run.first().copied())
    }

    /// The different words that tell in both.
    pub fn common<'w>(&'w self, other: &'w Self) -> impl Iterator<Item = u64> + 'w {
        let is_in = |word: &u64| other.own.binary_search(word).is_ok();
        self.distinct().filter(is_in)
    }

    /// What it is about, the surest first.
    pub fn subjects(&self) -> [Option<Subject>; 3] {
        const TITLE: usize = 3;
        let title = self.lead.get(..TITLE);
        let title = title.filter(|title| title.iter().filter(|(_, tells)| *tells).count() >= 2);
        let sum = |title: &[(u64, bool)]| {
            let words = title.iter().map(|(word, _)| *word);
            words.fold(EMPTY, with_word)
        };
        [
            self.code.map(|name| Subject::Path(name.whole)),
            self.code.map(|name| Subject::File(name.last)),
            title.map(|title| Subject::Title(sum(title))),
        ]
    }

    /// True if both name one thing in code, not both in passing, and have no different titles.
    pub fn is_about(&self, other: &Self, steps: &mut usize) -> bool {
        let both = self.code.zip(other.code);
        both.is_some_and(|(a, b)| a.is(b) && (a.is_early || b.is_early))
            && !self.has_other_title(other, steps)
    }

    /// How much of two texts that name things in code has to be the same: two files are known by little else but their
    /// names, and a command does what it does.
    fn least_to_be(&self, other: &Self) -> f64 {
        match (self.code, other.code) {
            (Some(a), Some(b)) if !a.is_early || !b.is_early || a.is(b) => 0.0,
            (Some(a), Some(b)) if a.has_folders && b.has_folders => 0.75,
            (Some(a), Some(b)) if a.is_command && b.is_command => 0.6,
            _ => 0.0,
        }
    }

    /// True if both name a file with its folders, which they have in common more often than not.
    fn names_files(&self, other: &Self) -> bool {
        let both = self.code.zip(other.code);
        both.is_some_and(|(a, b)| a.has_folders && b.has_folders)
    }

    /// True if both begin with a bold text, and these say different things.
    fn has_other_title(&self, other: &Self, steps: &mut usize) -> bool {
        let words = self.title.len() + other.title.len();
        let both = !self.title.is_empty() && !other.title.is_empty();
        both && 6 * common(&self.title, &other.title, steps) < words
    }

    /// Share of common words, from 0 to 1, or `None` if it is under `least`. Words of the template add nothing to it;
    /// yet they must not be all the difference either, or `Add tests` were `Add documentation` for the word `add`. So
    /// it is the lesser of the shares with and without them.
    pub fn share(&self, other: &Self, least: f64, steps: &mut usize) -> Option<f64> {
        /// Who gives a thing another title as well has to say much the same.
        const ANOTHER_TITLE: f64 = 0.7;
        let least = least.max(self.least_to_be(other));
        let own = share(&self.own, &other.own, least, steps)?;
        let all = share(&self.all, &other.all, least, steps)?;
        let share = own.min(all);
        (share >= ANOTHER_TITLE || !self.has_other_title(other, steps)).then_some(share)
    }

    /// How likely two texts that stand between the same neighbours are one, reworded; nothing if they are not. `alone`
    /// says that there is no other candidate.
    pub fn likeness(&self, other: &Self, alone: bool, steps: &mut usize) -> Option<f64> {
        /// From so many words on, a fifth of them is in any other text as well.
        const LONG: usize = 40;
        /// Where both name another thing in code.
        const OTHER_NAMES: f64 = 0.35;
        let shorter = self.all.len().min(other.all.len());
        if shorter == 0 {
            return None;
        }
        let common_words = common(&self.all, &other.all, steps);
        let common_own = common(&self.own, &other.own, steps);
        let both = self.lead.iter().zip(&other.lead);
        let lead = both.take_while(|(a, b)| a == b);
        let (lead, begins) = lead.fold((0, 0), |(all, own), ((_, tells), _)| {
            (all + 1, own + usize::from(*tells))
        });
        let share = |common: usize, a: &[u64], b: &[u64]| {
            2.0 * common as f64 / (a.len() + b.len()).max(1) as f64
        };
        let own = share(common_own, &self.own, &other.own);
        let all = share(common_words, &self.all, &other.all);
        let least = own.min(all);
        let held = common_words as f64 / shorter as f64;
        let about = self.is_about(other, steps);
        // Files of one project have their folders in common.
        let named = if self.names_files(other) {
            own
        } else {
            own.max(all)
        };
        if (least < 0.5 && self.has_other_title(other, steps))
            || named < OTHER_NAMES.min(self.least_to_be(other))
        {
            return None;
        }
        let is_likely = about
            || least >= 0.35
            || (begins >= 1 && alone && lead >= 2)
            || (begins >= 2 && lead >= 3)
            || if alone && shorter < LONG {
                least >= 0.2 || (held >= 0.6 && shorter >= 3)
            } else {
                common_own >= 2 && (all >= 0.4 || (held >= 0.7 && shorter >= 4))
            };
        let extra = 0.1 * begins as f64 + if about { 0.2 } else { 0.0 };
        is_likely.then_some(least + 0.2 * held + extra)
    }
}

fn share(a: &[u64], b: &[u64], least: f64, steps: &mut usize) -> Option<f64> {
    *steps += 1;
    let total = (a.len() + b.len()) as f64;
    // Also bounds the cost of a long text by the short ones it is compared with.
    let most = 2 * a.len().min(b.len());
    if most == 0 || most as f64 / total < least {
        return None;
    }
    let share = 2.0 * common(a, b, steps) as f64 / total;
    (share >= least).then_some(share)
}

fn common(a: &[u64], b: &[u64], steps: &mut usize) -> usize {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut common = 0;
    while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
        *steps += 1;
        let order = left.cmp(right);
        common += usize::from(order.is_eq());
        if order.is_le() {
            a.next();
        }
        if order.is_ge() {
            b.next();
        }
    }
    common
}

/// Calls `see` for each word of a text, hashed, and says whether it may tell one text from another: numbers do not, nor do
/// the folders of a path, which are one word: all files of a project lie in a few of them.
fn each_word(text: &str, mut see: impl FnMut(u64, bool)) {
    for chunk in text.split(|c: char| c.is_whitespace() || matches!(c, '`' | '|')) {
        let path = chunk
            .rsplit_once('/')
            .filter(|(folders, _)| folders.contains('/'));
        let rest = match path {
            Some((folders, file)) => {
                see(hash(folders), false);
                file
            }
            None => chunk,
        };
        let mut word = None;
        let mut is_number = true;
        for c in rest.chars() {
            if c.is_alphanumeric() {
                word = Some(with(word.unwrap_or(EMPTY), c));
                is_number &= c.is_ascii_digit();
            } else if let Some(word) = word.take() {
                see(word, !std::mem::replace(&mut is_number, true));
            }
        }
        if let Some(word) = word {
            see(word, !is_number);
        }
    }
}

/// What stands between the first back ticks: of a call the name, of a place in a file the file. An option is no thing.
fn named(text: &str) -> Option<Named> {
    /// Behind so many words it is named in passing.
    const EARLY: usize = 4;
    let mut parts = text.split('`');
    let (before, span) = (parts.next()?, parts.next()?.trim());
    let end = span.find(['(', ':']).filter(|end| *end > 0);
    let name = end.and_then(|end| span.get(..end)).unwrap_or(span);
    let is_command = name.contains(char::is_whitespace);
    let last = name.rsplit('/').next().filter(|_| !is_command);
    let last = last.unwrap_or(name);
    let is_name = !last.is_empty() && !name.starts_with('-');
    is_name.then(|| Named {
        whole: hash(name),
        last: hash(last),
        has_folders: last != name,
        is_command,
        is_early: before.split_whitespace().count() <= EARLY,
    })
}

/// The bold text that a text begins with, without what it has in common with others (`Alternative —`), and what it says
/// besides its label: of `**Risk:** Redis is down` the latter is `Redis is down`.
fn titled(text: &str) -> (&str, &str) {
    let inside = text.trim_start().strip_prefix("**");
    let Some((bold, rest)) = inside.and_then(|inside| inside.split_once("**")) else {
        return ("", text);
    };
    if let Some(label) = bold.strip_suffix(':') {
        // A label alone is all that is said.
        let says_more = rest.chars().any(char::is_alphanumeric);
        return if says_more { (label, rest) } else { ("", text) };
    }
    let behind = bold
        .split_once(':')
        .or_else(|| bold.split_once(['—', '–']))
        .or_else(|| bold.split_once(" - "));
    match behind {
        Some((_, title)) if title.chars().any(char::is_alphanumeric) => (title, text),
        _ => (bold, text),
    }
}

fn with_word(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x0100_0000_01b3)
}

fn hash(word: &str) -> u64 {
    word.chars().fold(EMPTY, with)
}

/// The hash of no letters.
const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, one letter more, in lower case: the same on every machine and with every compiler.
fn with(hash: u64, c: char) -> u64 {
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    if c.is_ascii() {
        return add(hash, (c as u8).to_ascii_lowercase());
    }
    c.to_lowercase().fold(hash, |hash, c| {
        let mut buffer = [0; 4];
        c.encode_utf8(&mut buffer).bytes().fold(hash, add)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(a: &str, b: &str) -> f64 {
        Words::of(a)
            .share(&Words::of(b), 0.01, &mut 0)
            .unwrap_or_default()
    }

    #[test]
    fn words_are_counted_without_case_and_marks() {
        assert_eq!(share("Parse **blocks**", "parse: Blocks!"), 1.0);
        assert_eq!(
            share("parse blocks quickly twice", "parse blocks slowly once"),
            0.5
        );
        assert_eq!(share("parse", "render"), 0.0);
        assert_eq!(share("parse parse", "parse"), 2.0 / 3.0);
        assert_eq!(share("Größe ÄNDERN", "grösse ändern"), 0.5);
        assert_eq!(share("", ""), 0.0);
    }

    #[test]
    fn words_of_the_template_count_for_nothing() {
        assert_eq!(share("What needs to be done", "What needs to be done"), 0.0);
        assert!(Words::of("What needs to be done").telling().is_none());
        assert_eq!(
            share("Phase details: parse", "Phase details: render"),
            0.0,
            "only words of the template in common"
        );
        assert_eq!(
            share("Move API documentation", "Move error handling"),
            1.0 / 3.0,
            "all but one word differs"
        );
    }

    #[test]
    fn too_little_is_none() {
        let words = Words::of("parse blocks quickly twice");
        assert_eq!(words.share(&Words::of("parse"), 0.5, &mut 0), None);
        let half = Words::of("parse blocks slowly once");
        assert_eq!(words.share(&half, 0.5, &mut 0), Some(0.5));
        assert_eq!(words.share(&half, 0.6, &mut 0), None);
    }
}
