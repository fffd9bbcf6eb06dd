//! What people do with things and places, and what these are like.

use crate::story::attributes::{self, Attribute};
use crate::story::clauses::{REACH, Reader, What, is_function};
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::prose::is_listed;
use crate::story::traits;
use crate::story::word_list::WordList;

/// Words between a verb and the place to which, or from which, somebody goes.
static AWAY: WordList =
    WordList::new("across again away back down home off on out over straight up");

impl Reader<'_> {
    /// "Took the key", "lost her ring".
    pub(crate) fn handles(&mut self, i: usize, attribute: Attribute) {
        let at = i + 1 + usize::from(matches!(self.text.raw(i + 1), "up" | "back" | "out"));
        // Not "took his hat off".
        let is_kept = |thing: &Phrase| self.text.raw(thing.end) != "off";
        if let Some(thing) = self.carried(at).filter(is_kept) {
            self.clause(self.auxiliary(i), i, What::with(attribute, Some(thing)));
        }
    }

    /// "Put the key into his pocket."
    pub(crate) fn puts(&mut self, i: usize) {
        let text = self.text;
        let Some(thing) = self.carried(i + 1) else { return };
        let is_pocket = (thing.end..text.len().min(thing.end + 5))
            .take_while(|&k| text.follows(k))
            .any(|k| text.raw(k) == "pocket");
        if is_pocket && matches!(text.raw(thing.end), "in" | "into" | "back") {
            self.clause(self.auxiliary(i), i, What::with(Attribute::Gets, Some(thing)));
        }
    }

    /// "Lost his left arm", "gave Tom the key", "gave the key to Tom".
    pub(crate) fn loses(&mut self, i: usize) {
        let text = self.text;
        let verb = self.auxiliary(i);
        if text.raw(i) == "lost" && i + 1 < text.len() {
            let is_one = matches!(text.raw(i + 1), "an" | "one" | "a");
            let at = i + 1 + usize::from(is_one || text.owner(i + 1).is_some());
            let (side, at) = text.side_at(at);
            if let Some(code) = attributes::part(text.raw(at)).filter(|_| at > i + 1) {
                if is_listed("arm ear eye finger foot hand leg thumb", text.raw(at)) {
                    self.clause(verb, at, self.hurt(Attribute::Missing, code, side, at));
                }
                return;
            }
        }
        let gives = is_listed("gave handed lent sold", text.raw(i));
        let to = if gives { self.receiver(i + 1) } else { None };
        let Some(thing) = self.carried(to.map_or(i + 1, |to| to.end)) else { return };
        // "Gave it up", "gave the letter a glance".
        let Some(subject) = text.subject(verb) else { return };
        let to = to.or_else(|| {
            (gives && text.raw(thing.end) == "to").then(|| self.receiver(thing.end + 1)).flatten()
        });
        if gives && to.is_none() {
            return;
        }
        self.clause(verb, i, What::with(Attribute::Loses, Some(thing)));
        if let Some(to) = to {
            self.say(to, subject, i, i, What::with(Attribute::Gets, Some(thing)));
        }
    }

    /// The thing that the words from `at` name, if it can be carried: "the old key".
    fn carried(&self, at: usize) -> Option<Phrase> {
        self.thing(at, traits::is_carried)
    }

    /// The known thing of a kind that the words from `at` name.
    fn thing(&self, at: usize, is_of_kind: fn(&str) -> bool) -> Option<Phrase> {
        let text = self.text;
        if at >= text.len() || !text.follows(at) {
            return None;
        }
        let is_known = matches!(text.raw(at), "the" | "this" | "that") || text.owner(at).is_some();
        if !is_known {
            return None;
        }
        let end = text.len().min(at + 4);
        let last = (at + 1..end)
            .take_while(|&k| text.follows(k) && !is_function(text.raw(k)))
            .find(|&k| is_of_kind(text.raw(k)))?;
        let next = text.raw(last + 1);
        let is_head = text.ends(last) || is_function(next) || next.ends_with("ly");
        is_head.then_some(Phrase { noun: Noun::Thing, first: at, end: last + 1 })
    }

    /// Somebody who gets something, at word `at`.
    fn receiver(&self, at: usize) -> Option<Phrase> {
        let text = self.text;
        if at >= text.len() || !text.follows(at) {
            return None;
        }
        let noun = match text.raw(at) {
            "him" => Noun::He,
            "her"
                if text.follows((at + 1).min(text.len() - 1))
                    && is_listed("the his a this that", text.raw(at + 1)) =>
            {
                Noun::She
            }
            "me" => Noun::I,
            "you" => Noun::You,
            _ => return text.name_at(at),
        };
        Some(Phrase { noun, first: at, end: at + 1 })
    }

    /// "The door was locked", "she locked the door".
    pub(crate) fn state(&mut self, i: usize, code: u8) {
        let text = self.text;
        let what = What::of(Attribute::State, code);
        if let Some(verb) = self.copula(i) {
            let is_free = text.ends(i)
                || is_listed("and by in at when with behind on up down to", text.raw(i + 1));
            if is_free
                && let Some(subject) = text.subject(verb).filter(|it| it.noun == Noun::Thing)
                && traits::is_fixed(text.raw(subject.end - 1))
            {
                self.clause(verb, i, what);
            }
            return;
        }
        if let Some(thing) = self.thing(i + 1, traits::is_fixed)
            && let Some(subject) = text.subject(self.auxiliary(i))
            && subject.noun != Noun::Thing
        {
            self.say(thing, subject, i, i, what);
        }
    }

    /// "The door was green."
    pub(crate) fn coloured_thing(&mut self, i: usize, code: u8) {
        let text = self.text;
        let Some(verb) = self.copula(i).filter(|_| text.ends(i) || text.raw(i + 1) == "and") else {
            return;
        };
        let is_two = text.raw(i + 1) == "and" && traits::colour(text.raw(i + 2)).is_some();
        if let Some(subject) = text.subject(verb).filter(|it| it.noun == Noun::Thing)
            && traits::is_fixed(text.raw(subject.end - 1))
            && !is_two
            && !matches!(text.raw(i), "dark" | "fair" | "golden")
        {
            self.clause(verb, i, What::of(Attribute::Colour, code));
        }
    }

    /// "Went back to Whitby", "came from Whitby".
    pub(crate) fn goes(&mut self, i: usize) {
        let text = self.text;
        let mut at = i + 1;
        while at < i + 4 && at < text.len() && text.follows(at) && AWAY.contains(text.raw(at)) {
            at += 1;
        }
        if at >= text.len() || !text.follows(at) {
            return;
        }
        match text.raw(at) {
            "to" | "into" => self.travels(i, at + 1, Attribute::Arrives),
            "at" | "in" if text.raw(i) == "arrived" => self.travels(i, at + 1, Attribute::Arrives),
            "from" => self.travels(i, at + 1, Attribute::Leaves),
            "for" if matches!(text.raw(i), "sailed" | "started") => {
                self.travels(i, at + 1, Attribute::Arrives)
            }
            _ => {}
        }
    }

    /// The place at `at` that the verb at `i` says that its subject comes to, or from.
    pub(crate) fn travels(&mut self, i: usize, at: usize, attribute: Attribute) {
        let text = self.text;
        let Some(place) = text.name_at(at) else { return };
        if text.raw(place.end) == "and" && text.follows(place.end) {
            return;
        }
        let verb = self.auxiliary(i);
        if text.subject(verb).is_some_and(|subject| subject.noun != Noun::Thing) {
            self.clause(verb, i, What::with(attribute, Some(place)));
        }
    }

    /// "Whitby lies ten miles north of York."
    pub(crate) fn compass(&mut self, i: usize, code: u8) {
        let text = self.text;
        if text.raw(i + 1) != "of" || i + 2 >= text.len() || !text.follows(i + 1) {
            return;
        }
        let Some(object) = text.name_from(i + 2).filter(|_| text.follows(i + 2)) else { return };
        let what = What { object: Some(object), ..What::of(Attribute::Direction, code) };
        let verb = (i.saturating_sub(REACH)..i)
            .rev()
            .take_while(|&k| text.follows(k + 1))
            .find(|&k| is_listed("is was lies lay stands stood", text.raw(k)));
        if let Some(verb) = verb
            && text.subject(verb).is_some_and(|it| it.noun == Noun::Name)
        {
            self.clause(verb, i, what);
        }
    }

    /// "Whitby was a village."
    pub(crate) fn place_kind(&mut self, i: usize, code: u8) {
        let text = self.text;
        let is_free = text.ends(i) || is_listed("in of on near at by with and", text.raw(i + 1));
        if let Some(verb) =
            self.article(i).filter(|_| is_free).and_then(|article| self.copula(article))
            && text.subject(verb).is_some_and(|it| it.noun == Noun::Name)
        {
            self.clause(verb, i, What::of(Attribute::PlaceKind, code));
        }
    }
}
