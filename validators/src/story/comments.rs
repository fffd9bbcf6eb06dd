//! Comments of one line in which an author may declare something.

use memchr::{memchr2, memchr2_iter, memmem};

use crate::diagnostic::Span;

/// What opens and closes a comment.
const MARKS: [(&str, &str); 2] = [("<!--", "-->"), ("%%", "%%")];

/// What stands in the comments of `text` that close on the line on which they open: `<!-- … -->`, `%% … %%`.
/// In order. Nothing if no comment opens at all. Linear in the text.
pub(crate) fn comments(text: &str) -> Option<Vec<Span>> {
    let bytes = text.as_bytes();
    let mut found = None::<Vec<Span>>;
    // Where the next comment between marks of each kind may open, and where the line ends that was last
    // looked at.
    let (mut free, mut line_end) = ([0; 2], 0);
    for at in memchr2_iter(b'<', b'%', bytes) {
        let kind = usize::from(bytes[at] == b'%');
        let (open, close) = MARKS[kind];
        if at < free[kind] || !bytes[at..].starts_with(open.as_bytes()) {
            continue;
        }
        let found = found.get_or_insert_default();
        let start = at + open.len();
        if start > line_end {
            let rest = memchr2(b'\n', b'\r', &bytes[start..]);
            line_end = rest.map_or(bytes.len(), |length| start + length);
        }
        free[kind] = match memmem::find(&bytes[start..line_end], close.as_bytes()) {
            Some(length) => {
                found.push(Span::new(start..start + length));
                start + length + close.len()
            }
            // Nothing closes on this line any more.
            None => line_end,
        };
    }
    found
}

/// So many bytes are looked at of a comment that goes on over lines.
const BEGINNING: usize = 200;

/// How those begin that none of `comments`, which [`comments`] finds in `text`, is or has within it: comments
/// that do not close on the line on which they open. Linear in the text.
pub(crate) fn unclosed(text: &str, comments: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    // Most texts have none.
    if memchr2(b'<', b'%', text.as_bytes()).is_none() {
        return found;
    }
    for (open, close) in MARKS {
        let mut known = comments.iter().map(|span| span.range()).peekable();
        for at in memmem::find_iter(text.as_bytes(), open) {
            let start = at + open.len();
            while known.next_if(|known| known.end + close.len() <= at).is_some() {}
            if known.peek().is_some_and(|known| known.start <= start) {
                continue;
            }
            let end = text.floor_char_boundary(text.len().min(start + BEGINNING));
            found.push(Span::new(start..end));
        }
    }
    found
}

/// The value that the comment at `span` of `text` gives to `key`: `<!-- key: value -->`.
pub(crate) fn value_of(text: &str, span: Span, key: &str) -> Option<Span> {
    let inside = text[span.range()].trim_start();
    let value = inside.strip_prefix(key)?.trim_start().strip_prefix(':')?;
    let end = span.range().end;
    Some(Span::new(end - value.len()..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = comments(text).into_iter().flatten();
        assert_eq!(found.map(|span| &text[span.range()]).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn of_one_line() {
        check("a <!-- b --> %%c%% <!--d-->\n<!--é-->", &[" b ", "c", "d", "é"]);
        check("<!-- a\n--> <!-- <!-- b --> %%%", &[" <!-- b "]);
        check("", &[]);
    }

    #[test]
    fn over_lines() {
        let text = "<!-- a --> %% b %%\n<!-- c\nd --> %%\ne\n%%";
        let starts = unclosed(text, &comments(text).expect("some open"));
        let starts = starts.iter().map(|span| text[span.range()].chars().take(3).collect());
        let starts: Vec<String> = starts.collect();
        assert_eq!(starts, [" c\n", "\ne\n", ""]);
    }

    #[test]
    fn values() {
        let text = "<!-- story-date : 3 May --> <!-- story: x -->";
        let found = comments(text).into_iter().flatten();
        let values = found.filter_map(|span| value_of(text, span, "story-date"));
        assert_eq!(values.map(|span| &text[span.range()]).collect::<Vec<_>>(), [" 3 May "]);
    }

    #[test]
    fn long_lines_take_linear_time() {
        check(&"<!-- ".repeat(200_000), &[]);
        let found = comments(&"<!----> ".repeat(200_000)).into_iter().flatten();
        assert_eq!(found.count(), 200_000);
    }
}
