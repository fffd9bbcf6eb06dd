//! What becomes of people: birth, marriage, change, death.

use crate::story::ages::SaidAge;
use crate::story::attributes::{Attribute, CHANGES, code};
use crate::story::clauses::{Reader, What, is_degree, is_function};
use crate::story::looking_back::{is_beside_event, looks_back};
use crate::story::modality::modality;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::numbers::begins_with_figure;
use crate::story::prose::is_listed;
use crate::story::statements::Modality;
use crate::story::telling::Tense;
use crate::story::titles;
use crate::story::traits::{Trigger, trigger};
use crate::story::word_forms::is_negated;
use crate::story::word_list::WordList;

/// Words before a death by which something else is dated.
static DATING: WordList = WordList::new(
    "\
After At Before On Since Upon after at before news on since upon",
);

/// What is done to somebody "to death", and meant.
static DEADLY: WordList = WordList::new(
    "\
battered beat beaten bled bludgeoned burned burnt choked clubbed crushed froze frozen hacked kicked mauled \
shot stabbed starved stoned strangled tortured trampled",
);

/// How people die. Otherwise it may be on a stage: "he died amiably".
static DYING: WordList = WordList::new(
    "\
bravely calmly early gently happily horribly immediately instantly lately mercifully mysteriously nobly only \
painfully painlessly peacefully quickly quietly shortly silently slowly soon suddenly swiftly unexpectedly \
unhappily violently wretchedly",
);

/// At what somebody is killed who only loses.
const GAMES: &str = "backgammon billiards bowls bridge cards checkers chess cricket croquet darts dominoes draughts \
football golf poker snooker squash tennis whist";

/// With what, and by whom, nobody is killed.
const HARMLESS: &str = "audience critic critics frown glance joke jokes kindness laughter look looks press public \
question questions reviewers reviews silence smile sneer stare word words";

/// Under what the dead are buried.
const GRAVES: &str = "altar cairn cedar church cross earth elm floor ground mound oak slab stone stones tree trees turf \
willow yew";

/// What somebody works in.
const SHOPS: &str = "bakery business farm forge living pharmacy practice pulpit school shop smithy stall trade workshop";

impl Reader<'_> {
    /// "Anna was dead", "they found Anna dead".
    pub(crate) fn dead(&mut self, i: usize) {
        let text = self.text;
        let next = text.raw(i + 1);
        let is_plain = text.ends(i)
            || is_listed("and before by for from in long now on these upon when a", next);
        let is_one = self.is_one_of(i) || next == "in" && text.raw(i + 2) == "love";
        let is_weary = next == "on" && text.raw(i + 3) == "feet";
        if !is_plain
            || is_one
            || is_weary
            || is_listed("half as though if than", text.raw(i.wrapping_sub(1)))
        {
            return;
        }
        let what = What::of(Attribute::Death, 0);
        if let Some(verb) = self.copula(i) {
            if text.raw(verb) != "became" {
                self.clause(verb, i, what);
            }
        } else if i > 0 && text.follows(i) && matches!(text.raw(i - 1), "lay" | "fell" | "dropped")
        {
            self.clause(self.auxiliary(i - 1), i, what);
        } else {
            self.found_dead(i);
        }
    }

    /// "They found Anna dead", "Anna was found dead".
    fn found_dead(&mut self, i: usize) {
        let text = self.text;
        let is_verb = |word| matches!(word, "discovered" | "found" | "shot");
        let what = What::of(Attribute::Death, 0);
        if i > 0 && text.follows(i) && is_verb(text.raw(i - 1)) {
            if let Some(verb) = self.copula(i - 1) {
                self.clause(verb, i, what);
            }
        } else if let Some(name) = text.name_before(i).filter(|_| text.follows(i))
            && let Some(before) = name.first.checked_sub(1).filter(|_| text.follows(name.first))
            && is_verb(text.raw(before))
        {
            self.done_to(name, self.auxiliary(before), i, what);
        }
    }

    /// "Anna died", "Anna did not die".
    pub(crate) fn died(&mut self, i: usize) {
        let text = self.text;
        let next = text.raw(i + 1);
        let what = What::of(Attribute::Death, 0);
        if text.raw(i) == "die" {
            let before = |n: usize| i.checked_sub(n).map_or("", |before| text.raw(before));
            let verb = match before(1) {
                "not" if before(2) == "did" && text.follows(i - 1) => i - 2,
                word if word.starts_with("didn") && is_negated(word) => i - 1,
                _ => return,
            };
            // Who did not die of fever or there may have died otherwise or elsewhere.
            if text.follows(i) && (text.ends(i) || matches!(next, "and" | "but")) {
                self.clause(verb, i, what);
            }
            return;
        }
        let is_figure = !text.ends(i)
            && (is_listed("away down out laughing hard with to", next)
                || next == "of"
                    && is_listed(
                        "laughter laughing shame boredom curiosity fright it",
                        text.raw(i + 2),
                    )
                || next.ends_with("ly") && !DYING.contains(next)
                || next == "as" && text.name_at(i + 2).is_some_and(|it| text.ends(it.end - 1))
                || next == "a" && is_listed("bit hundred little thousand", text.raw(i + 2))
                || matches!(next, "inside" | "inwardly") && text.ends(i + 1));
        if !is_figure {
            self.clause(self.auxiliary(i), i, what);
        }
    }

    /// "Anna was drowned", "he killed Tom".
    pub(crate) fn killed(&mut self, i: usize) {
        let text = self.text;
        let what = What::of(Attribute::Death, 0);
        let next = text.raw(i + 1);
        if let Some(verb) = self.copula(i) {
            // "Was buried in '98" is none.
            let is_dated = next == "in" && begins_with_figure(text.raw(i + 2));
            let is_figure = next == "off"
                || matches!(text.raw(i), "buried" | "drowned")
                    && matches!(next, "in" | "by" | "out")
                    && !is_dated
                || text.raw(i) == "executed" && next == "with"
                || self.is_no_killing(i, i);
            if !is_figure && !self.is_one_of(i) {
                self.clause(verb, i, what);
            }
            return;
        }
        let verb = self.auxiliary(i);
        if text.raw(i) == "drowned" {
            if text.ends(i) || is_listed("in at while when", next) && !self.is_bare(i + 2) {
                self.clause(verb, i, what);
            }
            return;
        }
        if matches!(next, "himself" | "herself") {
            // "Killed himself laughing."
            if text.ends(i + 1) || !text.raw(i + 2).ends_with("ing") {
                self.clause(verb, i, what);
            }
            return;
        }
        if text.is_slain(i + 1) {
            let noun = if text.raw(i + 1) == "him" { Noun::He } else { Noun::She };
            return self.killer(Phrase { noun, first: i + 1, end: i + 2 }, verb, i);
        }
        // Whom somebody kills.
        if let Some(name) = text.name_at(i + 1) {
            self.killer(name, verb, i);
        }
    }

    /// Whether what follows word `last` makes a figure of speech of the killing at `i`: "killed Tom at chess", "with a
    /// look", "buried under the blankets".
    fn is_no_killing(&self, i: usize, last: usize) -> bool {
        let text = self.text;
        if text.ends(last) {
            return false;
        }
        let is_soon = |list| (last + 2..last + 5).any(|k| is_listed(list, text.raw(k)));
        let is_buried = text.raw(i) == "buried";
        match text.raw(last + 1) {
            "at" => is_listed(GAMES, text.raw(last + 2)),
            "by" | "with" => is_soon(HARMLESS),
            "in" => is_buried && self.is_bare(last + 2),
            "beneath" | "under" => is_buried && !is_soon(GRAVES),
            _ => false,
        }
    }

    /// Whether a noun without an article or a name stands at `k`: "drowned in debts", not "in the lake", "in May".
    fn is_bare(&self, k: usize) -> bool {
        let text = self.text;
        k < text.len()
            && text.raw(k).starts_with(char::is_lowercase)
            && !is_listed(
                "a an earth her his its my our shallow deep that the their this water",
                text.raw(k),
            )
    }

    /// "Anna killed Tom", "they killed Tom", "a bullet killed Tom", with the verb from `verb` to `i`.
    fn killer(&mut self, whom: Phrase, verb: usize, i: usize) {
        let text = self.text;
        let what = What::of(Attribute::Death, 0);
        if self.is_no_killing(i, whom.end - 1) {
            return;
        }
        let is_thing = || {
            verb > 1
                && text.follows(verb)
                && text.follows(verb - 1)
                && is_listed("A An One The a an one the", text.raw(verb - 2))
        };
        if let Some(subject) = text.subject(verb) {
            self.say(whom, subject, i, i, what);
        } else if verb > 0 && is_listed("They We they we", text.raw(verb - 1)) || is_thing() {
            self.done_to(whom, verb, i, what);
        }
    }

    /// "Anna stabbed Tom to death", "Tom was stabbed to death", "Tom bled to death", with the death at `i`.
    fn done_to_death(&mut self, i: usize) {
        let text = self.text;
        let what = What::of(Attribute::Death, 0);
        let Some(last) = i.checked_sub(2).filter(|_| text.follows(i) && text.follows(i - 1)) else {
            return;
        };
        if DEADLY.contains(text.raw(last)) {
            if let Some(verb) = self.copula(last) {
                self.clause(verb, i, what);
            } else if is_listed("bled burned choked froze starved", text.raw(last)) {
                self.clause(self.auxiliary(last), i, what);
            }
        } else if let Some(name) = text.name_before(i - 1)
            && let Some(verb) = name.first.checked_sub(1).filter(|_| text.follows(name.first))
            && DEADLY.contains(text.raw(verb))
        {
            self.killer(name, self.auxiliary(verb), verb);
        }
    }

    /// "After Anna's death", "the death of Anna".
    pub(crate) fn death(&mut self, i: usize) {
        let text = self.text;
        let what = What::of(Attribute::Death, 0);
        if i > 0 && text.raw(i - 1) == "to" {
            return self.done_to_death(i);
        }
        let subject = match i.checked_sub(1).and_then(|before| text.owner(before)) {
            Some(owner) if text.follows(i) => owner,
            _ => match text.name_at(i + 2) {
                Some(name)
                    if text.raw(i + 1) == "of"
                        && i > 0
                        && is_listed("the The sudden recent untimely", text.raw(i - 1)) =>
                {
                    name
                }
                _ => return,
            },
        };
        // "Anna's grave face."
        let is_noun = text.ends(i) || is_function(text.raw(i + 1));
        if subject.noun != Noun::Name || !is_noun {
            return;
        }
        let is_dated = (subject.first.min(i).saturating_sub(3)..subject.first.min(i))
            .any(|k| DATING.contains(text.raw(k)));
        let is_followed = matches!(text.raw(subject.end.max(i + 1)), "had" | "was" | "has");
        if (is_dated || is_followed || text.raw(i) != "death")
            && let Some(modality) = modality(text, subject.first.min(i), i, text.len().min(i + 2))
        {
            self.push(subject, i, what, modality.recalled());
        }
    }

    /// "The late Mr. Orme."
    pub(crate) fn late(&mut self, i: usize) {
        let text = self.text;
        if i > 0
            && text.follows(i)
            && is_listed("the The his her my our their", text.raw(i - 1))
            && let Some(name) = text.name_from(i + 1).filter(|_| text.follows(i + 1))
            && !titles::is_title(text.raw(name.end - 1))
        {
            self.push(name, i, What::of(Attribute::Death, 0), Modality::Recalled);
        }
    }

    pub(crate) fn widow(&mut self, i: usize) {
        let text = self.text;
        let what = What::of(Attribute::Death, 0);
        if i > 0
            && text.follows(i)
            && let Some(owner) = text.owner(i - 1).filter(|it| it.noun == Noun::Name)
        {
            self.push(owner, i, what, Modality::Recalled);
        } else if text.raw(i + 1) == "of"
            && let Some(name) = text.name_at(i + 2)
        {
            self.push(name, i, what, Modality::Recalled);
        }
    }

    pub(crate) fn born(&mut self, i: usize) {
        let text = self.text;
        let Some(verb) = self.copula(i) else { return };
        let place = matches!(text.raw(i + 1), "in" | "at" | "near")
            .then(|| text.name_from(i + 2))
            .flatten()
            .filter(|_| text.follows(i + 2));
        let is_other = is_listed("to of with a for again", text.raw(i + 1));
        if !is_other {
            self.clause(verb, i, What::with(Attribute::Birth, place));
        }
    }

    pub(crate) fn lived(&mut self, i: usize) {
        let text = self.text;
        let next = text.raw(i + 1);
        let at = i + 1 + usize::from(is_degree(next) || matches!(next, "alone" | "here"));
        if matches!(text.raw(at), "at" | "in")
            && text.follows(at)
            && let Some(place) = text.name_at(at + 1)
        {
            self.clause(self.auxiliary(i), i, What::with(Attribute::Home, Some(place)));
        }
    }

    pub(crate) fn married(&mut self, i: usize) {
        let text = self.text;
        if text.joined_after(i) == "again" {
            self.may_change(i, "kin");
        }
        if let Some(verb) = self.copula(i) {
            let to = (text.raw(i + 1) == "to").then(|| text.name_at(i + 2)).flatten();
            if to.is_some() || text.ends(i) {
                self.clause(verb, i, What::with(Attribute::Marriage, to));
            }
            return;
        }
        if let Some(other) = text.name_at(i + 1) {
            self.clause(self.auxiliary(i), i, What::with(Attribute::Marriage, Some(other)));
        }
    }

    /// "Anna was twelve."
    pub(crate) fn aged(&mut self, age: &SaidAge) {
        let text = self.text;
        let [first, end] = [age.whose.start, age.whose.end].map(|at| text.index(at as usize));
        let noun = match &text.prose()[age.whose.range()] {
            "She" | "she" | "Her" | "her" => Noun::She,
            "He" | "he" | "His" | "his" => Noun::He,
            "I" | "My" | "my" => Noun::I,
            "You" | "you" | "Your" | "your" => Noun::You,
            _ => Noun::Name,
        };
        let modality = match age.tense {
            Tense::Perfect => Some(Modality::Recalled),
            Tense::Supposed => Some(Modality::Supposed),
            Tense::Unknown | Tense::Past | Tense::Present => {
                modality(text, first, end, age.first.max(end))
            }
        };
        if let Some(mut modality) = modality {
            if age.is_reached && modality == Modality::Recalled {
                modality = Modality::Asserted;
            }
            // "In those days Anna was twelve." "When Tom was born, Anna was thirty-three."
            if looks_back(text, age.first) || is_beside_event(text, first) {
                modality = modality.recalled();
            }
            let subject = Phrase { noun, first, end };
            self.push(subject, age.last, What::of(Attribute::Age, age.years), modality);
        }
    }

    /// "Anna perished", "Anna passed away".
    pub(crate) fn perished(&mut self, i: usize) {
        let text = self.text;
        let passes_away = || text.raw(i + 1) == "away" && text.ends(i + 1);
        if text.raw(i) != "passed" || passes_away() {
            self.clause(self.auxiliary(i), i, What::of(Attribute::Death, 0));
        }
    }

    /// "A wig", "retired".
    pub(crate) fn changed(&mut self, i: usize, code: u8) {
        let subject = Phrase { noun: Noun::Thing, first: i, end: i + 1 };
        self.push(subject, i, What::of(Attribute::Change, code), Modality::Asserted);
    }

    /// "Coloured her hair", "coloured it". Who only coloured has blushed.
    pub(crate) fn coloured(&mut self, i: usize) {
        let text = self.text;
        let is_hair =
            |k: usize| matches!(trigger(text.raw(k)), Some(Trigger::Part(Attribute::Hair)));
        if text.joined_after(i) == "it" || text.owner(i + 1).is_some() && is_hair(i + 2) {
            self.may_change(i, "looks");
        }
    }

    /// "Played at shop", "played the part of".
    pub(crate) fn plays(&mut self, i: usize) {
        let text = self.text;
        let next = text.joined_after(i);
        let is_part = next == "the" && is_listed("part parts role", text.raw(i + 2));
        if is_part || next == "at" && !is_listed("a an the", text.raw(i + 2)) {
            self.may_change(i, "looks");
        }
    }

    /// Keeps that `what`, one of [`CHANGES`], may be otherwise than before.
    pub(crate) fn may_change(&mut self, i: usize, what: &str) {
        self.changed(i, code(CHANGES, what).expect("it is listed"));
    }

    /// "Gave up the forge", "sold his shop".
    pub(crate) fn gives_up(&mut self, i: usize) {
        let text = self.text;
        let given = i + 1 + usize::from(text.raw(i + 1) == "up");
        let is_whose = is_listed("her his the their", text.raw(given));
        if is_whose && is_listed(SHOPS, text.raw(given + 1)) {
            self.may_change(i, "work");
        }
    }
}
