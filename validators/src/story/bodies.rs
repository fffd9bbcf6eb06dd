//! What people look like.

use crate::story::attributes::{self, Attribute};
use crate::story::clauses::{REACH, Reader, What, is_degree, is_function};
use crate::story::modality::modality;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::prose::{Text, is_listed};
use crate::story::statements::{Modality, Side};
use crate::story::traits::{self, TRIGGERS, Trigger};
use crate::story::word_list::WordList;

/// Words between a verb and a colour.
static BEFORE_COLOUR: WordList = WordList::new(
    "\
a an and as bright clear dark deep large light of pale soft the",
);

/// How somebody owns something.
enum Owner {
    /// "Her eyes".
    Is(Phrase),
    /// "She had eyes", with the verb.
    Has(Phrase, usize),
}

impl Reader<'_> {
    /// "Her blue eyes", "he had blue eyes", "Anna's eyes were blue".
    pub(crate) fn coloured_part(&mut self, i: usize, attribute: Attribute) {
        let text = self.text;
        let Some(owner) = self.owner_of(i) else { return };
        let first = match owner {
            Owner::Is(owner) => owner.end,
            Owner::Has(_, verb) => verb + 1,
        };
        // "Her black hair and rolling eyes."
        let is_part = |k: &usize| matches!(TRIGGERS.get(text.raw(*k)), Some(Trigger::Part(_)));
        let first = (first..i).rfind(is_part).map_or(first, |part| part + 1);
        // "Black-lashed eyes" are not black, but "chestnut-coloured hair" is chestnut.
        let is_of_other = |k: usize| {
            text.gap(k + 1) == "-"
                && !is_listed("colored coloured", text.raw(k + 1))
                && traits::colour(text.raw(k + 1)).is_none()
        };
        let mut colours = (first..i)
            .filter(|&k| !is_of_other(k))
            .filter_map(|k| Some((k, traits::colour(text.raw(k))?)));
        if let Some((_, code)) = colours.next_back() {
            let code = colours.next_back().map_or(Some(code), |(k, other)| {
                // "Dark blue" is blue.
                (text.raw(k) == "dark" && text.follows(k + 1) || other == code).then_some(code)
            });
            let Some(code) = code.filter(|&code| is_colour_of(attribute, code)) else { return };
            if (first..i).any(|k| matches!(text.raw(k), "or" | "no" | "not")) {
                return;
            }
            match owner {
                Owner::Is(owner) => {
                    self.push(owner, i, What::of(attribute, code), Modality::Asserted)
                }
                Owner::Has(subject, verb) if subject.noun != Noun::Thing => {
                    self.say(subject, subject, verb, i, What::of(attribute, code));
                }
                Owner::Has(..) => {}
            }
            return;
        }
        // "Anna's eyes were of a very deep blue."
        let Owner::Is(owner) = owner else { return };
        if (owner.end..i).any(|k| text.raw(k) == "with") {
            return;
        }
        let verb = i + 1;
        if verb >= text.len()
            || !text.follows(verb)
            || !is_listed("is are was were", text.raw(verb))
        {
            return;
        }
        let last =
            (verb + 1..text.len().min(verb + 6)).take_while(|&k| text.follows(k)).find(|&k| {
                traits::colour(text.raw(k))
                    .is_some_and(|_| text.raw(k) != "dark" || !is_shade(text, k + 1))
            });
        let Some(last) = last else { return };
        let is_plain =
            (verb + 1..last).all(|k| is_degree(text.raw(k)) || BEFORE_COLOUR.contains(text.raw(k)));
        let next = text.raw(last + 1);
        let is_free = text.ends(last) || is_listed("and as but like in hair eyes", next);
        let is_one = traits::colour(text.raw(last + 2)).is_none() || next != "and";
        let code = traits::colour(text.raw(last)).expect("it was found as a colour");
        if is_plain
            && is_free
            && is_one
            && is_colour_of(attribute, code)
            && let Some(modality) = modality(text, owner.first, i + 1, last)
        {
            self.push(owner, last, What::of(attribute, code), modality);
        }
    }

    /// "Blue-eyed Anna", "Anna was blue-eyed".
    pub(crate) fn parted(&mut self, i: usize, attribute: Attribute) {
        let text = self.text;
        if i == 0 || text.gap(i) != "-" {
            return;
        }
        let what = match text.raw(i - 1) {
            "one" | "One" if attribute == Attribute::Eyes => What::of(Attribute::Infirmity, 3),
            word => match traits::colour(word).filter(|&code| is_colour_of(attribute, code)) {
                Some(code) => What::of(attribute, code),
                None => return,
            },
        };
        if let Some(name) = text.name_from(i + 1).filter(|_| text.follows(i + 1)) {
            self.push(name, i + 1, what, Modality::Asserted);
        } else {
            self.quality_from(i - 1, i, what);
        }
    }

    pub(crate) fn quality(&mut self, i: usize, what: What) {
        self.quality_from(i, i, what);
    }

    /// "Anna was blind", not "blind to it".
    pub(crate) fn infirm(&mut self, i: usize, code: u8) {
        let text = self.text;
        let (before, next) = (text.raw(i.wrapping_sub(1)), text.raw(i + 1));
        let is_figure =
            is_listed("so too been be", before) || next == "in" && text.raw(i + 2) != "one";
        let is_plain = text.ends(i) || is_listed("and from in since man woman old", next);
        if is_plain && !is_figure {
            self.quality(i, What::of(Attribute::Infirmity, code));
        }
    }

    /// "A scar on his left cheek."
    pub(crate) fn scar(&mut self, i: usize) {
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
                let what = What { side: side_seen, ..What::of(Attribute::Scar, code) };
                if let Some(owner) = owner.filter(|_| is_on) {
                    self.push(owner, k, what, Modality::Asserted);
                } else if is_on
                    && let Some(Owner::Has(subject, verb)) = self.owner_of(i)
                    && subject.noun != Noun::Thing
                {
                    self.say(subject, subject, verb, k, what);
                }
                return;
            }
        }
    }

    /// "His left arm was broken", "she broke her leg", "wounded in the leg", "the vase was broken".
    pub(crate) fn wound(&mut self, i: usize) {
        let text = self.text;
        // "Wounded in the left arm."
        if text.raw(i) == "wounded"
            && matches!(text.raw(i + 1), "in")
            && matches!(text.raw(i + 2), "the" | "his" | "her")
        {
            let (side, at) = text.side_at(i + 3);
            if let (Some(code), Some(verb)) = (attributes::part(text.raw(at)), self.copula(i)) {
                self.clause(verb, at, What { side, ..What::of(Attribute::Wound, code) });
            }
            return;
        }
        if let Some(verb) =
            self.copula(i).filter(|_| text.ends(i) || is_listed("in and by at", text.raw(i + 1)))
        {
            let Some(subject) = text.subject(verb).filter(|it| it.noun == Noun::Thing) else {
                return;
            };
            let last = subject.end - 1;
            if let (Some(code), Some(owner)) =
                (attributes::part(text.raw(last)), self.owner_in(subject))
            {
                let side = side(text.raw(last - 1));
                if let Some(modality) = modality(text, owner.first, last, i) {
                    let what = What { side, ..What::of(Attribute::Wound, code) };
                    self.push(owner, i, what, modality);
                }
            } else if traits::is_fixed(text.raw(last)) && text.raw(i) == "broken" {
                self.clause(verb, i, What::of(Attribute::State, 0));
            }
            return;
        }
        // "Broke his left arm."
        if let Some(owner) =
            text.owner(i + 1).filter(|_| text.raw(i) != "wounded" && i + 1 < text.len())
        {
            let (side, at) = text.side_at(owner.end);
            if let Some(code) = attributes::part(text.raw(at)).filter(|_| owner.noun != Noun::Name)
            {
                let verb = self.auxiliary(i);
                let is_own = text.subject(verb).is_some_and(|subject| {
                    subject.noun == Noun::Name || subject.noun == owner.noun
                });
                if is_own {
                    self.clause(verb, at, What { side, ..What::of(Attribute::Wound, code) });
                }
            }
        }
    }

    /// Whose the noun at `i` is, with adjectives between: "her large, blue eyes"; and by which verb
    /// somebody has it: "he had blue eyes".
    fn owner_of(&self, i: usize) -> Option<Owner> {
        let text = self.text;
        let mut first = i;
        let mut is_one = false;
        while first > 0 && first + REACH > i && text.is_joined(first) {
            first -= 1;
            if let Some(owner) = text.owner(first) {
                return (!is_one).then_some(Owner::Is(owner));
            }
            match text.raw(first) {
                "had" | "has" if text.follows(first + 1) => {
                    return text.subject(first).map(|subject| Owner::Has(subject, first));
                }
                "a" | "an" => is_one = true,
                "and" => {}
                word if is_function(word) || text.word(first).is_capitalised() => return None,
                _ => {}
            }
        }
        None
    }

    /// Whose a phrase says that its thing is.
    fn owner_in(&self, phrase: Phrase) -> Option<Phrase> {
        (phrase.first..phrase.end - 1).find_map(|i| self.text.owner(i))
    }

    /// "Left-handed."
    pub(crate) fn handed(&mut self, i: usize) {
        let Some(side) = i.checked_sub(1).and_then(|before| side(self.text.raw(before))) else {
            return;
        };
        if self.text.gap(i) == "-" {
            self.quality_from(i - 1, i, What::of(Attribute::Handedness, side as u8));
        }
    }

    /// "Anna was tall", not "as tall as".
    pub(crate) fn built(&mut self, i: usize, code: u8) {
        let is_compared = i > 0 && self.text.raw(i - 1) == "as"
            || matches!(self.text.raw(i + 1), "enough" | "for" | "of");
        if !is_compared {
            self.quality(i, What::of(Attribute::Build, code));
        }
    }
}

impl Text<'_> {
    /// The side that word `at` names, if it does, and the word that is on it.
    pub(crate) fn side_at(self, at: usize) -> (Option<Side>, usize) {
        let side = side(self.raw(at));
        (side, at + usize::from(side.is_some()))
    }
}

fn side(word: &str) -> Option<Side> {
    match word {
        "left" | "Left" => Some(Side::Left),
        "right" | "Right" => Some(Side::Right),
        _ => None,
    }
}

/// Whether the word at `i` is the colour that a shade before it is one of.
fn is_shade(text: Text<'_>, i: usize) -> bool {
    i < text.len() && text.follows(i) && traits::colour(text.raw(i)).is_some()
}

/// Whether eyes, hair and the like have a colour for good.
fn is_colour_of(attribute: Attribute, code: u8) -> bool {
    let colour = attribute.value(code);
    let is = |list: &str| colour.is_some_and(|colour| is_listed(list, colour));
    match attribute {
        Attribute::Eyes => is("amber black blue brown dark green grey hazel violet"),
        Attribute::Hair | Attribute::Beard => {
            is("auburn black blond brown dark fair grey red white")
        }
        Attribute::Complexion => is("black brown dark fair"),
        _ => true,
    }
}
