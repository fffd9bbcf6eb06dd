//! What the verb of a clause is about.

use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::prose::{Text, is_listed};
use crate::story::word_forms::is_possessive;
use crate::story::word_list::WordList;

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

/// Words that may be the subject of another clause, or open one.
static OTHER_SUBJECTS: WordList = WordList::new(
    "\
I after as because before for he how if it one since she so than that there they this though till until \
we what when where which while who whom whose you",
);

/// Words that a noun phrase begins with.
const DETERMINERS: &str = "a all an her his its my our some the their your";

impl Text<'_> {
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
        let before = self.raw(end - 1);
        match before {
            // "Anna, who died", "she rose and died".
            "who" => return self.relative(end - 1),
            "and" | "then" => return self.shared(end - 1),
            _ => {}
        }
        let Some(noun) = pronoun(before) else { return self.noun_subject(end) };
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
        let subject = match pronoun(self.raw(first)).filter(|&noun| noun != Noun::You) {
            Some(noun) => Phrase { noun, first, end: first + 1 },
            None => self.name_from(first)?,
        };
        let is_shared = subject.end < joint
            && self.follows(subject.end)
            && !self.owns(subject)
            && may_be_verb(self.raw(subject.end))
            && (subject.end..joint).all(|i| {
                let starts = matches!(self.raw(i - 1), "and" | "but") || self.after_comma(i);
                !OTHER_SUBJECTS.contains(self.raw(i))
                    && !(starts && (self.may_name(i) || is_listed(DETERMINERS, self.raw(i))))
            });
        is_shared.then_some(subject)
    }

    /// The name or the thing right before word `end`, if a clause begins with it.
    fn noun_subject(self, end: usize) -> Option<Phrase> {
        let Some(name) = self.name_before(end) else { return self.thing_subject(end) };
        let has_the = name.first > 0
            && self.follows(name.first)
            && matches!(self.raw(name.first - 1), "the" | "The");
        let first = name.first - usize::from(has_the);
        let after_comma = first > 0 && !self.follows(first) && !self.opens(first);
        // "Tom, Anna died": the last of several, or somebody spoken to.
        let is_listed = after_comma && self.may_name(first - 1);
        let opens = || {
            self.may_begin_clause(first)
                || self.opens(first - 1) && !matches!(self.raw(first - 1), "Of" | "To" | "With")
        };
        (!self.owns(name) && !is_listed && opens()).then_some(name)
    }

    /// The thing right before word `end`, if a clause begins with it: "the door", "his old father".
    fn thing_subject(self, end: usize) -> Option<Phrase> {
        let last = end - 1;
        if self.word(last).is_capitalised() || is_possessive(self.raw(last)) {
            return None;
        }
        let first = (last.saturating_sub(2)..last)
            .rev()
            .find(|&i| matches!(self.raw(i), "the" | "The") || self.owner(i).is_some())
            .filter(|first| (first + 1..=last).all(|i| self.follows(i)))?;
        let first = self.owner(first).map_or(first, |owner| owner.first);
        self.may_begin_clause(first).then_some(Phrase { noun: Noun::Thing, first, end })
    }

    /// Whether a clause can begin with word `first`.
    fn may_begin_clause(self, first: usize) -> bool {
        self.opens(first) || !self.follows(first) || self.is_opener(first - 1)
    }

    /// Whether the subject of a clause can follow word `i`: "for" only where it joins clauses.
    fn is_opener(self, i: usize) -> bool {
        OPENERS.contains(self.raw(i)) && (self.raw(i) != "for" || i == 0 || !self.follows(i))
    }
}

/// What a pronoun that is a subject stands for.
fn pronoun(word: &str) -> Option<Noun> {
    match word {
        "she" | "She" => Some(Noun::She),
        "he" | "He" => Some(Noun::He),
        "I" => Some(Noun::I),
        "you" | "You" => Some(Noun::You),
        _ => None,
    }
}

/// Whether a verb can begin with `word`, which stands after a subject.
fn may_be_verb(word: &str) -> bool {
    is_adverb(word) || !is_listed("and or of in at to is was were had would", word)
}

fn is_adverb(word: &str) -> bool {
    ADVERBS.contains(word) || word.len() > 4 && word.ends_with("ly")
}
