//! The difference of two texts as a unified diff, and how large it is.

use similar::{ChangeTag, TextDiff};

/// A unified diff that `git apply` takes, empty if the texts are equal.
pub fn unified(path: &str, old: &str, new: &str) -> String {
    // A path outside of any repository may begin with the root.
    let path = path.trim_start_matches('/');
    let (from, to) = (format!("a/{path}"), format!("b/{path}"));
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&from, &to)
        .to_string()
}

/// `2 lines added, 1 line removed`
pub fn size(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let count = |tag: ChangeTag| {
        diff.iter_all_changes()
            .filter(|change| change.tag() == tag)
            .count()
    };
    let lines = |count: usize| crate::ago::counted(count, "line");
    match (count(ChangeTag::Insert), count(ChangeTag::Delete)) {
        (added, 0) => format!("{} added", lines(added)),
        (0, removed) => format!("{} removed", lines(removed)),
        (added, removed) => format!("{} added, {removed} removed", lines(added)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_has_context_and_says_where_the_last_line_ending_is_missing() {
        let expected = "\
--- a/x.md
+++ b/x.md
@@ -1,2 +1,2 @@
 a
-b
\\ No newline at end of file
+c
\\ No newline at end of file
";
        assert_eq!(unified("x.md", "a\nb", "a\nc"), expected);
        assert_eq!(unified("x.md", "a", "a"), "");
        assert_eq!(size("a\nb", "a\nc\nd"), "2 lines added, 1 removed");
    }

    #[test]
    fn line_endings_count() {
        assert!(unified("x.md", "a\r\n", "a\n").contains("-a\r\n+a\n"));
    }
}
