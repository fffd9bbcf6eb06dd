//! Lines that are verse.

use memchr::memchr2;

use crate::diagnostic::Span;
use crate::story::prose::is_edge;

/// A verse has no more bytes.
const LONGEST_VERSE: usize = 56;

/// Two lines are verse if both are indented so far, and not by the author of markup; more lines
/// need no indent.
const INDENT: usize = 2;

/// Whether a paragraph is verse: several short lines that begin with capitals and say something.
/// Looks no further than the first line that is too long.
pub(super) fn is_verse(text: &str, prose: &str, span: Span) -> bool {
    let bytes = &prose.as_bytes()[span.range()];
    let first = &bytes[..bytes.len().min(2 * LONGEST_VERSE)];
    let Some(end) = memchr2(b'\n', b'\r', first) else { return false };
    if prose[span.range()][..end].trim_matches(is_edge).len() > LONGEST_VERSE {
        return false;
    }
    let (mut n_lines, mut n_capital, mut n_words, mut n_stopped) = (0, 0, 0, 0);
    let is_unseen = |c: char| is_edge(c) || matches!(c, '“' | '"' | '‘' | '\'');
    for line in prose[span.range()].split(['\n', '\r']) {
        let line = line.trim_matches(is_edge);
        if line.len() > LONGEST_VERSE {
            return false;
        }
        let words = line.trim_start_matches(is_unseen);
        if words.is_empty() {
            continue;
        }
        if words.contains(|c: char| c.is_ascii_digit()) || !words.contains(char::is_lowercase) {
            return false;
        }
        n_lines += 1;
        n_capital += usize::from(words.starts_with(char::is_uppercase));
        n_words += words.split_whitespace().count();
        n_stopped += usize::from(words.ends_with('.'));
    }
    let is_set = || {
        let start = text[..span.range().start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let lines = text[start..span.range().end].split(['\n', '\r']);
        let mut lines = lines.filter(|line| !line.trim().is_empty());
        !text[..start].trim_end().ends_with('>')
            && !text[start..].trim_start().starts_with('<')
            && lines.all(|line| line.len() - line.trim_start().len() >= INDENT)
    };
    // Names, addresses and lists have fewer words in a line, and short sentences end with theirs.
    n_lines > 1
        && n_capital * 5 >= n_lines * 4
        && n_words >= n_lines * 3
        && n_stopped * 2 <= n_lines
        && (n_lines > 2 || is_set())
}
