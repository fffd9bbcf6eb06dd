//! Places of a file as programs count them, to bytes of its text.

use std::ops::Range;
use std::sync::Arc;

use storylint_validators::story::first_line_start;

use super::remark::{At, Point, Remark, Unit};
use crate::sources::{Coding, Decoded};

/// The text of a file as a program read it.
pub(super) struct Page {
    pub(super) text: Arc<String>,
    coding: Coding,
    /// Where bytes are counted from: the start, or what is after the byte order mark.
    first: usize,
    /// Where lines start. Programs agree on LF and CRLF alone.
    starts: Vec<usize>,
}

impl Page {
    /// A file as it is on disk.
    pub(super) fn new(decoded: Decoded) -> Self {
        let Decoded { text, coding } = decoded;
        let first = first_line_start(&text);
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1).filter(|&at| at < text.len());
        let starts = std::iter::once(first).chain(breaks).collect();
        Self { text, coding, first: 0, starts }
    }

    /// The same file as a program gets it on its standard input.
    pub(super) fn in_utf8(self) -> Self {
        Self { coding: Coding::Utf8, first: self.starts[0], ..self }
    }

    /// The places that `remark` is about. A word on a line that is named again and again, without a column,
    /// is another of its places each time.
    pub(super) fn ranges(&self, remark: &Remark) -> Vec<Range<usize>> {
        let seen = remark.seen.as_deref();
        let first = self.range(&remark.at, seen);
        match (&remark.at, seen) {
            (At::Lines { start: Point { column: None, .. }, end: None, .. }, Some(seen))
                if remark.n_again > 0 && self.text[first.clone()] == *seen =>
            {
                let places = self.places(self.line_at(first.start), seen);
                places.into_iter().take(remark.n_again + 1).collect()
            }
            _ => vec![first],
        }
    }

    /// Where `seen` stands within `line`: as words, unless it does so nowhere.
    fn places(&self, line: Range<usize>, seen: &str) -> Vec<Range<usize>> {
        let found = self.text[line.clone()].match_indices(seen);
        let found = found.map(|(at, _)| line.start + at..line.start + at + seen.len());
        let is_word = |place: &Range<usize>| {
            !self.text[..place.start].ends_with(char::is_alphanumeric)
                && !self.text[place.end..].starts_with(char::is_alphanumeric)
        };
        let (words, parts): (Vec<_>, Vec<_>) = found.partition(is_word);
        if words.is_empty() { parts } else { words }
    }

    /// The bytes of the text that are at `at`, where the program saw the text `seen`. What is past the
    /// end of a line is at its end. Linear in the line, or the text before a range.
    pub(super) fn range(&self, at: &At, seen: Option<&str>) -> Range<usize> {
        let range = match at {
            At::File => self.line(1),
            At::Lines { start, end, unit } => {
                let first = self.point(*start, false, *unit);
                let last = end.map(|end| self.point(end, true, *unit));
                first..last.unwrap_or(first).max(first)
            }
            At::Range(range, unit) => {
                let skipped = if *unit == Unit::Bytes { self.first } else { self.starts[0] };
                let first = self.advance(skipped..self.text.len(), range.start, *unit);
                first..self.advance(first..self.text.len(), range.len(), *unit)
            }
        };
        let line = self.line_at(range.start);
        let seen = seen.filter(|seen| !seen.is_empty());
        match seen {
            // What a program counts is not always what it says; what it saw is.
            Some(seen) if self.text[range.clone()] != *seen => {
                let found = self.places(line, seen).into_iter();
                let nearest = found.min_by_key(|place| place.start.abs_diff(range.start));
                nearest.unwrap_or(range)
            }
            _ if range.is_empty() => match at {
                At::Lines { start: Point { column: None, .. }, .. } => line,
                _ => range.start..self.word_end(range.start).min(line.end).max(range.start),
            },
            _ => range,
        }
    }

    /// What `at` names that is past the end of the file, which the line after the last is not: many
    /// programs count it.
    pub(super) fn past_the_end(&self, at: &At) -> Option<String> {
        let (named, what, most) = match at {
            At::File => return None,
            At::Lines { start, .. } => (start.line, "line", self.starts.len() + 1),
            At::Range(range, unit) => (range.start, "offset", self.length(*unit)),
        };
        (named > most).then(|| match named {
            // Where numbers end that are greater.
            usize::MAX => format!("a greater {what}"),
            _ => format!("{what} {named}"),
        })
    }

    /// How many units the file has.
    fn length(&self, unit: Unit) -> usize {
        match unit {
            Unit::Chars => self.text.chars().count(),
            Unit::Utf16 => self.text.chars().map(char::len_utf16).sum(),
            Unit::Bytes => self.coding.length(&self.text),
        }
    }

    /// The line that the byte `at` is in.
    fn line_at(&self, at: usize) -> Range<usize> {
        self.line(self.starts.partition_point(|&start| start <= at).max(1))
    }

    /// The line with a number from 1, without blanks at its ends; the last if there are fewer.
    fn line(&self, number: usize) -> Range<usize> {
        let at = number.clamp(1, self.starts.len()) - 1;
        let start = self.starts[at];
        let end = self.starts.get(at + 1).map_or(self.text.len(), |&next| next - 1);
        let line = &self.text[start..end];
        let indent = line.len() - line.trim_start().len();
        let end = start + line.trim_end().len();
        (start + indent).min(end)..end
    }

    /// Where a line and a column are; without a column the start of the line or, if it `ends` something,
    /// its end.
    fn point(&self, point: Point, ends: bool, unit: Unit) -> usize {
        let line = self.line(point.line);
        if point.line > self.starts.len() {
            return line.end;
        }
        match point.column {
            Some(column) => {
                let start = self.starts[point.line.max(1) - 1];
                self.advance(start..line.end.max(start), column.max(1) - 1, unit)
            }
            None if ends => line.end,
            None => line.start,
        }
    }

    /// Where `n` units are passed from the start of `within`, or its end. A unit within a character
    /// counts as its start.
    fn advance(&self, within: Range<usize>, n: usize, unit: Unit) -> usize {
        let mut passed = 0;
        for (at, c) in self.text[within.clone()].char_indices() {
            passed += match unit {
                Unit::Chars => 1,
                Unit::Utf16 => c.len_utf16(),
                Unit::Bytes => self.coding.length(c.encode_utf8(&mut [0; 4])),
            };
            if passed > n {
                return within.start + at;
            }
        }
        within.end
    }

    /// The end of the word at `at`, or of the character if it is in none.
    fn word_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let word = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '-'));
        let length = word.unwrap_or(rest.len());
        at + length.max(rest.chars().next().map_or(0, char::len_utf8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\u{feff}# Añ\n\n  “🌊 a”, très bien.\r\nlast";

    #[track_caller]
    fn check(at: At, seen: &str, expected: &str) {
        let page = Page::new(Decoded { text: TEXT.to_owned().into(), coding: Coding::Utf8 });
        let seen = Some(seen).filter(|seen| !seen.is_empty());
        assert_eq!(&TEXT[page.range(&at, seen)], expected);
    }

    fn lines(start: (usize, usize), end: (usize, usize), unit: Unit) -> At {
        let point = |(line, column)| Point { line, column: Some(column) };
        At::Lines { start: point(start), end: Some(point(end)), unit }
    }

    #[test]
    fn lines_and_columns() {
        check(lines((1, 3), (1, 5), Unit::Chars), "", "Añ");
        check(lines((3, 10), (3, 14), Unit::Chars), "", "très");
        check(lines((3, 11), (3, 15), Unit::Utf16), "", "très");
        check(lines((3, 17), (3, 22), Unit::Bytes), "", "très");
        check(lines((3, 15), (4, 2), Unit::Chars), "", "bien.\r\nl");
        check(At::from(3, Some(10), Unit::Chars), "", "très");
        check(At::from(3, None, Unit::Chars), "", "“🌊 a”, très bien.");
        check(At::File, "", "# Añ");
    }

    #[test]
    fn ranges() {
        check(At::Range(2..4, Unit::Chars), "", "Añ");
        check(At::Range(16..20, Unit::Utf16), "", "très");
        check(At::Range(5..8, Unit::Bytes), "", "Añ");
        check(At::Range(2..2, Unit::Chars), "", "Añ");
    }

    #[test]
    fn what_was_seen_is_believed() {
        check(lines((3, 2), (3, 4), Unit::Chars), "bien", "bien");
        check(lines((3, 2), (3, 4), Unit::Chars), "nothing", " “");
        check(At::from(3, None, Unit::Chars), "très", "très");
    }

    #[test]
    fn past_the_end() {
        check(lines((9, 1), (9, 4), Unit::Chars), "", "");
        check(lines((1, 3), (1, 99), Unit::Chars), "", "Añ");
        check(At::from(2, Some(1), Unit::Chars), "", "");
        check(At::Range(500..600, Unit::Chars), "", "");
        check(lines((0, 0), (0, 0), Unit::Chars), "", "#");
    }

    #[test]
    fn bytes_on_disk() {
        let text = "caf\u{e9} bar";
        let coding = Coding::OneByte(encoding_rs::WINDOWS_1252);
        let at = lines((1, 6), (1, 9), Unit::Bytes);
        let page = Page::new(Decoded { text: text.to_owned().into(), coding });
        assert_eq!(&text[page.range(&at, None)], "bar");
        let page = page.in_utf8();
        assert_eq!(&text[page.range(&at, None)], " ba");
    }
}
