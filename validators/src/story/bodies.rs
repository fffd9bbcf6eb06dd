//! What people look like.

use crate::diagnostic::Span;
use crate::story::attributes::Attribute;
use crate::story::clauses::{REACH, Reader, What, is_degree, is_function, is_noun_of_people};
use crate::story::modality::modality;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::prose::{Text, is_listed};
use crate::story::statements::{Modality, Side};
use crate::story::tints::{is_colour_of, is_passing, tint};
use crate::story::traits::{self, Trigger, trigger};
use crate::story::word_forms::{contracted, is_possessive};
use crate::story::word_list::WordList;

/// Words between a verb and a colour.
static BEFORE_COLOUR: WordList = WordList::new(
    "\
a an and as big bright clear coarse curly dark deep fine glossy huge large light long narrow of pale round shining shiny short soft \
straight the thick thin wide",
);

/// Words before a colour that say which shade of it.
const SHADES: &str = "ash dark reddish strawberry";

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
pub(crate) enum Owner {
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
        if matches!(text.raw(i + 2), "hers" | "his") && text.raw(i + 1) == "of" {
            return self.part_of(i, attribute);
        }
        // "Her black hair-ribbon."
        if i + 1 < text.len() && text.gap(i + 1) == "-" {
            return;
        }
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
                && tint(text, k + 1, attribute).is_none()
        };
        let colours: Vec<(usize, u8)> = (first..i)
            .filter(|&k| !is_of_other(k))
            .filter_map(|k| Some((k, tint(text, k, attribute)?)))
            .collect();
        let code = match (&*colours, owner) {
            ([], Owner::Is(owner)) => return self.coloured_after(owner, i, attribute),
            // "She had hair as black as coal."
            ([], Owner::Has(..) | Owner::With(..)) => {
                let is_like = text.raw(i + 1) == "as" && text.raw(i + 3) == "as";
                match tint(text, i + 2, attribute).filter(|_| is_like) {
                    Some(code) => code,
                    None => return,
                }
            }
            ([], Owner::Opens(..)) => return,
            (&[(_, code)], _) => code,
            (&[.., (k, other), (_, code)], _) => {
                // "Dark blue" is blue, and "light reddish brown" what "reddish brown" is.
                let is_shade = is_listed(SHADES, text.raw(k));
                if other != code && !(is_shade && text.follows(k + 1)) {
                    return;
                }
                code
            }
        };
        let is_plain = !(first..i).any(|k| is_listed("dyed false no not or", text.raw(k)));
        // "Her black hair was a wig."
        let is_false = (i + 1..i + 5).any(|k| is_listed("dyed false wig", text.raw(k)));
        let is_passing = attribute != Attribute::Eyes && is_passing(text, i, attribute);
        if is_false || is_passing || !is_plain || !is_colour_of(attribute, code) {
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

    /// "Those blue eyes of hers", with the eyes at `i`.
    fn part_of(&mut self, i: usize, attribute: Attribute) {
        let text = self.text;
        let floor = i.saturating_sub(REACH);
        let mut before = (floor..i).rev().take_while(|&k| text.is_joined(k + 1));
        let Some(first) = before.find(|&k| is_function(text.raw(k))) else { return };
        let colours: Vec<u8> = (first + 1..i).filter_map(|k| tint(text, k, attribute)).collect();
        if let [code] = *colours
            && is_listed("that the those with", text.raw(first))
            && is_colour_of(attribute, code)
            && !is_passing(text, i, attribute)
        {
            let noun = if text.raw(i + 2) == "his" { Noun::He } else { Noun::She };
            let owner = Phrase { noun, first: i + 2, end: i + 3 };
            let n_claims = self.claims.len();
            self.push(owner, i + 2, What::of(attribute, code), Modality::Asserted);
            let start = Span::new(text.word(first + 1).start..text.word(i + 2).end());
            self.claims[n_claims..].iter_mut().for_each(|claim| claim.span = start);
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
        if next >= text.len() {
            return;
        }
        // "Her eyes turned black with fury."
        if attribute == Attribute::Eyes
            && text.follows(next)
            && is_listed("became changed flashed glowed turned went", text.raw(next))
        {
            if is_listed("color colour", text.raw(next + 1))
                || tint(text, next + 1, attribute).is_some()
            {
                self.may_change(i, "eyes");
            }
            return;
        }
        // "Her hair, which was red".
        let is_which = text.after_comma(next) && text.raw(next) == "which";
        let verb = if is_which && next + 1 < text.len() && is_verb(next + 1) {
            next + 1
        } else if !text.follows(next) {
            return;
        } else if is_verb(next) {
            next
        } else if self.is_joined_look(owner.first) {
            i
        } else {
            return;
        };
        let last =
            (verb + 1..text.len().min(verb + 6)).take_while(|&k| text.follows(k)).find(|&k| {
                tint(text, k, attribute)
                    .is_some_and(|_| text.raw(k) != "dark" || !is_shade(text, k + 1, attribute))
            });
        let Some(last) = last else { return };
        let is_plain =
            (verb + 1..last).all(|k| is_degree(text.raw(k)) || BEFORE_COLOUR.contains(text.raw(k)));
        let next = text.raw(last + 1);
        // "Was the red of a fox."
        let is_of = next == "of" && text.raw(last - 1) == "the";
        let is_free = is_of || text.ends(last) || is_listed("and as but like in hair eyes", next);
        let is_one =
            next != "and" || last + 2 >= text.len() || tint(text, last + 2, attribute).is_none();
        let code = tint(text, last, attribute).expect("it was found as a colour");
        if is_plain
            && is_free
            && is_one
            && is_colour_of(attribute, code)
            && !is_passing(text, last, attribute)
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
            _ => match tint(text, i - 1, attribute).filter(|&code| is_colour_of(attribute, code)) {
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

    /// Whose the noun at `i` is, with adjectives between: "her large, blue eyes"; and by which verb
    /// somebody has it: "he had blue eyes".
    pub(crate) fn owner_of(&self, i: usize) -> Option<Owner> {
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
                    let subject = text.subject(first).or_else(|| text.after_copula(first));
                    let subject = subject.filter(|it| it.noun != Noun::Thing)?;
                    return Some(Owner::Has(subject, first));
                }
                // "She'd the bluest eyes", "he's got blue eyes".
                word if contracted(word).is_some() => {
                    let subject = text.contracted_subject(first)?;
                    let has = text.raw(first + 1) == "got" || word.ends_with('d');
                    return has.then_some(Owner::Has(subject, first));
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
                // "Her mother's hair", "her eyes met brown eyes".
                word if is_possessive(word)
                    || matches!(trigger(word), Some(Trigger::Part(_)))
                        && text.raw(first + 1) != "and"
                        && text.follows(first + 1)
                    || is_function(word)
                    || text.word(first).is_capitalised() =>
                {
                    return None;
                }
                _ => {}
            }
        }
        None
    }

    /// Whom "with" at word `with` describes, and the verb of that: "she was a tall woman with", "he was tall, with"; or
    /// the article instead: "Anna, a tall woman with".
    fn described(&self, with: usize) -> Option<(Phrase, usize)> {
        let text = self.text;
        if let Some(noun) = with.checked_sub(1).filter(|&noun| traits::is_somebody(text.raw(noun)))
            && let Some(article) = self.article(noun).filter(|&it| it > 0 && text.after_comma(it))
        {
            let is_one = matches!(text.raw(article), "a" | "an");
            let whom = self.apposed_to(article, with).or_else(|| self.at_work(article));
            return whom.filter(|_| is_one).map(|whom| (whom, article));
        }
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

    /// Who works as the words before `end` say, with a place: "Anna was the baker of Whitby,".
    fn at_work(&self, end: usize) -> Option<Phrase> {
        let text = self.text;
        let of = text.name_before(end)?.first.checked_sub(1)?;
        let work = of.checked_sub(1).filter(|_| is_listed("at in of", text.raw(of)))?;
        let is_work = matches!(trigger(text.raw(work)), Some(Trigger::Occupation(_)));
        let article =
            self.article(work).filter(|_| is_work && (work..end).all(|k| text.follows(k)))?;
        text.subject(self.copula(article)?).filter(|it| it.noun != Noun::Thing)
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

    /// "Left-handed", "handed Tom the key".
    pub(crate) fn handed(&mut self, i: usize) {
        if i == 0 || self.text.gap(i) != "-" {
            self.loses(i);
        } else if let Some(side) = side(self.text.raw(i - 1))
            // "With a sword" one may be otherwise.
            && !is_listed("at in with", self.text.joined_after(i))
            && !(self.text.sentence_first(i)..i).any(|k| self.text.raw(k) == "mirror")
        {
            self.quality_from(i - 1, i, What::of(Attribute::Handedness, side as u8));
        }
    }

    /// "Anna was tall", not "as tall as".
    pub(crate) fn built(&mut self, i: usize, code: u8) {
        let is_compared = i > 0 && self.text.raw(i - 1) == "as"
            || matches!(self.text.raw(i + 1), "enough" | "for" | "of")
            // "Short with them", "short and to the point".
            || self.text.raw(i) == "short" && matches!(self.text.raw(i + 1), "and" | "in" | "with");
        if !is_compared {
            self.quality_from(i, i, What::of(Attribute::Build, code));
        }
    }
}

/// Whether the word at `i` is the colour that a shade before it is one of.
fn is_shade(text: Text<'_>, i: usize, attribute: Attribute) -> bool {
    i < text.len() && text.follows(i) && tint(text, i, attribute).is_some()
}

/// Which side of a body `word` is.
pub(crate) fn side(word: &str) -> Option<Side> {
    match word {
        "left" | "Left" => Some(Side::Left),
        "right" | "Right" => Some(Side::Right),
        _ => None,
    }
}
