//! The text of a pipeline file, by line and column.

use std::ops::Range;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A pipeline file that has been read.
#[derive(Debug)]
pub(crate) struct Text {
    /// Names the file in messages.
    pub(crate) path: String,
    /// All of it, with its byte order mark if it has one, so that spans fit the file.
    pub(crate) content: String,
}

/// What a span covers of the line on which it starts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place<'t> {
    /// 1-based.
    pub(crate) line: usize,
    /// 1-based, in characters; at least one, which may be the one after the end of the line.
    pub(crate) columns: Range<usize>,
    /// The line without its line break and byte order mark.
    pub(crate) text: &'t str,
}

impl Text {
    /// Where the bytes `span` are. Offsets past the end count as the end. O(length of the text).
    pub(crate) fn place(&self, span: &Range<usize>) -> Place<'_> {
        let bom = if self.content.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let start = self.content.floor_char_boundary(span.start);
        let before = &self.content[..start];
        let line_start = before.rfind('\n').map_or(bom, |newline| newline + 1);
        let text = self.content[line_start..].lines().next().unwrap_or_default();

        let column = |offset: usize| {
            let in_line = text.floor_char_boundary(offset.saturating_sub(line_start));
            text[..in_line].chars().count() + 1
        };
        let first = column(start);
        Place {
            line: before.matches('\n').count() + 1,
            columns: first..column(span.end).max(first + 1),
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `marked` holds the span between `⟦` and `⟧`.
    #[track_caller]
    fn check(marked: &str, line: usize, columns: Range<usize>, text: &str) {
        let start = marked.find('⟦').expect("a start");
        let end = marked.find('⟧').expect("an end") - '⟦'.len_utf8();
        let content = marked.replace(['⟦', '⟧'], "");
        let source = Text { path: String::new(), content };
        assert_eq!(source.place(&(start..end)), Place { line, columns, text });
    }

    #[test]
    fn one_line() {
        check("a = ⟦bcd⟧", 1, 5..8, "a = bcd");
    }

    #[test]
    fn crlf() {
        check("a\r\nb⟦c⟧\r\nd", 2, 2..3, "bc");
    }

    #[test]
    fn from_the_line_break_of_crlf() {
        check("ab\r⟦\nc⟧", 1, 3..4, "ab");
    }

    #[test]
    fn byte_order_mark() {
        check("\u{feff}a⟦b⟧", 1, 2..3, "ab");
    }

    #[test]
    fn before_the_byte_order_mark() {
        check("⟦⟧\u{feff}ab", 1, 1..2, "ab");
    }

    #[test]
    fn tabs_and_wide_characters_count_one_each() {
        check("\té日⟦ü⟧\n", 1, 4..5, "\té日ü");
    }

    #[test]
    fn over_several_lines() {
        check("a⟦b\nc⟧d", 1, 2..3, "ab");
    }

    #[test]
    fn at_the_end_of_the_text() {
        check("a\n⟦⟧", 2, 1..2, "");
    }

    #[test]
    fn past_the_end_and_inside_a_character() {
        let text = Text { path: String::new(), content: "aé".to_owned() };
        assert_eq!(text.place(&(2..99)).columns, 2..3);
        assert_eq!(text.place(&(98..99)).columns, 3..4);
    }
}
