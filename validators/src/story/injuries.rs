//! What people have hurt or lost.

use crate::story::attributes::{self, Attribute};
use crate::story::bodies::{Owner, side};
use crate::story::clauses::{REACH, Reader, What, is_function};
use crate::story::modality::modality;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::prose::{Text, is_listed};
use crate::story::statements::{Modality, Side};
use crate::story::traits;
use crate::story::word_forms::is_negated;

impl Reader<'_> {
    /// "A scar on his left cheek", "a patch over his left eye", which is lost.
    pub(crate) fn scar(&mut self, i: usize, attribute: Attribute) {
        let text = self.text;
        let mut side_seen = None;
        let mut owner = None;
        for k in i + 1..text.len().min(i + 8) {
            if !text.follows(k) {
                return;
            }
            owner = owner.or(text.owner(k));
            side_seen = side_seen.or(side(text.raw(k)));
            if let Some(code) = attributes::part(text.raw(k)) {
                let is_on = (i + 1..k).any(|k| {
                    is_listed(
                        "on upon across over above below beneath under along down",
                        text.raw(k),
                    )
                });
                let what = What { side: side_seen, ..What::of(attribute, code) };
                if attribute == Attribute::Missing && text.raw(k) != "eye" {
                    return;
                }
                if let Some(owner) = owner.filter(|_| is_on) {
                    if let Some(modality) = self.is_there(i) {
                        self.push(owner, k, what, modality);
                    }
                } else if is_on && let Some(Owner::Has(subject, verb)) = self.owner_of(i) {
                    self.say(subject, subject, verb, k, what);
                }
                return;
            }
        }
    }

    /// "His wooden left leg."
    pub(crate) fn wooden(&mut self, i: usize) {
        let text = self.text;
        let (side, at) = text.side_at(i + 1);
        let owner = i.checked_sub(1).filter(|_| text.follows(i)).and_then(|k| text.owner(k));
        if let (Some(owner), Some(code)) = (owner, attributes::part(text.raw(at)))
            && is_listed("arm foot hand leg", text.raw(at))
        {
            let what = What { side, ..What::of(Attribute::Missing, code) };
            self.push(owner, at, what, Modality::Asserted);
        }
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
                self.clause(verb, at, What { side, ..What::of(Attribute::Wound, code) });
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
                self.push(owner, i, What { side, ..What::of(Attribute::Wound, code) }, modality);
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
            self.clause(verb, at, What { side, ..What::of(Attribute::Wound, code) });
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
