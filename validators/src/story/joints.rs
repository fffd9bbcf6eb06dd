//! What joins a word to the one before it, where a name may go on.

use crate::story::prose::{self, Text};
use crate::story::word_list::WordList;

/// Abbreviations before a name, after which a period ends no sentence.
pub(crate) static ABBREVIATED: WordList =
    WordList::new("Capt Col Dr Fr Gen Hon Lieut Lt M MM Maj Messrs Mlle Mme Mr Mrs Ms Prof Rev St");

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    /// Nothing but a space.
    Blank,
    /// A hyphen.
    Hyphen,
    /// A period that ends no sentence.
    Period,
    /// Marks inside a sentence.
    Other,
    /// The start of a sentence, a speech or the part after a dash.
    Opening,
}

impl Joint {
    /// What `gap` is, after word number `before` of `text`.
    pub(crate) fn of(gap: &str, text: Text<'_>, before: usize) -> Self {
        if prose::is_blank(gap) {
            return Self::Blank;
        }
        if gap.strip_prefix('.').is_some_and(prose::is_blank) {
            return Self::after_period(text, before);
        }
        let is_opening =
            |c| matches!(c, '.' | '!' | '?' | ':' | '…' | '—' | '"' | '“' | '‘' | '«' | '»' | '„');
        let opens = gap.contains(is_opening)
            || gap.as_bytes().windows(2).any(|two| two == b"--")
            || gap.ends_with('\'');
        if opens { Self::Opening } else { Self::Other }
    }

    /// What a period is, after word number `before` of `text`.
    pub(crate) fn after_period(text: Text<'_>, before: usize) -> Self {
        let word = text.word(before);
        // An initial: "J. Hale".
        let is_initial = word.raw.len() == 1 && word.raw != "I" && word.is_capitalised();
        if is_initial || ABBREVIATED.holds(text, before) { Self::Period } else { Self::Opening }
    }
}
