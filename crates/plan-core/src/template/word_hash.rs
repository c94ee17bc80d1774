//! A hash for the tables of names and of the template's words. These are chosen by the tool and the project, so nobody can
//! make them collide, and a word is looked up faster than with the hash of the standard library.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A table by name.
pub(super) type WordMap<K, V> = HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// An odd number without a pattern in its bits.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// Multiplies eight bytes at a time.
#[derive(Clone, Copy, Default)]
pub(crate) struct WordHasher(u64);

impl WordHasher {
    fn add(&mut self, bits: u64) {
        self.0 = (self.0.rotate_left(5) ^ bits).wrapping_mul(FACTOR);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        for word in words {
            self.add(u64::from_le_bytes(*word));
        }
        let bits = |bits, byte: &u8| bits << 8 | u64::from(*byte);
        self.add(rest.iter().fold(0, bits));
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    fn write_u64(&mut self, bits: u64) {
        self.add(bits);
    }

    fn finish(&self) -> u64 {
        // A product is mixed best at its upper end, and a table looks at both.
        self.0 ^ self.0 >> 32
    }
}
