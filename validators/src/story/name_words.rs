//! What the words of a paragraph around a name say of it.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::Span;
use crate::story::aliases;
use crate::story::deeds_of_living;
use crate::story::evidence::{self, Clue, Evidence};
use crate::story::introductions::{self, Around};
use crate::story::joints::Joint;
use crate::story::prose::{self, Packed, Text};
use crate::story::unreal::is_retold;
use crate::story::word_forms::is_possessive;

/// So many words before a name may tell when and where its bearer acts.
const ADVERBIAL: usize = 7;

/// The words of a paragraph, with what is between them.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) text: Text<'a>,
    /// The paragraph.
    pub(crate) span: Span,
}

impl<'a> Words<'a> {
    /// Word number `at` as a reader sees it.
    pub(crate) fn text(self, at: usize) -> Cow<'a, str> {
        self.text.word(at).text()
    }

    /// Whether word number `at` ends as what somebody owns begins. What is plain has no apostrophe.
    pub(crate) fn is_possessive(self, at: usize) -> bool {
        !self.text.get(at).is_none_or(Packed::is_plain) && is_possessive(&self.text(at))
    }

    /// Whether a sentence ends before one of these words; nothing if two do, or what is said begins or ends.
    pub(crate) fn end_sentence(self, range: Range<usize>) -> Option<bool> {
        let mut is_past = false;
        for at in range {
            let gap = if self.text.runs_on(at) { " " } else { self.gap(at) };
            if gap.len() > 1 {
                let ends = gap.contains(['.', '!', '?']) && self.joint(at) == Joint::Opening;
                if prose::has_quotation_mark(gap) || ends && is_past {
                    return None;
                }
                is_past |= ends;
            }
        }
        Some(is_past)
    }

    /// Word number `at` as the file has it; nothing if there is none.
    pub(crate) fn raw(self, at: usize) -> &'a str {
        self.text.raw(at)
    }

    /// What stands before word number `at`, back to the word before. Some bytes at the start of the
    /// paragraph.
    pub(crate) fn gap(self, at: usize) -> &'a str {
        let end = self.text.start(at);
        let start = match at.checked_sub(1) {
            Some(before) => self.text.end(before),
            None => {
                let near = self.text.prose().ceil_char_boundary(end.saturating_sub(4));
                near.max(self.span.range().start)
            }
        };
        &self.text.prose()[start..end]
    }

    /// What stands after word number `at`, which ends a name at `span`: on to the next word, or some
    /// bytes.
    pub(crate) fn gap_after(self, at: usize, span: Span) -> &'a str {
        let start = self.text.end(at).max(span.range().end);
        if at + 1 < self.text.len() {
            return &self.text.prose()[start..self.text.start(at + 1)];
        }
        let rest = &self.text.prose()[start..self.span.range().end];
        &rest[..rest.floor_char_boundary(4)]
    }

    /// Whether the words from number `start` say that a name before them is the same person's as that
    /// which is words number `at` to `end`.
    pub(crate) fn say_same(self, start: usize, at: usize, end: usize) -> bool {
        if at == start || at > start + aliases::MOST || !aliases::may_say(self.raw(at - 1)) {
            return false;
        }
        let parts =
            |gap: &str| gap.contains(|c: char| !matches!(c, ',' | '\0') && !c.is_whitespace());
        let is_quoted =
            prose::has_quotation_mark(self.gap(at)) && !self.gap(at).contains(['.', '!', '?']);
        if (start..at).any(|i| parts(self.gap(i))) || parts(self.gap(at)) && !is_quoted {
            return false;
        }
        if self.raw(at - 1) == "or" && !self.gap(at - 1).starts_with(',') {
            return false;
        }
        let mut between = [""; aliases::MOST];
        for (slot, i) in between.iter_mut().zip(start..at) {
            *slot = self.raw(i);
        }
        aliases::says_same(&between[..at - start], [end, end + 1].map(|i| self.raw(i)))
    }

    /// Whether a sentence tells that the bearer of a name, which is words number `at` to `end`, acts:
    /// "Anna rose", "On the platform Anna was singing". What a clause within a sentence tells may be long ago.
    /// `retold` are the numbers of the words that may tell that something [is retold](is_retold).
    pub(crate) fn act(self, at: usize, end: usize, span: Span, retold: &[usize]) -> bool {
        // No possessive stands there, and no mark.
        if end >= self.text.len()
            || self.text.end(end - 1) != span.range().end
            || !self.text.is_spaced(end)
        {
            return false;
        }
        let acts = match self.raw(end) {
            "is" | "was" => {
                let next = self.raw(end + 1);
                next.ends_with("ing") && deeds_of_living::is_doing(next)
            }
            word if word.ends_with("ly") => deeds_of_living::is_act(self.raw(end + 1)),
            word => deeds_of_living::is_act(word),
        };
        acts && self.opens_sentence(at) && !is_retold(self.text, at, retold)
    }

    /// Whether word number `at` begins a sentence, or stands after nothing but when and where: "On the
    /// sixth day", "In the morning".
    pub(crate) fn opens_sentence(self, at: usize) -> bool {
        let floor = at.saturating_sub(ADVERBIAL);
        for k in (floor..=at).rev() {
            if k < at && !deeds_of_living::may_be_adverbial(self.raw(k)) {
                return false;
            }
            if self.joint(k) == Joint::Opening {
                return k == at || deeds_of_living::opens_adverbial(self.raw(k));
            }
        }
        false
    }

    /// Whether the words around a name, which is words number `at` to `end`, may tell who bears it.
    pub(crate) fn may_introduce(self, at: usize, end: usize) -> bool {
        let before = [self.raw(at.wrapping_sub(1)), self.raw(at.wrapping_sub(2))];
        introductions::may_tell(before, [self.raw(end), self.raw(end + 1)])
    }

    /// The words around a name, which is words number `at` to `end`.
    pub(crate) fn around(self, at: usize, end: usize, span: Span) -> Around<'a> {
        let gap = self.gap_after(end - 1, span);
        let mut around = Around { before: [""; 2], has_comma: false, gap, after: [""; 7] };
        for (i, word) in around.before.iter_mut().enumerate() {
            let gap = if at <= i { "." } else { self.gap(at - i) };
            if i == 0 && gap.starts_with(',') {
                around.has_comma = true;
            }
            if !prose::is_blank(gap.strip_prefix(',').filter(|_| i == 0).unwrap_or(gap)) {
                break;
            }
            *word = self.raw(at - i - 1);
        }
        if self.is_possessive(end - 1) {
            return around;
        }
        for (i, word) in around.after.iter_mut().enumerate() {
            let is_far = |gap: &str| !prose::is_blank(gap.strip_prefix(',').unwrap_or(gap));
            if end + i >= self.text.len() || i > 0 && is_far(self.gap(end + i)) {
                break;
            }
            *word = self.raw(end + i);
        }
        around
    }

    /// Whether word number `at` may be one of a name by its capital.
    #[inline]
    pub(crate) fn may_name(self, at: usize) -> bool {
        let word = self.text.get(at);
        word.is_some_and(|it| it.may_be_name() && (it.is_plain() || may_be_name(self.raw(at))))
    }

    /// Whether a mark, or nothing, stands after word number `at`.
    pub(crate) fn ends_clause(self, at: usize) -> bool {
        at + 1 >= self.text.len() || !prose::is_blank(self.gap(at + 1))
    }

    /// What joins word number `at` to the one before.
    pub(crate) fn joint(self, at: usize) -> Joint {
        let Some(before) = at.checked_sub(1) else { return Joint::Opening };
        let Some(word) = self.text.get(at) else { return Joint::Other };
        match self.text.prose().as_bytes()[self.text.end(before)..word.start()] {
            [b' '] => Joint::Blank,
            [b',', b' '] => Joint::Other,
            [b'!' | b'?', ..] => Joint::Opening,
            [b'-'] => Joint::Hyphen,
            [b'.'] | [b'.', b' '] => Joint::after_period(self.text, before),
            _ => Joint::of(self.gap(at), self.text, before),
        }
    }
}

/// Notes what the words around a name say, which is the words of these numbers, after that `joint`,
/// and whether it does something.
pub(crate) fn look_around(
    evidence: &mut Evidence,
    words: Words<'_>,
    joint: Joint,
    Range { start: at, end }: Range<usize>,
    span: Span,
) -> bool {
    match joint {
        Joint::Blank if at > 0 => {
            let before = words.raw(at - 1);
            evidence::before(before).into_iter().for_each(|clue| evidence.add(clue));
        }
        Joint::Opening => evidence.add(Clue::Opening),
        _ => {}
    }
    let after = words.gap_after(end - 1, span);
    let has_comma = after.as_bytes().first() == Some(&b',');
    let ends_call = match after.as_bytes() {
        [b'!' | b'?', ..] => true,
        [b',' | b'.', ..] => prose::has_quotation_mark(after),
        _ => false,
    };
    let is_called = |gap: &str| prose::has_quotation_mark(gap) || gap.trim_start().starts_with(',');
    if ends_call && is_called(words.gap(at)) {
        evidence.add(Clue::Hailed);
    }
    if end >= words.text.len() {
        return false;
    }
    let next = words.raw(end);
    if words.is_possessive(end - 1) {
        evidence.add(if prose::is_blank(after) { evidence::owned(next) } else { Clue::Owns });
        return false;
    }
    let next_is_rank = matches!(next, "senior" | "junior" | "Senior" | "Junior");
    if next_is_rank && (prose::is_blank(after) || has_comma) {
        evidence.add(Clue::Generation);
    }
    if has_comma && matches!(next, "who" | "whom" | "whose") {
        evidence.add(Clue::Who);
        return true;
    }
    if !prose::is_blank(after) {
        return has_comma;
    }
    let is_adverb = next.ends_with("ly") && words.joint(end + 1) == Joint::Blank;
    let verb = if is_adverb { words.raw(end + 1) } else { next };
    let clue = evidence::after(verb);
    clue.into_iter().for_each(|clue| evidence.add(clue));
    matches!(clue, Some(Clue::Acts | Clue::Said | Clue::Is | Clue::Who))
}

/// Whether a word may be one of a name by its capital: `Hale`, `d'Hale`.
#[inline]
fn may_be_name(word: &str) -> bool {
    prose::starts_with_capital(word)
        || word.len() > 3
            && matches!(word.as_bytes()[1], b'\'' | 0xe2)
            && word.as_bytes()[0].is_ascii_lowercase()
            && word
                .get(1..)
                .and_then(|rest| rest.strip_prefix(prose::is_apostrophe))
                .is_some_and(prose::starts_with_capital)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Document, Facts, Role};

    /// Checks what the words around `Anna` say.
    #[track_caller]
    fn check_clues(text: &str, expected: &[Clue]) {
        let facts = Facts::of(&Document::parse("a.md", Role::Story, text.into()));
        let anna =
            facts.names.uses().into_iter().find(|name| name.text == "Anna").expect("she is named");
        let mut evidence = Evidence::default();
        expected.iter().for_each(|&clue| evidence.add(clue));
        assert_eq!(anna.evidence, evidence, "{text}");
    }

    #[test]
    fn clues() {
        for (text, clues) in [
            ("“No,” said Anna.", [Clue::Said].as_slice()),
            ("Anna slowly walked.", &[Clue::Opening, Clue::Acts]),
            ("Then Anna's eyes saw.", &[Clue::OwnsPart]),
            ("Then Anna's husband saw.", &[Clue::FemaleWord]),
            ("He lived in Anna.", &[Clue::Inside]),
            ("He saw Anna, who saw.", &[Clue::Who]),
            ("“Come, Anna!” he said.", &[Clue::Hailed]),
            ("He said poor Anna was ill.", &[Clue::Called, Clue::Is]),
            ("Then Anna took her hat, and she went.", &[Clue::Acts, Clue::Her]),
            ("Then Anna went. She saw.", &[Clue::Acts, Clue::SheLater]),
            ("Then Anna went. It rained. She saw.", &[Clue::Acts]),
            ("“I saw Anna,” she said.", &[]),
        ] {
            check_clues(text, clues);
        }
    }
}
