//! What git stores, as plain data: object names, commits, tree entries, and how their bytes are read.
//!
//! Commits and trees are read from their raw bytes. libgit2's own structures refuse commits with odd signatures, which
//! real histories contain, and cost more. Getting the bytes out of a repository is the business of `repository`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::Time;

/// The name of an object: its SHA-1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectId([u8; 20]);

/// A name is a hash already: its first eight bytes tell names apart, and a table that is seeded cannot be made to collide
/// by names that share fewer.
impl Hash for ObjectId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        state.write_u64(u64::from_ne_bytes([a, b, c, d, e, f, g, h]));
    }
}

/// A table by object name.
pub(crate) type IdMap<V> = HashMap<ObjectId, V, foldhash::fast::RandomState>;

impl ObjectId {
    /// Makes a name from its twenty bytes.
    pub fn from_bytes(bytes: [u8; 20]) -> ObjectId {
        ObjectId(bytes)
    }

    /// The twenty bytes.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// The first eight hex digits, for people.
    pub fn short(&self) -> String {
        self.to_string().chars().take(8).collect()
    }

    fn from_hex(hex: &[u8]) -> Option<ObjectId> {
        let digit = |byte: u8| {
            char::from(byte)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        };
        let mut bytes = [0; 20];
        if hex.len() != 40 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            let [high, low] = pair else { return None };
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Some(ObjectId(bytes))
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digit = |half: u8| half + if half < 10 { b'0' } else { b'a' - 10 };
        let mut hex = [0; 40];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        formatter.write_str(std::str::from_utf8(&hex).unwrap_or_default())
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Says that a text is no object name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{text}` is not an object name; write all 40 hex digits")]
pub struct ObjectIdError {
    text: String,
}

impl FromStr for ObjectId {
    type Err = ObjectIdError;

    fn from_str(text: &str) -> Result<ObjectId, ObjectIdError> {
        ObjectId::from_hex(text.as_bytes()).ok_or_else(|| ObjectIdError {
            text: text.to_owned(),
        })
    }
}

/// Hex digits for people, the bytes otherwise.
impl Serialize for ObjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_bytes(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for ObjectId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ObjectId, D::Error> {
        if !deserializer.is_human_readable() {
            return deserializer.deserialize_bytes(Bytes);
        }
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = ObjectId;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the twenty bytes of an object name")
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<ObjectId, E> {
        let whole = bytes.try_into().map(ObjectId);
        whole.map_err(|_| E::invalid_length(bytes.len(), &self))
    }
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name as recorded.
    pub name: String,
    /// The address between the angle brackets.
    pub email: String,
    /// The moment, 1970 where the commit has none that can be read.
    pub time: Time,
}

/// One commit, its texts made UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its own name.
    pub id: ObjectId,
    /// The tree it records.
    pub tree: ObjectId,
    /// Its parents, as git sees them: none at a shallow boundary.
    pub parents: Vec<ObjectId>,
    /// Who wrote the change.
    pub author: Signature,
    /// Who made the commit.
    pub committer: Signature,
    /// The first paragraph of the message as one line, as git's `%s`.
    pub subject: String,
    /// The whole message.
    pub message: String,
}

/// One entry of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry {
    /// The name, in the bytes git keeps.
    pub name: Vec<u8>,
    /// The mode as git writes it in octal: 0o040000 is a tree, 0o100644 a file, 0o120000 a link, 0o160000 a submodule.
    pub mode: u32,
    /// The object it names.
    pub id: ObjectId,
}

impl TreeEntry {
    /// Whether the entry is a directory.
    pub fn is_tree(&self) -> bool {
        self.mode & 0o170_000 == 0o040_000
    }

    /// Whether the entry is a regular file, executable or not.
    pub fn is_file(&self) -> bool {
        self.mode & 0o170_000 == 0o100_000
    }
}

/// Reads a commit from its raw bytes.
pub(crate) fn read_commit(id: ObjectId, raw: &[u8]) -> Option<Commit> {
    let head = Header::read(raw)?;
    let text = |bytes: &[u8]| decode(bytes, head.encoding);
    let message = text(head.message);
    Some(Commit {
        id,
        tree: head.tree,
        parents: head.parents,
        author: signature(head.author, text),
        committer: signature(head.committer, text),
        subject: subject(&message),
        message,
    })
}

/// What a walk needs of a commit, and its parents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Linked {
    pub tree: ObjectId,
    pub time: i64,
    pub parents: Vec<ObjectId>,
}

/// Reads only what a walk needs.
pub(crate) fn read_linked(raw: &[u8]) -> Option<Linked> {
    let head = Header::read(raw)?;
    Some(Linked {
        tree: head.tree,
        time: moment(head.committer).seconds,
        parents: head.parents,
    })
}

/// Reads the entries of a tree, in git's order.
pub(crate) fn read_tree(mut raw: &[u8]) -> Option<Vec<TreeEntry>> {
    let mut entries = Vec::new();
    while !raw.is_empty() {
        let (entry, tail) = RawEntry::read(raw)?;
        entries.push(TreeEntry {
            name: entry.name.to_vec(),
            mode: entry.mode,
            id: entry.id,
        });
        raw = tail;
    }
    Some(entries)
}

/// One entry of a tree, its name still in the bytes of the tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct RawEntry<'a> {
    pub name: &'a [u8],
    pub mode: u32,
    pub id: ObjectId,
}

impl<'a> RawEntry<'a> {
    /// Whether the entry is a directory.
    pub fn is_tree(&self) -> bool {
        self.mode & 0o170_000 == 0o040_000
    }

    /// Whether the entry is a regular file, executable or not.
    pub fn is_file(&self) -> bool {
        self.mode & 0o170_000 == 0o100_000
    }

    /// The first entry, and what follows it.
    pub fn read(raw: &'a [u8]) -> Option<(RawEntry<'a>, &'a [u8])> {
        let mut mode = 0_u32;
        let mut space = 0;
        loop {
            match raw.get(space)? {
                b' ' if space > 0 => break,
                digit @ b'0'..=b'7' => mode = mode.checked_mul(8)? | u32::from(digit - b'0'),
                _ => return None,
            }
            space += 1;
        }
        let rest = raw.get(space + 1..)?;
        let end = rest.iter().position(|&byte| byte == 0)?;
        let (id, tail) = rest.get(end + 1..)?.split_first_chunk::<20>()?;
        let entry = RawEntry {
            name: rest.get(..end)?,
            mode,
            id: ObjectId(*id),
        };
        Some((entry, tail))
    }
}

/// Reads lines of object names, as `shallow` and `info/grafts` hold them; other lines are passed over.
pub(crate) fn read_id_lines(raw: &[u8]) -> impl Iterator<Item = Vec<ObjectId>> + '_ {
    raw.split(|&byte| byte == b'\n').filter_map(|line| {
        let words = line.trim_ascii().split(|&byte| byte == b' ');
        words.map(ObjectId::from_hex).collect::<Option<Vec<_>>>()
    })
}

struct Header<'a> {
    tree: ObjectId,
    parents: Vec<ObjectId>,
    author: &'a [u8],
    committer: &'a [u8],
    encoding: &'a [u8],
    message: &'a [u8],
}

impl<'a> Header<'a> {
    fn read(raw: &'a [u8]) -> Option<Header<'a>> {
        let mut rest = raw;
        let mut tree = None;
        let mut head = Header {
            tree: ObjectId([0; 20]),
            parents: Vec::new(),
            author: b"",
            committer: b"",
            encoding: b"",
            message: b"",
        };
        while !rest.is_empty() {
            let end = rest
                .iter()
                .position(|&byte| byte == b'\n')
                .unwrap_or(rest.len());
            let line = rest.get(..end)?;
            rest = rest.get(end + 1..).unwrap_or_default();
            if line.is_empty() {
                head.message = rest;
                break;
            }
            let space = line
                .iter()
                .position(|&byte| byte == b' ')
                .unwrap_or(line.len());
            let (key, value) = (
                line.get(..space)?,
                line.get(space + 1..).unwrap_or_default(),
            );
            match key {
                b"tree" if tree.is_none() => tree = ObjectId::from_hex(value),
                b"parent" => head.parents.push(ObjectId::from_hex(value)?),
                b"author" => head.author = value,
                b"committer" => head.committer = value,
                b"encoding" => head.encoding = value,
                _ => {}
            }
        }
        head.tree = tree?;
        Some(head)
    }
}

fn signature<'a>(line: &'a [u8], text: impl Fn(&'a [u8]) -> String) -> Signature {
    let open = line
        .iter()
        .position(|&byte| byte == b'<')
        .unwrap_or(line.len());
    let address = line.get(open + 1..).unwrap_or_default();
    let close = address
        .iter()
        .position(|&byte| byte == b'>')
        .unwrap_or(address.len());
    Signature {
        name: text(line.get(..open).unwrap_or_default().trim_ascii()),
        email: text(address.get(..close).unwrap_or_default().trim_ascii()),
        time: moment(line),
    }
}

/// The time after the last `>`; git too looks from the end, since names may hold stray brackets.
fn moment(line: &[u8]) -> Time {
    let start = line
        .iter()
        .rposition(|&byte| byte == b'>')
        .map_or(line.len(), |at| at + 1);
    let tail = line
        .get(start..)
        .and_then(|tail| std::str::from_utf8(tail).ok())
        .unwrap_or_default();
    let mut words = tail.split_whitespace();
    let Some(seconds) = words.next().and_then(|word| word.parse().ok()) else {
        // A moment that no clock can show; git drops the offset with it.
        return Time::default();
    };
    // git takes the number that the zone begins with, and none that an `int` cannot hold.
    let zone = words.next().unwrap_or_default();
    let end = zone.bytes().skip(1).take_while(u8::is_ascii_digit).count();
    let number = zone.get(..=end).and_then(|number| number.parse().ok());
    Time::recorded(
        seconds,
        number.filter(|zone| *zone < i32::MAX).unwrap_or_default(),
    )
}

/// Text of a commit as UTF-8. ISO 8859-1 is what old histories hold; of other encodings what is not ASCII is replaced.
fn decode(bytes: &[u8], encoding: &[u8]) -> String {
    const LATIN: [&str; 4] = ["iso-8859-1", "iso8859-1", "latin1", "latin-1"];
    let latin = LATIN
        .iter()
        .any(|name| encoding.eq_ignore_ascii_case(name.as_bytes()));
    if latin {
        return bytes.iter().map(|&byte| char::from(byte)).collect();
    }
    String::from_utf8_lossy(bytes).into_owned()
}

fn subject(message: &str) -> String {
    let lines = message
        .split('\n')
        .map(str::trim_end)
        .skip_while(|line| line.is_empty());
    lines
        .take_while(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    fn commit(header: &str, message: &str) -> Commit {
        let raw = format!("tree {TREE}\n{header}\n\n{message}");
        read_commit(TREE.parse().unwrap(), raw.as_bytes()).unwrap()
    }

    #[test]
    fn names_read_and_print() {
        let id: ObjectId = TREE.parse().unwrap();
        assert_eq!(
            (id.to_string().as_str(), id.short().as_str()),
            (TREE, "4b825dc6")
        );
        for text in [
            "",
            "4b825dc6",
            "4b825dc642cb6eb9a060e54bf8d69288fbee490g",
            "é",
        ] {
            assert!(text.parse::<ObjectId>().is_err(), "{text}");
        }
        assert_eq!("4B825DC642CB6EB9A060E54BF8D69288FBEE4904".parse(), Ok(id));
    }

    #[test]
    fn odd_signatures_are_read_as_far_as_they_go() {
        let odd = commit("author A <B> C <a@b> 5 +0130\ncommitter nobody", "x");
        assert_eq!(
            odd.author,
            Signature {
                name: "A".into(),
                email: "B".into(),
                time: Time::new(5, 5400)
            }
        );
        assert_eq!(
            odd.committer,
            Signature {
                name: "nobody".into(),
                email: String::new(),
                time: Time::new(0, 0)
            }
        );
        let wide = commit(
            "author  <> 99999999999999999999 +9999\ncommitter a <b> 7 -0545",
            "x",
        );
        assert_eq!(wide.author.time, Time::new(0, 0));
        assert_eq!(wide.committer.time, Time::new(7, -(5 * 3600 + 45 * 60)));
    }

    #[test]
    fn signed_headers_are_passed_over() {
        let signed = commit(
            "author a <b> 1 +0000\ncommitter a <b> 1 +0000\ngpgsig -----BEGIN\n tree x\n \n -----END",
            "hello\n",
        );
        assert_eq!(
            (signed.subject.as_str(), signed.message.as_str()),
            ("hello", "hello\n")
        );
    }

    #[test]
    fn texts_become_utf8() {
        let mut raw = format!("tree {TREE}\nauthor J").into_bytes();
        raw.extend(b"\xe9r <a> 1 +0000\ncommitter c <d> 1 +0000\nencoding ISO-8859-1\n\nCaf\xe9\n");
        let commit = read_commit(TREE.parse().unwrap(), &raw).unwrap();
        assert_eq!(
            (commit.author.name.as_str(), commit.subject.as_str()),
            ("Jér", "Café")
        );
        assert_eq!(decode(b"a\xffb", b""), "a\u{fffd}b");
    }

    #[test]
    fn broken_objects_give_nothing() {
        let id = TREE.parse().unwrap();
        assert_eq!(read_commit(id, b""), None);
        assert_eq!(read_linked(b"tree 12\n\n"), None);
        assert_eq!(read_tree(b"100644 a"), None);
        assert_eq!(read_tree(b"100644 a\0short"), None);
        assert_eq!(read_tree(b""), Some(Vec::new()));
    }
}
