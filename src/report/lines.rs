//! Byte offsets to lines and columns.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use storylint_validators::story::{first_line_start, lines};
use storylint_validators::{Location, Span};

use crate::divide::divide;
use crate::report::plain::edge;
use crate::sources::{Coding, Decoded, Sources};

/// A text with the offsets at which its lines start.
pub(crate) struct Lines {
    pub(crate) text: Arc<String>,
    /// As far as anybody asked, and then one more: beyond the text, if that has no more.
    starts: RefCell<Vec<usize>>,
    coding: Coding,
    /// A place in the text and the byte of the file there: the last one asked for.
    last_byte: Cell<(usize, usize)>,
    /// The last offset asked for and its column less one: findings come in order, and a book may
    /// be one line.
    last: Cell<(usize, usize)>,
}

/// A place as people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineColumn {
    /// From 1.
    pub(crate) line: usize,
    /// From 1, in characters.
    pub(crate) column: usize,
}

/// A place as people count and as the file has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Point {
    pub(crate) at: LineColumn,
    /// In the file as it is on disk.
    pub(crate) byte: usize,
}

impl Lines {
    /// LF, CRLF and a lone CR end a line. A byte order mark is before the first column.
    pub(crate) fn new(decoded: Decoded) -> Self {
        let Decoded { text, coding } = decoded;
        let first = first_line_start(&text);
        let starts = RefCell::new(vec![first]);
        Self { text, starts, coding, last_byte: Cell::new((0, 0)), last: Cell::new((first, 0)) }
    }

    /// The span as a range that can slice the text, even if the file has changed since.
    pub(crate) fn range(&self, span: Span) -> Range<usize> {
        let start = self.edge(span.start);
        start..self.edge(span.end).max(start)
    }

    /// `offset` on the boundary of what a reader sees as one character, even if the file has changed
    /// since.
    pub(crate) fn edge(&self, offset: u32) -> usize {
        edge(&self.text, self.text.floor_char_boundary(offset as usize))
    }

    /// Where the byte at `offset` is; `offset` is on the boundary of a character. Linear in the
    /// distance from the offset asked for before, if that is on the same line and not after it.
    pub(crate) fn line_column(&self, offset: usize) -> LineColumn {
        self.find(|starts| starts.last().is_some_and(|&last| last > offset));
        let starts = self.starts.borrow();
        let offset = offset.max(starts[0]);
        let line = starts.partition_point(|&start| start <= offset);
        let start = starts[line - 1];
        let (near, n_before) = match self.last.get() {
            last if (start..=offset).contains(&last.0) => last,
            _ => (start, 0),
        };
        let n_before = n_before + self.text[near..offset].chars().count();
        self.last.set((offset, n_before));
        LineColumn { line, column: n_before + 1 }
    }

    /// The byte of the file on disk at which what stands at `offset` of the text begins; `offset` is
    /// on the boundary of a character. Linear in the distance from the offset asked for before, if
    /// that is not after it; constant in UTF-8.
    pub(crate) fn byte_on_disk(&self, offset: usize) -> usize {
        let (near, byte) = match self.last_byte.get() {
            last if last.0 <= offset => last,
            _ => (0, 0),
        };
        let byte = byte + self.coding.length(&self.text[near..offset]);
        self.last_byte.set((offset, byte));
        byte
    }

    /// Where `offset` is, which is on the boundary of a character.
    pub(crate) fn point(&self, offset: usize) -> Point {
        Point { at: self.line_column(offset), byte: self.byte_on_disk(offset) }
    }

    /// The bytes of `line`, from 1, without what ends it.
    pub(crate) fn line(&self, line: usize) -> Range<usize> {
        self.find(|starts| starts.len() > line);
        let starts = self.starts.borrow();
        let (start, end) = (starts[line - 1], starts[line].min(self.text.len()));
        let line = self.text[start..end].trim_end_matches(['\r', '\n']);
        start..start + line.len()
    }

    /// Goes on to look for lines until those that are known are enough: most findings are far from the end of a file.
    fn find(&self, are_enough: impl Fn(&[usize]) -> bool) {
        let mut starts = self.starts.borrow_mut();
        if are_enough(&starts) {
            return;
        }
        let last = starts[starts.len() - 1];
        for line in lines(&self.text, last).skip(1) {
            starts.push(line.start);
            if are_enough(&starts) {
                return;
            }
        }
        starts.push(self.text.len() + 1);
    }
}

/// So many files are looked into by one worker at a time.
const FILES: usize = 32;

/// What `look` sees at each of `locations`, which it is told by their index, in their order.
///
/// Each file is read once at most, by one of so many workers, and only what `look` makes of it stays in memory; one that can no
/// longer be read is empty.
pub(crate) fn at_each<'l, T: Send + Sync>(
    sources: &Sources,
    locations: impl IntoIterator<Item = &'l Location>,
    n_workers: usize,
    look: impl Fn(usize, &Lines, Span) -> T + Send + Sync,
) -> Vec<T> {
    let mut all = Vec::from_iter(locations.into_iter().enumerate());
    let n_locations = all.len();
    all.sort_by_key(|(_, location)| (&*location.path, location.span.start));
    let files = Vec::from_iter(all.chunk_by(|(_, one), (_, next)| one.path == next.path));
    let look_into = |files: &[&[(usize, &Location)]]| {
        let mut seen = Vec::new();
        for within in files {
            let lines = Lines::new(sources.checked(&within[0].1.path).unwrap_or_default());
            seen.extend(within.iter().map(|&(at, it)| (at, look(at, &lines, it.span))));
        }
        seen
    };
    let mut seen: Vec<Option<T>> = Vec::from_iter((0..n_locations).map(|_| None));
    for (at, what) in divide(&files, FILES, n_workers, look_into).into_iter().flatten() {
        seen[at] = Some(what);
    }
    seen.into_iter().map(|seen| seen.expect("every file was read")).collect()
}

/// Files that facts point at.
pub(crate) struct Texts<'a> {
    sources: &'a Sources,
    lines: HashMap<String, Lines>,
}

impl<'a> Texts<'a> {
    pub(crate) fn new(sources: &'a Sources) -> Self {
        Self { sources, lines: HashMap::new() }
    }

    /// Reads the file at `path`; it is empty if it can no longer be read.
    pub(crate) fn read(&mut self, path: &str) {
        if !self.lines.contains_key(path) {
            let decoded = self.sources.checked(path).unwrap_or_default();
            self.lines.insert(path.to_owned(), Lines::new(decoded));
        }
    }

    /// The lines of a file that was read.
    pub(crate) fn of(&self, path: &str) -> &Lines {
        &self.lines[path]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Lines {
        Lines::new(Decoded { text: text.to_owned().into(), coding: Coding::Utf8 })
    }

    #[track_caller]
    fn check_place(text: &str, line: usize, column: usize) {
        let offset = text.find('|').unwrap();
        let lines = lines(text);
        assert_eq!(lines.line_column(offset), LineColumn { line, column });
    }

    #[test]
    fn first_line() {
        check_place("ab|", 1, 3);
    }

    #[test]
    fn every_line_end() {
        check_place("a\nb\r\nc\rd|", 4, 2);
    }

    #[test]
    fn columns_are_characters() {
        check_place("x\n\u{201c}\u{e9}|", 2, 3);
    }

    #[test]
    fn a_line_is_without_its_end() {
        let lines = lines("one\r\ntwo\n\nfour");
        let all: Vec<_> = (1..=4).map(|line| &lines.text[lines.line(line)]).collect();
        assert_eq!(all, ["one", "two", "", "four"]);
    }

    #[test]
    fn after_a_byte_order_mark() {
        check_place("\u{feff}|", 1, 1);
        check_place("\u{feff}ab|", 1, 3);
    }

    #[test]
    fn asked_in_any_order() {
        let lines = lines("\u{e9}ne tw\u{f6}\nthree");
        let places = [9, 5, 2, 2, 10, 14, 0].map(|offset| {
            let LineColumn { line, column } = lines.line_column(offset);
            (line, column)
        });
        assert_eq!(places, [(1, 8), (1, 5), (1, 2), (1, 2), (2, 1), (2, 5), (1, 1)]);
    }

    #[test]
    fn a_file_that_shrank() {
        let lines = lines("caf\u{e9}");
        assert_eq!(lines.range(Span { start: 4, end: 90 }), 3..5);
    }

    #[test]
    fn locations_in_any_order() {
        let files = [("a.md", "one\ntwo"), ("b.md", "three")];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let sources = Sources::in_memory(files);
        let location = |(path, start): (&str, usize)| Location {
            path: path.into(),
            span: Span::new(start..start + 2),
        };
        let places = [("b.md", 1), ("a.md", 5), ("gone.md", 7), ("b.md", 0), ("a.md", 0)];
        let seen = at_each(&sources, &places.map(location), 2, |at, lines, span| {
            (at, lines.text[lines.range(span)].to_owned())
        });
        let texts = ["hr", "wo", "", "th", "on"].map(str::to_owned).into_iter();
        assert_eq!(seen, Vec::from_iter(texts.enumerate()));
    }

    #[test]
    fn bytes_on_disk() {
        let text = "\u{e9}ne \u{1f600} x";
        for (coding, expected) in [
            (Coding::Utf8, [2, 5, 9]),
            (Coding::OneByte(encoding_rs::WINDOWS_1252), [1, 4, 5]),
            (Coding::Utf16Le, [2, 8, 12]),
        ] {
            let lines = Lines::new(Decoded { text: text.to_owned().into(), coding });
            assert_eq!([2, 5, 9].map(|offset| lines.byte_on_disk(offset)), expected);
            assert_eq!(lines.byte_on_disk(2), expected[0]);
        }
    }
}
