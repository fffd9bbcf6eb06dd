//! What around a sentence tells that it does not happen: it is hearsay, a game, in a picture, long ago, or soon undone.

use std::ops::Range;

use crate::story::modality::is_told;
use crate::story::prose::{Text, is_listed};
use crate::story::sentences::{self, around, before};
use crate::story::word_list::WordList;

/// Words beside which somebody may be acting in a picture, a dream, or a memory.
static SHOWN: WordList = WordList::new(
    "\
album coffin dream dreamed dreaming dreams dreamt film footage ghost hallucination memories memory nightmare painting \
phantom photo photograph photographs photos picture pictures portrait recalled recording recordings remembered \
remembering reminded snapshot tape tapes video vision",
);

/// Words beside which it may be read.
static WRITTEN: WordList =
    WordList::new("diary journal letter letters manuscript newspaper poem postcard telegram");

/// Who says what everybody says.
const PEOPLE: &str = "Everybody Everyone Folk It Men People Some They everybody everyone folk it men people some they";

/// How long somebody is dead who lives after it.
const WHILES: &str = "day days hour hours minute minutes month months second seconds week weeks";

/// So many sentences before a death may tell of a game; and so many after it that somebody lives.
const NEAR: usize = 4;

/// Whether what is said by words `first` to `last`, that somebody dies, is told as a rumour, a game, or
/// for a time only, or is years ahead of what is told. Linear in the words of some sentences.
pub(crate) fn is_no_death(text: Text<'_>, first: usize, last: usize) -> bool {
    let (start, end) = (sentences::start(text, first), sentences::end(text, last));
    let next = sentences::end(text, end);
    is_hearsay(text, before(text, start)..end)
        || is_played(text, before(text, start)..next)
        || is_read(text, before(text, start)..start, last)
        || is_told_after(text, last..end)
        || is_for_a_while(text, start..first)
        || is_for_a_while(text, (last + 1).min(end)..end)
        || is_years_before(text, first..end)
        || is_game(text, (0..NEAR - 1).fold(start, |at, _| before(text, at))..first)
        || comes_to(text, last..next)
        || lives(text, end..(0..NEAR).fold(end, |at, _| sentences::end(text, at)))
}

/// The words by which something is [retold](is_retold).
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    SHOWN.words().chain(WRITTEN.words())
}

/// Whether the sentence with word `i`, or the one before, tells of a picture, a dream or a memory, or of
/// what is read. `watched` are the numbers of the words that may be of these [`words`]. Linear in the words of both.
pub(crate) fn is_retold(text: Text<'_>, i: usize, watched: &[usize]) -> bool {
    // Most paragraphs have none.
    let is_one = |&k: &usize| SHOWN.holds(text, k) || WRITTEN.holds(text, k);
    let Some(first) = watched.iter().position(is_one) else { return false };
    let sentences = around(text, i);
    watched[first..].iter().any(|k| sentences.contains(k) && is_one(k))
}

/// Whether the sentence with word `i`, or the one before, tells of a picture, a dream or a memory. Linear
/// in the words of both.
pub(crate) fn is_shown(text: Text<'_>, i: usize) -> bool {
    around(text, i).any(|k| SHOWN.holds(text, k))
}

/// "They said", "it was said", "the rumour was".
fn is_hearsay(text: Text<'_>, mut words: Range<usize>) -> bool {
    words.any(|i| match text.raw(i) {
        "or" => text.raw(i + 1) == "so" && text.after_comma(i),
        "rumour" | "rumor" | "rumours" | "rumors" | "Rumour" | "Rumor" | "gossip" | "hearsay" => {
            true
        }
        "said" | "say" | "whispered" => {
            let at = i.saturating_sub(usize::from(i > 0 && text.raw(i - 1) == "was"));
            at > 0 && is_listed(PEOPLE, text.raw(at - 1)) && text.follows(at)
        }
        _ => false,
    })
}

/// "Anna wrote another chapter. Tom died in it", with the words of the first.
fn is_read(text: Text<'_>, mut before: Range<usize>, last: usize) -> bool {
    text.raw(last + 1) == "in" && text.raw(last + 2) == "it" && before.any(|i| is_told(text.raw(i)))
}

/// "Tom died at forty, she said."
fn is_told_after(text: Text<'_>, mut words: Range<usize>) -> bool {
    words.any(|i| {
        i > 0
            && text.raw(i) == "said"
            && is_listed("I he she", text.raw(i - 1))
            && text.after_comma(i - 1)
    })
}

/// "For three days", before who is dead; "for eleven seconds", after who died.
fn is_for_a_while(text: Text<'_>, words: Range<usize>) -> bool {
    let mut whiles = words.clone().skip(1).take(4);
    matches!(text.raw(words.start), "For" | "for") && whiles.any(|i| is_listed(WHILES, text.raw(i)))
}

/// "Died many a year before this was written": the story goes on with what was in between.
fn is_years_before(text: Text<'_>, mut words: Range<usize>) -> bool {
    words.any(|i| matches!(text.raw(i), "year" | "years") && text.raw(i + 1) == "before")
}

/// "“Bang,” said Mary."
fn is_game(text: Text<'_>, mut words: Range<usize>) -> bool {
    words.any(|i| {
        is_listed("Bang bang game pretend pretended pretending rehearsal toy", text.raw(i))
            // "“You’re dead!” cried the boys."
            || text.raw(i) == "dead"
                && i > 0
                && is_listed("You're You’re you're you’re", text.raw(i - 1))
    })
}

/// "To great applause", "the curtain came down", "that was how she wrote it".
fn is_played(text: Text<'_>, mut words: Range<usize>) -> bool {
    words.any(|i| match text.raw(i) {
        "applause" | "encore" | "ovation" => true,
        "curtain" | "curtains" => is_listed("came fell", text.raw(i + 1)),
        "imagined" | "pictured" | "wrote" => text.raw(i + 1) == "it",
        _ => false,
    })
}

/// "They brought him back", "then he coughed", in a sentence or the next.
fn comes_to(text: Text<'_>, mut words: Range<usize>) -> bool {
    words.any(|i| match text.raw(i) {
        "brought" => {
            let is_elsewhere = || text.raw(i + 3) == "to" && text.raw(i + 4) != "life";
            is_listed("her him them", text.raw(i + 1))
                && is_listed("back round", text.raw(i + 2))
                && !is_elsewhere()
        }
        "He" | "She" | "he" | "she" => {
            is_listed("blinked coughed gasped groaned moaned sneezed", text.raw(i + 1))
        }
        "respawned" | "resuscitated" | "revived" => true,
        _ => false,
    })
}

/// "He was breathing", "his heart began to beat".
fn lives(text: Text<'_>, mut words: Range<usize>) -> bool {
    words.any(|i| {
        let next = text.raw(i + 1);
        match text.raw(i) {
            "He" | "She" | "he" | "she" => {
                next == "breathed"
                    || matches!(next, "is" | "was")
                        && (is_listed("alive breathing", text.raw(i + 2))
                            || is_listed("not still", text.raw(i + 2))
                                && is_listed("alive breathing dead", text.raw(i + 3))
                                && (text.raw(i + 2) == "not") == (text.raw(i + 3) == "dead"))
            }
            "not" => text.raw(i.saturating_sub(1)) == "was" && next == "dead",
            "heart" => is_listed("began started", next),
            "began" => next == "to" && text.raw(i + 2) == "breathe",
            "back" => next == "to" && text.raw(i + 2) == "life",
            "rose" => next == "from" && is_listed("dead grave", text.raw(i + 3)),
            "ghost" | "ghosts" | "resurrected" | "undead" => true,
            _ => false,
        }
    })
}
