//! Lines that stand once in each of two texts: what can be said about texts that are too large to be searched as a whole.

/// Pairs of places of lines that stand once in each text, as many as there can be without crossing, in order.
pub(super) fn anchors(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    let (old_places, new_places) = (places(old), places(new));
    let place = |places: &[Place], line: u32| match places.get(line as usize) {
        Some(Place::Once(at)) => Some(*at),
        _ => None,
    };
    let pairs: Vec<(usize, usize)> = old
        .iter()
        .filter_map(|line| Some((place(&old_places, *line)?, place(&new_places, *line)?)))
        .collect();
    rising(&pairs)
}

#[derive(Clone, Copy)]
enum Place {
    Nowhere,
    Once(usize),
    Often,
}

/// Where each number stands.
fn places(lines: &[u32]) -> Vec<Place> {
    let most = lines.iter().max().map_or(0, |most| *most as usize + 1);
    let mut places = vec![Place::Nowhere; most];
    for (at, line) in lines.iter().enumerate() {
        if let Some(place) = places.get_mut(*line as usize) {
            *place = match place {
                Place::Nowhere => Place::Once(at),
                _ => Place::Often,
            };
        }
    }
    places
}

/// The longest part of the pairs, which rise on the left, that rises on the right too.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let right = |at: usize| pairs.get(at).map_or(0, |pair| pair.1);
    // For each length, the pair that ends such a part with the smallest right side; and what stands before each pair.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| right(*end) < pair.1);
        let last = length.checked_sub(1).and_then(|last| ends.get(last));
        before.push(last.copied());
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut found = Vec::new();
    let mut next = ends.last().copied();
    while let Some(at) = next {
        found.extend(pairs.get(at));
        next = before.get(at).copied().flatten();
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_stand_once_and_do_not_cross() {
        assert_eq!(anchors(&[], &[1]), []);
        assert_eq!(anchors(&[1, 2, 3], &[1, 2, 3]), [(0, 0), (1, 1), (2, 2)]);
        assert_eq!(anchors(&[1, 2, 2, 3], &[0, 2, 1, 3]), [(0, 2), (3, 3)]);
        assert_eq!(
            anchors(&[5, 1, 2, 3], &[1, 2, 3, 5]),
            [(1, 0), (2, 1), (3, 2)]
        );
    }
}
