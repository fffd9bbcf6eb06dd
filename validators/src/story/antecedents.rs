//! What stands before a pronoun that it may stand for.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::story::attributes;
use crate::story::gender::Gender;
use crate::story::lexicon::Lexicon;
use crate::story::prose::{Text, is_listed};
use crate::story::traits::{self, Trigger, trigger};
use crate::story::word_forms::{contracted, without_possessive};
use crate::story::word_list::WordList;

/// How far before a pronoun of the third person something stands, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// The first word of its sentence.
    pub sentence: u32,
    /// The first pronoun of its gender in the paragraph: 0 if it is that itself. Nothing if that is
    /// too far to tell.
    pub first: Option<u32>,
    /// Somebody without a name, who may be meant: the last one before it in its sentence, or that a
    /// clause of the paragraph is about.
    pub rival: Option<u32>,
    /// Whether it is "him", or "her" as in "gave her": not the subject of its sentence.
    pub is_object: bool,
}

/// People without a name, beside those that [`Trigger`]s are, and others who have eyes and a gender.
static BEINGS: WordList = WordList::new(
    "\
accused ancestor angel animal another assassin author baby bear beast beggar bird bitch bride brute bull captain cat chief colonel companion \
comrade constable corporal count cow creature demon devil dog doll donkey dragon driver duke dwarf elf emperor \
enemy everybody fairy figure filly fox friend ghost giant giantess goat god goddess guest guide hawk heir hen hero \
heroine horse host hound idol individual intruder killer king kitten landlady landlord leader lion lioness mamma mare master \
mate mermaid mistress monster mule murderer neighbour nobleman nymph officer one owner papa parson passenger patient pony \
prey priest prince princess prisoner pup puppet puppy queen ram sergeant serpent skipper somebody someone speaker \
spirit squire stag stallion statue thief tigress traveller victim visitor vixen voice whoever witch wizard \
wolf wretch youth",
);

/// Titles by which a story may call somebody without a name: "the Abbot".
static TITLES: WordList = WordList::new(
    "\
Abbess Abbot Admiral Archbishop Baron Baroness Bishop Brigadier Captain Cardinal Chancellor Chief Colonel Commander \
Commodore Corporal Count Countess Doctor Duchess Duke Earl Emperor Empress General Governor Inspector Judge King \
Lieutenant Major Marquis Mayor Minister Pope President Prince Princess Prior Prioress Professor Queen Rector Sergeant \
Sheriff Squire Superintendent Sultan Vicar",
);

/// Verbs that do not end in "ed", before whom somebody does something to.
static VERBS: WordList = WordList::new(
    "\
beat bit bought brought caught cut drew drove fed felt forgave found fought gave heard held hid hit hurt \
kept knew led left let lent made met paid read saw sent set shook shot showed sought stabbed struck \
taught told took understood watched woke",
);

/// Words between a subject and its verb, beside adverbs in "ly".
const BEFORE_VERBS: &str = "also always had has have just never often only still then";

/// Who may be named without a name.
#[derive(Clone, Copy)]
enum Somebody {
    /// Somebody of that gender, or of any.
    Of(Option<Gender>),
    /// Somebody with a title.
    Titled,
}

/// The words for them.
static SOMEBODY: LazyLock<Lexicon<Somebody>> = LazyLock::new(|| {
    let by_trigger = |word| match trigger(word)? {
        Trigger::Kin(_) => Some((word, attributes::gender_of_kin(word))),
        Trigger::Widow => Some((word, Some(Gender::Female))),
        Trigger::Occupation(_) => Some((word, None)),
        _ => None,
    };
    let person = |word| match word {
        "boy" | "fellow" | "gentleman" | "lad" | "man" => (word, Some(Gender::Male)),
        "girl" | "lady" | "maid" | "woman" => (word, Some(Gender::Female)),
        _ => (word, None),
    };
    let of_a_kind = traits::words().filter_map(by_trigger).chain(traits::people().map(person));
    let all = of_a_kind.chain(BEINGS.words().map(|word| (word, None)));
    let all = all.map(|(word, gender)| (word, Somebody::Of(gender)));
    all.chain(TITLES.words().map(|word| (word, Somebody::Titled))).collect()
});

/// So many words of a paragraph are looked at before a pronoun.
const WORDS: usize = 400;

/// At most so many words before a noun its clause starts.
const CLAUSE: usize = 4;

/// Words between a verb and what somebody is.
const DEGREES: &str = "also always but certainly ever however indeed never not now once only quite rather really still such then truly";

/// What stands before word `i`, which is a pronoun of `gender`.
pub(crate) fn reach(text: Text<'_>, i: usize, gender: Gender) -> Reach {
    let at = text.word(i).start;
    let back = |k: usize| (at - text.word(k).start) as u32;
    let sentence = text.sentence_first(i);
    let start = i.saturating_sub(WORDS);
    // "His name was Tom."
    let names = |k: usize| text.raw(k + 1) == "name" && matches!(text.raw(k + 2), "is" | "was");
    let first =
        (start..=i).find(|&k| gender_of(text.raw(k)) == Some(gender) && (k == i || !names(k)));
    let rival = (start..i).rev().find(|&k| {
        (text.may_mean(k, gender) && (k >= sentence || text.opens_clause(k))
            || text.is_indefinite(k))
            && !text.is_predicate(k, gender)
            || text.is_other(k, gender)
    });
    let doer = text.doer_to(i);
    // "She thanked her" speaks of two.
    let other = doer.filter(|&it| !text.may_name(it) && gender_of(text.raw(it)) == Some(gender));
    Reach {
        sentence: back(sentence),
        first: first.filter(|_| start == 0).map(back),
        rival: other.or(rival).map(back),
        is_object: match text.raw(i) {
            "him" | "Him" => true,
            "her" => doer.is_some() || text.is_given(i) || text.is_slain(i),
            _ => false,
        },
    }
}

/// The words that may stand for somebody without a name, but for those that a [`trigger`] has.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    BEINGS.words().chain(TITLES.words()).chain(traits::people())
}

/// Whether a watched word that asks for `asked`, or for nothing, may stand for somebody without a name.
pub(crate) fn may_be_somebody(asked: Option<Trigger>) -> bool {
    use Trigger::{Kin, Occupation, Widow, Woman};
    asked.is_none_or(|asked| matches!(asked, Kin(_) | Occupation(_) | Widow | Woman))
}

/// Whose pronoun `word` is.
pub(crate) fn gender_of(word: &str) -> Option<Gender> {
    match word {
        "he" | "He" | "him" | "Him" | "his" | "His" | "himself" => Some(Gender::Male),
        "she" | "She" | "her" | "Her" | "hers" | "herself" => Some(Gender::Female),
        // "She'd". Few other words are looked at closely.
        _ if matches!(word.len(), 4..=8) && word.starts_with(['H', 'S', 'h', 's']) => {
            match contracted(word)?.0 {
                "He" | "he" => Some(Gender::Male),
                "She" | "she" => Some(Gender::Female),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether what "her" owns can begin with `word`, which follows: not "her in the garden".
fn starts_noun(word: &str) -> bool {
    !is_listed(
        "and as at before beside by for from here in next on that there to under when where with",
        word,
    ) && !word.is_empty()
}

/// Whether somebody of that gender, or of any if it is none, may be of `gender`.
fn may_be(whose: Option<Gender>, gender: Gender) -> bool {
    whose.is_none_or(|whose| whose == gender)
}

impl Text<'_> {
    /// Whether "her" at word `i` is somebody to whom something is given, not whose it is.
    fn is_given(self, i: usize) -> bool {
        let is_after =
            i > 0 && matches!(self.raw(i - 1), "gave" | "handed" | "lent" | "sold" | "to");
        let is_alone = i + 1 >= self.len()
            || !self.follows(i + 1)
            || matches!(self.raw(i + 1), "a" | "an" | "his" | "that" | "the" | "this");
        is_after && is_alone
    }

    /// Whether "him" or "her" at word `i` is somebody who is killed or buried.
    pub(crate) fn is_slain(self, i: usize) -> bool {
        let is_after = (1..self.len()).contains(&i)
            && self.follows(i)
            && is_listed("buried executed hanged killed murdered slew", self.raw(i - 1));
        is_after && self.is_whole(i)
    }

    /// Whether word `i` is "him", or "her" that owns nothing.
    fn is_whole(self, i: usize) -> bool {
        match self.raw(i) {
            "him" => true,
            "her" => !starts_noun(self.next(i + 1)),
            _ => false,
        }
    }

    /// The last word of whoever does something to "him" or "her" at word `i`, who is another: a name, "she" or "he".
    /// "Anna kissed her", "he had never liked him".
    fn doer_to(self, i: usize) -> Option<usize> {
        let verb = i.checked_sub(1).filter(|_| self.follows(i) && self.is_whole(i))?;
        let is_verb = |word: &str| word.ends_with("ed") || VERBS.contains(word);
        let is_between = |word: &str| word.ends_with("ly") || is_listed(BEFORE_VERBS, word);
        let mut at = verb.checked_sub(1).filter(|_| is_verb(self.raw(verb)))?;
        while at + 4 > verb && at > 0 && is_between(self.raw(at)) && self.follows(at + 1) {
            at -= 1;
        }
        let pronoun = contracted(self.raw(at)).map_or(self.raw(at), |it| it.0);
        let is_subject = self.may_name(at) || matches!(pronoun, "He" | "She" | "he" | "she");
        (is_subject && self.follows(at + 1)).then_some(at)
    }

    /// Whether word `i` is a pronoun of `gender` for somebody else than the name before it: "Tom saw him".
    fn is_other(self, i: usize, gender: Gender) -> bool {
        gender_of(self.raw(i)) == Some(gender)
            && self.doer_to(i).is_some_and(|doer| self.may_name(doer))
    }

    /// Whether word `i` is somebody new whom a capital names: "a Frenchman", "an old Jew".
    fn is_indefinite(self, i: usize) -> bool {
        let is_article = |k: usize| matches!(self.raw(k), "a" | "an") && self.follows(k + 1);
        let is_near = || {
            i > 0 && is_article(i - 1)
                || i > 1 && is_article(i - 2) && self.follows(i) && !self.may_name(i - 1)
        };
        self.may_name(i) && is_near()
    }

    /// Of whom the noun with this article says what they are: of somebody before it who has a name ("Anna was a tall,
    /// old woman", "Anna, a woman of forty"), or of "he" or "she", whose gender this then is.
    fn predicate(self, article: Option<usize>) -> Option<Option<Gender>> {
        let article = article.filter(|&article| article > 1)?;
        if matches!(self.raw(article - 1), "be" | "become" | "been" | "being")
            && self.follows(article)
        {
            return Some(None);
        }
        // "He is, however, a man", "he was an old, a very old man".
        let verb = (article.saturating_sub(CLAUSE)..article)
            .rev()
            .take_while(|&k| self.is_joined(k + 1))
            .find(|&k| matches!(self.raw(k), "became" | "is" | "was"));
        let Some(verb) = verb else {
            return (self.after_comma(article) && self.may_name(article - 1)).then_some(None);
        };
        // Not "there was a man".
        let subject = verb.checked_sub(1).filter(|_| self.follows(verb))?;
        let has_article = is_listed("a an the", self.raw(verb + 1));
        let is_plain = |k: usize| {
            let word = self.raw(k);
            is_listed(DEGREES, word)
                || has_article && !is_listed("and at by for from in of on to with", word)
        };
        if !(verb + 1..article).all(is_plain) {
            return None;
        }
        if self.may_name(subject) { Some(None) } else { gender_of(self.raw(subject)).map(Some) }
    }

    /// Whether word `i` only says what somebody is who has a name, or is "he" or "she" of `gender`.
    fn is_predicate(self, i: usize, gender: Gender) -> bool {
        self.predicate(self.article_before(i)).is_some_and(|whose| may_be(whose, gender))
    }

    /// The article, or "no", of the noun at word `i`.
    fn article_before(self, i: usize) -> Option<usize> {
        (i.saturating_sub(CLAUSE)..i)
            .rev()
            .take_while(|&k| self.is_joined(k + 1))
            .find(|&k| matches!(self.raw(k), "a" | "an" | "no" | "the"))
    }

    /// Whether word `i`, which has this article, is only what somebody is likened to or taken for: "like a woman of
    /// twenty", "the voice of a man".
    fn is_likened(self, i: usize, article: Option<usize>) -> bool {
        let article = article.filter(|&k| self.raw(k) != "the" && k > 0);
        article.is_some_and(|article| {
            self.follows(article)
                && matches!(self.raw(article - 1), "as" | "like" | "of" | "than")
                && !matches!(self.next(i + 1), "called" | "named" | "who" | "whom" | "whose")
        })
    }

    /// Whether word `i`, which may stand for somebody, stands for something there: "one day", "his voice".
    fn is_thing(self, i: usize) -> bool {
        let (before, next) = (self.raw(i.wrapping_sub(1)), self.next(i + 1));
        match self.raw(i) {
            "one" => {
                !matches!(before, "no" | "said" | "that" | "the" | "this" | "younger")
                    && !matches!(next, "who" | "whom" | "whose")
            }
            "another" => {
                next.starts_with(|c: char| c.is_ascii_lowercase())
                    && !is_listed("and at had in of on said was who with", next)
            }
            "figure" | "spirit" | "voice" => self.owner(i.wrapping_sub(1)).is_some(),
            _ => false,
        }
    }

    /// Whether word `i` names somebody who can be of `gender`, not by a name.
    pub(crate) fn may_mean(self, i: usize, gender: Gender) -> bool {
        self.meant(i).is_some_and(|(whose, _)| may_be(whose, gender))
    }

    /// The gender, if there is but one, of whom word `i` names but not by a name, if it does, with its article.
    fn meant(self, i: usize) -> Option<(Option<Gender>, Option<usize>)> {
        // Most words name nobody.
        let whose = self.whose(i)?;
        let article = self.article_before(i);
        (!self.is_likened(i, article) && !self.is_thing(i)).then_some((whose, article))
    }

    /// The gender, if there is but one, of whom word `i` may name but not by a name, if it does.
    fn whose(self, i: usize) -> Option<Option<Gender>> {
        let word = without_possessive(self.raw(i)).0;
        let is_man = word.ends_with("man");
        Some(match SOMEBODY.get(word) {
            Some(Somebody::Of(gender)) => gender,
            Some(Somebody::Titled)
                if matches!(self.raw(i.wrapping_sub(1)), "The" | "the")
                    && !(i + 1 < self.len() && self.follows(i + 1) && self.may_name(i + 1)) =>
            {
                None
            }
            _ if is_man && word.ends_with("woman") => Some(Gender::Female),
            _ if is_man && word != "human" && !self.may_name(i) => Some(Gender::Male),
            // "An ancestor who".
            _ if self.next(i + 1) == "who"
                && word.starts_with(|c: char| c.is_ascii_lowercase())
                && !word.ends_with('s')
                && !is_listed("and but men people they those we women", word) =>
            {
                None
            }
            _ => return None,
        })
    }

    /// Whether word `i` speaks of somebody who can be of `gender`, has no name and is not who is named there.
    pub(crate) fn is_unnamed(self, i: usize, gender: Gender) -> bool {
        self.may_mean(i, gender) && !self.is_predicate(i, gender)
    }

    /// The same of she, and of he.
    pub(crate) fn unnamed(self, i: usize) -> [bool; 2] {
        let Some((whose, article)) = self.meant(i) else { return [false; 2] };
        let predicate = self.predicate(article);
        [Gender::Female, Gender::Male].map(|gender| {
            may_be(whose, gender) && !predicate.is_some_and(|whose| may_be(whose, gender))
        })
    }

    /// Whether word `i` is near the start of a clause, so that this is about it.
    fn opens_clause(self, i: usize) -> bool {
        let floor = i.saturating_sub(CLAUSE);
        (floor..=i).any(|k| {
            self.opens(k)
                || self.gap(k).contains(',')
                || k > floor
                    && matches!(
                        self.raw(k - 1),
                        "and" | "as" | "but" | "if" | "that" | "when" | "while"
                    )
        })
    }
}
