//! Where a phrase ends.

use crate::story::prose::{Text, is_blank, is_listed};
use crate::story::times::Time;

/// A run of words that tells of a time.
pub(crate) struct Phrase {
    /// Its first word.
    pub(crate) first: usize,
    /// Its last word.
    pub(crate) last: usize,
    /// What it tells.
    pub(crate) time: Time,
}

impl Text<'_> {
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
        match self.ends_clause(i) {
            true => {
                i + 1 >= self.len()
                    || !self.gap(i + 1).starts_with('-')
                    || self.gap(i + 1).starts_with("--")
            }
            false => begins_anew(self.raw(i + 1)),
        }
    }
}

/// Whether something new begins with `word`, so that a phrase before it ends.
fn begins_anew(word: &str) -> bool {
    matches!(
        word,
        "am" | "and"
            | "are"
            | "as"
            | "at"
            | "because"
            | "before"
            | "being"
            | "but"
            | "by"
            | "can"
            | "could"
            | "did"
            | "do"
            | "does"
            | "for"
            | "from"
            | "had"
            | "has"
            | "have"
            | "he"
            | "her"
            | "his"
            | "however"
            | "if"
            | "in"
            | "into"
            | "is"
            | "it"
            | "like"
            | "may"
            | "might"
            | "must"
            | "my"
            | "nor"
            | "now"
            | "on"
            | "or"
            | "our"
            | "she"
            | "should"
            | "since"
            | "so"
            | "than"
            | "that"
            | "the"
            | "their"
            | "then"
            | "there"
            | "they"
            | "though"
            | "till"
            | "to"
            | "under"
            | "until"
            | "upon"
            | "was"
            | "we"
            | "were"
            | "when"
            | "where"
            | "which"
            | "while"
            | "who"
            | "whom"
            | "whose"
            | "will"
            | "with"
            | "without"
            | "would"
            | "yet"
            | "you"
    )
}
