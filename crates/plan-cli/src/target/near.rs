//! Which names are like a text that fits none of them.

use strsim::damerau_levenshtein;

/// At most so many are suggested.
const SUGGESTED: usize = 3;

/// The names that are nearest to a text, the nearest first. Each name comes with the words to compare; what is returned is
/// the name.
pub fn nearest<'a>(text: &str, names: &'a [(String, Vec<String>)]) -> Vec<&'a str> {
    let wanted = text.to_lowercase();
    let mut scored: Vec<(usize, &str)> = names
        .iter()
        .filter_map(|(name, words)| {
            let score = words
                .iter()
                .filter_map(|word| score(&wanted, &word.to_lowercase()))
                .min()?;
            Some((score, name.as_str()))
        })
        .collect();
    scored.sort();
    scored
        .into_iter()
        .map(|(_, name)| name)
        .take(SUGGESTED)
        .collect()
}

/// How far a name is from what was wanted; nothing if they have too little in common.
fn score(wanted: &str, name: &str) -> Option<usize> {
    let length = wanted.chars().count();
    let steps = distance(wanted, name);
    if steps <= (length / 3).max(1) && steps < length {
        return Some(steps);
    }
    let parts = |text: &'_ str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() >= 3)
            .map(str::to_owned)
            .collect()
    };
    let (wanted, name) = (parts(wanted), parts(name));
    let alike = |one: &String| {
        name.iter()
            .any(|other| one == other || distance(one, other) <= one.chars().count() / 4)
    };
    let shared = wanted.iter().filter(|one| alike(one)).count();
    (shared > 0).then(|| 1000 - shared.min(100) * 10 + name.len().min(9))
}

/// Steps from one text to the other. The time grows with the product of both lengths, so only the beginnings of long texts
/// are compared.
fn distance(one: &str, other: &str) -> usize {
    let start = |text: &str| text.chars().take(200).collect::<String>();
    damerau_levenshtein(&start(one), &start(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first_and_strangers_not_at_all() {
        let names: Vec<(String, Vec<String>)> =
            ["metrics-cache", "metrics-export", "login", "cache-warmer"]
                .iter()
                .map(|name| ((*name).to_owned(), vec![(*name).to_owned()]))
                .collect();
        assert_eq!(
            nearest("metrics-cahce", &names).first(),
            Some(&"metrics-cache")
        );
        assert_eq!(nearest("cache", &names), ["cache-warmer", "metrics-cache"]);
        assert_eq!(nearest("logn", &names), ["login"]);
        assert!(nearest("zebra", &names).is_empty());
        assert!(nearest("x", &names).is_empty());
    }
}
