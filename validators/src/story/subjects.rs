//! What the verb of a clause is about.

use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::prose::{Text, is_listed};
use crate::story::traits::is_somebody;
use crate::story::word_forms::{contracted, is_possessive};
use crate::story::word_list::WordList;

/// Words that may stand right before the subject of a clause.
static OPENERS: WordList = WordList::new(
    "\
after afterwards ago although and as because before believe believed but cried declared do dreamed dreamt \
earlier fancied feared felt for guess heard hope hoped how if imagine imagined knew know known later learned learnt lest \
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

/// Words that tell of a time, after which a subject may follow without a comma.
static TIMES: WordList = WordList::new(
    "\
afternoon April August Christmas dawn day daybreak days December dusk Easter end evening February Friday hour \
hours illness January July June last length March May midday midnight minutes moment Monday month months \
morning night nightfall noon November October Saturday September spring summer sunrise sunset Sunday \
Thursday time Tuesday Wednesday week weeks winter autumn year years",
);

/// Words around those, of the same phrase.
static AROUND_TIMES: WordList = WordList::new(
    "\
A About After Around At By During Early Eight Five For Four In Last Late Later Many Nine Next On One Over Several Seven Since \
Six Some Ten That The This Three Towards Two Within a about an at brief by cold dark during early eight eighth few \
fifth fine first five following for four fourth her his hot in late long middle next nine ninth of on one previous \
same second seven seventh several short six sixth some stormy ten tenth that the third this three twelve twenty \
two very warm wet within",
);

/// Words before a name that say what somebody is like.
pub(crate) const EPITHETS: &str = "dear little old poor young";

/// Of whom somebody may be left out: "nobody but Anna".
const ALL: &str =
    "All Everybody Everyone Nobody None all anybody anyone everybody everyone nobody none one";

/// So many words before a subject may tell when or where it is.
const ADVERBIAL: usize = 8;

/// Words that a noun phrase begins with.
const DETERMINERS: &str = "a all an her his its my our some the their your";

impl Text<'_> {
    /// What the verb at `verb` is about, which stands before it.
    pub(crate) fn subject(self, verb: usize) -> Option<Phrase> {
        if let Some(pronoun) = self.contracted_subject(verb) {
            return Some(pronoun);
        }
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

    /// The pronoun that is one word with the verb at `verb`: "she's".
    pub(crate) fn contracted_subject(self, verb: usize) -> Option<Phrase> {
        let (word, _) = contracted(self.raw(verb))?;
        Some(Phrase { noun: pronoun(word)?, first: verb, end: verb + 1 })
    }

    /// Whom "who" at `at` stands for.
    fn relative(self, at: usize) -> Option<Phrase> {
        let name = self.name_before(at).filter(|_| at > 0)?;
        let before = name.first.checked_sub(1).map_or("", |before| self.raw(before));
        // "It was Anna who died."
        let is_cleft = || {
            name.first > 1
                && self.follows(at)
                && self.follows(name.first)
                && matches!(before, "is" | "was")
                && matches!(self.raw(name.first - 2), "It" | "it")
        };
        if !self.after_comma(at) && !is_cleft() {
            return None;
        }
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

    /// The subject that the sentence begins with, of which "was" says something, and the verb at `verb` more: "She
    /// was tall and had".
    pub(crate) fn after_copula(self, verb: usize) -> Option<Phrase> {
        let and =
            verb.checked_sub(1).filter(|&and| self.raw(and) == "and" && self.follows(verb))?;
        let first = self.sentence_first(and);
        let subject = match pronoun(self.raw(first)) {
            Some(noun) => Phrase { noun, first, end: first + 1 },
            None => self.name_from(first).filter(|&name| !self.owns(name))?,
        };
        let is_plain = |i: usize| {
            self.is_joined(i)
                && !OTHER_SUBJECTS.contains(self.raw(i))
                && !self.may_name(i)
                && pronoun(self.raw(i)).is_none()
        };
        let is_said = subject.end < and && matches!(self.raw(subject.end), "is" | "was");
        (is_said && self.follows(subject.end) && (subject.end + 1..and).all(is_plain))
            .then_some(subject)
    }

    /// The name or the thing right before word `end`, if a clause begins with it.
    fn noun_subject(self, end: usize) -> Option<Phrase> {
        let Some(name) = self.name_before(end) else { return self.thing_subject(end) };
        let name = self.without_date(name);
        let is_before = |first: usize, list| {
            first > 0 && self.follows(first) && is_listed(list, self.raw(first - 1))
        };
        let mut first = name.first;
        first -= usize::from(is_before(first, EPITHETS));
        first -= usize::from(is_before(first, "the The"));
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
        self.opens(first)
            || !self.follows(first)
            || self.is_opener(first - 1)
            || self.is_after_time(first)
            || self.is_after_place(first)
    }

    /// Whether a phrase that tells of a time stands before word `first`, and nothing else of its clause:
    /// "in 1870", "that night".
    fn is_after_time(self, first: usize) -> bool {
        let is_time = |k: usize| {
            let word = self.raw(k);
            TIMES.contains(word) || word.len() == 4 && word.bytes().all(|c| c.is_ascii_digit())
        };
        let is_part = |k: usize| {
            is_time(k)
                || AROUND_TIMES.contains(self.raw(k))
                || self.raw(k).starts_with(|c: char| c.is_ascii_digit())
        };
        let mut start = first;
        while start > 0 && start + ADVERBIAL > first && self.follows(start) && is_part(start - 1) {
            start -= 1;
        }
        start < first
            && (start..first).any(is_time)
            && (self.opens(start) || !self.follows(start) || self.is_opener(start - 1))
    }

    /// Whether a sentence begins with a place and goes on with word `first`: "In the old house".
    fn is_after_place(self, first: usize) -> bool {
        let Some(start) = (first.saturating_sub(4)..first.saturating_sub(2))
            .find(|&start| self.opens(start) && is_listed("At In Near On", self.raw(start)))
        else {
            return false;
        };
        is_listed("a an her his my our the their", self.raw(start + 1))
            && (start + 1..=first).all(|k| self.follows(k))
            && (start + 2..first).all(|k| {
                let word = self.raw(k);
                word.starts_with(|c: char| c.is_ascii_lowercase())
                    && !is_adverb(word)
                    && !OTHER_SUBJECTS.contains(word)
                    && !is_possessive(word)
                    && !is_listed("and of or", word)
            })
    }

    /// `name` without a month or a day of the week that only stands before it: "in May Anna".
    fn without_date(self, name: Phrase) -> Phrase {
        let is_date = |k: usize| TIMES.contains(self.raw(k)) && self.follows(k);
        let is_in = |before: &str| {
            is_listed("In On in last on of", before)
                || before.starts_with(|c: char| c.is_ascii_digit())
        };
        let has_date = name.first + 1 < name.end
            && name.first > 0
            && is_date(name.first)
            && is_in(self.raw(name.first - 1));
        Phrase { first: name.first + usize::from(has_date), ..name }
    }

    /// Whether the subject of a clause can follow word `i`: "for" only where it joins clauses.
    fn is_opener(self, i: usize) -> bool {
        let is_joined = || i > 0 && self.follows(i);
        OPENERS.contains(self.raw(i))
            && match self.raw(i) {
                "for" => !is_joined(),
                // "The woman before Anna had", "nobody but Anna had".
                "after" | "before" => !(is_joined() && is_somebody(self.raw(i - 1))),
                "but" => {
                    let is_all = |k: usize| is_listed(ALL, self.raw(k));
                    !(is_joined() && (self.sentence_first(i)..i).any(is_all))
                }
                _ => true,
            }
    }
}

/// What a pronoun that is a subject stands for.
fn pronoun(word: &str) -> Option<Noun> {
    match word {
        "she" | "She" => Some(Noun::She),
        "he" | "He" => Some(Noun::He),
        "I" => Some(Noun::I),
        "you" | "You" => Some(Noun::You),
        _ => contracted(word).and_then(|(word, _)| pronoun(word)),
    }
}

/// Whether a verb can begin with `word`, which stands after a subject.
fn may_be_verb(word: &str) -> bool {
    is_adverb(word) || !is_listed("and or of in at to is was were had would", word)
}

fn is_adverb(word: &str) -> bool {
    ADVERBS.contains(word) || word.len() > 4 && word.ends_with("ly")
}
