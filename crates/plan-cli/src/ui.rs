//! The only room that prints. Data goes to stdout, talk to stderr, and everything passes the escaping of this room, so that
//! no text from a file or a commit can command the terminal. Colour, width, pager and progress are decided here.
//!
//! Printing never fails for a caller: a reader who closed the pipe is not an error, and any other trouble with stdout is
//! kept until [`Ui::finish`] reports it. What to say, and when, is up to the commands; exit codes belong to `error`.

mod escape;
mod meter;
mod pager;
mod style;
mod table;

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::time::Instant;

use serde::Serialize;

pub use escape::{LongWord, escape, escape_line, width, wrap};
pub use pager::PagerNames;
pub use style::{ColorChoice, Line, Style};
pub use table::Table;

use meter::Meter;
use pager::Pager;

/// The shape of what a command prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Text for a person; it may improve from version to version.
    #[default]
    Human,
    /// One JSON document with a versioned `schema`.
    Json,
    /// JSON as it becomes known, one document a line; `plan history` only.
    Jsonl,
}

/// What the arguments say about printing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Choices {
    /// `--color`, when it was given.
    pub color: Option<ColorChoice>,
    /// `--format` or `--json`.
    pub format: Format,
    /// `--no-pager`.
    pub no_pager: bool,
    /// `--quiet`: warnings and errors only.
    pub quiet: bool,
    /// `--verbose`: details too.
    pub verbose: bool,
}

type Env = Box<dyn Fn(&str) -> Option<String>>;

/// The way to the outside: holds where output goes and how it looks.
pub struct Ui {
    out: Box<dyn Write>,
    talk: Box<dyn Write>,
    env: Env,
    choices: Choices,
    pager: Option<String>,
    out_color: bool,
    talk_color: bool,
    out_terminal: bool,
    talk_terminal: bool,
    width: Option<usize>,
    talk_width: Option<usize>,
    text_width: usize,
    blocks: bool,
    closed: bool,
    paging: bool,
    /// What is to be said when the reader has left the pager, which has the screen until then.
    held: String,
    trouble: Option<io::Error>,
}

impl Ui {
    /// A way to the stdout and stderr of the process.
    pub fn new(choices: Choices) -> Self {
        let out_terminal = io::stdout().is_terminal();
        let talk_terminal = io::stderr().is_terminal();
        let mut ui = Self {
            out: Box::new(BufWriter::new(io::stdout())),
            talk: Box::new(io::stderr()),
            env: Box::new(|name| std::env::var(name).ok()),
            choices,
            pager: None,
            out_color: false,
            talk_color: false,
            out_terminal,
            talk_terminal,
            width: None,
            talk_width: None,
            text_width: 80,
            blocks: false,
            closed: false,
            paging: false,
            held: String::new(),
            trouble: None,
        };
        ui.settle();
        ui
    }

    /// Decides whatever hangs on the environment and on the streams.
    fn settle(&mut self) {
        let columns = (self.env)("COLUMNS").and_then(|columns| columns.trim().parse().ok());
        let columns = columns.filter(|columns| *columns > 0);
        let width = |terminal: bool| {
            let own = || terminal_size::terminal_size().map_or(80, |(width, _)| width.0.into());
            terminal.then(|| columns.unwrap_or_else(own))
        };
        (self.width, self.talk_width) = (width(self.out_terminal), width(self.talk_terminal));
        self.text_width = self.width.or(columns).unwrap_or(80);
        let accessible = (self.env)("PLAN_ACCESSIBLE").unwrap_or_default();
        self.blocks = !matches!(accessible.as_str(), "" | "0");
        self.configure(None, &PagerNames::default());
    }

    /// Takes over what configuration says, once it was read: a colour choice, which the flag overrides, and pagers.
    pub fn configure(&mut self, color: Option<ColorChoice>, pagers: &PagerNames) {
        let choice = self.choices.color.or(color).unwrap_or_default();
        self.out_color = choice.decide(&self.env, self.out_terminal);
        self.talk_color = choice.decide(&self.env, self.talk_terminal);
        self.pager = pager::choose(pagers, &self.env);
    }

    /// The shape that was asked for.
    pub fn format(&self) -> Format {
        self.choices.format
    }

    /// Whether details were asked for.
    pub fn is_verbose(&self) -> bool {
        self.choices.verbose
    }

    /// Whether nothing but warnings and errors was asked for.
    pub fn is_quiet(&self) -> bool {
        self.choices.quiet
    }

    /// The columns of the terminal; `None` where stdout is none, and then nothing is wrapped or shortened.
    pub fn width(&self) -> Option<usize> {
        self.width
    }

    /// Whether the reader of stdout has left, so that nobody waits for more of it.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// From here on, stdout goes through a pager if there is someone at a terminal to read it.
    pub fn page(&mut self) {
        let wanted = self.out_terminal && !self.choices.no_pager && !self.paging;
        if !wanted || self.choices.format != Format::Human {
            return;
        }
        let Some(line) = self.pager.clone() else {
            return;
        };
        self.flush();
        match Pager::start(&line, &self.env) {
            Ok(pager) => {
                self.out = Box::new(BufWriter::new(pager));
                self.paging = true;
            }
            Err(error) => self.detail(&format!("no pager: {line}: {error}")),
        }
    }

    /// Prints a text of any number of lines, as it is but for control characters.
    pub fn out(&mut self, text: &str) {
        self.write(&escape(text));
    }

    /// Hands bytes to another program as they are. A terminal gets them as [`Ui::out`] would print them.
    pub fn hand_over(&mut self, bytes: &[u8]) {
        if self.out_terminal {
            self.out(&String::from_utf8_lossy(bytes));
        } else if !self.closed {
            let result = self.out.write_all(bytes);
            self.keep(result);
        }
    }

    /// Prints one line.
    pub fn line(&mut self, line: impl Into<Line>) {
        let mut line = line.into().render(self.out_color);
        line.push('\n');
        self.write(&line);
    }

    /// Prints a paragraph, wrapped on a terminal, with every line moved to the right by `indent` columns.
    pub fn paragraph(&mut self, indent: usize, text: &str) {
        let columns = self
            .width
            .map_or(usize::MAX, |width| width.saturating_sub(indent));
        let blanks = " ".repeat(indent);
        for line in wrap(&escape(text), columns, LongWord::Keep) {
            let line = format!("{blanks}{line}");
            self.write(line.trim_end_matches(' '));
            self.write("\n");
        }
    }

    /// Prints a text behind a lead, wrapped on a terminal so that it stays to the right of the lead. Where that would leave
    /// too little room, the text begins on a line of its own.
    pub fn hanging(&mut self, lead: Line, style: Style, text: &str) {
        /// Narrower than this, a text is a pillar of single words.
        const ROOM: usize = 20;
        let text = escape_line(text);
        let width = self.width.unwrap_or(usize::MAX);
        let (mut indent, mut own_line) = (lead.width(), false);
        if indent > 0 && width.saturating_sub(indent) < ROOM.min(escape::width(&text)) {
            (indent, own_line) = (6, true);
        }
        let mut head = lead;
        if own_line {
            self.line(head.trim_end());
            head = Line::new().plain(" ".repeat(indent));
        }
        for part in wrap(&text, width.saturating_sub(indent), LongWord::Keep) {
            self.line(head.push(style, part));
            head = Line::new().plain(" ".repeat(indent));
        }
    }

    /// Prints a styled text behind a lead, wrapped so that it stays to the right of the lead, on a terminal or not: where
    /// stdout is none, lines are as long as `COLUMNS` says, or 80 columns.
    pub fn flow(&mut self, lead: Line, text: &Line) {
        let indent = lead.width();
        let mut head = lead;
        for part in text.wrap(self.text_width.saturating_sub(indent)) {
            self.line(head.join(part));
            head = Line::new().plain(" ".repeat(indent));
        }
    }

    /// Prints a table, or its rows as blocks where it does not fit.
    pub fn table(&mut self, table: &Table) {
        let place = table::Place {
            width: self.width,
            color: self.out_color,
            blocks: self.blocks,
        };
        self.write(&table.render(place));
    }

    /// Prints a unified diff.
    pub fn diff(&mut self, text: &str) {
        self.write(&style::diff(text, self.out_color));
    }

    /// Prints one JSON document.
    pub fn json(&mut self, document: &impl Serialize) {
        match serde_json::to_string_pretty(document) {
            Ok(json) => {
                self.write(&escape::escape_json(&json));
                self.write("\n");
            }
            Err(error) => self.trouble = Some(error.into()),
        }
    }

    /// Prints one JSON document on one line, which reaches its reader at once.
    pub fn json_line(&mut self, document: &impl Serialize) {
        match serde_json::to_string(document) {
            Ok(json) => {
                self.write(&escape::escape_json(&json));
                self.write("\n");
                self.flush();
            }
            Err(error) => self.trouble = Some(error.into()),
        }
    }

    /// Lets the reader have what was printed so far.
    pub fn show(&mut self) {
        self.flush();
    }

    /// Waits until the reader has left the pager, if there is one, and says then what was said meanwhile.
    pub fn leave_pager(&mut self) {
        self.flush();
        if self.paging {
            // Replacing the way to the pager is what ends its input and waits for it.
            self.out = Box::new(BufWriter::new(io::stdout()));
            self.stop_paging();
            // What follows is for the terminal, whether the pager was left early or not.
            self.closed = false;
        }
    }

    /// Says what was done. Not shown with `--quiet`.
    pub fn note(&mut self, text: &str) {
        if !self.choices.quiet {
            self.say(None, text);
        }
    }

    /// Says what happens inside. Shown with `--verbose` only.
    pub fn detail(&mut self, text: &str) {
        if self.choices.verbose {
            self.say(None, text);
        }
    }

    /// Says what to do next. Not shown with `--quiet`.
    pub fn hint(&mut self, text: &str) {
        if !self.choices.quiet {
            self.say(Some((Style::Accent, "hint")), text);
        }
    }

    /// Says what is not as it should be, or what cannot be known.
    pub fn warn(&mut self, text: &str) {
        self.say(Some((Style::Caution, "warning")), text);
    }

    /// Says why the command could not do its work.
    pub fn error(&mut self, text: &str) {
        self.say(Some((Style::Bad, "error")), text);
    }

    /// Begins to count a piece of work, `what` being its noun in the plural; shown on a terminal after half a second.
    pub fn progress(&self, what: &str) -> Progress {
        let dumb = (self.env)("TERM").is_some_and(|term| term == "dumb");
        let shown =
            self.talk_terminal && !dumb && !self.choices.quiet && !self.blocks && !self.paging;
        Progress {
            meter: shown.then(|| Meter::start(what, Instant::now())),
        }
    }

    /// Ends the output: flushes, and waits for the pager. An error is one that the user has to know of, such as a full disk.
    pub fn finish(&mut self) -> io::Result<()> {
        self.flush();
        self.out = Box::new(io::sink());
        self.stop_paging();
        self.trouble.take().map_or(Ok(()), Err)
    }

    fn stop_paging(&mut self) {
        self.paging = false;
        let held = std::mem::take(&mut self.held);
        let _ = self.talk.write_all(held.as_bytes());
    }

    fn say(&mut self, label: Option<(Style, &str)>, text: &str) {
        // What was printed before comes first on a terminal that shows both.
        self.flush();
        let word = label.map_or_else(String::new, |(_, word)| format!("{word}: "));
        let label = label.map_or_else(String::new, |(style, word)| {
            format!("{} ", style.paint(&format!("{word}:"), self.talk_color))
        });
        // On a terminal, words stay whole, and what belongs to one message is moved to the right.
        let indent = self.talk_width.map_or(0, |_| "plan: ".len());
        let columns = self
            .talk_width
            .map_or(usize::MAX, |width| width.saturating_sub(indent));
        let lines = wrap(&escape(&format!("{word}{text}")), columns, LongWord::Keep);
        for (number, line) in lines.iter().enumerate() {
            let line = match line.strip_prefix(word.as_str()) {
                Some(text) if number == 0 => format!("plan: {label}{text}"),
                _ if number == 0 => format!("plan: {line}"),
                _ => format!("{:indent$}{line}", ""),
            };
            let line = line.trim_end_matches(' ');
            if self.paging {
                self.held.push_str(line);
                self.held.push('\n');
            } else {
                // Nobody is left to tell when stderr itself is closed.
                let _ = writeln!(self.talk, "{line}");
            }
        }
    }

    fn write(&mut self, text: &str) {
        if !self.closed {
            let result = self.out.write_all(text.as_bytes());
            self.keep(result);
        }
    }

    fn flush(&mut self) {
        if !self.closed {
            let result = self.out.flush();
            self.keep(result);
        }
    }

    fn keep(&mut self, result: io::Result<()>) {
        let Err(error) = result else { return };
        self.closed = true;
        if error.kind() != io::ErrorKind::BrokenPipe {
            self.trouble.get_or_insert(error);
        }
    }
}

/// A count on stderr, cleared when it is finished or dropped.
#[derive(Debug)]
pub struct Progress {
    meter: Option<Meter>,
}

impl Progress {
    /// Says how far the work is.
    pub fn tick(&mut self, count: u64) {
        if let Some(line) = self
            .meter
            .as_mut()
            .and_then(|meter| meter.line(count, Instant::now()))
        {
            let _ = write!(io::stderr(), "\r\u{1b}[K{}", escape_line(&line));
        }
    }

    /// Takes the line away.
    pub fn finish(self) {}
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.meter.as_ref().is_some_and(Meter::drawn) {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

#[cfg(test)]
mod tests;
