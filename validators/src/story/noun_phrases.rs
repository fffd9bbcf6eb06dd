//! Names, pronouns and noun phrases around a word.

use crate::diagnostic::Span;
use crate::story::prose::{self, Text};
use crate::story::word_forms::{
    contracted, is_possessive, is_short, may_be_name, without_possessive,
};

/// What a phrase names its thing by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noun {
    /// A name.
    Name,
    /// A noun with an article or an owner: "the lighthouse", "his father".
    Thing,
    /// "She", "her".
    She,
    /// "He", "his".
    He,
    /// "I", "my".
    I,
    /// "You", "your".
    You,
}

/// Words of a paragraph that name somebody or something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) noun: Noun,
    /// The first word.
    pub(crate) first: usize,
    /// The word after the last.
    pub(crate) end: usize,
}

/// How many words of a sentence are looked at on either side.
pub(crate) const SENTENCE_WORDS: usize = 50;

impl<'a> Text<'a> {
    /// Whether a sentence, or speech, begins with word `i`.
    pub(crate) fn opens(self, i: usize) -> bool {
        i == 0
            || !self.runs_on(i) && {
                let gap = self.gap(i);
                gap.contains(['!', '?', '…', ';', ':', '(', ')', '—'])
                    || gap.contains('.') && !self.is_after_short(i)
                    || prose::has_quotation_mark(gap)
            }
    }

    /// Whether word `i` stands after the one before it with a comma, or nothing, between.
    pub(crate) fn is_joined(self, i: usize) -> bool {
        self.follows(i) || self.after_comma(i) || self.gap(i) == "-"
    }

    /// Whether nothing but a comma stands before word `i`.
    pub(crate) fn after_comma(self, i: usize) -> bool {
        self.gap(i).strip_prefix(',').is_some_and(prose::is_blank)
    }

    /// Whether nothing follows word `i` in its clause.
    pub(crate) fn ends(self, i: usize) -> bool {
        i + 1 >= self.len() || !self.follows(i + 1) && self.gap(i + 1) != "-"
    }

    /// The first word of the sentence that word `i` is in, if it is not too far before.
    pub(crate) fn sentence_first(self, i: usize) -> usize {
        let floor = i.saturating_sub(SENTENCE_WORDS);
        (floor + 1..=i).rev().find(|&i| self.opens(i)).unwrap_or(floor)
    }

    /// The first word of the sentence before that which starts with word `first`, if there is one, likewise.
    pub(crate) fn sentence_before(self, first: usize) -> usize {
        first.checked_sub(1).map_or(first, |last| self.sentence_first(last))
    }

    /// Whether word `i` can be a part of a name.
    pub(crate) fn may_name(self, i: usize) -> bool {
        may_be_name(self.raw(i))
    }

    /// Whether the period before word `i` cuts short the word before it and ends no sentence: "Mr. Hale".
    pub(crate) fn is_after_short(self, i: usize) -> bool {
        self.gap(i).starts_with('.') && (is_short(self.raw(i - 1)) || self.is_initial(i - 1))
    }

    /// Whether word `i` is an "I" that is no pronoun but an initial after another: "R. I. Hale".
    fn is_initial(self, i: usize) -> bool {
        self.raw(i) == "I"
            && i > 0
            && self.gap(i).starts_with('.')
            && is_short(self.raw(i - 1))
            && self.gap_after(i).starts_with('.')
    }

    /// Whether word `i` can be a part of a name, not the first.
    fn may_go_on(self, i: usize) -> bool {
        self.may_name(i) || self.is_initial(i)
    }

    /// Whether words `i - 1` and `i` can be parts of one name.
    fn joins(self, i: usize) -> bool {
        let gap = self.gap(i);
        let is_joined =
            self.follows(i) || gap == "-" || self.is_after_short(i) && prose::is_blank(&gap[1..]);
        is_joined && !is_possessive(self.raw(i - 1))
    }

    /// The name that ends before word `end`.
    pub(crate) fn name_before(self, end: usize) -> Option<Phrase> {
        let mut first = end.checked_sub(1).filter(|&last| self.may_name(last))?;
        while first > 0 && self.may_go_on(first - 1) && self.joins(first) {
            first -= 1;
        }
        Some(Phrase { noun: Noun::Name, first, end })
    }

    /// The name that starts with word `first`.
    pub(crate) fn name_from(self, first: usize) -> Option<Phrase> {
        if first >= self.len() || !self.may_name(first) {
            return None;
        }
        let mut end = first + 1;
        while end < self.len() {
            let is_particle = matches!(self.raw(end), "de" | "du" | "la" | "le" | "van" | "von")
                && self.follows(end)
                && end + 1 < self.len()
                && self.may_name(end + 1)
                && self.follows(end + 1);
            if !(is_particle || self.may_go_on(end) && self.joins(end)) {
                break;
            }
            end += 1;
        }
        Some(Phrase { noun: Noun::Name, first, end })
    }

    /// The name that starts with word `first`, if only a space stands before it and it owns nothing.
    pub(crate) fn name_at(self, first: usize) -> Option<Phrase> {
        let name = self.name_from(first).filter(|_| self.follows(first))?;
        (!self.owns(name)).then_some(name)
    }

    /// Whether what `phrase` names owns what follows: "Anna's".
    pub(crate) fn owns(self, phrase: Phrase) -> bool {
        is_possessive(self.raw(phrase.end - 1))
    }

    /// Whose something is, if word `i` says so: "her", "Anna's".
    pub(crate) fn owner(self, i: usize) -> Option<Phrase> {
        let noun = match self.raw(i) {
            "her" | "Her" => Noun::She,
            "his" | "His" => Noun::He,
            "my" | "My" => Noun::I,
            "your" | "Your" => Noun::You,
            word if is_possessive(word) && prose::starts_with_capital(word) => {
                return self.name_before(i + 1);
            }
            _ => return None,
        };
        Some(Phrase { noun, first: i, end: i + 1 })
    }

    /// Where the words of a phrase are, without a possessive.
    pub(crate) fn phrase_span(self, phrase: Phrase) -> Span {
        let last = self.word(phrase.end - 1);
        let end = match phrase.noun {
            Noun::Name => last.start + without_possessive(last.raw).0.len(),
            Noun::Thing => last.end(),
            Noun::She | Noun::He | Noun::I | Noun::You => {
                last.start + contracted(last.raw).map_or(last.raw.len(), |it| it.0.len())
            }
        };
        Span::new(self.word(phrase.first).start..end)
    }
}
