//! Runs of words that tell of a time, and where they end.

use crate::diagnostic::Span;
use crate::story::prose::{Text, is_blank, is_listed};
use crate::story::times::Time;
use crate::story::word_list::WordList;

/// A run of words that tells of a time.
pub(crate) struct Phrase {
    /// Its first word.
    pub(crate) first: usize,
    /// Its last word.
    pub(crate) last: usize,
    /// What it tells.
    pub(crate) time: Time,
}

/// Words with which something new begins, so that a phrase before them ends.
static BEGINNINGS: WordList = WordList::new(
    "\
am and are as at because before being but by can could did do does for from had has have he her \
his however if in into is it like may might must my nor now on or our she should since so than \
that the their then there they though till to under until upon was we were when where which while \
who whom whose will with without would yet you",
);

impl<'a> Text<'a> {
    /// The word before word `i`, whatever stands between; nothing if there is none.
    pub(crate) fn raw_before(self, i: usize) -> &'a str {
        i.checked_sub(1).map_or("", |before| self.raw(before))
    }

    /// The word before word `i`, if word `i` goes on with it; nothing if not.
    pub(crate) fn joined_before(self, i: usize) -> &'a str {
        if self.goes_on(i) { self.raw(i - 1) } else { "" }
    }

    /// The word after word `i`, if that goes on with word `i`; nothing if not.
    pub(crate) fn joined_after(self, i: usize) -> &'a str {
        if self.goes_on(i + 1) { self.raw(i + 1) } else { "" }
    }

    /// The word before word `i`, if that is not before `floor` and goes on with word `i`.
    pub(crate) fn before(self, i: usize, floor: usize) -> Option<usize> {
        (i > floor && self.follows(i)).then(|| i - 1)
    }

    /// Where the words `first` to `last` are.
    pub(crate) fn span_of(self, first: usize, last: usize) -> Span {
        Span::new(self.word(first).start..self.word(last).end())
    }

    /// Whether word `i` is there and follows the one before it with nothing but a space.
    pub(crate) fn goes_on(self, i: usize) -> bool {
        i > 0 && i < self.len() && self.follows(i)
    }

    /// Whether a verb follows word `i`, so that "that" before it may begin a clause: "that winter
    /// was over".
    pub(crate) fn is_subject(self, i: usize) -> bool {
        self.goes_on(i + 1)
            && is_listed("could had is must seemed should was were will would", self.raw(i + 1))
    }

    /// Whether word `i` is the last of its clause: a mark stands after it, or nothing.
    pub(crate) fn ends_clause(self, i: usize) -> bool {
        i + 1 >= self.len() || !is_blank(self.gap(i + 1))
    }

    /// Whether word `i` is the last of its phrase: what follows is another clause, or a word with
    /// which something new begins.
    pub(crate) fn ends_phrase(self, i: usize) -> bool {
        if !self.ends_clause(i) {
            return BEGINNINGS.contains(self.raw(i + 1));
        }
        let gap = self.gap_after(i);
        !gap.starts_with('-') || gap.starts_with("--")
    }
}
