//! How a time is told of.

use serde::{Deserialize, Serialize};

use crate::story::document::Scope;
use crate::story::prose::{self, Text, is_listed};
use crate::story::word_forms::is_possessive;
use crate::story::word_list::WordList;

/// What the text is in which a time is mentioned.
///
/// What is said between quotation marks is found in [`Facts::speeches`](crate::story::Facts).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// Running text of the story, with all that is said in it.
    #[default]
    Story,
    /// A heading.
    Heading,
    /// What a script gives somebody to say.
    Speech,
    /// A letter, an entry of a diary, a telegram.
    Letter,
    /// A quotation, a poem, a motto, a note.
    Apart,
    /// A comment that declares when the story is: `<!-- story-date: 1871-10-03 -->`.
    Declared,
}

/// What the verbs of a sentence say of when it is, as far as a glance tells.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Tense {
    /// No verb tells.
    #[default]
    Unknown,
    /// "He went", "he was".
    Past,
    /// "He had gone"; of an age, "when he was ten".
    Perfect,
    /// "He is", "he has gone".
    Present,
    /// "He would go", "he will go", "if he went".
    Supposed,
}

impl Tense {
    /// Whether a sentence of that tense tells what goes on, in a story told in either tense.
    pub(crate) fn goes_on(self) -> bool {
        matches!(self, Self::Unknown | Self::Past | Self::Present)
    }
}

/// How a time is told of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Telling {
    /// What the text is.
    pub setting: Setting,
    /// The tense of the sentence.
    pub tense: Tense,
    /// Whether the sentence begins with it: "On the next day …".
    pub leads: bool,
    /// Whether it heads what follows: a date line, as in a diary or a letter, or `Eight years earlier` as a line of its
    /// own or as the first words of a paragraph.
    pub heads: bool,
}

/// How many words on either side of a phrase are looked at for verbs.
const REACH: usize = 14;

/// Words that may stand before a phrase that a sentence begins with.
static LEADS: WordList = WordList::new(
    "\
About After And At But By During Early For In It Late On So Some Then Thus Towards Upon about \
after at by during early in it late on the was",
);

impl Setting {
    /// Of a paragraph that is part of `scope`.
    pub(crate) fn of(scope: Scope) -> Self {
        match scope {
            Scope::Body => Self::Story,
            Scope::Speech => Self::Speech,
            Scope::Letter => Self::Letter,
            Scope::Quotation
            | Scope::Verse
            | Scope::Epigraph
            | Scope::Note
            | Scope::Thought
            | Scope::Code => Self::Apart,
        }
    }
}

impl Text<'_> {
    /// Whether a sentence begins with word `i`, but for an "And on" or "It was".
    pub(crate) fn leads(self, mut i: usize) -> bool {
        for _ in 0..4 {
            if i == 0 || self.begins_sentence(i) {
                return true;
            }
            // "One night—it was in June—there came a ring."
            if self.raw(i) == "it" && self.gap(i).contains(['—', '–', '(']) {
                return true;
            }
            if !self.follows(i) && self.gap(i) != ", " || !LEADS.contains(self.raw(i - 1)) {
                return false;
            }
            i -= 1;
        }
        false
    }

    /// Whether a period, or what has its place, stands before word `i`, which is not the first.
    fn begins_sentence(self, i: usize) -> bool {
        let gap = self.gap(i);
        // No sentence ends within "6.30" or "16:30".
        gap.len() > 1 && gap.contains(['.', '!', '?', '…', ':', ';']) && !self.is_after_short(i)
    }

    /// The tense of the sentence that the words `first` to `last` are in.
    pub(crate) fn tense(self, first: usize, last: usize) -> Tense {
        let mut tense = Tense::Unknown;
        let is_apart = |i| {
            !self.runs_on(i) && (self.begins_sentence(i) || prose::has_quotation_mark(self.gap(i)))
        };
        for i in (first.saturating_sub(REACH)..first).rev() {
            if is_apart(i + 1) {
                break;
            }
            tense = tense.max(self.tense_of(i));
        }
        for i in last + 1..self.len().min(last + 1 + REACH) {
            if is_apart(i) {
                break;
            }
            tense = tense.max(self.tense_of(i));
        }
        tense
    }

    /// What the verb that word `i` may be says.
    fn tense_of(self, i: usize) -> Tense {
        let word = self.raw(i);
        match word {
            // "The will was read."
            "will" | "might" if is_noun_after(self.joined_before(i)) => Tense::Unknown,
            "am" | "are" | "has" | "have" | "is" => Tense::Present,
            "did" | "was" | "were" => Tense::Past,
            "can" | "could" | "if" | "If" | "may" | "might" | "must" | "shall" | "should"
            | "will" | "would" => Tense::Supposed,
            "had" => match self.raw(i + 1) {
                "a" | "an" | "any" | "her" | "him" | "his" | "it" | "my" | "no" | "some"
                | "the" | "their" | "them" | "to" => Tense::Past,
                _ => Tense::Perfect,
            },
            _ if word.ends_with("ed") && word.len() > 4 => Tense::Past,
            _ if self.word(i).is_plain => Tense::Unknown,
            _ if word.ends_with("'ll") || word.ends_with("’ll") => Tense::Supposed,
            _ if word.ends_with("'d") || word.ends_with("’d") => Tense::Perfect,
            _ => Tense::Unknown,
        }
    }
}

/// Whether a word after `word` is a noun.
fn is_noun_after(word: &str) -> bool {
    is_listed("a free good her his ill last my of our own the their this your", word)
        || is_possessive(word)
}
