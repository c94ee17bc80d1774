//! The filters of changed paths in git's commit-graph: for a commit and a path they know for sure that it was not changed
//! against the first parent, or that it may have been.
//!
//! git writes them with `git commit-graph write --changed-paths`. A filter holds every path that was changed and every
//! folder above it. The first version of the hash goes wrong for bytes beyond ASCII, in a way that depends on the machine
//! that wrote it, so it is not asked about such paths.

/// A path with the folders that it lies in, hashed for the filters: where the path was changed, so were these, and a filter
/// that is wrong about one is seldom wrong about all.
pub struct PathKey(Vec<Hashed>);

/// One path, hashed.
struct Hashed {
    start: u32,
    step: u32,
    is_ascii: bool,
}

impl PathKey {
    /// Hashes a path from the root, without a slash at its end.
    pub fn new(path: &[u8]) -> PathKey {
        let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
        let folders = slashes.filter_map(|(at, _)| path.get(..at));
        PathKey(folders.chain([path]).map(Hashed::new).collect())
    }
}

impl Hashed {
    fn new(path: &[u8]) -> Self {
        Self {
            start: murmur3(path, 0x293a_e76f),
            step: murmur3(path, 0x7e64_6e2c),
            is_ascii: path.is_ascii(),
        }
    }
}

/// Where the filters of one file are, and how they were made.
pub(super) struct Filters {
    count: usize,
    index: usize,
    data: (usize, usize),
    version: u32,
    hashes: u32,
}

impl Filters {
    /// Reads the head of the filters; `None` if they are of an unknown kind.
    pub fn read(
        bytes: &[u8],
        count: usize,
        index: (usize, usize),
        data: (usize, usize),
    ) -> Option<Filters> {
        let (version, hashes) = (number(bytes, data.0)?, number(bytes, data.0 + 4)?);
        let start = data.0.checked_add(12).filter(|start| *start <= data.1)?;
        let fits = index.1 - index.0 == count.checked_mul(4)?;
        // git makes seven hashes.
        let known = matches!(version, 1 | 2) && (1..=64).contains(&hashes);
        (fits && known).then_some(Filters {
            count,
            index: index.0,
            data: (start, data.1),
            version,
            hashes,
        })
    }

    /// True if the commit at a place changed nothing at or below the path, for sure.
    pub fn excludes(&self, bytes: &[u8], at: usize, key: &PathKey) -> bool {
        let asked = |key: &&Hashed| self.version != 1 || key.is_ascii;
        self.filter(bytes, at).is_some_and(|filter| {
            let mut keys = key.0.iter().filter(asked);
            keys.any(|key| !self.may_hold(filter, key))
        })
    }

    /// The filter of the commit at a place; `None` if it was not computed.
    fn filter<'b>(&self, bytes: &'b [u8], at: usize) -> Option<&'b [u8]> {
        if at >= self.count {
            return None;
        }
        let end = |at: usize| usize::try_from(number(bytes, self.index + at * 4)?).ok();
        let from = at.checked_sub(1).map_or(Some(0), end)?;
        let filters = bytes.get(self.data.0..self.data.1)?;
        filters
            .get(from..end(at)?)
            .filter(|filter| !filter.is_empty())
    }

    fn may_hold(&self, filter: &[u8], key: &Hashed) -> bool {
        let bits = filter.len().saturating_mul(8);
        (0..self.hashes).all(|turn| {
            let hash = key.start.wrapping_add(turn.wrapping_mul(key.step));
            let Some(bit) = usize::try_from(hash)
                .ok()
                .and_then(|hash| hash.checked_rem(bits))
            else {
                return true;
            };
            filter
                .get(bit / 8)
                .is_none_or(|byte| byte & (1 << (bit % 8)) != 0)
        })
    }
}

/// The hash of the filters: 32 bits of murmur3.
fn murmur3(text: &[u8], seed: u32) -> u32 {
    let mix = |word: u32| {
        word.wrapping_mul(0xcc9e_2d51)
            .rotate_left(15)
            .wrapping_mul(0x1b87_3593)
    };
    let mut hash = seed;
    let (words, rest) = text.as_chunks::<4>();
    for word in words {
        hash ^= mix(u32::from_le_bytes(*word));
        hash = hash
            .rotate_left(13)
            .wrapping_mul(5)
            .wrapping_add(0xe654_6b64);
    }
    let tail = rest.iter().rev();
    hash ^= mix(tail.fold(0, |word, byte| word << 8 | u32::from(*byte)));
    // Paths longer than this are none that a filter holds.
    hash ^= u32::try_from(text.len()).unwrap_or(u32::MAX);
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

/// The number of four bytes at a place.
pub(super) fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::murmur3;

    /// The values that git's own tests have.
    #[test]
    fn hashes_are_those_of_git() {
        assert_eq!(murmur3(b"", 0), 0);
        assert_eq!(murmur3(b"Hello world!", 0), 0x627b_0c2c);
        assert_eq!(
            murmur3(b"The quick brown fox jumps over the lazy dog", 0),
            0x2e4f_f723
        );
    }
}
