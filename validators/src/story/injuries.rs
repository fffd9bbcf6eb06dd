//! What people have hurt or lost.

use crate::story::attributes::{self, Attribute};
use crate::story::bodies::{Owner, side};
use crate::story::clauses::{REACH, Reader, What, is_function};
use crate::story::modality::modality;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::prose::{Text, is_listed};
use crate::story::sentences;
use crate::story::statements::{Modality, Side};
use crate::story::traits;
use crate::story::word_forms::is_negated;
use crate::story::word_list::WordList;

/// Words of a sentence that tells of more than one scar or wound, or of one as it is in a mirror.
static SEVERAL: WordList = WordList::new(
    "\
also another both either mirror mirrored other photograph reflected reflection scars second third twin wounds",
);

/// What tells a scar from one that somebody has, or that it is none.
const OTHER_SCARS: &str = "another drawn false fresh matching new other painted rubber second twin";

impl Reader<'_> {
    /// "A scar on his left cheek", "a patch over his left eye", which is lost. A mark that may be another one is
    /// the object where the text speaks of it as known, "the burn on his hand"; that of a scar is what it is from.
    pub(crate) fn scar(&mut self, i: usize, attribute: Attribute) {
        let text = self.text;
        let mark = Some(text.raw(i)).filter(|&word| !matches!(word, "patch" | "scar"));
        let known = self.article(i).filter(|&article| text.raw(article) == "the");
        // "She cut", "to scratch".
        if mark.is_some() && known.is_none() && !self.is_noun(i) {
            return;
        }
        // "A new scar", "a painted scar".
        if (i.saturating_sub(3)..i).any(|k| is_listed(OTHER_SCARS, text.raw(k))) {
            return;
        }
        let object = mark.and(known).map(|first| Phrase { noun: Noun::Thing, first, end: i + 1 });
        let mut side_seen = None;
        let mut owner = None;
        for k in i + 1..text.len().min(i + 10) {
            if !text.follows(k) {
                return;
            }
            owner = owner.or(text.owner(k));
            side_seen = side_seen.or(side(text.raw(k)));
            if let Some(code) = attributes::part(text.raw(k)) {
                let is_on = (i + 1..k).any(|k| {
                    is_listed(
                        "on upon across over above below beneath under along down inside",
                        text.raw(k),
                    )
                });
                let what = self.hurt(attribute, code, side_seen, k);
                let object = if mark.is_some() { object } else { self.cause(k) };
                let what = What { thing: mark.and_then(traits::thing), ..what };
                let is_second = text.raw(k + 1) == "to" && text.raw(k + 2) == "match";
                if is_second || attribute == Attribute::Missing && text.raw(k) != "eye" {
                    return;
                }
                if let Some(owner) = owner.filter(|_| is_on) {
                    if let Some(modality) = self.is_there(i) {
                        self.push(owner, k, What { object, ..what }, modality);
                    }
                } else if is_on && let Some(Owner::Has(subject, verb)) = self.owner_of(i) {
                    self.say(subject, subject, verb, k, what);
                }
                return;
            }
        }
    }

    /// Whether word `i`, which may be a verb, is a noun: "a long scratch", "his old burn".
    fn is_noun(&self, i: usize) -> bool {
        let text = self.text;
        (i.saturating_sub(3)..i).rev().take_while(|&k| text.is_joined(k + 1)).any(|k| {
            is_listed("A An a an any no that this", text.raw(k)) || text.owner(k).is_some()
        })
    }

    /// "His wooden left leg", "he had a steel hand, the left", "his right eye, the glass one".
    pub(crate) fn wooden(&mut self, i: usize) {
        let text = self.text;
        let (mut side_seen, at) = text.side_at(i + 1);
        let is_limb = |k: usize| match text.raw(k) {
            "eye" => text.raw(i) == "glass",
            word => is_listed("arm foot hand leg", word),
        };
        if text.raw(at) == "one" {
            return self.is_made_of(i);
        }
        let Some(code) = attributes::part(text.raw(at)).filter(|_| is_limb(at)) else { return };
        let before = i.checked_sub(1).filter(|_| text.follows(i));
        side_seen = side_seen.or(before.and_then(|k| side(text.raw(k))));
        // "A wooden leg, the left".
        let is_next = at + 2 < text.len()
            && text.after_comma(at + 1)
            && is_listed("her his the", text.raw(at + 1));
        side_seen = side_seen.or(side(text.raw(at + 2)).filter(|_| is_next));
        let what = self.hurt(Attribute::Missing, code, side_seen, at);
        match self.owner_of(at) {
            Some(Owner::Is(owner)) => self.push(owner, at, what, Modality::Asserted),
            Some(Owner::Has(subject, verb) | Owner::With(subject, verb, _)) => {
                self.say(subject, subject, verb, at, what);
            }
            Some(Owner::Opens(..)) | None => {}
        }
    }

    /// "His right hand, the steel one", with the steel at `i`.
    fn is_made_of(&mut self, i: usize) {
        let text = self.text;
        let the = i.checked_sub(1).filter(|&the| text.raw(the) == "the" && text.follows(i));
        let Some(limb) = the.and_then(|the| the.checked_sub(1).filter(|_| text.after_comma(the)))
        else {
            return;
        };
        if let Some(code) = attributes::part(text.raw(limb))
            && let Some(Owner::Is(owner)) = self.owner_of(limb)
        {
            let side = (owner.end..limb).find_map(|k| side(text.raw(k)));
            let what = self.hurt(Attribute::Missing, code, side, i);
            self.push(owner, i, what, Modality::Asserted);
        }
    }

    /// "Her right arm in a sling", "his left leg was in plaster", with the sling at `i`.
    pub(crate) fn bound_up(&mut self, i: usize) {
        let text = self.text;
        let floor = i.saturating_sub(REACH).max(text.sentence_first(i));
        let Some(limb) = (floor..i).rev().find(|&k| attributes::part(text.raw(k)).is_some()) else {
            return;
        };
        let is_in = (limb + 1..i).any(|k| text.raw(k) == "in");
        if let (Some(code), true) = (attributes::part(text.raw(limb)), is_in)
            && let Some(Owner::Is(owner)) = self.owner_of(limb)
            && let Some(modality) = modality(text, owner.first, limb, i)
        {
            let side = (owner.end..limb).find_map(|k| side(text.raw(k)));
            let what = self.hurt(Attribute::Wound, code, side, i);
            self.push(owner, i, what, modality);
        }
    }

    /// What is hurt or lost, as far as word `i`, which is on a side or on none: a sentence that tells of both sides
    /// tells of neither which one it is.
    pub(crate) fn hurt(
        &self,
        attribute: Attribute,
        code: u8,
        side: Option<Side>,
        i: usize,
    ) -> What {
        let text = self.text;
        let is_several = |k: usize| match text.raw(k) {
            "too" => text.ends(k) || text.after_comma(k),
            "well" => text.raw(k - usize::from(k > 0)) == "as",
            word if self::side(word).is_some_and(|it| Some(it) != side) => {
                text.ends(k)
                    || text.raw(k + 1) == "one"
                    || attributes::part(text.raw(k + 1)).is_some()
            }
            word => SEVERAL.contains(word),
        };
        let mut sentence = sentences::start(text, i)..sentences::end(text, i);
        let side = side.filter(|_| !sentence.any(is_several));
        What { side, ..What::of(attribute, code) }
    }

    /// What a scar at the end of word `i` is from: "from the war".
    fn cause(&self, i: usize) -> Option<Phrase> {
        let text = self.text;
        if text.joined_after(i) != "from" {
            return None;
        }
        let first = i + 2;
        let is_before =
            |k: usize| text.owner(k).is_some() || is_listed("a an the that their", text.raw(k));
        let noun = first + usize::from(first < text.len() && is_before(first));
        let end = (noun..text.len().min(noun + 3))
            .take_while(|&k| text.follows(k) && !is_function(text.raw(k)))
            .last()?
            + 1;
        Some(Phrase { noun: Noun::Thing, first, end })
    }

    /// How it is said that there is the thing at `i`, whose owner stands after it: "no scar", "never had a
    /// scar". "The scar" is one, whatever is said of it.
    fn is_there(&self, i: usize) -> Option<Modality> {
        let text = self.text;
        let article = (i.saturating_sub(REACH)..i)
            .rev()
            .take_while(|&k| text.is_joined(k + 1))
            .find(|&k| is_function(text.raw(k)) || is_listed("A Any No any", text.raw(k)));
        let Some(article) = article else { return Some(Modality::Asserted) };
        match text.raw(article) {
            "no" | "No" => return Some(Modality::Denied),
            "a" | "A" | "an" | "any" | "Any" => {}
            _ => return Some(Modality::Asserted),
        }
        let verb = self.auxiliary(article);
        let is_denied = (verb.saturating_sub(1)..article).any(|k| {
            let word = text.raw(k);
            let denies = is_listed("never Never not nor without Without", word) || is_negated(word);
            denies && text.follows(k + 1)
        });
        if is_denied { Some(Modality::Denied) } else { modality(text, i, i, i) }
    }

    /// "Wounded in the leg", "his left arm was broken", "she broke her leg".
    pub(crate) fn wound(&mut self, i: usize) {
        let text = self.text;
        if text.raw(i) == "wounded"
            && text.raw(i + 1) == "in"
            && matches!(text.raw(i + 2), "the" | "his" | "her")
        {
            let (side, at) = text.side_at(i + 3);
            if let (Some(code), Some(verb)) = (attributes::part(text.raw(at)), self.copula(i)) {
                self.clause(verb, at, self.hurt(Attribute::Wound, code, side, at));
            }
            return;
        }
        let is_free = text.ends(i) || is_listed("in and by at", text.raw(i + 1));
        match self.copula(i).filter(|_| is_free) {
            Some(verb) => self.is_broken(verb, i),
            None if text.raw(i) != "wounded" => self.breaks(i),
            None => {}
        }
    }

    /// "His left arm was broken", "the vase was broken".
    fn is_broken(&mut self, verb: usize, i: usize) {
        let text = self.text;
        let Some(subject) = text.subject(verb).filter(|it| it.noun == Noun::Thing) else { return };
        let last = subject.end - 1;
        if let (Some(code), Some(owner)) =
            (attributes::part(text.raw(last)), self.owner_in(subject))
        {
            let side = side(text.raw(last - 1));
            if let Some(modality) = modality(text, owner.first, last, i) {
                self.push(owner, i, self.hurt(Attribute::Wound, code, side, i), modality);
            }
        } else if traits::is_fixed(text.raw(last)) && text.raw(i) == "broken" {
            self.clause(verb, i, What::of(Attribute::State, 0));
        }
    }

    /// "Broke his left arm": one's own, and not somebody else's.
    fn breaks(&mut self, i: usize) {
        let text = self.text;
        let Some(owner) = text.owner(i + 1).filter(|it| it.noun != Noun::Name) else { return };
        let (side, at) = text.side_at(owner.end);
        let Some(code) = attributes::part(text.raw(at)) else { return };
        let verb = self.auxiliary(i);
        let is_own = |it: Phrase| it.noun == Noun::Name || it.noun == owner.noun;
        if text.subject(verb).is_some_and(is_own) {
            self.clause(verb, at, self.hurt(Attribute::Injury, code, side, at));
        }
    }

    /// Whose a phrase says that its thing is.
    fn owner_in(&self, phrase: Phrase) -> Option<Phrase> {
        (phrase.first..phrase.end - 1).find_map(|i| self.text.owner(i))
    }
}

impl Text<'_> {
    /// The side that word `at` names, if it does, and the word that is on it.
    pub(crate) fn side_at(self, at: usize) -> (Option<Side>, usize) {
        let side = side(self.raw(at));
        (side, at + usize::from(side.is_some()))
    }
}
