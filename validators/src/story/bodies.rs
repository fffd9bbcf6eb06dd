//! What people look like.

use crate::story::attributes::{self, Attribute};
use crate::story::clauses::{REACH, Reader, What, is_degree, is_function, is_noun_of_people};
use crate::story::modality::modality;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::prose::{Text, is_listed};
use crate::story::statements::{Modality, Side};
use crate::story::traits::{self, Trigger, trigger};
use crate::story::word_forms::{is_negated, is_possessive};
use crate::story::word_list::WordList;

/// Words between a verb and a colour.
static BEFORE_COLOUR: WordList = WordList::new(
    "\
a an and as bright clear dark deep large light of pale soft the",
);

/// Words that speak of somebody, whoever it is.
static OTHERS: WordList = WordList::new(
    "\
I child creature girl he her him his it lady man my one other our she someone stranger that their them \
they this us we woman you your",
);

/// So many words before "with" may say whom it describes.
const DESCRIPTION: usize = 14;

/// How somebody owns something.
#[derive(Clone, Copy)]
enum Owner {
    /// "Her eyes".
    Is(Phrase),
    /// "She had eyes", with the verb. Of what things have nothing is said.
    Has(Phrase, usize),
    /// "She was a tall woman with eyes", with the verb and the preposition.
    With(Phrase, usize, usize),
    /// "Anna looked up, and the eyes", with the article: there is nobody else whose they are.
    Opens(Phrase, usize),
}

impl Reader<'_> {
    /// "Her blue eyes", "he had blue eyes", "Anna's eyes were blue".
    pub(crate) fn coloured_part(&mut self, i: usize, attribute: Attribute) {
        let text = self.text;
        let Some(owner) = self.owner_of(i) else { return };
        let first = match owner {
            Owner::Is(owner) => owner.end,
            Owner::Has(_, before) | Owner::With(.., before) | Owner::Opens(_, before) => before + 1,
        };
        // "Her black hair and rolling eyes."
        let is_part = |k: &usize| matches!(trigger(text.raw(*k)), Some(Trigger::Part(_)));
        let first = (first..i).rfind(is_part).map_or(first, |part| part + 1);
        // "Black-lashed eyes" are not black, but "chestnut-coloured hair" is chestnut.
        let is_of_other = |k: usize| {
            text.gap(k + 1) == "-"
                && !is_listed("colored coloured", text.raw(k + 1))
                && traits::colour(text.raw(k + 1)).is_none()
        };
        let colours: Vec<(usize, u8)> = (first..i)
            .filter(|&k| !is_of_other(k))
            .filter_map(|k| Some((k, traits::colour(text.raw(k))?)))
            .collect();
        let code = match (&*colours, owner) {
            ([], Owner::Is(owner)) => return self.coloured_after(owner, i, attribute),
            ([], Owner::Has(..) | Owner::With(..) | Owner::Opens(..)) => return,
            (&[(_, code)], _) => code,
            (&[.., (k, other), (_, code)], _) => {
                // "Dark blue" is blue.
                if other != code && !(text.raw(k) == "dark" && text.follows(k + 1)) {
                    return;
                }
                code
            }
        };
        let is_plain = !(first..i).any(|k| is_listed("dyed false no not or", text.raw(k)));
        // "Her black hair was a wig."
        let is_false = (i + 1..i + 5).any(|k| is_listed("dyed false wig", text.raw(k)));
        if is_false || !is_plain || !is_colour_of(attribute, code) {
            return;
        }
        let what = What::of(attribute, code);
        match owner {
            Owner::Is(owner) | Owner::Opens(owner, _) => {
                self.push(owner, i, what, Modality::Asserted);
            }
            Owner::Has(subject, verb) | Owner::With(subject, verb, _) => {
                self.say(subject, subject, verb, i, what);
            }
        }
    }

    /// "Anna's eyes were of a very deep blue", with the eyes at `i`.
    fn coloured_after(&mut self, owner: Phrase, i: usize, attribute: Attribute) {
        let text = self.text;
        if (owner.end..i).any(|k| text.raw(k) == "with") {
            return;
        }
        let is_verb = |k: usize| is_listed("is are was were", text.raw(k));
        let next = i + 1;
        if next >= text.len() || !text.follows(next) {
            return;
        }
        let verb = if is_verb(next) {
            next
        } else if self.is_joined_look(owner.first) {
            i
        } else {
            return;
        };
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

    /// Whether what stands before word `k` says the like of the same owner: "Her eyes were green and her".
    fn is_joined_look(&self, k: usize) -> bool {
        let text = self.text;
        let Some(and) = k.checked_sub(1).filter(|_| k < text.len()) else { return false };
        let end = if text.raw(and) == "and" && text.follows(k) {
            and
        } else if text.after_comma(k) {
            k
        } else {
            return false;
        };
        let verb = (end.saturating_sub(REACH)..end)
            .rev()
            .find(|&verb| is_listed("are is was were", text.raw(verb)));
        verb.is_some_and(|verb| {
            verb > 1
                && (verb..end).all(|it| text.follows(it))
                && matches!(trigger(text.raw(verb - 1)), Some(Trigger::Part(_)))
                && (is_possessive(text.raw(verb - 2))
                    || text.raw(verb - 2).eq_ignore_ascii_case(text.raw(k)))
        })
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

    /// "Anna was blind", not "blind to it".
    pub(crate) fn infirm(&mut self, i: usize, code: u8) {
        let text = self.text;
        let (before, next) = (text.raw(i.wrapping_sub(1)), text.raw(i + 1));
        let is_figure =
            is_listed("so too been be", before) || next == "in" && text.raw(i + 2) != "one";
        let is_plain = text.ends(i) || is_listed("and from in since man woman old", next);
        if is_plain && !is_figure {
            self.quality_from(i, i, What::of(Attribute::Infirmity, code));
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
                    let subject = text.subject(first).filter(|it| it.noun != Noun::Thing)?;
                    return Some(Owner::Has(subject, first));
                }
                "with" if text.follows(first + 1) => {
                    let (subject, verb) = self.described(first)?;
                    return Some(Owner::With(subject, verb, first));
                }
                "a" | "an" => is_one = true,
                "the" if !is_one && text.raw(i + 1) != "of" => {
                    return self.only_one_before(first).map(|it| Owner::Opens(it, first));
                }
                "and" => {}
                word if is_function(word) || text.word(first).is_capitalised() => return None,
                _ => {}
            }
        }
        None
    }

    /// Whom "with" at word `with` describes, and the verb of that: "she was a tall woman with", "he was tall, with".
    fn described(&self, with: usize) -> Option<(Phrase, usize)> {
        let text = self.text;
        let floor = with.saturating_sub(DESCRIPTION);
        let verb = (floor..with).rev().find(|&k| is_listed("is was", text.raw(k)))?;
        let subject = text.subject(verb).filter(|it| it.noun != Noun::Thing)?;
        let is_plain = |k: usize| {
            let word = text.raw(k);
            text.is_joined(k)
                && !text.word(k).is_capitalised()
                && (!is_function(word) || is_listed("a an and of very", word))
        };
        let says_what = |k: usize| {
            let word = text.raw(k);
            traits::is_somebody(word)
                || is_noun_of_people(word)
                || matches!(trigger(word), Some(Trigger::Build(_)))
        };
        let is_of_subject = (verb + 1..with).all(is_plain)
            && text.is_joined(with)
            && (verb + 1..with).any(says_what)
            && !(verb + 1..with).any(|k| is_listed("not never", text.raw(k)));
        is_of_subject.then_some((subject, verb))
    }

    /// The name that the sentence opens with, if nobody else is spoken of in it before word `i`, with
    /// which a clause of its own begins.
    fn only_one_before(&self, i: usize) -> Option<Phrase> {
        let text = self.text;
        let name = text.name_from(text.sentence_first(i)).filter(|it| !text.owns(*it))?;
        let is_other = |k: usize| text.may_name(k) || OTHERS.contains(text.raw(k));
        let is_apart = i > name.end && (text.raw(i - 1) == "and" || text.after_comma(i));
        (is_apart && !(name.end..i).any(is_other)).then_some(name)
    }

    /// Whose a phrase says that its thing is.
    fn owner_in(&self, phrase: Phrase) -> Option<Phrase> {
        (phrase.first..phrase.end - 1).find_map(|i| self.text.owner(i))
    }

    /// "Left-handed", "handed Tom the key".
    pub(crate) fn handed(&mut self, i: usize) {
        if i == 0 || self.text.gap(i) != "-" {
            self.loses(i);
        } else if let Some(side) = side(self.text.raw(i - 1)) {
            self.quality_from(i - 1, i, What::of(Attribute::Handedness, side as u8));
        }
    }

    /// "Anna was tall", not "as tall as".
    pub(crate) fn built(&mut self, i: usize, code: u8) {
        let is_compared = i > 0 && self.text.raw(i - 1) == "as"
            || matches!(self.text.raw(i + 1), "enough" | "for" | "of");
        if !is_compared {
            self.quality_from(i, i, What::of(Attribute::Build, code));
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
