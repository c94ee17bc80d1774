//! One file of a cache: a head that says what its answers are good for, and records.
//!
//! ```text
//! record  length of the key, length of the value, checksum of all the rest: 4 bytes each, little-endian; key; value
//! ```
//!
//! A file is believed as far as its checksums go. Where one is wrong the lengths cannot be trusted either, so the rest of
//! the file is lost.

use std::ops::Range;

/// Bytes of a record before its key.
const FRAME: usize = 12;

/// The bytes of a file and where its records lie.
pub(super) struct Segment {
    bytes: Vec<u8>,
    records: Vec<Record>,
    is_whole: bool,
}

/// Where a record lies in its file.
#[derive(Clone, Copy)]
pub(super) struct Record {
    start: usize,
    key: usize,
    value: usize,
}

impl Record {
    fn key(self) -> Range<usize> {
        let start = self.start + FRAME;
        start..start + self.key
    }

    fn value(self) -> Range<usize> {
        let start = self.key().end;
        start..start + self.value
    }

    fn all(self) -> Range<usize> {
        self.start..self.value().end
    }
}

impl Segment {
    /// Reads what can be believed of a file.
    pub fn read(bytes: Vec<u8>, head: &[u8]) -> Self {
        let mut records = Vec::new();
        let mut start = head.len();
        let mut is_whole = bytes.starts_with(head);
        while is_whole && start < bytes.len() {
            match record(&bytes, start) {
                Some(record) => {
                    records.push(record);
                    start = record.all().end;
                }
                None => is_whole = false,
            }
        }
        Self {
            bytes,
            records,
            is_whole,
        }
    }

    /// False for a file that is damaged or cut off.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn records(&self) -> &[Record] {
        &self.records
    }

    pub fn key(&self, record: Record) -> &[u8] {
        self.bytes.get(record.key()).unwrap_or_default()
    }

    pub fn value(&self, record: Record) -> &[u8] {
        self.bytes.get(record.value()).unwrap_or_default()
    }

    /// A record as it stands in the file.
    pub fn raw(&self, record: Record) -> &[u8] {
        self.bytes.get(record.all()).unwrap_or_default()
    }
}

/// A record as it stands in a file; `None` if it is too long for one.
pub(super) fn written(key: &[u8], value: &[u8]) -> Option<Vec<u8>> {
    let lengths = [key, value].map(|part| u32::try_from(part.len()).ok().map(u32::to_le_bytes));
    let [Some(key_length), Some(value_length)] = lengths else {
        return None;
    };
    let checksum = checksum(&[&key_length, &value_length, key, value]).to_le_bytes();
    Some([&key_length, &value_length, &checksum, key, value].concat())
}

fn record(bytes: &[u8], start: usize) -> Option<Record> {
    let number = |at: usize| -> Option<[u8; 4]> {
        let at = start.checked_add(at)?;
        bytes.get(at..at.checked_add(4)?)?.try_into().ok()
    };
    let (key, value, sum) = (number(0)?, number(4)?, number(8)?);
    let length = |bytes| usize::try_from(u32::from_le_bytes(bytes)).ok();
    let record = Record {
        start,
        key: length(key)?,
        value: length(value)?,
    };
    // Neither sum can be larger than the file, which is in memory.
    let rest = bytes.len().checked_sub(start + FRAME)?;
    if record.key.checked_add(record.value)? > rest {
        return None;
    }
    let parts = [
        &key[..],
        &value[..],
        bytes.get(record.key())?,
        bytes.get(record.value())?,
    ];
    (checksum(&parts) == u32::from_le_bytes(sum)).then_some(record)
}

fn checksum(parts: &[&[u8]]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"head\n";

    fn file() -> Vec<u8> {
        let records = [("a", "one"), ("bb", ""), ("c", "three")];
        let records = records.map(|(key, value)| written(key.as_bytes(), value.as_bytes()));
        let records = records.map(Option::unwrap_or_default);
        [HEAD.to_vec(), records.concat()].concat()
    }

    type Pair = (Vec<u8>, Vec<u8>);

    fn held(bytes: Vec<u8>) -> (Vec<Pair>, bool) {
        let segment = Segment::read(bytes, HEAD);
        let pair = |record: &Record| {
            (
                segment.key(*record).to_vec(),
                segment.value(*record).to_vec(),
            )
        };
        (
            segment.records().iter().map(pair).collect(),
            segment.is_whole(),
        )
    }

    #[test]
    fn what_is_written_is_read() {
        let (records, is_whole) = held(file());
        assert!(is_whole);
        assert_eq!(records.len(), 3);
        assert_eq!(records.last(), Some(&(b"c".to_vec(), b"three".to_vec())));
        assert_eq!(held(HEAD.to_vec()), (Vec::new(), true));
    }

    #[test]
    fn of_a_damaged_file_only_what_stands_before_the_damage_is_believed() {
        let (all, _) = held(file());
        for at in 0..file().len() {
            for bit in 0..8 {
                let mut bytes = file();
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << bit;
                }
                let (records, is_whole) = held(bytes);
                assert!(!is_whole, "byte {at} bit {bit}");
                assert!(all.starts_with(&records), "byte {at} bit {bit}");
                assert!(records.len() < all.len(), "byte {at} bit {bit}");
            }
        }
    }

    #[test]
    fn of_a_file_that_is_cut_off_all_is_believed_that_is_there() {
        let (all, _) = held(file());
        for length in 0..file().len() {
            let mut bytes = file();
            bytes.truncate(length);
            let (records, _) = held(bytes);
            assert!(
                all.starts_with(&records) && records.len() < all.len(),
                "{length}"
            );
        }
    }
}
