//! How the known names begin: what begins otherwise is none of them, and need not be looked up.

/// Letters that are told apart.
const LETTERS: usize = 26;

/// The first three letters of every name that begins with three letters of ASCII.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Beginnings {
    /// The third letters as bits, by the first and the second one.
    third: Vec<u32>,
}

impl Default for Beginnings {
    fn default() -> Self {
        let third = vec![0; LETTERS * LETTERS];
        Self { third }
    }
}

impl Beginnings {
    /// Adds a name by its key.
    pub(super) fn add(&mut self, key: &str) {
        if let Some((at, bit)) = place(key)
            && let Some(third) = self.third.get_mut(at)
        {
            *third |= bit;
        }
    }

    /// False if no name begins as `text` does. Such a text keeps its first letters when a key is made of it, but for a
    /// roman numeral.
    pub(super) fn fit(&self, text: &str) -> bool {
        match place(text) {
            Some((at, bit)) if !text.starts_with(['I', 'V', 'X']) => {
                self.third.get(at).is_some_and(|third| third & bit != 0)
            }
            _ => true,
        }
    }
}

/// Where the first three letters are kept; nothing if one of them is no letter of ASCII.
fn place(text: &str) -> Option<(usize, u32)> {
    let [first, second, third, ..] = text.as_bytes() else {
        return None;
    };
    let number = |letter: u8| {
        let number = letter.to_ascii_lowercase().wrapping_sub(b'a');
        (usize::from(number) < LETTERS).then_some(number)
    };
    let at = usize::from(number(*first)?) * LETTERS + usize::from(number(*second)?);
    Some((at, 1 << number(*third)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_beginnings_are_none_of_the_names() {
        let mut names = Beginnings::default();
        for key in ["status", "edge cases", "目的"] {
            names.add(key);
        }
        for text in [
            "Status",
            "stage",
            "EDGE",
            "目的",
            "\u{e9}t\u{e9}",
            "IV. Status",
            "1. Status",
            "St",
        ] {
            assert!(names.fit(text), "{text}");
        }
        for text in ["Goal", "Stop", "Entry"] {
            assert!(!names.fit(text), "{text}");
        }
    }
}
