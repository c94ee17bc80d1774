//! How a piece of text looks: a few meanings, each one attribute or one of the 16 base colours, so that the user's own
//! theme decides. Whether colour is used at all is decided here too. Nothing is printed in this module, and no meaning
//! may rest on a style alone: the word stands beside it.

use std::fmt::Write as _;

use super::escape::{escape, escape_line, width};

/// When to use colour, as `--color` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always, also into files and pipes.
    Always,
    /// Never.
    Never,
}

impl ColorChoice {
    /// Reads the word that a person or a configuration wrote, git's own spellings included.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "auto" | "true" | "yes" | "on" => Some(Self::Auto),
            "always" => Some(Self::Always),
            "never" | "false" | "no" | "off" => Some(Self::Never),
            _ => None,
        }
    }

    /// Decides for one stream. `auto` asks `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR`, `TERM` and the stream, in this order.
    pub fn decide(self, env: &dyn Fn(&str) -> Option<String>, terminal: bool) -> bool {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto if set("NO_COLOR").is_some() => false,
            Self::Auto if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
            Self::Auto if set("CLICOLOR").is_some_and(|value| value == "0") => false,
            Self::Auto if env("TERM").is_some_and(|value| value == "dumb") => false,
            Self::Auto => terminal,
        }
    }
}

/// What a piece of text means to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Style {
    /// Ordinary text.
    #[default]
    Plain,
    /// A title or a heading.
    Strong,
    /// Less important than what stands around it.
    Faint,
    /// Done, fine, added.
    Good,
    /// Needs attention, and commit ids as git shows them.
    Caution,
    /// Wrong, missing, removed.
    Bad,
    /// Something to type, or a name to look for.
    Accent,
}

impl Style {
    /// The SGR parameter that switches the style on.
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("1"),
            Self::Faint => Some("2"),
            Self::Bad => Some("31"),
            Self::Good => Some("32"),
            Self::Caution => Some("33"),
            Self::Accent => Some("36"),
        }
    }

    /// Wraps text, already escaped, in the codes of this style.
    pub(super) fn paint(self, text: &str, color: bool) -> String {
        match self.code() {
            Some(code) if color && !text.is_empty() => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            _ => text.to_owned(),
        }
    }
}

/// One line made of styled pieces. Every piece is escaped on the way in, so a line holds nothing that a terminal obeys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    spans: Vec<(Style, String)>,
}

impl Line {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a piece in a style.
    #[must_use]
    pub fn push(mut self, style: Style, text: impl AsRef<str>) -> Self {
        self.spans
            .push((style, escape_line(text.as_ref()).into_owned()));
        self
    }

    /// Adds an ordinary piece.
    #[must_use]
    pub fn plain(self, text: impl AsRef<str>) -> Self {
        self.push(Style::Plain, text)
    }

    /// Adds a title or a heading.
    #[must_use]
    pub fn strong(self, text: impl AsRef<str>) -> Self {
        self.push(Style::Strong, text)
    }

    /// Adds something less important.
    #[must_use]
    pub fn faint(self, text: impl AsRef<str>) -> Self {
        self.push(Style::Faint, text)
    }

    /// This line and another one behind it.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.spans.extend(other.spans);
        self
    }

    /// Breaks the line at blanks into lines of at most `columns` columns; a longer word stands out. Gives one line at least.
    pub fn wrap(&self, columns: usize) -> Vec<Self> {
        let mut lines = Vec::new();
        let (mut line, mut word) = (Self::default(), Self::default());
        let mut place = |line: &mut Self, word: Self| {
            let wide = word.clone().trim_end().width();
            if line.width() > 0 && line.width() + wide > columns {
                lines.push(std::mem::take(line).trim_end());
            }
            for (style, text) in word.spans {
                match line.spans.last_mut() {
                    Some((last, before)) if *last == style => before.push_str(&text),
                    _ => line.spans.push((style, text)),
                }
            }
        };
        for (style, text) in &self.spans {
            for piece in text.split_inclusive(' ') {
                word.spans.push((*style, piece.to_owned()));
                if piece.ends_with(' ') {
                    place(&mut line, std::mem::take(&mut word));
                }
            }
        }
        place(&mut line, word);
        lines.push(line.trim_end());
        lines
    }

    /// The same without blanks at its end.
    #[must_use]
    pub fn trim_end(mut self) -> Self {
        if let Some((_, last)) = self.spans.last_mut() {
            last.truncate(last.trim_end_matches(' ').len());
        }
        self
    }

    /// The columns it takes on a terminal.
    pub fn width(&self) -> usize {
        self.spans.iter().map(|(_, text)| width(text)).sum()
    }

    /// The text alone.
    pub fn text(&self) -> String {
        self.spans.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// The style, when one style is used throughout.
    pub(super) fn style(&self) -> Style {
        match self.spans.as_slice() {
            [(style, _)] => *style,
            _ => Style::Plain,
        }
    }

    /// Text with the codes of its styles.
    pub(super) fn render(&self, color: bool) -> String {
        self.spans
            .iter()
            .fold(String::new(), |mut line, (style, text)| {
                line.push_str(&style.paint(text, color));
                line
            })
    }
}

impl<T: AsRef<str>> From<T> for Line {
    fn from(text: T) -> Self {
        Self::new().plain(text)
    }
}

/// Colours a unified diff line by line; the signs at the line starts stay, so nothing is lost without colour.
pub(super) fn diff(text: &str, color: bool) -> String {
    let mut lines = String::new();
    for line in text.split_inclusive('\n') {
        let style = match line.chars().next() {
            _ if line.starts_with("+++ ") || line.starts_with("--- ") => Style::Strong,
            Some('+') => Style::Good,
            Some('-') => Style::Bad,
            Some('@') => Style::Accent,
            _ => Style::Plain,
        };
        let (body, end) = match line.strip_suffix('\n') {
            Some(body) => (body, "\n"),
            None => (line, ""),
        };
        // A carriage return that belongs to the line is shown: whoever reads a diff wants to see line endings change.
        let _ = write!(lines, "{}{end}", style.paint(&escape(body), color));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(choice: ColorChoice, env: &[(&str, &str)], terminal: bool) -> bool {
        let value = |name: &str| {
            env.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        };
        choice.decide(&value, terminal)
    }

    #[test]
    fn colour_follows_the_flag_then_the_environment_then_the_terminal() {
        use ColorChoice::{Always, Auto, Never};
        assert!(decide(Always, &[("NO_COLOR", "1")], false));
        assert!(!decide(Never, &[("CLICOLOR_FORCE", "1")], true));
        assert!(decide(Auto, &[], true));
        assert!(!decide(Auto, &[], false));
        assert!(!decide(
            Auto,
            &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")],
            true
        ));
        assert!(
            decide(Auto, &[("NO_COLOR", "")], true),
            "an empty NO_COLOR is not set"
        );
        assert!(decide(
            Auto,
            &[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")],
            false
        ));
        assert!(!decide(Auto, &[("CLICOLOR_FORCE", "0")], false));
        assert!(!decide(Auto, &[("CLICOLOR", "0")], true));
        assert!(!decide(Auto, &[("TERM", "dumb")], true));
    }

    #[test]
    fn configuration_words_are_those_of_git() {
        assert_eq!(ColorChoice::from_word("true"), Some(ColorChoice::Auto));
        assert_eq!(ColorChoice::from_word(" Never "), Some(ColorChoice::Never));
        assert_eq!(ColorChoice::from_word("purple"), None);
    }

    #[test]
    fn a_line_escapes_what_it_is_given() {
        let line = Line::new().strong("a\u{1b}[2J").plain(" b\nc");
        assert_eq!(line.text(), "a\\x1b[2J b\\nc");
        assert_eq!(line.render(true), "\u{1b}[1ma\\x1b[2J\u{1b}[0m b\\nc");
        assert_eq!(line.width(), line.render(false).len());
    }

    #[test]
    fn a_styled_line_is_wrapped_at_blanks_only() {
        let line = Line::new()
            .plain("one ")
            .push(Style::Bad, "[-two three-]")
            .push(Style::Good, "{+four+}")
            .plain(" five");
        let texts = |columns| -> Vec<String> {
            let lines = line.wrap(columns);
            lines.iter().map(Line::text).collect()
        };
        assert_eq!(texts(80), ["one [-two three-]{+four+} five"]);
        assert_eq!(texts(20), ["one [-two", "three-]{+four+} five"]);
        assert_eq!(texts(1), ["one", "[-two", "three-]{+four+}", "five"]);
        assert_eq!(Line::new().wrap(5), [Line::new()]);
        let strong = Line::new().strong("two words");
        assert_eq!(strong.wrap(80), std::slice::from_ref(&strong));
    }

    #[test]
    fn a_diff_shows_changed_line_endings() {
        assert_eq!(diff("-a\r\n+a\n", false), "-a\\x0d\n+a\n");
        assert_eq!(diff("+a", true), "\u{1b}[32m+a\u{1b}[0m");
    }
}
