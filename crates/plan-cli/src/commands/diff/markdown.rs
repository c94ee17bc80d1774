//! The difference as Markdown for a review comment. Whatever comes from plans is made text: it cannot break out of its
//! place, name anybody, or lead anywhere.

use plan_core::ChangeKind;

use super::group::{Depth, Group, cosmetic, groups};
use super::told::{Told, Value};
use super::words::Piece;
use super::{Diffed, Fate};
use crate::ago::counted;
use crate::ui::Ui;

/// With more changes than this, they are folded away.
const FOLD: usize = 20;

/// Stands where a mark of the platform would otherwise be understood; nobody sees it.
const NOTHING: &str = "&#8203;";

/// Prints every plan.
pub(super) fn print(plans: &[Diffed], all: bool, ui: &mut Ui) {
    let depth = Depth {
        all,
        ticks: ui.is_verbose(),
    };
    for (number, plan) in plans.iter().enumerate() {
        if number > 0 {
            ui.out("\n");
        }
        ui.out(&one(plan, depth));
    }
}

fn one(plan: &Diffed, depth: Depth) -> String {
    let mut out = format!("### {}\n", text(plan.name()));
    let path = text(plan.path.as_str());
    let path = match (&plan.previous, plan.fate) {
        (Some(previous), Fate::Modified) => format!("{} → {path}", text(previous.as_str())),
        (_, Fate::Deleted) => format!("{path} (deleted)"),
        _ => path,
    };
    if plan.title.is_some() || plan.fate == Fate::Deleted {
        out.push_str(&format!("\n{path}\n"));
    }
    let mut groups = groups(plan, depth);
    for told in take_status(&mut groups) {
        out.push_str(&format!("\n**{}**\n", line(&told, false)));
    }
    groups.retain(|group| !group.lines.is_empty());
    let changes: usize = groups.iter().map(|group| group.lines.len()).sum();
    let folded = changes > FOLD;
    if folded {
        out.push_str(&format!(
            "\n<details>\n<summary>{}</summary>\n",
            counted(changes, "change")
        ));
    }
    for group in &groups {
        if let Some(heading) = &group.heading {
            out.push_str(&format!("\n**{}**\n", text(heading)));
        }
        out.push('\n');
        for told in &group.lines {
            out.push_str(&format!("- {}\n", line(told, true)));
        }
    }
    if folded {
        out.push_str("\n</details>\n");
    }
    let nothing_told = !depth.all && plan.changes.len() == cosmetic(plan);
    if nothing_told && cosmetic(plan) > 0 {
        out.push_str(&format!(
            "\nOnly {}.\n",
            counted(cosmetic(plan), "cosmetic change")
        ));
    }
    out
}

/// The transitions of the status, which stand by themselves.
fn take_status(groups: &mut [Group]) -> Vec<Told> {
    let Some(whole) = groups.iter_mut().find(|group| group.heading.is_none()) else {
        return Vec::new();
    };
    let (transitions, rest) = std::mem::take(&mut whole.lines)
        .into_iter()
        .partition(|told| told.kind == ChangeKind::StatusChanged);
    whole.lines = rest;
    transitions
}

/// A change on one line. Where everything is bold, new words cannot be.
fn line(told: &Told, marked: bool) -> String {
    let mut out = text(&told.lead);
    // Blanks at the end of the lead part it from the value.
    if told.lead.ends_with(' ') {
        out.push(' ');
    }
    match &told.value {
        Value::Nothing => {}
        Value::One(value) => out.push_str(&inside(value)),
        Value::Replaced(from, to) => {
            out.push_str(&format!("{} → {}", inside(from), inside(to)));
        }
        Value::Reworded(pieces) if marked => {
            let pieces = pieces.iter().map(|piece| match piece {
                Piece::Same(words) => inside(words),
                Piece::Old(words) => format!("~~{}~~", inside(words)),
                Piece::New(words) => format!("**{}**", inside(words)),
            });
            out.push_str(&pieces.collect::<Vec<_>>().join(" "));
        }
        Value::Reworded(pieces) => {
            let side = |old: bool| {
                let kept = pieces.iter().filter_map(|piece| match piece {
                    Piece::Same(words) => Some(words),
                    Piece::Old(words) => old.then_some(words),
                    Piece::New(words) => (!old).then_some(words),
                });
                inside(&kept.map(String::as_str).collect::<Vec<_>>().join(" "))
            };
            out.push_str(&format!("{} → {}", side(true), side(false)));
        }
    }
    out
}

/// Text that begins a line.
fn text(raw: &str) -> String {
    let escaped = inside(raw);
    // What would begin a list, a heading, a quotation or a rule.
    let digits = escaped.chars().take_while(char::is_ascii_digit).count();
    let mut rest = escaped.chars().skip(digits);
    match rest.next() {
        Some('-' | '+' | '=') if digits == 0 => format!("\\{escaped}"),
        Some(sign @ ('.' | ')')) if digits > 0 => {
            let number: String = escaped.chars().take(digits).collect();
            format!("{number}\\{sign}{}", rest.collect::<String>())
        }
        _ => escaped,
    }
}

/// Text within a line: no emphasis, code, link, HTML, mention, reference or formula can begin in it.
fn inside(raw: &str) -> String {
    let words = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(words.len() + 16);
    let mut signs = words.chars().peekable();
    let mut before = String::new();
    while let Some(sign) = signs.next() {
        let next = signs.peek().copied();
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '$' => out.push_str("&#36;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' => {
                out.push('\\');
                out.push(sign);
            }
            '#' => {
                out.push_str("\\#");
                out.push_str(NOTHING);
            }
            '@' => {
                out.push(sign);
                out.push_str(NOTHING);
            }
            // References of some platforms: `!12`, `%3`, `^7`.
            '!' | '%' | '^' if next.is_some_and(char::is_alphanumeric) => {
                out.push(sign);
                out.push_str(NOTHING);
            }
            ':' if next == Some('/') => {
                out.push(sign);
                out.push_str(NOTHING);
            }
            '.' if before == "www" => {
                out.push(sign);
                out.push_str(NOTHING);
            }
            '-' if before == "gh" && next.is_some_and(|next| next.is_ascii_digit()) => {
                out.push(sign);
                out.push_str(NOTHING);
            }
            _ => out.push(sign),
        }
        if sign.is_alphanumeric() {
            before.extend(sign.to_lowercase());
        } else {
            before.clear();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_plans_is_only_text() {
        for (raw, expected) in [
            (
                "`rm` *now* _x_ ~~y~~",
                "\\`rm\\` \\*now\\* \\_x\\_ \\~\\~y\\~\\~",
            ),
            ("<img src=x> & \\", "&lt;img src=x&gt; &amp; \\\\"),
            ("ask @ada about #12", "ask @&#8203;ada about \\#&#8203;12"),
            ("[a](https://x.y)", "\\[a\\](https:&#8203;//x.y)"),
            ("see www.x.y, GH-7", "see www.&#8203;x.y, GH-&#8203;7"),
            ("- [ ] a", "\\- \\[ \\] a"),
            ("12. a", "12\\. a"),
            ("12) a", "12\\) a"),
            ("12 a", "12 a"),
            ("# a\n\n## b", "\\#&#8203; a \\#&#8203;\\#&#8203; b"),
            ("a\u{a0}|b $x$", "a \\|b &#36;x&#36;"),
            ("===", "\\==="),
            ("> a", "&gt; a"),
            ("", ""),
        ] {
            assert_eq!(text(raw), expected, "{raw}");
        }
    }
}
