//! Clauses, and what they claim of whom.

use crate::diagnostic::Span;
use crate::story::antecedents::{Reach, reach};
use crate::story::attributes::Attribute;
use crate::story::gender::Gender;
use crate::story::modality::modality;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::prose::{Text, is_listed};
use crate::story::sentences;
use crate::story::statements::{Claim, Modality, Side, SubjectKind};
use crate::story::subjects::EPITHETS;
use crate::story::titles::is_title;
use crate::story::traits::{self, Trigger, trigger};
use crate::story::unreal::is_no_death;
use crate::story::word_forms::{contracted, is_negated};
use crate::story::word_list::WordList;

/// How many words may stand between a noun and what belongs to it.
pub(crate) const REACH: usize = 6;

/// Verbs, and what stands among them, before the last verb of a clause.
static AUXILIARIES: WordList = WordList::new(
    "\
already also been could had has have is may might must never not shall should to was will \
would",
);

/// Words that open a clause by which something else is dated, or that is a condition.
static CONDITIONS: WordList = WordList::new(
    "\
After Before Had Once Since Till Until When after before had once since till until when",
);

/// Words that say how much.
static DEGREES: WordList = WordList::new(
    "\
all already also always both herself himself however indeed itself long naturally never \
not now once only quite rather really since so still then therefore too very yet",
);

/// Words that end a noun phrase, or start another.
static FUNCTION_WORDS: WordList = WordList::new(
    "\
a about above across after again against am among an and are as at away back be because \
been before behind below beneath beside between but by could did do down for from had has \
have he her him his i if in into is it its may might must my no nor not now of off on once \
or our out over round shall she should since so than that the their them then there these \
they this those though through till to toward towards under until up upon was we were what \
when where which while who whom whose will with within without would yet you your",
);

/// What is claimed of a subject.
#[derive(Clone, Copy)]
pub(crate) struct What {
    pub(crate) attribute: Attribute,
    pub(crate) code: u8,
    pub(crate) side: Option<Side>,
    pub(crate) object: Option<Phrase>,
    /// What is there, from the list of things: "burn".
    pub(crate) thing: Option<u8>,
}

impl What {
    pub(crate) fn of(attribute: Attribute, code: u8) -> Self {
        Self { attribute, code, side: None, object: None, thing: None }
    }

    pub(crate) fn with(attribute: Attribute, object: Option<Phrase>) -> Self {
        Self { object, ..Self::of(attribute, 0) }
    }
}

/// Looks around the words of a block.
pub(crate) struct Reader<'a> {
    pub(crate) text: Text<'a>,
    pub(crate) claims: &'a mut Vec<Claim>,
}

impl Reader<'_> {
    /// Keeps what is said of `subject` by the words up to `last`.
    pub(crate) fn push(&mut self, subject: Phrase, last: usize, what: What, modality: Modality) {
        let text = self.text;
        let is_death = what.attribute == Attribute::Death && modality == Modality::Asserted;
        let is_unreal = is_death && is_no_death(text, subject.first.min(last), last);
        let modality = match modality {
            _ if is_unreal => Modality::Supposed,
            _ if is_death && is_elder(text, subject) => modality.recalled(),
            // "A short boy": he will grow.
            _ if what.attribute == Attribute::Build
                && is_listed("boy child girl lad lass youngster", text.raw(last)) =>
            {
                modality.recalled()
            }
            _ => modality,
        };
        let last = what.object.map_or(last, |object| last.max(object.end - 1));
        let first = what.object.map_or(subject.first, |object| subject.first.min(object.first));
        let end = text.word(last.max(subject.end - 1)).end();
        let thing = |phrase: Phrase| match phrase.noun {
            Noun::Thing => traits::thing(text.raw(phrase.end - 1)),
            Noun::Name | Noun::She | Noun::He | Noun::I | Noun::You => None,
        };
        self.claims.push(Claim {
            span: Span::new(text.word(first).start..end),
            subject: (kind(text, subject), text.phrase_span(subject)),
            attribute: what.attribute,
            code: what.code,
            side: what.side,
            thing: what.thing.or_else(|| thing(subject)).or_else(|| what.object.and_then(thing)),
            object: what.object.map(|object| text.phrase_span(object)),
            modality,
        });
    }

    /// Keeps what is said of `whom` in a clause about `subject`, as the words up to `end` put it.
    pub(crate) fn say(
        &mut self,
        whom: Phrase,
        subject: Phrase,
        end: usize,
        last: usize,
        what: What,
    ) {
        if let Some(modality) = modality(self.text, subject.first, subject.end, end) {
            let is_condition =
                what.attribute == Attribute::Death && self.is_condition(subject.first);
            self.push(whom, last, what, if is_condition { modality.recalled() } else { modality });
        }
    }

    /// Keeps what the verb at `verb` does to `whom`, whoever does it.
    pub(crate) fn done_to(&mut self, whom: Phrase, verb: usize, last: usize, what: What) {
        if let Some(modality) = modality(self.text, verb, verb, last) {
            self.push(whom, last, what, modality);
        }
    }

    /// Whether the clause that starts with word `first` tells when or whether something else is: "before
    /// Anna died", "had Anna died"; or is quoted after a colon.
    fn is_condition(&self, mut first: usize) -> bool {
        while first > 0 && self.text.follows(first) && is_listed(EPITHETS, self.text.raw(first - 1))
        {
            first -= 1;
        }
        let Some(before) = first.checked_sub(1) else { return false };
        CONDITIONS.contains(self.text.raw(before)) && self.text.follows(first)
            || self.text.gap(first).contains(':')
    }

    /// Keeps what the clause with the verb at `verb` says of its subject.
    pub(crate) fn clause(&mut self, verb: usize, last: usize, what: What) {
        let Some(subject) = self.text.subject(verb) else { return };
        let is_person = !matches!(
            what.attribute,
            Attribute::State | Attribute::Direction | Attribute::PlaceKind | Attribute::Colour
        );
        let is_unlikely = match subject.noun {
            Noun::Thing => is_person && !self.is_kin(subject),
            Noun::I | Noun::You => what.attribute == Attribute::Death,
            Noun::Name | Noun::She | Noun::He => false,
        };
        if !is_unlikely {
            // "Tom's wife died": another one may come.
            let is_spouse = || is_listed("husband wife", self.text.raw(subject.end - 1));
            if what.attribute == Attribute::Death && subject.noun == Noun::Thing && is_spouse() {
                self.may_change(last, "kin");
            }
            let end = what.object.map_or(last, |object| object.first.max(last));
            self.say(subject, subject, end, last, what);
        }
    }

    /// Whether a phrase is somebody's relative: "his father".
    pub(crate) fn is_kin(&self, phrase: Phrase) -> bool {
        matches!(trigger(self.text.raw(phrase.end - 1)), Some(Trigger::Kin(_)))
            && !matches!(self.text.raw(phrase.first), "the" | "The")
    }

    /// Where the verb starts whose last word is before `end`, if that is a form of "to be": "was",
    /// "had been", "would never have been".
    pub(crate) fn copula(&self, end: usize) -> Option<usize> {
        let text = self.text;
        let mut first = end;
        while first > 0 && text.follows(first) && is_degree(text.raw(first - 1)) {
            first -= 1;
        }
        if first == 0 || !text.follows(first) {
            return None;
        }
        first -= 1;
        match text.raw(first) {
            "am" | "are" | "is" | "was" | "were" | "became" => Some(first),
            word if is_negated(word) && (word.starts_with("wasn") || word.starts_with("isn")) => {
                Some(first)
            }
            word if contracted(word).is_some_and(|(_, verb)| matches!(verb, "m" | "re" | "s")) => {
                Some(first)
            }
            // Not "be hanged".
            "be" | "been" | "become" => Some(self.auxiliary(first)).filter(|&verb| verb < first),
            _ => None,
        }
    }

    /// The first of the verbs that lead up to the one at `verb`: "would never have".
    pub(crate) fn auxiliary(&self, mut verb: usize) -> usize {
        let text = self.text;
        while verb > 0 && text.follows(verb) && AUXILIARIES.contains(text.raw(verb - 1)) {
            verb -= 1;
        }
        // "She'd never have".
        let is_contracted =
            verb > 0 && text.follows(verb) && text.contracted_subject(verb - 1).is_some();
        verb - usize::from(is_contracted)
    }

    /// Keeps what the words from `first` to `i` say that somebody is: "was tall", "was a tall, old woman".
    pub(crate) fn quality_from(&mut self, first: usize, i: usize, what: What) {
        let text = self.text;
        if let Some(verb) = self.copula(first) {
            let next = text.raw(i + 1);
            let is_free = text.ends(i) || is_listed("and but for in with from as or", next);
            if is_free && !self.is_one_of(i) {
                self.clause(verb, i, what);
            }
            return;
        }
        // "She was a very tall, old woman."
        let Some(article) = self.article(first) else { return };
        let last = (i + 1..text.len().min(i + 4))
            .take_while(|&k| text.is_joined(k))
            .find(|&k| traits::is_somebody(text.raw(k)) || is_noun_of_people(text.raw(k)));
        let Some(last) = last.filter(|_| matches!(text.raw(article), "a" | "an")) else { return };
        if let Some(verb) = self.copula(article) {
            self.clause(verb, last, what);
        } else if let Some(name) = self.apposed_to(article, last) {
            self.push(name, last, what, Modality::Asserted);
        }
    }

    /// The name that is described by the words after a comma that begin with the article at `article`, up to `last`:
    /// "Anna, a tall woman,". Not one of several: "Anna, a tall woman, and Tom".
    pub(crate) fn apposed_to(&self, article: usize, last: usize) -> Option<Phrase> {
        let text = self.text;
        let name =
            text.name_before(article).filter(|_| article > 0 && text.after_comma(article))?;
        let is_alone = |k: usize| {
            let is_next = k == last + 1 && matches!(text.raw(k), "and" | "or");
            !is_next && !(text.after_comma(k) && (text.raw(k) == "and" || text.may_name(k)))
        };
        let mut rest = (last + 1..text.len()).take_while(|&k| !text.opens(k));
        let is_plain = text.opens(name.first)
            || text.follows(name.first) && !is_listed("and in of or", text.raw(name.first - 1));
        (is_plain && !text.owns(name) && rest.all(is_alone)).then_some(name)
    }

    /// Whether an alternative to word `i` is named: "blind or deaf".
    pub(crate) fn is_one_of(&self, i: usize) -> bool {
        matches!(self.text.raw(i + 1), "or" | "nor")
            || i > 0 && is_listed("or nor neither either", self.text.raw(i - 1))
    }

    /// The article of the noun phrase that word `i` is an adjective of.
    pub(crate) fn article(&self, i: usize) -> Option<usize> {
        let text = self.text;
        let mut first = i;
        while first > 0 && first + REACH > i && text.is_joined(first) {
            first -= 1;
            match text.raw(first) {
                "a" | "an" | "the" => return Some(first),
                word if is_function(word) => return None,
                _ => {}
            }
        }
        None
    }
}

/// Whether a phrase is one name, with a title or without, and tells which of those who bear it is meant: "old Tom",
/// "Young Tom", "old Mrs. Hale".
fn is_elder(text: Text<'_>, phrase: Phrase) -> bool {
    let (first, last) = (phrase.first, phrase.end - 1);
    let tells = |at: usize| {
        let is_age = |it: usize| is_listed("Elder Old Young elder old young", text.raw(it));
        at.checked_sub(1).is_some_and(is_age) && text.follows(at)
    };
    phrase.noun == Noun::Name
        && first + 1 >= last
        && (tells(last) || is_title(text.raw(first)) && tells(first))
}

/// What `phrase` names somebody or something by.
pub(crate) fn kind(text: Text<'_>, phrase: Phrase) -> SubjectKind {
    match phrase.noun {
        Noun::Name => SubjectKind::Name,
        Noun::Thing => SubjectKind::Thing,
        Noun::She => SubjectKind::She(surely(text, phrase.first, Gender::Female)),
        Noun::He => SubjectKind::He(surely(text, phrase.first, Gender::Male)),
        Noun::I => SubjectKind::I,
        Noun::You => SubjectKind::You,
    }
}

/// What stands before word `i`, a pronoun of whom something is said: somebody without a name in the sentence before may
/// be meant, even if somebody with a name is nearer ("The goddess stood over Anna. Her eyes"), or the subject of that
/// sentence ("Anna looked at the goddess").
fn surely(text: Text<'_>, i: usize, gender: Gender) -> Reach {
    let mut reach = reach(text, i, gender);
    let first = sentences::start(text, i);
    if (sentences::before(text, first)..first).any(|k| text.is_unnamed(k, gender)) {
        let back = (text.start(i) - text.start(first - 1)) as u32;
        reach.rival = Some(reach.rival.map_or(back, |rival| rival.min(back)));
    }
    reach
}

/// Whether `word` says how much.
pub(crate) fn is_degree(word: &str) -> bool {
    DEGREES.contains(word)
}

/// Whether `word` is somebody, with an adjective before it.
pub(crate) fn is_noun_of_people(word: &str) -> bool {
    is_listed("figure men youth youngster spinster bachelor", word)
}

/// Whether `word` ends a noun phrase, or starts another.
pub(crate) fn is_function(word: &str) -> bool {
    FUNCTION_WORDS.contains(word)
}
