//! Whether a thing is destroyed, saved or used where it is named.

use crate::story::noun_phrases::Phrase;
use crate::story::prose::{Text, is_listed};
use crate::story::sentences;
use crate::story::word_list::WordList;

/// What becomes of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Fate {
    /// "Burned the letter", "the vial was smashed", "flung the ring into the sea".
    Gone,
    /// "Found the ring", "mended the doll": it may be there again.
    Saved,
    /// "Took the letter from his pocket": it is there.
    Used,
}

impl Fate {
    const ALL: [Self; 3] = [Self::Gone, Self::Saved, Self::Used];

    /// The fate with the number `code`.
    pub(crate) fn of(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

/// What burns, and is torn.
static BURNT: WordList = WordList::new(
    "\
cheque diary document documents envelope journal ledger letter letters manuscript map note notebook \
papers parchment passport photograph portrait scroll telegram ticket",
);

/// What breaks to pieces.
const BREAKS: &str = "bottle doll flask flute goblet mask phial skull statue syringe vial";

/// What is done only with a thing that is whole and there.
static USING: WordList = WordList::new(
    "\
carried drew fired gave handed held lifted loaded locked opened pocketed raised read slipped \
took turned unfolded unlocked unrolled wore",
);

/// What of these may be done with one of several, which the words after it tell from others: "read the letter from
/// his aunt", not "took the letter from his pocket".
const READING: &str = "opened read unfolded unrolled";

/// What makes a thing once more: "drew the map again".
pub(crate) static MAKING: WordList = WordList::new(
    "built copied drawn drew forged made painted printed redrawn redrew rewritten rewrote sewn written wrote",
);

static SAVING: WordList = WordList::new(
    "copied fished found mended picked recovered repaired replaced rescued restored retrieved saved snatched",
);

/// Words of a sentence whose things are only thought of.
const UNREAL: &str = "\
dream dreamed dreaming dreams dreamt fancied fancy imagination imagined nightmare nightmares pretended vision";

/// Words before what somebody only says.
const CLAIMS: &str = "believed claimed declared heard said swore thought told";

/// What is done to "it" that was as good as gone: "but snatched it out again".
const RESCUES: &str =
    "caught drew fished plucked pulled raked recovered rescued saved snatched took";

impl Text<'_> {
    /// What becomes of the thing that `phrase` names, which a reader knows. `makings` are the numbers of the words
    /// that may be of [`MAKING`].
    pub(crate) fn fate(self, phrase: Phrase, makings: &[usize]) -> Option<Fate> {
        let (end, head) = (phrase.end, self.raw(phrase.end - 1));
        let verb = self.verb_before(phrase.first);
        let word = verb.map_or("", |verb| self.raw(verb));
        if SAVING.contains(word) || self.is_made_again(phrase, makings) {
            return Some(Fate::Saved);
        }
        if self.is_gone(word, head, end) {
            return verb
                .filter(|&verb| self.is_so(verb) && !self.is_led_up_to(verb))
                .filter(|&verb| self.is_real(verb, end))
                .map(|_| Fate::Gone);
        }
        let is_whole = ["was", "were"].contains(&self.next(end));
        let is_broken = |word: &str| {
            word == "destroyed"
                || BURNT.contains(head) && is_listed("burned burnt", word)
                || is_listed(BREAKS, head) && is_listed("shattered smashed", word)
        };
        if is_whole
            && is_broken(self.next(end + 1))
            && self.is_so(phrase.first)
            && self.is_real(phrase.first, end)
        {
            return Some(Fate::Gone);
        }
        let verb = verb.filter(|_| USING.contains(word))?;
        let is_described = match self.next(end) {
            "from" => is_listed(READING, word),
            // "The bottle of rum."
            "of" => is_listed(BREAKS, head),
            "that" | "which" | "whose" => true,
            _ => false,
        };
        if is_described {
            return None;
        }
        let is_real =
            self.is_so(verb) && !self.is_led_up_to(verb) && !self.is_of_several(verb, end);
        is_real.then_some(Fate::Used)
    }

    /// Whether the sentence before that with `verb`, or that after the one up to word `end`, tells that there are two:
    /// "He had a spare. He took the keys"; "It was a copy".
    fn is_of_several(self, verb: usize, end: usize) -> bool {
        let before = sentences::before(self, sentences::start(self, verb));
        let next = sentences::end(self, sentences::end(self, end - 1));
        (before..next)
            .any(|k| is_listed("another copy duplicate forgery replica spare", self.raw(k)))
    }

    /// Whether the sentence with `phrase`, or the one before, tells that something is made once more: "had drawn it again".
    fn is_made_again(self, phrase: Phrase, makings: &[usize]) -> bool {
        let is_again = |&&k: &&usize| {
            MAKING.holds(self, k)
                && (self.raw(k).starts_with("re")
                    || (k + 1..k + 4).any(|it| is_listed("afresh again anew", self.raw(it))))
        };
        let mut again = makings.iter().filter(is_again).peekable();
        // In most paragraphs nothing is.
        again.peek().is_some() && {
            let before = sentences::before(self, sentences::start(self, phrase.first));
            let end = sentences::end(self, phrase.end - 1);
            again.any(|k| (before..end).contains(k))
        }
    }

    /// Whether `verb` makes an end of the thing that is called `head` and is named up to word `end`.
    fn is_gone(self, verb: &str, head: &str, end: usize) -> bool {
        let soon = |list: &str| (end..end + 4).any(|k| is_listed(list, self.next(k)));
        let is_into = is_listed("in into on upon to", self.next(end));
        match verb {
            "burned" | "burnt" => BURNT.contains(head),
            "destroyed" => true,
            "shattered" | "smashed" => is_listed(BREAKS, head),
            "ripped" | "tore" => {
                BURNT.contains(head)
                    && (self.next(end) == "up" || soon("bits fragments pieces shreds"))
            }
            "cast" | "flung" | "hurled" | "threw" | "thrust" | "tossed" if is_into => {
                BURNT.contains(head) && soon("fire fireplace flames furnace stove")
                    || soon("lake ocean river sea waves")
            }
            _ => false,
        }
    }

    /// Whether what is told by the words around `at`, and on from `end`, comes to pass: nobody dreams or only
    /// says it, or takes it back.
    fn is_real(self, at: usize, end: usize) -> bool {
        const WORDS: usize = 14;
        let is_unreal = |k: usize| is_listed(UNREAL, self.raw(k));
        let is_claimed = |k: usize| is_listed(CLAIMS, self.raw(k));
        let is_taken_back = |k: usize| match self.raw(k) {
            "so" => self.raw(k - 1) == "or",
            word => is_listed(RESCUES, word) && is_listed("it out them", self.raw(k + 1)),
        };
        let first = self.sentence_first(at);
        let last = self.len().min(end + WORDS);
        let next = (end..last).find(|&k| self.gap(k).contains(['.', '!', '?'])).unwrap_or(last);
        !(first..at).any(|k| is_unreal(k) || is_claimed(k))
            && !(end..next).any(is_unreal)
            && !(end..last).any(is_taken_back)
    }

    /// Whether words before the verb at `verb` put what it tells into another time or mood: "had taken",
    /// "to take".
    fn is_led_up_to(self, verb: usize) -> bool {
        const LEADING: &str = "about almost be been being by had half has have having nearly once that to was were \
                               which who";
        (verb.saturating_sub(2)..verb).any(|k| is_listed(LEADING, self.raw(k)))
    }
}
