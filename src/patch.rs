//! What changes in a file, as a patch.

use similar::{ChangeTag, TextDiff};

/// What makes `after` of `before`, which are the bytes of the file at `path`, as a unified diff that `git apply` and
/// `patch` understand: to them only LF ends a line, whatever the encoding.
pub(crate) fn patch(path: &str, before: &[u8], after: &[u8]) -> Vec<u8> {
    let [before, after] =
        [before, after].map(|bytes| Vec::from_iter(bytes.split_inclusive(|it| *it == b'\n')));
    let diff = TextDiff::configure().diff_slices(&before, &after);
    let mut patch = format!("--- {}\n+++ {}\n", name("a", path), name("b", path)).into_bytes();
    for hunk in diff.unified_diff().iter_hunks() {
        patch.extend(format!("{}\n", hunk.header()).bytes());
        for change in hunk.iter_changes() {
            patch.push(match change.tag() {
                ChangeTag::Equal => b' ',
                ChangeTag::Delete => b'-',
                ChangeTag::Insert => b'+',
            });
            patch.extend(change.value());
            if !change.value().ends_with(b"\n") {
                patch.extend(b"\n\\ No newline at end of file\n");
            }
        }
    }
    patch
}

/// The name of the file at `path` on a `side` of a patch, as git writes it: quoted if it has to be, and with a tab
/// where a space would seem to end it.
fn name(side: &str, path: &str) -> String {
    let is_quoted = |c: char| c.is_ascii_control() || matches!(c, '"' | '\\');
    if !path.contains(is_quoted) {
        return format!("{side}/{path}{}", if path.contains(' ') { "\t" } else { "" });
    }
    let quoted = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        _ if is_quoted(c) => format!("\\{:03o}", u32::from(c)),
        _ => c.to_string(),
    };
    format!("\"{side}/{}\"", path.chars().map(quoted).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, before: &[u8], after: &[u8], expected: &[u8]) {
        let patch = patch(path, before, after);
        assert_eq!(patch.escape_ascii().to_string(), expected.escape_ascii().to_string());
    }

    #[test]
    fn as_it_is_on_disk() {
        let header = |lines: &[u8]| [b"--- a/a.md\n+++ b/a.md\n@@ -1 +1 @@\n", lines].concat();
        check("a.md", b"caf\xe9\x1b\r\n", b"caf\xe9\r\n", &header(b"-caf\xe9\x1b\r\n+caf\xe9\r\n"));
        let no_end = "\\ No newline at end of file\n";
        let lines = format!("-One.\rTwo.\r\n{no_end}+One.\r\n{no_end}");
        check("a.md", b"One.\rTwo.\r", b"One.\r", &header(lines.as_bytes()));
        let lines = format!("-a\0b\0\n{no_end}+a\0\n{no_end}");
        check("a.md", b"a\0b\0", b"a\0", &header(lines.as_bytes()));
    }

    #[test]
    fn names() {
        for (path, expected) in [
            ("é/a.md", "a/é/a.md"),
            ("a b.md", "a/a b.md\t"),
            ("a \"b\"\n\\é.md", "\"a/a \\\"b\\\"\\012\\\\é.md\""),
        ] {
            assert_eq!(name("a", path), expected);
        }
    }
}
