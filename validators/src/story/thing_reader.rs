//! Reads where things are named that stories set up.

use crate::story::clauses::is_function;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::place::Place;
use crate::story::postings::PostingWriter;
use crate::story::prose::{Packed, Text, is_listed};
use crate::story::thing_uses::{Determiner, ThingUse, ThingUses};
use crate::story::things;
use crate::story::watched::{Watched, Watcher};
use crate::story::word_forms::{is_possessive, number};
use crate::story::word_list::WordList;

/// So many words may stand between a noun and what says which one is meant.
const MODIFIERS: usize = 3;

/// Words that do not tell one thing of a kind from another.
static PLAIN: WordList = WordList::new(
    "aforesaid dear fatal good great large little old own poor precious said same small very",
);

/// Verbs that no function word is and that do not end in "ed", right after what they are about.
static VERBS: WordList = WordList::new(
    "\
bore broke brought burst came caught fell felt flew gave glitters gleams hangs hanging hid hidden hung lay lies \
made ran read rested said seems shone slid slipped stood struck swung told took went",
);

/// Collects the uses in a document, block by block.
#[derive(Default)]
pub(crate) struct ThingReader {
    writer: PostingWriter,
}

impl ThingReader {
    /// Reads a block, given as the words of it in order, with the numbers of those that are looked at.
    /// Linear in these.
    pub(crate) fn read(&mut self, prose: &str, words: &[Packed], watched: &Watched) {
        let text = Text::new(prose, words);
        for &i in watched.by(Watcher::Things) {
            if let Some(it) = thing_use(text, i, watched.by(Watcher::Makings)) {
                it.write(&mut self.writer);
            }
        }
    }

    /// All uses.
    pub(crate) fn finish(self) -> ThingUses {
        self.writer.finish()
    }
}

/// The thing that word `i` is, if it is one, and an article or an owner stands before it. `makings` are the numbers
/// of the words that may say that something is made.
fn thing_use(text: Text<'_>, i: usize, makings: &[usize]) -> Option<ThingUse> {
    let thing = things::thing(text.raw(i))?;
    let next = text.raw(i + 1);
    let is_head = text.ends(i)
        || is_function(next)
        || next.ends_with("ly")
        || (next.ends_with("ed") || VERBS.contains(next)) && text.follows(i + 1);
    let is_figure = next == "of" && things::is_figure(text.raw(i));
    if !is_head || is_figure {
        return None;
    }
    let (first, determiner) = determined(text, i)?;
    let is_body =
        is_listed("chest trunk", text.raw(i)) && determiner != Determiner::A && first + 1 == i;
    if is_body && determiner != Determiner::The {
        return None;
    }
    let phrase = Phrase { noun: Noun::Thing, first, end: i + 1 };
    let modifier = (first + 1..i).rev().map(|k| text.raw(k)).find(|word| !PLAIN.contains(word));
    static TELLING: WordList =
        WordList::new("from he I in of she that they to we which who whom whose with you");
    let weight = text.weight(phrase, determiner == Determiner::A);
    let may_end = weight.is_none() && determiner != Determiner::A;
    Some(ThingUse {
        place: Place::alone(text.phrase_span(phrase)),
        thing,
        determiner,
        modifier: modifier.map_or(0, number),
        is_told: !text.ends(i) && TELLING.contains(next),
        weight,
        fate: if may_end { text.fate(phrase, makings) } else { None },
    })
}

/// The word that says which thing the noun at `i` is, and what it is: "his" in "his old sword".
fn determined(text: Text<'_>, i: usize) -> Option<(usize, Determiner)> {
    for at in (i.saturating_sub(1 + MODIFIERS)..i).rev() {
        if !(text.follows(at + 1)
            || at + 1 < i && text.is_joined(at + 1)
            || text.gap(at + 1) == "-")
        {
            return None;
        }
        let word = text.raw(at);
        let determiner = match word {
            "a" | "an" | "another" | "A" | "An" | "Another" => Determiner::A,
            "the" | "The" | "that" | "this" | "That" | "This" | "these" | "those" | "These"
            | "Those" => Determiner::The,
            "his" | "His" => Determiner::His,
            "her" | "Her" => Determiner::Her,
            "my" | "My" => Determiner::My,
            "your" | "Your" => Determiner::Your,
            "their" | "Their" | "our" | "Our" | "its" | "Its" => Determiner::Other,
            _ if is_possessive(word) && text.may_name(at) => Determiner::Named,
            _ if is_possessive(word) => Determiner::Other,
            _ if is_function(word) || text.word(at).is_capitalised() => return None,
            _ => continue,
        };
        return Some((at, determiner));
    }
    None
}
