//! One file of git's commit-graph, as `gitformat-commit-graph` has it. Its bytes are believed nowhere: every place in it is
//! looked up with its bounds, and what does not fit is not there.

use super::changed_paths::{Filters, number};
use crate::object::ObjectId;

/// Stands for no parent.
pub(super) const NONE: u32 = 0x7000_0000;

/// Marks a second parent that is a place in the list of edges, and the last edge of a commit there.
pub(super) const EDGE: u32 = 0x8000_0000;

/// Bytes of the header and of one line of the table of chunks.
const HEADER: usize = 8;
const LINE: usize = 12;

/// Bytes that the file keeps of each commit.
const RECORD: usize = 36;

/// Bytes of an object name, and of the sum at the end of the file.
const NAME: usize = 20;

/// What the file says of one commit; parents are positions.
pub(super) struct Record {
    pub tree: ObjectId,
    pub first: u32,
    pub second: u32,
    pub time: i64,
}

pub(super) struct GraphFile {
    bytes: Vec<u8>,
    count: usize,
    fanout: usize,
    names: usize,
    data: usize,
    edges: Option<(usize, usize)>,
    filters: Option<Filters>,
    /// How many files below it in the chain it builds upon.
    pub bases: u8,
}

impl GraphFile {
    /// Reads the table of the file; `None` if it is of another version, cut off or damaged.
    pub fn read(bytes: Vec<u8>) -> Option<GraphFile> {
        let (magic, rest) = bytes.split_first_chunk::<4>()?;
        // Version 1 of the format, and SHA-1.
        let [1, 1, chunks, bases] = *rest.first_chunk::<4>()? else {
            return None;
        };
        if magic != b"CGPH" {
            return None;
        }
        let end = bytes.len().checked_sub(NAME)?;
        let chunk = |wanted: &[u8; 4]| -> Option<(usize, usize)> {
            let line = |at: usize| -> Option<([u8; 4], usize)> {
                let line = bytes.get(HEADER + at * LINE..)?.first_chunk::<LINE>()?;
                let (id, offset) = line.split_first_chunk::<4>()?;
                let offset = u64::from_be_bytes(*offset.first_chunk()?);
                Some((*id, usize::try_from(offset).ok()?))
            };
            let at = (0..usize::from(chunks)).find(|at| {
                let line = line(*at);
                line.is_some_and(|(id, _)| id == *wanted)
            })?;
            let (from, to) = (line(at)?.1, line(at + 1)?.1);
            (from <= to && to <= end).then_some((from, to))
        };
        let (fanout, fanout_end) = chunk(b"OIDF")?;
        let (names, names_end) = chunk(b"OIDL")?;
        let (data, data_end) = chunk(b"CDAT")?;
        let last = number(&bytes, fanout + 255 * 4)?;
        let count = usize::try_from(last).ok()?;
        let fits = fanout_end - fanout == 256 * 4
            && names_end - names == count * NAME
            && data_end - data == count * RECORD;
        if !fits {
            return None;
        }
        let filters = chunk(b"BIDX").zip(chunk(b"BDAT"));
        let filters = filters.and_then(|(index, data)| Filters::read(&bytes, count, index, data));
        let edges = chunk(b"EDGE");
        Some(GraphFile {
            bytes,
            count,
            fanout,
            names,
            data,
            edges,
            filters,
            bases,
        })
    }

    /// How many commits are in it.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The place of a commit in it.
    pub fn find(&self, id: ObjectId) -> Option<usize> {
        let byte = usize::from(*id.as_bytes().first()?);
        let bound = |byte: usize| {
            let bound = number(&self.bytes, self.fanout + byte * 4)?;
            usize::try_from(bound).ok()
        };
        let (mut low, mut high) = (
            byte.checked_sub(1).map_or(Some(0), bound)?,
            bound(byte)?.min(self.count),
        );
        while low < high {
            let middle = low.midpoint(high);
            match self.id(middle)?.cmp(&id) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The commit at a place.
    pub fn id(&self, at: usize) -> Option<ObjectId> {
        if at >= self.count {
            return None;
        }
        name(&self.bytes, self.names + at * NAME)
    }

    /// What it says of the commit at a place.
    pub fn record(&self, at: usize) -> Option<Record> {
        if at >= self.count {
            return None;
        }
        let start = self.data + at * RECORD;
        // The two lowest bits beside the generation are the highest of the time.
        let high = i64::from(number(&self.bytes, start + 28)? & 3);
        let low = i64::from(number(&self.bytes, start + 32)?);
        Some(Record {
            tree: name(&self.bytes, start)?,
            first: number(&self.bytes, start + 20)?,
            second: number(&self.bytes, start + 24)?,
            time: high << 32 | low,
        })
    }

    /// The entry at a place of the list of edges, which holds the parents of merges of more than two.
    pub fn edge(&self, at: usize) -> Option<u32> {
        let (from, to) = self.edges?;
        let start = from.checked_add(at.checked_mul(4)?)?;
        (start < to).then(|| number(&self.bytes, start))?
    }

    /// The filters of changed paths, with the bytes that they are in.
    pub fn filters(&self) -> Option<(&Filters, &[u8])> {
        Some((self.filters.as_ref()?, &self.bytes))
    }
}

fn name(bytes: &[u8], at: usize) -> Option<ObjectId> {
    Some(ObjectId::from_bytes(*bytes.get(at..)?.first_chunk()?))
}
