//! What is done with a thing that makes a reader expect to see it again.

use serde::Serialize;

use crate::story::noun_phrases::Phrase;
use crate::story::prose::{Text, is_listed};
use crate::story::things;
use crate::story::word_forms::is_negated;
use crate::story::word_list::WordList;

/// What makes a reader expect that a thing returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Weight {
    /// "Hid the letter", "the box was buried".
    Hidden,
    /// "Locked the letters away", "locked the box".
    Locked,
    /// "A loaded pistol".
    Loaded,
    /// "Kept the pistol in a drawer".
    Kept,
    /// "Gave Tom the key" beside "keep it safe", "entrusted the letter to her".
    Entrusted,
    /// "A gun hung over the mantelpiece".
    Hung,
    /// "Wore a ring round his neck".
    Worn,
    /// "Slipped the key into her pocket".
    Put,
    /// "Found a small key", "produced a revolver", "an old silver locket".
    Noticed,
}

impl Weight {
    const ALL: [Self; 9] = [
        Self::Hidden,
        Self::Locked,
        Self::Loaded,
        Self::Kept,
        Self::Entrusted,
        Self::Hung,
        Self::Worn,
        Self::Put,
        Self::Noticed,
    ];

    /// Whether a reader expects the thing again before it is seen again.
    pub(crate) fn is_strong(self) -> bool {
        self < Self::Put
    }

    /// What is done with the thing: "is hidden".
    pub fn participle(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Locked => "locked up",
            Self::Loaded => "loaded",
            Self::Kept => "kept",
            Self::Entrusted => "entrusted",
            Self::Hung => "hung up",
            Self::Worn => "worn",
            Self::Put => "put away",
            Self::Noticed => "noticed",
        }
    }

    /// The weight with the number `code`.
    pub(crate) fn of(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

/// Where things are put so that nobody sees them.
static HOLDERS: WordList = WordList::new(
    "\
bag bed belt board boards bodice boot boots bosom box breast brick bureau cabinet carpet case casket cellar chest chimney coat \
coffer cupboard desk drawer dress earth envelope floor floorboards folds girdle grave ground hem \
hole jacket knapsack lining mattress panel pillow pocket pocketbook pockets pouch purse sack saddlebag \
safe sash satchel secretary sheath shirt shoe sleeve stocking strongbox tree trunk tunic vault vest \
waistcoat wall wallet waistband",
);

/// What things hang over and on.
const HANGERS: &str =
    "bed chimney chimneypiece fireplace hearth mantel mantelpiece mantelshelf mantle wall walls";

/// What is worn, for a reason.
const WORN: &str = "amulet bracelet brooch crucifix key locket medal medallion miniature necklace ring signet talisman";

/// What people do with a thing when it first comes into the story.
static SHOWN: WordList = WordList::new(
    "\
bought brought carried discovered drew found gave handed held left noticed observed picked produced \
pulled received saw sent showed took unearthed",
);

/// What things are made of, and how they look that are not like others.
static LOOKS: WordList = WordList::new(
    "\
sealed ancient antique antiquated black blank bloodstained brass bronze carved copper crimson crumpled curious \
enamelled engraved faded foreign golden gold heavy iron ivory jade jewelled large leather little \
metal mysterious oak odd old oriental ornate peculiar queer red rusty silver singular slender small steel \
strange thin tiny tin wooden yellow yellowed",
);

/// How far before a verb a word may stand that denies it or makes it somebody's thought.
const DOUBTFUL: usize = 4;

impl<'a> Text<'a> {
    /// What is done with the thing that `phrase` names, or said of it. `is_new` if "a" stands before.
    pub(crate) fn weight(self, phrase: Phrase, is_new: bool) -> Option<Weight> {
        self.handled(phrase, is_new)
            .or_else(|| self.told_of(phrase))
            .or_else(|| self.looks(phrase, is_new))
    }

    /// What the verb before it does with it.
    fn handled(self, phrase: Phrase, is_new: bool) -> Option<Weight> {
        let head = self.raw(phrase.end - 1);
        let verb = self.verb_before(phrase.first)?;
        let particle = || is_listed("away up", self.raw(verb + 1)) && verb + 1 < phrase.first;
        let after = self.next(phrase.end);
        let weight = match self.raw(verb) {
            "buried" if things::is_blade(head) => return None,
            "hid" | "hidden" | "concealed" | "secreted" | "buried" => Weight::Hidden,
            "locked"
                if particle()
                    || is_listed("away in inside into safely up", after)
                    || things::is_box(head) =>
            {
                Weight::Locked
            }
            "loaded" if things::is_firearm(head) => Weight::Loaded,
            "kept" | "preserved" | "treasured"
                if !is_listed("diary journal note watch", head)
                    && !is_listed("at back before from in open out", after)
                    || is_listed("concealed hidden locked", after)
                    || self.is_held(phrase.end) =>
            {
                Weight::Kept
            }
            "wore" if is_listed(WORN, head) && !(verb > 0 && self.raw(verb - 1) == "that") => {
                Weight::Worn
            }
            "pocketed" => Weight::Put,
            "sewed" | "sewn" | "stitched" if self.is_held(phrase.end) => Weight::Hidden,
            "crammed" | "dropped" | "laid" | "placed" | "pushed" | "put" | "slid" | "slipped"
            | "stowed" | "stuck" | "stuffed" | "thrust" | "tucked"
                if self.is_held(phrase.end) =>
            {
                Weight::Put
            }
            "entrusted" | "intrusted" => Weight::Entrusted,
            "gave" | "given" | "handed" | "pressed" if self.has_charge(phrase.end) => {
                Weight::Entrusted
            }
            "hang" | "hung" | "hangs" if things::is_weapon(head) && self.is_after_hanger(verb) => {
                Weight::Hung
            }
            word if is_new && SHOWN.contains(word) => Weight::Noticed,
            _ => return None,
        };
        self.is_so(verb).then_some(weight)
    }

    /// The verb before a phrase that starts with word `first`: "slipped him the key", "locked away
    /// the key".
    pub(crate) fn verb_before(self, first: usize) -> Option<usize> {
        let mut at = first.checked_sub(1).filter(|_| self.follows(first))?;
        for _ in 0..2 {
            let word = self.raw(at);
            let is_between = match word {
                "away" | "back" | "down" | "her" | "him" | "me" | "only" | "out" | "them"
                | "up" => true,
                _ => word.ends_with("ly"),
            };
            if !is_between || at == 0 || !self.follows(at) {
                break;
            }
            at -= 1;
        }
        let is_name = self.may_name(at) && at > 0 && self.follows(at);
        Some(if is_name { at - 1 } else { at })
    }

    /// What the words after it say of it.
    fn told_of(self, phrase: Phrase) -> Option<Weight> {
        static BETWEEN: WordList =
            WordList::new("always been carefully had is lay lies safely still that was were which");
        let (end, head) = (phrase.end, self.raw(phrase.end - 1));
        let n_between = (0..4).take_while(|n| BETWEEN.contains(self.next(end + n))).count();
        let at = end + n_between;
        let hides = |at: usize| is_listed("buried concealed hid secreted", self.next(at));
        let is_it = |at: usize| is_listed("it them", self.next(at));
        if self.next(end) == "and" && hides(end + 1) && is_it(end + 2) {
            return self.is_so(phrase.first).then_some(Weight::Hidden);
        }
        // What "conceals" something is not concealed.
        if n_between > 0 && is_listed("had that which", self.raw(at - 1)) {
            return None;
        }
        let is_over = |at: usize| {
            things::is_weapon(head)
                && is_listed("above on over upon", self.next(at))
                && self.is_hanger(at + 1)
        };
        let weight = match self.next(at) {
            "hidden" | "concealed" | "secreted" | "buried" => Weight::Hidden,
            "locked" if n_between > 0 && is_listed("away in up", self.next(at + 1)) => {
                Weight::Locked
            }
            "loaded" if things::is_firearm(head) => Weight::Loaded,
            "kept" if n_between > 0 && self.is_held(at + 1) => Weight::Kept,
            "hang" | "hung" | "hangs" | "hanging" if is_over(at + 1) => Weight::Hung,
            "above" | "over" if is_over(at) => Weight::Hung,
            _ => return None,
        };
        self.is_so(phrase.first).then_some(weight)
    }

    /// How it is described.
    fn looks(self, phrase: Phrase, is_new: bool) -> Option<Weight> {
        let Phrase { first, end, .. } = phrase;
        let has = |is_it: &dyn Fn(&str) -> bool| (first + 1..end - 1).any(|k| is_it(self.raw(k)));
        let weight = if things::is_firearm(self.raw(end - 1)) && has(&|word| word == "loaded") {
            Weight::Loaded
        } else if is_new && self.is_held(end) {
            Weight::Put
        } else if is_new && has(&|word| LOOKS.contains(word)) {
            Weight::Noticed
        } else {
            return None;
        };
        self.is_so(first).then_some(weight)
    }

    /// Word `i`, if nothing but a space stands before it.
    pub(crate) fn next(self, i: usize) -> &'a str {
        if i < self.len() && self.follows(i) { self.raw(i) } else { "" }
    }

    /// Whether the words from `at` are those of a place where nobody sees a thing: "in her pocket".
    fn is_held(self, mut at: usize) -> bool {
        while is_listed("back away again carefully hastily safely", self.next(at)) {
            at += 1;
        }
        const INTO: &str = "behind beneath in inside into under underneath within";
        if !is_listed(INTO, self.next(at)) {
            return false;
        }
        let words = (at + 1..at + 6).map(|k| self.next(k)).take_while(|word| !word.is_empty());
        words.take_while(|word| *word != "and").any(|word| HOLDERS.contains(word))
    }

    /// Whether the words from `at` are something that things hang on: "the mantelpiece".
    fn is_hanger(self, at: usize) -> bool {
        (at..at + 4).map(|k| self.next(k)).any(|word| is_listed(HANGERS, word))
    }

    /// Whether what things hang on stands before the verb at `verb`: "above the mantelpiece hung".
    fn is_after_hanger(self, verb: usize) -> bool {
        (verb.saturating_sub(4)..verb).any(|k| is_listed(HANGERS, self.raw(k)))
    }

    /// Whether nothing before word `at` denies what is said there, or makes it a thought.
    pub(crate) fn is_so(self, at: usize) -> bool {
        const DOUBTS: &str = "If Never No Not cannot could if like may might must never no nor not \
                              or shall should unless will without would";
        let first = self.sentence_first(at).max(at.saturating_sub(DOUBTFUL));
        (first..at).all(|k| !is_listed(DOUBTS, self.raw(k)) && !is_negated(self.raw(k)))
    }

    /// Whether somebody asks to keep what was named up to word `end`, and soon: "keep it safe".
    fn has_charge(self, end: usize) -> bool {
        const WORDS: usize = 40;
        (end..self.len().min(end + WORDS)).any(|k| {
            let soon =
                |list: &str| (k + 1..self.len().min(k + 6)).any(|k| is_listed(list, self.raw(k)));
            let is_denied =
                || is_negated(self.raw(k - 1)) || is_listed("Never never not", self.raw(k - 1));
            match self.raw(k) {
                "Keep" | "keep" => soon("safe safely secret hidden carefully close"),
                "Guard" | "guard" => soon("it this them these"),
                "let" | "lose" | "open" | "show" => self.raw(k + 1) == "it" && is_denied(),
                "Open" => self.raw(k + 1) == "it" && is_listed("if only when", self.raw(k + 2)),
                "care" => {
                    self.raw(k + 1) == "of" && is_listed("it this them these", self.raw(k + 2))
                }
                _ => false,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Facts;

    #[track_caller]
    fn check(text: &str, expected: &[Weight]) {
        let facts = Facts::of_text("a.md", text);
        let weights: Vec<_> = facts.things.iter().filter_map(|it| it.weight).collect();
        assert_eq!(weights, expected, "{text}");
    }

    #[test]
    fn handled() {
        check("He hid the letter and locked the box.", &[Weight::Hidden, Weight::Locked]);
        check("She kept an old revolver in a drawer.", &[Weight::Kept]);
        check("She slipped him the key. She slipped the key into her pocket.", &[Weight::Put]);
        check("He gave Tom a key. “Keep it safe,” he said.", &[Weight::Entrusted]);
        check("He gave Tom a key. Tom found the key.", &[Weight::Noticed]);
        check(
            "She sewed the map into the hem. She read the note and hid it.",
            &[Weight::Hidden; 2],
        );
        check("He gave her an envelope. “Never let it out of your sight.”", &[Weight::Entrusted]);
        check("He buried his knife in the man. She wore a locket.", &[Weight::Worn]);
    }

    #[test]
    fn told_of() {
        check("The key was hidden under a stone.", &[Weight::Hidden]);
        check("Over the mantelpiece hung a rifle. A gun hung on the wall.", &[Weight::Hung; 2]);
        check("He had a loaded pistol and a small brass key.", &[Weight::Loaded, Weight::Noticed]);
        check("The mask which concealed him was torn.", &[]);
    }

    #[test]
    fn not_so() {
        check("He would have hidden the letter. He never locked the box.", &[]);
        check("His face was like a carved mask.", &[]);
    }
}
