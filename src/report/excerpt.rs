//! What is shown of a text at a place in it: its lines, cut to the width of a terminal, and what of them is marked.

use std::mem;
use std::ops::{Range, RangeInclusive};

use storylint_validators::Span;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::printable::printable;
use crate::report::lines::{LineColumn, Lines};

/// How many columns are shown of a line: a paragraph on one line is cut around the mark.
const WIDTH: usize = 112;

/// How many columns are shown on each side of a mark at least, if there are so many.
const BESIDE: usize = 6;

/// How many columns are shown of each end of a mark that takes more than a line.
const END: usize = 36;

/// What stands for text that is left out.
const ELLIPSIS: &str = "...";

/// What is shown of a text at a place in it.
pub(super) struct Excerpt {
    /// Where the place begins.
    pub(super) at: LineColumn,
    /// The line on which it begins, and the next one if it ends there.
    pub(super) lines: Vec<MarkedLine>,
}

/// What is shown of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MarkedLine {
    /// From 1.
    pub(super) number: usize,
    pub(super) text: String,
    /// The columns that are marked, from 0; one at least.
    pub(super) mark: Range<usize>,
}

impl Excerpt {
    /// Of `lines` at `span`, beside whose mark `label` is written.
    pub(super) fn new(lines: &Lines, span: Span, label: &str) -> Self {
        let range = lines.range(span);
        let at = lines.line_column(range.start);
        let mut shown = vec![marked(lines, at.line, &range, label)];
        if range.end > lines.line(at.line).end {
            let end = lines.line_column(range.end);
            if end.line == at.line + 1 && end.column > 1 {
                shown.push(marked(lines, end.line, &range, label));
            }
        }
        Self { at, lines: shown }
    }

    /// The number of the last line.
    pub(super) fn last_line(&self) -> usize {
        self.lines.last().expect("one line is shown at least").number
    }
}

/// What is shown of the line of that number, on which some of `range` is.
fn marked(lines: &Lines, number: usize, range: &Range<usize>, label: &str) -> MarkedLine {
    let line = lines.line(number);
    let [start, end] = [range.start, range.end].map(|edge| edge.clamp(line.start, line.end));
    let [before, mark, after] =
        [line.start..start, start..end, end..line.end].map(|part| &lines.text[part]);
    let mark = whole_or_ends(mark);
    // A line may be a book: of what is left out, a character is enough to know that.
    let (before, after) = (tail(before, WIDTH + 1), head(after, WIDTH + 1));
    cut(number, [&shown(before), &mark, &shown(after)], label)
}

/// What is shown of what is marked: both its ends, if it takes more than a line.
fn whole_or_ends(mark: &str) -> String {
    let whole = Some(head(mark, WIDTH)).filter(|head| head.len() == mark.len()).map(shown);
    whole.filter(|mark| columns(mark) <= WIDTH - 2 * BESIDE).unwrap_or_else(|| {
        let [first, last] = [head(mark, END), tail(mark, END)].map(shown);
        let last = Vec::from_iter(graphemes(&last));
        let n_last = fitting(last.iter().rev().copied()).count();
        let first = String::from_iter(fitting(graphemes(&first)));
        first + ELLIPSIS + &last[last.len() - n_last..].concat()
    })
}

/// Those of `graphemes` that take `END` columns at most.
fn fitting<'t>(graphemes: impl Iterator<Item = &'t str>) -> impl Iterator<Item = &'t str> {
    graphemes.scan(0, |n_columns, grapheme| {
        *n_columns += width(grapheme);
        (*n_columns <= END).then_some(grapheme)
    })
}

/// The first `n` characters of `text`.
fn head(text: &str, n: usize) -> &str {
    text.char_indices().nth(n).map_or(text, |(end, _)| &text[..end])
}

/// The last `n` characters of `text`; `n` is not 0.
fn tail(text: &str, n: usize) -> &str {
    text.char_indices().nth_back(n - 1).map_or(text, |(start, _)| &text[start..])
}

/// `text` in characters that a terminal shows and that have a known width.
fn shown(text: &str) -> String {
    printable(&text.replace('\t', "    "))
}

/// The columns that `text` takes.
fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { graphemes(text).map(width).sum() }
}

/// The columns that one of [`graphemes`] takes, most of which are plain letters.
fn width(grapheme: &str) -> usize {
    if grapheme.len() == 1 { 1 } else { grapheme.width() }
}

/// The parts of `text` that a terminal shows as one: letters with accents, emoji that are joined.
fn graphemes(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut last = rest.chars().next()?;
        let end = rest.char_indices().skip(1).find(|&(_, next)| {
            let before = mem::replace(&mut last, next);
            let goes_on = || next.width() == Some(0) || TONES.contains(&next);
            before != JOINER && (next.is_ascii() || !goes_on())
        });
        let (grapheme, after) = rest.split_at(end.map_or(rest.len(), |(end, _)| end));
        rest = after;
        Some(grapheme)
    })
}

/// Makes one of the emoji before and after it.
const JOINER: char = '\u{200d}';

/// Colours of skin, for the emoji before them.
const TONES: RangeInclusive<char> = '\u{1f3fb}'..='\u{1f3ff}';

/// A line, in what is before its mark, the mark and what is after it, cut to `WIDTH`: to where it begins, if the mark
/// and the label end there, or else to what is around these.
fn cut(number: usize, parts: [&str; 3], label: &str) -> MarkedLine {
    let [before, marked, after] = parts.map(columns);
    let n_columns = before + marked + after;
    let mut mark = before..before + marked.max(1);
    if n_columns <= WIDTH {
        return MarkedLine { number, text: parts.concat(), mark };
    }
    let label_end = mark.end + columns(label);
    let left = if label_end + BESIDE <= WIDTH {
        0
    } else {
        let free = (WIDTH - 2 * BESIDE).saturating_sub(label_end - mark.start);
        let last = n_columns.max(label_end) - WIDTH;
        mark.start.saturating_sub(BESIDE + free / 2).min(last)
    };
    let right = left + WIDTH;
    let start = if left > 0 { left + ELLIPSIS.len() } else { 0 };
    let end = if right < n_columns { right - ELLIPSIS.len() } else { n_columns };

    let mut text = String::with_capacity(2 * WIDTH);
    if left > 0 {
        text += ELLIPSIS;
    }
    let mut column = 0;
    let mut n_skipped = 0;
    for grapheme in parts.into_iter().flat_map(graphemes) {
        let next = column + width(grapheme);
        if column < start {
            n_skipped = next;
        } else if next <= end {
            text.push_str(grapheme);
        }
        column = next;
    }
    if right < n_columns {
        text += ELLIPSIS;
    }
    if left > 0 {
        let shift = n_skipped - ELLIPSIS.len();
        mark = mark.start - shift..mark.end - shift;
    }
    MarkedLine { number, text, mark }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sources::{Coding, Decoded};

    fn excerpt(text: &str, place: Range<usize>, label: &str) -> Excerpt {
        let lines = Lines::new(Decoded { text: text.to_owned().into(), coding: Coding::Utf8 });
        Excerpt::new(&lines, Span::new(place), label)
    }

    /// What is marked of `line`.
    fn under_mark(line: &MarkedLine) -> String {
        let mut column = 0;
        let mut under = String::new();
        for grapheme in graphemes(&line.text) {
            if line.mark.contains(&column) {
                under.push_str(grapheme);
            }
            column += width(grapheme);
        }
        under
    }

    #[track_caller]
    fn check(text: &str, word: &str, label: &str, expected: &str) {
        let start = text.find(word).unwrap();
        let excerpt = excerpt(text, start..start + word.len(), label);
        let [line] = &excerpt.lines[..] else { panic!("it is one line") };
        assert_eq!((&*line.text, &*under_mark(line)), (expected, word));
    }

    #[test]
    fn a_line_that_fits_is_whole() {
        check("Tam sat\nby the well.\n", "the", "", "by the well.");
    }

    #[test]
    fn a_long_line_is_cut_around_its_mark_and_label() {
        let text = format!("{}well{}", "a ".repeat(90), " b".repeat(90));
        let (left, right) = ("a ".repeat(25), " b".repeat(25));
        check(&text, "well", "", &format!("... {left}well{right} ..."));
        let (left, right) = ("a ".repeat(5), " b".repeat(45));
        check(&text, "well", &"dry here".repeat(10), &format!("... {left}well{right} ..."));
    }

    #[test]
    fn a_long_mark_has_its_ends() {
        let mark = "one two ".repeat(40);
        let [line] = &excerpt(&mark, 0..mark.len(), "").lines[..] else { panic!("it is one line") };
        assert_eq!((line.text.len(), &line.text[33..42], &line.mark), (75, "ne ...two", &(0..75)));
    }

    #[test]
    fn joined_emoji_take_the_columns_of_one() {
        let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}";
        for (one, n_columns) in [(family, 2), ("\u{1f44d}\u{1f3fd}", 2), ("e\u{301}", 1)] {
            let text = format!("{one}{one} well");
            let excerpt = excerpt(&text, text.len() - 4..text.len(), "");
            assert_eq!(excerpt.lines[0].mark.start, 2 * n_columns + 1, "{one}");
        }
    }

    #[test]
    fn a_place_may_end_on_the_next_line() {
        let shown = |place| excerpt("the old\nwell\n\n", place, "").lines;
        let [first, next] = &shown(4..12)[..] else { panic!("there are two lines") };
        assert_eq!((under_mark(first), under_mark(next)), ("old".into(), "well".into()));
        assert_eq!([&shown(4..7), &shown(4..8)].map(Vec::len), [1, 1]);
        assert_eq!(shown(13..13)[0], MarkedLine { number: 3, text: String::new(), mark: 0..1 });
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn what_is_marked_is_shown(
            parts in proptest::array::uniform3("[a-z \u{e9}\u{65e5}\u{1f600}]{0,130}"),
            n in 0..8usize,
            label in "[a-z]{0,140}",
        ) {
            let [before, mark, after] = parts;
            let text = format!("{}{mark}{}", before.repeat(n), after.repeat(n));
            let place = before.len() * n..before.len() * n + mark.len();
            let [line] = &excerpt(&text, place, &label).lines[..] else { panic!("it is one line") };
            let is_whole = columns(&mark) <= WIDTH - 2 * BESIDE;
            prop_assert!(mark.is_empty() || (under_mark(line) == mark) == is_whole);
            prop_assert!(columns(&line.text) <= WIDTH);
            prop_assert!(!is_whole || columns(&text) > WIDTH || line.text == text);
            let part = line.text.trim_start_matches(ELLIPSIS).trim_end_matches(ELLIPSIS);
            prop_assert!(!is_whole || text.contains(part));
        }
    }
}
