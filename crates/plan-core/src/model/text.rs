//! Source text of one value.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Origin;
use crate::source::{Source, holds, is_one_line};
use crate::span::Span;

/// Markdown of one value, as written: nothing is decoded. Lines are joined by `\n` and have no indent, whatever the file
/// has. Equality is that of the characters.
///
/// A text that was read is a slice of its source: it costs no copy, and comparing it with itself costs no time.
///
/// ```
/// use plan_core::model::Text;
///
/// let text = Text::from("one\r\ntwo");
/// assert_eq!(text.as_str(), "one\ntwo");
/// assert_eq!(text.on_one_line(), "one two");
/// ```
#[derive(Clone)]
pub struct Text(Repr);

#[derive(Clone)]
enum Repr {
    /// `source[span]`.
    Read { source: Arc<Source>, span: Span },
    /// Anything else; `None` is the empty text without a place.
    Owned(Option<Box<Owned>>),
}

#[derive(Clone)]
struct Owned {
    value: Box<str>,
    /// Where it was read, if its lines are spelt otherwise there.
    place: Origin,
}

/// What stands before the later lines of a value in the source and is no part of it.
#[derive(Clone, Copy)]
pub(crate) enum Indent {
    /// All blanks: in a paragraph they mean nothing.
    Any,
    /// At most so many blanks: in code the others count.
    Columns(usize),
}

impl Text {
    /// The text under `span`, which is one line or whose later lines begin with `indent`.
    pub(crate) fn read(source: &Arc<Source>, span: Span, indent: Indent) -> Self {
        let raw = span.of(source.text());
        if is_joined(raw, indent) {
            return Self::line(source, span);
        }
        let mut value = String::with_capacity(raw.len());
        join(raw, indent, false, &mut value);
        if value == raw {
            Self::line(source, span)
        } else {
            Self::owned(value, Origin::new(source, span))
        }
    }

    /// The text under `span`, as it stands there: the caller knows that it is one line.
    pub(crate) fn line(source: &Arc<Source>, span: Span) -> Self {
        let source = Arc::clone(source);
        Self(Repr::Read { source, span })
    }

    /// Lines of code under `span`, without the indent of the block, each ending with `\n`.
    pub(crate) fn lines(source: &Arc<Source>, span: Span, columns: usize) -> Self {
        let raw = span.of(source.text());
        let whole = raw.is_empty() || raw.ends_with('\n');
        if whole && is_joined(raw, Indent::Columns(columns)) {
            return Self::line(source, span);
        }
        let before = source.text().get(..span.start as usize).unwrap_or_default();
        let indent = Indent::Columns(columns);
        let mut value = String::with_capacity(raw.len() + 1);
        // Indented code begins behind the indent of its first line, code between fences before it.
        let whole_lines = before.is_empty() || before.ends_with(['\n', '\r']);
        join(raw, indent, whole_lines, &mut value);
        if !value.is_empty() && !value.ends_with('\n') {
            value.push('\n');
        }
        if value == raw {
            return Self::line(source, span);
        }
        Self::owned(value, Origin::new(source, span))
    }

    fn owned(value: String, place: Origin) -> Self {
        if value.is_empty() && place.span().is_none() {
            return Self(Repr::Owned(None));
        }
        let value = value.into_boxed_str();
        Self(Repr::Owned(Some(Box::new(Owned { value, place }))))
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Read { source, span } => span.of(source.text()),
            Repr::Owned(Some(owned)) => &owned.value,
            Repr::Owned(None) => "",
        }
    }

    /// Where it was read, if it was. The bytes there may be spelt otherwise if the text has several lines.
    pub fn span(&self) -> Option<Span> {
        match &self.0 {
            Repr::Read { span, .. } => Some(*span),
            Repr::Owned(Some(owned)) => owned.place.span(),
            Repr::Owned(None) => None,
        }
    }

    /// The text on one line: every run of white space is one blank.
    pub fn on_one_line(&self) -> String {
        self.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// True if `raw` is known to have no other lines than [`join`] makes of it: one, or several that end with `\n` and have no
/// indent to take away.
fn is_joined(raw: &str, indent: Indent) -> bool {
    is_one_line(raw) || (matches!(indent, Indent::Columns(0)) && !holds(raw, |byte| byte == b'\r'))
}

/// Adds the lines of `raw` without their indent, joined by `\n`. The first line has an indent only if `whole_lines`.
fn join(raw: &str, indent: Indent, whole_lines: bool, out: &mut String) {
    let mut rest = raw;
    let mut indented = whole_lines;
    loop {
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or_default();
        out.push_str(if indented {
            without(line, indent)
        } else {
            line
        });
        let after = rest.get(end..).unwrap_or_default();
        let Some(next) = after
            .strip_prefix("\r\n")
            .or_else(|| after.strip_prefix(['\n', '\r']))
        else {
            return;
        };
        out.push('\n');
        rest = next;
        indented = true;
    }
}

fn without(line: &str, indent: Indent) -> &str {
    match indent {
        Indent::Any => line.trim_start_matches([' ', '\t']),
        Indent::Columns(columns) => {
            let mut at = 0;
            for (offset, c) in line.char_indices() {
                let width = match c {
                    ' ' => 1,
                    // A tab goes to the next stop of four.
                    '\t' => 4 - at % 4,
                    _ => 0,
                };
                if width == 0 || at + width > columns {
                    return line.get(offset..).unwrap_or_default();
                }
                at += width;
            }
            ""
        }
    }
}

impl Default for Text {
    fn default() -> Self {
        Self(Repr::Owned(None))
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        if let (
            Repr::Read { source, span },
            Repr::Read {
                source: other_source,
                span: other_span,
            },
        ) = (&self.0, &other.0)
            && span == other_span
            && Arc::ptr_eq(source, other_source)
        {
            return true;
        }
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for Text {
    fn from(value: &str) -> Self {
        let value = if value.contains('\r') {
            value.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            value.to_owned()
        };
        Self::owned(value, Origin::default())
    }
}

impl From<String> for Text {
    fn from(value: String) -> Self {
        if value.contains('\r') {
            Self::from(value.as_str())
        } else {
            Self::owned(value, Origin::default())
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}
