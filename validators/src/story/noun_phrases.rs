//! Names, pronouns and noun phrases around a word.

use crate::diagnostic::Span;
use crate::story::phrases::is_possessive;
use crate::story::prose::{self, Text};
use crate::story::word_list::WordList;

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

/// How a sentence goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outlook {
    Plain,
    /// It ends in a question mark.
    Asked,
    /// "Perhaps", "I suppose".
    Doubted,
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

/// Words that have a capital at the start of a sentence and are no name.
static NO_NAMES: WordList = WordList::new(
    "\
A After All Although An And Another Any As At Because Before Both But By Even Every Everybody \
Everyone Everything For From God Had Has He Heaven Her Here His How However I If In Is It Its My \
Neither Never No Nobody None Nor Not Nothing Now O Of Oh On Once One Only Or Our Perhaps She Since \
So Some Somebody Someone Something Still Such That The Their Then There These They This Those \
Though Thus To Until Was We Well Were What When Where Whether Which While Who Whom Whose Why With \
Yes Yet You Your",
);

/// Abbreviations before a name, after which a period ends no sentence.
static ABBREVIATED: WordList =
    WordList::new("Capt Col Dr Fr Gen Hon Lieut Lt Maj Messrs Mlle Mme Mr Mrs Ms Prof Rev St Sr");

/// Words that may stand right before the subject of a clause.
static OPENERS: WordList = WordList::new(
    "\
after although and as because before believe believed but cried declared do dreamed dreamt fancied \
feared felt for guess heard hope hoped how if imagine imagined knew know known learned learnt lest \
nor now once or perhaps poor remember remembered replied said saw say says seeing since so \
suppose supposed than that then think this though thought till told unless until what when where \
whether which while whom why wish wished yet",
);

/// Words between a subject and its verb.
static ADVERBS: WordList = WordList::new(
    "\
again all almost also already always at both certainly even ever finally first had has have \
herself himself indeed just last later long merely myself nearly never not now of often once one \
only presently quite rather simply since so soon still suddenly then therefore thus too yet",
);

/// How many words of a sentence are looked at on either side.
const SENTENCE_WORDS: usize = 50;

/// Titles of people that are written out.
pub(crate) fn is_abbreviated(word: &str) -> bool {
    ABBREVIATED.contains(word) || word.chars().count() == 1 && prose::starts_with_capital(word)
}

/// Whether `gap` ends a sentence, or parts speech from what is around it.
fn is_stop(gap: &str, before: &str) -> bool {
    gap != " "
        && (gap.contains(['!', '?', '…', ';', ':', '(', ')', '—'])
            || gap.contains('.') && !is_abbreviated(before)
            || prose::has_quotation_mark(gap))
}

impl<'a> Text<'a> {
    /// Whether a sentence, or speech, begins with word `i`.
    pub(crate) fn opens(self, i: usize) -> bool {
        i == 0 || is_stop(self.gap(i), self.raw(i - 1))
    }

    /// Whether word `i` stands after the one before it with a comma, or nothing, between.
    pub(crate) fn is_joined(self, i: usize) -> bool {
        let gap = self.gap(i);
        gap == " " || prose::is_blank(gap.strip_prefix(',').unwrap_or(gap)) || gap == "-"
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

    /// How the sentence that word `i` is in goes on after it.
    pub(crate) fn outlook(self, i: usize) -> Outlook {
        let mut outlook = Outlook::Plain;
        for k in i + 1..self.len().min(i + SENTENCE_WORDS) {
            if self.gap(k).contains('?') {
                return Outlook::Asked;
            }
            if self.opens(k) {
                return outlook;
            }
            let says = matches!(
                self.raw(k),
                "believe" | "expect" | "fancy" | "guess" | "hope" | "suppose" | "think"
            );
            if matches!(self.raw(k), "perhaps" | "probably" | "maybe")
                || says && self.raw(k - 1) == "I"
            {
                outlook = Outlook::Doubted;
            }
        }
        let mut rest = self.prose()[self.word(self.len() - 1).end()..].chars().take(3);
        let is_asked = i + SENTENCE_WORDS >= self.len() && rest.any(|c| c == '?');
        if is_asked { Outlook::Asked } else { outlook }
    }

    /// Whether word `i` can be a part of a name.
    pub(crate) fn may_name(self, i: usize) -> bool {
        let word = self.raw(i);
        prose::starts_with_capital(word)
            && !NO_NAMES.contains(word)
            && !word.starts_with("I'")
            && !word.starts_with("I’")
    }

    /// Whether words `i - 1` and `i` can be parts of one name.
    fn joins(self, i: usize) -> bool {
        let (gap, before) = (self.gap(i), self.raw(i - 1));
        let is_joined = prose::is_blank(gap)
            || gap == "-"
            || gap.strip_prefix('.').is_some_and(prose::is_blank) && is_abbreviated(before);
        is_joined && !is_possessive(before)
    }

    /// The name that ends before word `end`.
    pub(crate) fn name_before(self, end: usize) -> Option<Phrase> {
        let mut first = end.checked_sub(1).filter(|&last| self.may_name(last))?;
        while first > 0 && self.may_name(first - 1) && self.joins(first) {
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
            if !(is_particle || self.may_name(end) && self.joins(end)) {
                break;
            }
            end += 1;
        }
        Some(Phrase { noun: Noun::Name, first, end })
    }

    /// The name that starts with word `first`, if only a space stands before it and it owns nothing.
    pub(crate) fn name_at(self, first: usize) -> Option<Phrase> {
        let name = self.name_from(first).filter(|_| self.follows(first))?;
        (!is_possessive(self.raw(name.end - 1))).then_some(name)
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

    /// What the verb at `verb` is about, which stands before it.
    pub(crate) fn subject(self, verb: usize) -> Option<Phrase> {
        let mut end = verb;
        while end > 0 && self.follows(end) && is_adverb(self.raw(end - 1)) {
            end -= 1;
        }
        if end > 0 && self.after_comma(end) {
            return self.shared(end);
        }
        if end == 0 || !self.follows(end) {
            return None;
        }
        let noun = match self.raw(end - 1) {
            // "Anna, who died", "she rose and died".
            "who" => return self.relative(end - 1),
            "and" | "then" => return self.shared(end - 1),
            "she" | "She" => Noun::She,
            "he" | "He" => Noun::He,
            "I" => Noun::I,
            "you" | "You" => Noun::You,
            _ => return self.noun_subject(end),
        };
        // "You and he died."
        let is_one_of_two = end > 2
            && self.follows(end - 1)
            && matches!(self.raw(end - 2), "and" | "or" | "nor")
            && self.follows(end - 2)
            && (self.may_name(end - 3) || matches!(self.raw(end - 3), "he" | "she" | "you" | "I"));
        (!is_one_of_two).then_some(Phrase { noun, first: end - 1, end })
    }

    /// Whom "who" at `at` stands for.
    fn relative(self, at: usize) -> Option<Phrase> {
        let is_near = at > 0 && self.after_comma(at);
        let name = self.name_before(at).filter(|_| is_near)?;
        let before = name.first.checked_sub(1).map_or("", |before| self.raw(before));
        (!is_possessive(self.raw(at - 1)) && !matches!(before, "and" | "or")).then_some(name)
    }

    /// The subject that the sentence begins with, if the verb after `joint` shares it with the one
    /// before: "she rose and went".
    fn shared(self, joint: usize) -> Option<Phrase> {
        let mut first = self.sentence_first(joint.checked_sub(1)?);
        if matches!(self.raw(first), "And" | "But" | "Then" | "So") && self.follows(first + 1) {
            first += 1;
        }
        let subject = match self.raw(first) {
            "She" | "she" => Phrase { noun: Noun::She, first, end: first + 1 },
            "He" | "he" => Phrase { noun: Noun::He, first, end: first + 1 },
            "I" => Phrase { noun: Noun::I, first, end: first + 1 },
            _ => self.name_from(first)?,
        };
        let is_shared = subject.end < joint
            && self.follows(subject.end)
            && !is_possessive(self.raw(subject.end - 1))
            && self.may_be_verb(subject.end)
            && (subject.end..joint).all(|i| {
                let starts = matches!(self.raw(i - 1), "and" | "but") || self.after_comma(i);
                !is_other_subject(self.raw(i))
                    && !(starts && (self.may_name(i) || is_determiner(self.raw(i))))
            });
        is_shared.then_some(subject)
    }

    fn may_be_verb(self, i: usize) -> bool {
        let word = self.raw(i);
        is_adverb(word)
            || !matches!(
                word,
                "and" | "or" | "of" | "in" | "at" | "to" | "is" | "was" | "were" | "had" | "would"
            )
    }

    fn noun_subject(self, end: usize) -> Option<Phrase> {
        if let Some(name) = self.name_before(end) {
            let opens = |first: usize| {
                self.opens(first)
                    || !self.follows(first)
                    || self.is_opener(first - 1)
                    || self.opens(first - 1) && !matches!(self.raw(first - 1), "Of" | "To" | "With")
            };
            let is_the = name.first > 0
                && self.follows(name.first)
                && matches!(self.raw(name.first - 1), "the" | "The");
            let is_owned = is_possessive(self.raw(end - 1));
            let first = name.first - usize::from(is_the);
            let after_comma = first > 0 && !self.follows(first) && !self.opens(first);
            // "Tom, Anna died": the last of several, or somebody spoken to.
            let is_listed = after_comma && self.may_name(first - 1);
            return (!is_owned && !is_listed && opens(first)).then_some(name);
        }
        // "The door", "his old father".
        let last = end - 1;
        if self.word(last).is_capitalised() || is_possessive(self.raw(last)) {
            return None;
        }
        let first = (last.saturating_sub(2)..last)
            .rev()
            .find(|&i| matches!(self.raw(i), "the" | "The") || self.owner(i).is_some())?;
        if !(first + 1..=last).all(|i| self.follows(i)) {
            return None;
        }
        let is_free =
            |first: usize| self.opens(first) || !self.follows(first) || self.is_opener(first - 1);
        let first = self.owner(first).map_or(first, |owner| owner.first);
        is_free(first).then_some(Phrase { noun: Noun::Thing, first, end })
    }

    /// Whether the subject of a clause can follow word `i`: "for" only where it joins clauses.
    fn is_opener(self, i: usize) -> bool {
        OPENERS.contains(self.raw(i)) && (self.raw(i) != "for" || i == 0 || !self.follows(i))
    }

    /// Where the words of a phrase are, without a possessive.
    pub(crate) fn phrase_span(self, phrase: Phrase) -> Span {
        let last = self.word(phrase.end - 1);
        let n_owned = match is_possessive(last.raw) && phrase.noun == Noun::Name {
            true => {
                1 + last.raw.trim_end_matches('s').chars().next_back().map_or(0, char::len_utf8)
            }
            false => 0,
        };
        Span::new(self.word(phrase.first).start..last.end() - n_owned)
    }
}

/// Words that may be the subject of another clause, or open one.
fn is_other_subject(word: &str) -> bool {
    matches!(
        word,
        "as" | "he"
            | "if"
            | "it"
            | "she"
            | "that"
            | "they"
            | "there"
            | "this"
            | "we"
            | "what"
            | "when"
            | "where"
            | "which"
            | "while"
            | "who"
            | "whom"
            | "you"
            | "I"
            | "how"
            | "because"
            | "than"
            | "for"
            | "so"
            | "till"
            | "until"
            | "after"
            | "before"
            | "since"
            | "though"
            | "whose"
            | "one"
    )
}

fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "a" | "all"
            | "an"
            | "her"
            | "his"
            | "its"
            | "my"
            | "our"
            | "some"
            | "the"
            | "their"
            | "your"
    )
}

fn is_adverb(word: &str) -> bool {
    ADVERBS.contains(word) || word.len() > 4 && word.ends_with("ly")
}
