//! The text of a pipeline file, by line and column.

use std::ops::Range;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The pipeline files that have been read, one after the other. A span says in which it is.
#[derive(Debug, Default)]
pub(crate) struct Text {
    files: Vec<File>,
    /// Where each line starts in all of the text.
    lines: Vec<usize>,
    /// All of them, each with its byte order mark if it has one and with a line break after it.
    pub(crate) content: String,
}

#[derive(Debug)]
struct File {
    /// Names the file in messages.
    path: String,
    /// Where it is in all of the text.
    bytes: Range<usize>,
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
    /// The text of one file.
    pub(crate) fn new(path: &str, content: &str) -> Self {
        let mut text = Self::default();
        text.push(path, content);
        text
    }

    /// Adds the text of a file, and says where it starts.
    pub(crate) fn push(&mut self, path: &str, content: &str) -> usize {
        let start = self.content.len();
        let ends = content.match_indices('\n').map(|(at, _)| start + at + 1);
        self.lines.extend(std::iter::once(start).chain(ends));
        self.content += content;
        self.files.push(File { path: path.to_owned(), bytes: start..self.content.len() });
        self.content.push('\n');
        start
    }

    /// All files, by name.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|file| (file.path.as_str(), &self.content[file.bytes.clone()]))
    }

    /// The file in which a span starts; the last if it is past the end.
    fn file(&self, span: &Range<usize>) -> &File {
        let after = self.files.partition_point(|file| file.bytes.start <= span.start);
        &self.files[after.saturating_sub(1)]
    }

    /// Where the file of that name and text starts, if it has been read.
    pub(crate) fn place_of(&self, path: &str, content: &str) -> Option<usize> {
        let is_it =
            |file: &&File| file.path == path && self.content[file.bytes.clone()] == *content;
        self.files.iter().find(is_it).map(|file| file.bytes.start)
    }

    /// The name of the file that holds `span`.
    pub(crate) fn path(&self, span: &Range<usize>) -> &str {
        &self.file(span).path
    }

    /// Where the file that holds `span` is.
    pub(crate) fn file_of(&self, span: &Range<usize>) -> Range<usize> {
        self.file(span).bytes.clone()
    }

    /// Where the bytes `span` are. Offsets past the end count as the end. O(length of the line).
    pub(crate) fn place(&self, span: &Range<usize>) -> Place<'_> {
        let file = self.file_of(span);
        let content = &self.content[file.clone()];
        let span = span.start - file.start..span.end.saturating_sub(file.start);
        let bom = if content.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let start = content.floor_char_boundary(span.start);
        let line_at =
            |at: usize| self.lines.partition_point(|&start| start <= at).saturating_sub(1);
        let (first_line, own_line) = (line_at(file.start), line_at(file.start + start));
        let line_start = match own_line == first_line {
            true => bom,
            false => self.lines[own_line] - file.start,
        };
        let text = content[line_start..].lines().next().unwrap_or_default();

        let column = |offset: usize| {
            let in_line = text.floor_char_boundary(offset.saturating_sub(line_start));
            text[..in_line].chars().count() + 1
        };
        let first = column(start);
        Place {
            line: own_line - first_line + 1,
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
        let source = Text::new("", &content);
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
        let text = Text::new("", "aé");
        assert_eq!(text.place(&(2..99)).columns, 2..3);
        assert_eq!(text.place(&(98..99)).columns, 3..4);
    }

    #[test]
    fn in_another_file() {
        let mut text = Text::new("a", "one\ntwo");
        let start = text.push("b", "three\nfour");
        assert_eq!((text.path(&(start..start)), text.path(&(7..7))), ("b", "a"));
        let place = text.place(&(start + 6..start + 10));
        assert_eq!(place, Place { line: 2, columns: 1..5, text: "four" });
        assert_eq!(text.place(&(7..7)), Place { line: 2, columns: 4..5, text: "two" });
    }
}
