//! A stretch of prose as a reader sees it, on one line.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::Span;

/// What a reader sees of a stretch of prose, with the way back to the places in it.
pub(crate) struct Seen<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Where in `text` something was left out before, and where in the prose it goes on.
    steps: Vec<(usize, usize)>,
}

impl<'a> Seen<'a> {
    /// The prose at `span` without bytes that nobody sees. A line break is a space, unless `keeps_lines`;
    /// in both cases nothing stands before a line. Linear in the span.
    pub(crate) fn of(prose: &'a str, span: Span, keeps_lines: bool) -> Self {
        let start = span.range().start;
        let stretch = &prose[span.range()];
        let is_odd = |c: char| matches!(c, '\0' | '\n' | '\r');
        if !stretch.contains(is_odd) {
            return Self { text: Cow::Borrowed(stretch), steps: vec![(0, start)] };
        }
        let (mut text, mut steps) = (String::with_capacity(stretch.len()), Vec::new());
        let mut rest = stretch;
        while !rest.is_empty() {
            steps.push((text.len(), start + stretch.len() - rest.len()));
            let (shown, after) = rest.split_at(rest.find(is_odd).unwrap_or(rest.len()));
            text.push_str(shown);
            let unseen = after.trim_start_matches('\0');
            rest = unseen.trim_start_matches(['\0', '\n', '\r']);
            if rest.len() < unseen.len() {
                steps.push((text.len(), start + stretch.len() - unseen.len()));
                text.push(if keeps_lines { '\n' } else { ' ' });
                rest = rest.trim_start_matches(['\0', ' ', '\t', '\n', '\r']);
            }
        }
        Self { text: Cow::Owned(text), steps }
    }

    /// Where in the prose the bytes `range` of the text, one at least, are.
    pub(crate) fn place(&self, range: Range<usize>) -> Span {
        let byte = |at: usize| {
            let (seen, place) = self.steps[self.steps.partition_point(|step| step.0 <= at) - 1];
            place + at - seen
        };
        Span::new(byte(range.start)..byte(range.end - 1) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what is seen of `prose`, in which `_` is an unseen byte, and where `found` is.
    #[track_caller]
    fn check(prose: &str, seen: &str, found: &str, at: &str) {
        let prose = prose.replace('_', "\0");
        let read = Seen::of(&prose, Span::new(0..prose.len()), false);
        assert_eq!(read.text, seen);
        let start = seen.find(found).expect("it is there");
        let span = read.place(start..start + found.len());
        assert_eq!(prose[span.range()].replace('\0', "_"), at);
    }

    #[test]
    fn as_it_is() {
        check("One two é.", "One two é.", "é", "é");
    }

    #[test]
    fn markup_within_a_word() {
        check("_An _old__er_ man.", "An older man.", "older", "old__er");
    }

    #[test]
    fn over_lines() {
        check(
            "very\r\n__ unique _\n_\n_one",
            "very unique  one",
            "very unique",
            "very\r\n__ unique",
        );
        check("a\nb", "a b", "a b", "a\nb");
    }
}
