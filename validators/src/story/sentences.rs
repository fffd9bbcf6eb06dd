//! Where sentences begin and end.

use std::ops::Range;

use crate::story::prose::Text;
use crate::story::word_forms::is_abbreviation;

/// Whoever asks for the sentence around a word gets no more than so many words before it and after it: in a paragraph
/// without a full stop each of its words may ask.
const MOST: usize = 500;

/// The sentences of a paragraph, each as a range of its words. Linear in the words.
pub(crate) fn sentences(text: Text<'_>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let end = end_within(text, start, text.len());
        Some(std::mem::replace(&mut start, end)..end)
    })
}

/// The first word of the sentence with word `i`, or one 500 words before it.
pub(crate) fn start(text: Text<'_>, i: usize) -> usize {
    let floor = i.saturating_sub(MOST);
    (floor..=i).rev().find(|&k| begins(text, k)).unwrap_or(floor)
}

/// The word after the last of the sentence with word `i`, or one 500 words after it.
pub(crate) fn end(text: Text<'_>, i: usize) -> usize {
    end_within(text, i, text.len().min(i + MOST))
}

/// The first word of the sentence before that which starts with word `first`.
pub(crate) fn before(text: Text<'_>, first: usize) -> usize {
    first.checked_sub(1).map_or(0, |last| start(text, last))
}

/// The words of the sentence before that with word `i`, and of that.
pub(crate) fn around(text: Text<'_>, i: usize) -> Range<usize> {
    before(text, start(text, i))..end(text, i)
}

fn end_within(text: Text<'_>, i: usize, most: usize) -> usize {
    (i + 1..most).find(|&k| begins(text, k)).unwrap_or(most)
}

/// Whether a sentence begins with word `i`.
#[inline]
pub(crate) fn begins(text: Text<'_>, i: usize) -> bool {
    i == 0 || !text.runs_on(i) && begins_after(text, i, text.gap(i))
}

/// Whether a sentence begins with word `i`, before which `gap` stands.
fn begins_after(text: Text<'_>, i: usize, gap: &str) -> bool {
    if !gap.contains(['.', '!', '?', '…']) {
        return false;
    }
    // "“Go!” he said." goes on.
    let is_open = || gap.trim_end().ends_with(['“', '"', '‘', '«', '(']);
    if !text.word(i).is_capitalised()
        && !is_open()
        && !text.raw(i).starts_with(|c: char| c.is_ascii_digit())
    {
        return false;
    }
    !(gap.starts_with('.') && gap[1..].trim().is_empty() && is_abbreviation(text.raw(i - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::story::prose;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let words = prose::packed(text, Span::new(0..text.len()));
        let text = Text::new(text, &words);
        let joined = |range: Range<usize>| range.map(|i| text.raw(i)).collect::<Vec<_>>().join(" ");
        assert_eq!(sentences(text).map(joined).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn stops() {
        check("He went. She stayed! Why? 3 left.", &["He went", "She stayed", "Why", "3 left"]);
        check("He was 3. She was 5.", &["He was 3", "She was 5"]);
        check("He waited… and went on...then off.", &["He waited and went on then off"]);
    }

    #[test]
    fn no_stops() {
        check("Mr. Hale met J. Orme at St. Ives.", &["Mr Hale met J Orme at St Ives"]);
        check("“Go!” he said. “Now.” She went.", &["Go he said", "Now", "She went"]);
        check("It was I. He knew.", &["It was I", "He knew"]);
        check("", &[]);
    }
}
